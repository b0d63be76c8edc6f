"""How values look on a page: the manual's formats, in the agency's time zone (R22, R40, R68, R106, R202)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from gateway import clocks
from gateway.accounts import rules

NO_SSN = "- -"
"""What stands where somebody has no Social Security number (R68)."""


class Clock:
    """Renders instants, given as ISO text in UTC, in the agency's time zone.

    Each way to show a time has the clock that the manual gives its screens; who has chosen another sees that (R106).
    """

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def day(self, value: str | None) -> str:
        """`3/7/2019`, of a date or of an instant; nothing for nothing."""
        if not value:
            return ""
        moment = date.fromisoformat(value) if len(value) == 10 else self._local(value)
        return f"{moment.month}/{moment.day}/{moment.year}"

    def twelve_hour(self, value: str | None) -> str:
        """`7:00 AM`, as appointments show it (R106)."""
        return self._shown(value, clocks.TWELVE)

    def military(self, value: str | None) -> str:
        """`13:48:05`, as notes show it (R202)."""
        return self._shown(value, clocks.TWENTY_FOUR, seconds=True)

    def military_minutes(self, value: str | None) -> str:
        """`13:48`, as beside a name that something was done by (R202)."""
        return self._shown(value, clocks.TWENTY_FOUR)

    def _shown(self, value: str | None, own: str, *, seconds: bool = False) -> str:
        return clocks.show(self._local(value), clocks.chosen() or own, seconds=seconds) if value else ""

    def _local(self, value: str) -> datetime:
        return datetime.fromisoformat(value).astimezone(self._zone)


def weekday_names() -> dict[str, str]:
    """`mon` to `Mon`, in the reader's language."""
    locale = get_locale()
    assert locale is not None, "a page always has a language"
    return {day: locale.days["format"]["abbreviated"][place] for place, day in enumerate(rules.DAYS)}


def hours(given: Mapping[str, Any] | None) -> str:
    """`Mon-Fri 8:00 AM-5:00 PM` of working hours by weekday; nothing for none (R265)."""
    return rules.show_hours(given or {}, weekday_names(), clock_time)


def clock_time(text: str) -> str:
    """`8:00 AM` of `08:00`, unless the reader has chosen the other clock."""
    return clocks.show(clocks.read(text), clocks.chosen() or clocks.TWELVE)


def phone(digits: str | None) -> str:
    """`(831) 555-0101` of ten bare digits (R40); anything else as it is."""
    if digits and len(digits) == 10 and digits.isdigit():
        return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
    return digits or ""


def ssn(masked: str | None) -> str:
    """A masked number as the service sent it, `- -` where there is none (R68, R69)."""
    return masked or NO_SSN


def label(entry: Mapping[str, Any] | str | None) -> str:
    """The label of a coded value, or a plain word as it is; nothing for nothing."""
    if isinstance(entry, Mapping):
        return str(entry["label"])
    return entry or ""


def coded(entry: Mapping[str, Any] | None) -> str:
    """`AFT - Afternoon`: the code, as the manual writes it, and what it means."""
    if not entry:
        return ""
    same = str(entry["code"]).casefold() == str(entry["label"]).casefold()
    return str(entry["label"]) if same else f"{entry['code']} - {entry['label']}"


def full_name(customer: Mapping[str, Any]) -> str:
    """`HOLSCHEIN, DOENA`, or an organization's name."""
    if customer.get("organization_name"):
        return str(customer["organization_name"])
    return f"{customer['last_name']}, {customer['first_name']}"


def money(amount: str | float | None) -> str:
    """`$1,250.00`."""
    if amount in (None, ""):
        return ""
    try:
        return f"${Decimal(str(amount)):,.2f}"
    except InvalidOperation:
        return str(amount)


def size(number: int | None) -> str:
    """A file's size in the unit that keeps it short."""
    if number is None:
        return ""
    value, unit = float(number), "B"
    for larger in ("kB", "MB", "GB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"


def tone(status: str | None) -> str:
    """The colour family of a status's mark; the word itself always stands beside the colour (R14)."""
    return _TONES.get((status or "").upper(), "none")


def status_word(status: str | None) -> str:
    """A status as its mark and its choice show it: the manual's word, and in another language what that means."""
    locale, word = get_locale(), _STATUSES.get(status or "")
    if word is None or locale is None or locale.language == "en":
        return status or ""
    return str(word).upper()


_STATUSES: dict[str, Any] = {
    "PENDING": _("Pending"),
    "ELIGIBLE": _("Eligible"),
    "DENIED": _("Denied"),
    "WITHDRAWN": _("Withdrawn"),
    "TRANSFERRED": _("Transferred"),
    "BENEFITTED": _("Benefitted"),
    "REJECTED": _("Rejected"),
    "CORRECTED": _("Corrected"),
    "DRAFT": _("Draft"),
    "SUBMITTED": _("Submitted"),
    "ACCEPTED": _("Accepted"),
}

_TONES = {
    **dict.fromkeys(("ELIGIBLE", "BENEFITTED", "REPORTED", "COMPLETED", "TRANSFERRED", "PAID"), "ok"),
    **dict.fromkeys(
        ("PENDING", "IN PROGRESS", "CORRECTED", "SCHEDULED", "ASSESSED", "INSPECTED", "NEW", "OPEN"), "wait"
    ),
    **dict.fromkeys(("DENIED", "REJECTED", "CANCELLED", "DEFERRED", "NO-SHOW"), "bad"),
}


def install(app: Flask, zone: ZoneInfo) -> None:
    """Makes the formats filters of every template."""
    clock = Clock(zone)
    app.jinja_env.filters.update(
        day=clock.day,
        twelve_hour=clock.twelve_hour,
        military=clock.military,
        military_minutes=clock.military_minutes,
        phone=phone,
        ssn=ssn,
        label=label,
        coded=coded,
        full_name=full_name,
        money=money,
        size=size,
        tone=tone,
        status_word=status_word,
        hours=hours,
    )
    app.jinja_env.globals["day_names"] = weekday_names
