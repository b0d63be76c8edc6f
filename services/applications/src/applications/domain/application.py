"""An application as a whole: which fields are followed, what must hold, what to warn of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import reduce
from typing import Any

from applications.domain.status import NEVER_TRANSFERRED, Status
from homefire.changes import TrackedField
from homefire.rules import RuleBroken
from homefire.sentences import say
from homefire.us import addresses
from homefire.us.dates import show_date

_ACCOUNT = re.compile(r"[A-Za-z0-9 ./-]*", re.ASCII)
LONGEST_ACCOUNT = 40


def _joined(value: list[str] | None) -> str:
    return ", ".join(value or ())


TRACKED: dict[str, TrackedField] = {
    "status": TrackedField("APPLICATION STATUS"),
    "intake_date": TrackedField("INTAKE DATE", show_date),
    "transfer_date": TrackedField("TRANSFER DATE", show_date),
    "place_of_service.number": TrackedField("SERVICE ADDRESS NUMBER"),
    "place_of_service.street": TrackedField("SERVICE STREET"),
    "place_of_service.street_type": TrackedField("SERVICE STREET TYPE"),
    "place_of_service.building_type": TrackedField("SERVICE BUILDING TYPE"),
    "place_of_service.unit": TrackedField("SERVICE UNIT NUMBER"),
    "place_of_service.zip": TrackedField("SERVICE ZIP CODE"),
    "place_of_service.city": TrackedField("SERVICE CITY"),
    "place_of_service.county": TrackedField("SERVICE COUNTY"),
    "place_of_service.state": TrackedField("SERVICE STATE"),
    "place_of_service.overridden": TrackedField("SERVICE ADDRESS ENTERED BY HAND", _joined),
    "place_doubt": TrackedField("PLACE OF SERVICE TO CONFIRM", lambda doubt: DOUBTS.get(doubt, "")),
    "utility_vendor": TrackedField("UTILITY"),
    "utility_type": TrackedField("UTILITY TYPE"),
    "account_number": TrackedField("ACCOUNT NUMBER"),
}


class PlaceChange(StrEnum):
    """Why another place of service is entered (R142)."""

    MOVED = "MOVED"
    CORRECTION = "CORRECTION"


class Doubt(StrEnum):
    """Why the place of service has to be confirmed (R142)."""

    MOVED = "MOVED"
    UNSAID = "UNSAID"


DOUBTS: Mapping[str, str] = {
    Doubt.MOVED: say("the customer has moved"),
    Doubt.UNSAID: say("the residence changed, and nobody said why"),
}
"""Each doubt in words."""


def place_changed(changes: Iterable[Mapping[str, Any]]) -> bool:
    """Whether changes of an application, as events tell them, mean another place of service."""
    return any(
        change["field"].startswith("place_of_service.") and not change["field"].endswith(".overridden")
        for change in changes
    )


def check_place_change(status: Status, given: PlaceChange | None, *, begun: bool) -> None:
    """Raises where it has to be said why another place is entered, and is not (R142).

    It makes no difference while the application is as it came in: PENDING, with nothing verified that rests on the
    place. From then on it decides what has to be verified anew. `begun` says whether something was.
    """
    if given is None and (begun or status is not Status.PENDING):
        raise RuleBroken(
            "required",
            "Say what the new address means: whether the customer moved, or the old address was wrong.",
        )


def flatten(state: Mapping[str, Any]) -> dict[str, Any]:
    """An application's state with its place of service under dotted names, as `TRACKED` has them."""
    flat = {name: value for name, value in state.items() if name != "place_of_service"}
    return flat | {f"place_of_service.{name}": value for name, value in state["place_of_service"].items()}


def title(program: str, year: int) -> str:
    """Program and program year, as the grid shows them: `HEAP 2018` (R79)."""
    return f"{program} {year}"


def parse_account_number(text: str) -> str:
    """A utility's account number as text: leading zeros stay (R85)."""
    if len(text) > LONGEST_ACCOUNT:
        raise RuleBroken("too_long", f"Shorten the account number to at most {LONGEST_ACCOUNT} characters.")
    if not _ACCOUNT.fullmatch(text):
        raise RuleBroken("not_an_account", "Use digits, letters, spaces and hyphens only.")
    return text


