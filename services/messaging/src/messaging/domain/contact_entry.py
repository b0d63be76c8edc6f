"""The rules of a contact entry, as plain Python: values in, stored forms or `RuleBroken` out."""

from __future__ import annotations

from datetime import date

from homefire.changes import TrackedField
from homefire.rules import RuleBroken
from homefire.us.dates import show_date

CONTACT_TYPES = ("INCOMING", "OUTGOING")
LONGEST_NOTES = 4000

RECEIVED_TYPE = "INCOMING"
RECEIVED_CALL_CODE = "NO_ACTION"
RECEIVED_MAILING_CODE = "NL"
RECEIVED_NOTES = "CONTACT ACTION ADDED FROM APPLICATION RECEIVING SCREEN"
OTHER_APPLICATION_RECEIVED = "APPLICATION_RECEIVED"
"""The entry that a received application adds (R56); the action of a program that has none of its own."""

_BETWEEN = " - "


def check_past(day: date, today: date) -> None:
    """Refuses a date after the agency's today: a contact or a mailing is recorded once it happened (R48)."""
    if day > today:
        raise RuleBroken("in_the_future", "This date is in the future. Enter the day on which it happened.")


def check_mailing(mailing_code: str, mailing_date: date | None) -> None:
    """Refuses a mailing date where nothing is mailed (R54)."""
    if mailing_date is not None and not mailing_code:
        raise RuleBroken("nothing_mailed", "Choose a mailing code, or leave the mailing date blank.")


def mailing(code: str, description: str) -> str:
    """A mailing code in the form in which it is kept and shown: `CODE - DESCRIPTION` (R53)."""
    return f"{code}{_BETWEEN}{description}"


def bare_mailing_code(text: str) -> str:
    """The code of what `mailing` wrote; a bare code stays as it is."""
    return text.partition(_BETWEEN)[0].strip()


TRACKED: dict[str, TrackedField] = {
    "contact_date": TrackedField("CONTACT DATE", show_date),
    "contact_type": TrackedField("CONTACT TYPE"),
    "contact_action": TrackedField("CONTACT ACTION"),
    "call_code": TrackedField("CALL CODE"),
    "language": TrackedField("LANGUAGE"),
    # What was said with a customer is no news for other services: that it changed is told, its text is not.
    "notes": TrackedField("NOTES", protected=True),
    "mailing_code": TrackedField("MAILING CODE"),
    "mailing_date": TrackedField("MAILING DATE", show_date),
}
"""The columns of the grid (R48) that a person can change; who entered it stays as it is (R55)."""
