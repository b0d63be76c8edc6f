"""What may stand in the staff directory, and what an administrator may not do. Values in, values out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from gateway import roles
from homefire.auth import PARTIES
from homefire.rules import RuleBroken, clean_text
from homefire.us import tax_ids
from homefire.us.phones import parse_extension

KINDS = ("staff", "agency", "customer", "vendor")
KEEPS = "accounts:write"
"""The scope of those who keep accounts: of the administrator's role, unless roles.toml says otherwise."""
TITLES = (
    "Caseworker",
    "Analyst",
    "Q/A Analyst",
    "Program Manager",
    "Assessor",
    "Management",
    "Salesperson",
)
"""The job titles that the manual names (R244). They are proposed; any other may be typed, and none gives a right."""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LIMITS = {"user_name": 64, "display_name": 120, "job_title": 60, "phone_extension": 7, "office_name": 80}
"""Characters (R256)."""
_USER_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]*")

Hours = dict[str, list[str]]


class NoSuchAccount(ValueError):
    """No account has this user name."""


class AccountExists(ValueError):
    """Another account has this user name."""


class OwnRights(RuleBroken):
    """An administrator may not take the right to keep accounts from themselves, nor close their own account."""

    def __init__(self) -> None:
        super().__init__(
            "own_rights",
            "You cannot close your own account or take from it the role that keeps accounts. "
            "Ask another administrator.",
        )


class LastAdministrator(RuleBroken):
    """Without this account nobody would be left who keeps accounts."""

    def __init__(self) -> None:
        super().__init__(
            "last_administrator",
            "This is the last open account that may keep accounts. Give the role to another one first.",
        )


@dataclass(frozen=True, slots=True)
class Profile:
    """What the directory says of somebody. `hours`: a weekday to from and to, such as `["08:00", "17:00"]`."""

    display_name: str
    roles: tuple[str, ...]
    office_id: int | None = None
    job_title: str = ""
    phone_extension: str = ""
    hours: Hours = field(default_factory=dict)


def checked(profile: Profile) -> Profile:
    """The profile in its stored form. Raises `RuleBroken` for the first thing that cannot stand."""
    return Profile(
        display_name=parse_display_name(profile.display_name),
        roles=parse_roles(profile.roles),
        office_id=profile.office_id,
        job_title=parse_job_title(profile.job_title),
        phone_extension=parse_phone_extension(profile.phone_extension),
        hours=parse_hours(profile.hours),
    )


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[list[str]]:
    """Field, old and new text of what is not the same any more."""
    return [[name, before[name], after[name]] for name in after if before[name] != after[name]]


def begun(after: Mapping[str, str]) -> list[list[str]]:
    """What a new account begins with, in the same form."""
    return [[name, "", text] for name, text in after.items() if text]


def keepers() -> list[str]:
    """The roles whose holders keep accounts."""
    return sorted(name for name, role in roles.roles().items() if KEEPS in role.scopes)


def may_keep(names: Iterable[str]) -> bool:
    """Whether one of these roles keeps accounts."""
    return KEEPS in roles.scopes_of(names)


def parse_user_name(text: str) -> str:
    """The name to log in with, in its stored form: lower case."""
    name = tax_ids.refuse_in_text(clean_text(text, most=LIMITS["user_name"], least=1)).lower()
    if not _USER_NAME.fullmatch(name):
        raise RuleBroken(
            "not_a_user_name",
            "A user name has letters a to z, digits, and . _ @ - in it, and begins with a letter or a digit.",
        )
    return name


def parse_display_name(text: str) -> str:
    """The name that stands beside notes and on records; no number that reads as an SSN is in it (R249)."""
    return tax_ids.refuse_in_text(clean_text(text, most=LIMITS["display_name"], least=1))


def parse_job_title(text: str) -> str:
    """What somebody is at the agency; none if empty."""
    return clean_text(text, most=LIMITS["job_title"])


def parse_phone_extension(text: str) -> str:
    """An extension of the agency's own telephones; none if empty."""
    return parse_extension(clean_text(text, most=400))


def parse_kind(text: str) -> str:
    """Whose account it is."""
    if text not in KINDS:
        raise RuleBroken("unknown_kind", f"There is no kind {text}. Kinds are: {', '.join(KINDS)}.")
    return text


def parse_roles(names: Iterable[str]) -> tuple[str, ...]:
    """Known roles, sorted, each once."""
    try:
        return tuple(roles.require_known(names))
    except ValueError as error:
        raise RuleBroken("unknown_role", str(error)) from None


def check_roles_of(kind: str, names: Iterable[str]) -> None:
    """Refuses roles of the portal for the staff, and any other for customers and vendors (R244)."""
    own = kind if kind in PARTIES else ""
    others = [name for name in names if roles.roles()[name].party != own]
    if others:
        raise RuleBroken("role_of_another_kind", f"An account of this kind never has: {', '.join(others)}.")


def parse_hours(given: Mapping[str, Any]) -> Hours:
    """Working hours by weekday, Monday first. A day without hours is left out; each has both, from before to."""
    unknown = sorted(set(given) - set(DAYS))
    if unknown:
        raise RuleBroken("unknown_day", f"Days are: {', '.join(DAYS)}.")
    hours: Hours = {}
    for day in DAYS:
        texts = _pair(given.get(day) or ("", ""))
        if texts == ("", ""):
            continue
        start, end = (_clock(text) for text in texts)
        if start >= end:
            raise RuleBroken("hours_reversed", "Working hours end after they begin.")
        hours[day] = [f"{start:%H:%M}", f"{end:%H:%M}"]
    return hours


def _pair(given: Any) -> tuple[str, str]:
    match given:
        case [str(start), str(end)]:
            return start.strip(), end.strip()
    raise RuleBroken("not_hours", "Hours of a day are two times: from and to.")


def _clock(text: str) -> time:
    if re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", text, re.ASCII):
        hour, minute = text.split(":")
        return time(int(hour), int(minute))
    raise RuleBroken("not_a_time", "Enter both times of a day as hours and minutes, such as 08:00 and 17:00.")


def show_hours(hours: Mapping[str, Any], names: Mapping[str, str], show: Callable[[str], str]) -> str:
    """`Mon-Fri 8:00 AM to 5:00 PM`: days in a row with the same hours are told together."""
    runs: list[tuple[list[str], list[str]]] = []
    for place, day in enumerate(DAYS):
        span = hours.get(day)
        if not span:
            continue
        if runs and runs[-1][1] == span and runs[-1][0][-1] == DAYS[place - 1]:
            runs[-1][0].append(day)
        else:
            runs.append(([day], span))
    return "; ".join(f"{_days(days, names)} {show(span[0])}\N{EN DASH}{show(span[1])}" for days, span in runs)


def _days(days: list[str], names: Mapping[str, str]) -> str:
    first, last = names[days[0]], names[days[-1]]
    if len(days) == 1:
        return first
    return f"{first}, {last}" if len(days) == 2 else f"{first}\N{EN DASH}{last}"