def check_intake_date(intake: date, *, today: date, opens: date, closes: date) -> None:
    """The agency received it by today, and while the program year took applications (R81)."""
    if intake > today:
        raise RuleBroken("in_the_future", "The intake date is in the future. Correct it.")
    if not opens <= intake <= closes:
        raise RuleBroken(
            "outside_program_year",
            f"This program year takes applications from {show_date(opens)} to {show_date(closes)}."
            " Correct the date, or choose another program year.",
        )


def check_transfer_date(status: Status, intake: date, transferred: date | None, *, today: date) -> None:
    """Blank until the application was transferred to CORE; then from the intake date to today (R82)."""
    if transferred is None:
        if status is Status.TRANSFERRED:
            raise RuleBroken("required", "Give the date on which the application was transferred to CORE.")
        return
    if status in NEVER_TRANSFERRED:
        raise RuleBroken("not_transferred", f"An application that is {status} has no transfer date.")
    if transferred > today:
        raise RuleBroken("in_the_future", "The transfer date is in the future. Correct it.")
    if transferred < intake:
        raise RuleBroken("before_intake", "The transfer date is before the intake date. Correct one of them.")


def refuse_transfer_date() -> None:
    """A move to any other status than TRANSFERRED has no transfer date to give."""
    raise RuleBroken("not_a_transfer", "Give a transfer date with the status TRANSFERRED only.")


def active_key(unique_by: Iterable[str], state: Mapping[str, Any]) -> str:
    """What only one active application of a program and year may have (R90).

    `unique_by` comes from the program: `customer`, `utility`, `account`, `address`, in any combination.
    """
    parts = {
        "customer": str(state["customer_number"]),
        "utility": str(state["utility_vendor"]),
        "account": f"{state['utility_vendor']} {state['account_number']}",
        "address": f"{state['place_of_service']['zip'][:5]} {addresses.one_line(state['place_of_service'])}",
    }
    return " | ".join(f"{name} {' '.join(parts[name].split())}" for name in unique_by).casefold()


def shared_key(key: str, home: int) -> tuple[str, ...]:
    """An `active_key` without whose it is: where two customers' are equal, one customer may not have both."""
    return tuple(part for part in key.split(" | ") if part != f"customer {home}")


def warnings_of_another(other: Mapping[str, Any]) -> list[dict[str, str]]:
    """What another active application of the program and year has in common with this one (R90).

    `other` says which it is, and by `own`, `place` and `account` what is the same.
    """
    which, whose = other["id"], other["customer_number"]
    own = say("The customer has application {which} as well.", which=which)
    place = say(
        "The service address is also that of application {which} of customer {whose}.",
        which=which,
        whose=whose,
    )
    account = say(
        "The account number is also that of application {which} of customer {whose}.",
        which=which,
        whose=whose,
    )
    said = {
        "own": ("program_year", "active_application", own),
        "place": ("place_of_service", "address_elsewhere", place),
        "account": ("account_number", "account_elsewhere", account),
    }
    named = ("own",) if other["own"] else ("place", "account")
    return [dict(zip(("field", "code", "detail"), said[name], strict=True)) for name in named if other[name]]


def warnings(state: Mapping[str, Any], account_digits: Iterable[int]) -> list[dict[str, str]]:
    """What to draw attention to without blocking the save (R83, R85).

    `account_digits`: how many digits an account number of this utility has; empty where nobody has said.
    """
    place = state["place_of_service"]
    found: list[tuple[str, str, str]] = []
    known = addresses.look_up(place["zip"])
    if known and known.po_box:
        detail = say(
            "ZIP {zip} has post office boxes only. Check that energy is delivered there.", zip=place["zip"]
        )
        found.append(("place_of_service.zip", "po_box_zip", detail))
    if addresses.is_po_box(place["street"]):
        detail = say("A place of service is a street address and no post office box. Check it.")
        found.append(("place_of_service.street", "po_box", detail))
    lengths, account = sorted(account_digits), state["account_number"]
    bare = re.sub(r"[ -]", "", account)
    if account and lengths and not (bare.isdigit() and len(bare) in lengths):
        either = reduce(
            lambda first, other: say("{first} or {other}", first=first, other=other), map(str, lengths)
        )
        detail = say("This utility's account numbers have {lengths} digits. Check it.", lengths=either)
        found.append(("account_number", "account_format", detail))
    own = [{"field": field, "code": code, "detail": detail} for field, code, detail in found]
    return own + addresses.warnings(place, "place_of_service")
