"""The Application Summary: which facts it shows is said by the program, where each comes from is said here (R175, R176).

A field has one entry in `FIELDS`. It reads the composed record, the application in full, and further answers that
the page has asked for; the applications service offers programs the same names to choose from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext, lazy_gettext

from gateway.context import gateway, principal, trace
from gateway.partform import show_day
from homefire.client import Call

_ = lazy_gettext
CHANNELS = {"sms": _("text messages"), "email": _("email"), "marketing": _("marketing emails")}


@dataclass(frozen=True, slots=True)
class Sources:
    """What a summary is made of. `extra` has answers by the name under which a page has asked for them."""

    record: Mapping[str, Any]
    application: Mapping[str, Any]
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def customer(self) -> Mapping[str, Any] | None:
        """The customer's own data; None while customers is away."""
        section = self.record["sections"]["customer"]
        return section["data"] if section["state"] == "ok" else None


@dataclass(frozen=True, slots=True)
class SummaryField:
    """One fact: what it is called, and how its text is made. None says that its source does not answer now."""

    label: Any
    text: Callable[[Sources], str | None]


def _registered(sources: Sources) -> str | None:
    """The day on which the agency received the application (R81)."""
    return show_day(sources.application["intake_date"])


def _communication(sources: Sources) -> str | None:
    """The preferred method, and what the customer has agreed to be sent."""
    customer = sources.customer
    if customer is None:
        return None
    preferred = customer.get("preferred_method")
    agreed = [
        str(CHANNELS[each["channel"]])
        for each in customer.get("consents") or ()
        if each["state"] == "GIVEN" and each["channel"] in CHANNELS
    ]
    parts = [str(preferred["label"])] if preferred else []
    parts += [gettext("agreed to: %(channels)s", channels=", ".join(agreed))] if agreed else []
    return "; ".join(parts)


def _language(sources: Sources) -> str | None:
    return None if sources.customer is None else str(sources.customer.get("language") or "")


def _analysts(sources: Sources) -> str | None:
    """Who follows the record, and who checks it (R145)."""
    customer = sources.customer
    if customer is None:
        return None
    people = (customer.get("analyst"), customer.get("qa_analyst"))
    return " / ".join(str(person["name"]) if person else gettext("nobody") for person in people)


FIELDS: dict[str, SummaryField] = {
    "REGISTRATION_DATE": SummaryField(_("Registration Date"), _registered),
    "COMMUNICATION_METHODS": SummaryField(_("Communication Methods"), _communication),
    "LANGUAGE": SummaryField(_("Language"), _language),
    "ANALYSTS": SummaryField(_("Analyst / Q/A Analyst"), _analysts),
}


def summary_of(
    record: Mapping[str, Any], application: Mapping[str, Any], extra: Mapping[str, Any] | None = None
) -> list[tuple[Any, str | None]]:
    """Labels and texts of the fields that the application's program shows, in its order.

    All fields there are while the program cannot be asked for.
    """
    sources = Sources(record, application, extra or {})
    return [(FIELDS[name].label, FIELDS[name].text(sources)) for name in _wanted(application["program_code"])]


def _wanted(program: str) -> Sequence[str]:
    call = Call("applications", "get_program_part", [program, "summary_fields"])
    answer = gateway().lists.answer(call, principal(), trace())
    if "rows" not in answer:
        return list(FIELDS)
    return [row["field"] for row in answer["rows"] if row["field"] in FIELDS]
