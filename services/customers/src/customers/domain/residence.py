"""Where a customer lives, kept apart from where mail goes; why that changes (R142).

A residence address that is blank means: where the mail goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from homefire.rules import RuleBroken
from homefire.us import addresses

FIELD = "residence_address"
BLANK: Mapping[str, Any] = {**dict.fromkeys(addresses.FIELDS, ""), "overridden": []}
RESTING = frozenset({"PENDING", "ELIGIBLE", "REJECTED", "CORRECTED"})
"""The statuses of applications that are open and not transferred: what was verified of them rests on the address."""


class ResidenceChange(StrEnum):
    """Why another residence is entered, or another mailing address where mail goes to the home."""

    MOVED = "MOVED"
    CORRECTION = "CORRECTION"
    MAIL_ONLY = "MAIL_ONLY"
    """Mail alone goes elsewhere: the home stays at the former mailing address."""


UNSAID = "UNSAID"
"""What is told of another home where nobody was asked: no application was open, or a merge took it over."""


def told(
    before: Mapping[str, Any], after: Mapping[str, Any], given: ResidenceChange | None
) -> dict[str, str]:
    """What the event says of a change of residence; nothing where the home stays."""
    return {"residence_change": str(given or UNSAID)} if changed(before, after) else {}


def is_blank(address: Mapping[str, Any]) -> bool:
    """Whether nobody said where: city, county and state alone are no address."""
    return not any(address.get(name) for name in (*addresses.FIRST_LINE, "zip"))


def check_street(address: Mapping[str, Any]) -> None:
    """A residence has a street, and nobody lives in a post office box."""
    if not address.get("street"):
        raise RuleBroken("required", "Enter the street, or clear the address where mail goes there too.")
    if addresses.is_po_box(addresses.one_line(address)):
        raise RuleBroken("po_box", "Nobody lives in a post office box. Enter the street of the home.")


def check_zip(address: Mapping[str, Any]) -> None:
    """A residence has a ZIP code: its county decides."""
    if not address.get("zip"):
        raise RuleBroken("required", "Enter the ZIP code of the home.")


def lived_at(state: Mapping[str, Any]) -> dict[str, str]:
    """Where a customer lives as a record's state tells it; blank texts where it tells no address at all."""
    own = state.get(FIELD) or {}
    place = state.get("mailing_address") or {} if is_blank(own) else own
    return {name: str(place.get(name) or "") for name in addresses.FIELDS}


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a customer who lived somewhere lives elsewhere after an edit.

    Where no residence is recorded before nor after, the home goes with the mailing address. Whose mail went to a post
    office box lived nobody knows where.
    """
    left = lived_at(before)
    if is_blank(left) or (_is_mailed_home(before, after) and addresses.is_po_box(addresses.one_line(left))):
        return False
    return left != lived_at(after)


def left_at(before: Mapping[str, Any], after: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The residence to record where mail alone goes elsewhere: the former mailing address; None where none is due.

    Raises `RuleBroken` where that is no answer to what was edited.
    """
    if (before.get(FIELD) or {}) != (after.get(FIELD) or {}):
        raise RuleBroken(
            "residence_edited",
            "MAIL_ONLY fits a change of the mailing address alone. Leave the residence address as it was, or say"
            " MOVED or CORRECTION.",
        )
    if not changed(before, after):
        return None
    home: Mapping[str, Any] = before["mailing_address"]
    if not home.get("street") or not home.get("zip"):
        raise RuleBroken(
            "no_home",
            "The former mailing address has no street or no ZIP code and cannot be kept as the residence. Say MOVED or"
            " CORRECTION.",
        )
    return home


def check_change(
    before: Mapping[str, Any], after: Mapping[str, Any], given: ResidenceChange | None, *, rests: bool
) -> None:
    """Raises where it has to be said why another home is entered, and is not. `rests`: an open application does."""
    if given is not None or not rests:
        return
    if _is_mailed_home(before, after):
        raise RuleBroken(
            "required",
            "An application is open, and the customer lives where the mail goes. Say whether the customer has moved"
            " (MOVED), the address was entered wrongly (CORRECTION), or mail alone goes elsewhere (MAIL_ONLY).",
        )
    raise RuleBroken(
        "required",
        "An application is open. Say whether the customer has moved (MOVED) or the address was entered wrongly"
        " (CORRECTION).",
    )


def _is_mailed_home(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether the mailing address alone tells the home, before and after."""
    return is_blank(before.get(FIELD) or {}) and is_blank(after.get(FIELD) or {})


def warnings(address: Mapping[str, Any]) -> list[dict[str, str]]:
    """What to look at in a residence address without blocking the save; nothing where there is none."""
    if is_blank(address):
        return []
    found = addresses.warnings(address, FIELD)
    place = addresses.look_up(address["zip"])
    if place is not None and place.po_box:
        detail = f"ZIP {place.zip} has post office boxes only. Check that somebody lives there."
        found.append({"field": f"{FIELD}.zip", "code": "po_box_zip", "detail": detail})
    return found
