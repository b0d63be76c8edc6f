"""The Customer Alert Queue: whom it shows, in which order, and what a place in it is (R155, R156).

It lists active customers whose contact date is today, in the past or blank. Customers with a high-priority note that
nobody has acknowledged come first, then the oldest date, blanks last; the number settles what is equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

MINE_AND_UNASSIGNED, MINE, UNASSIGNED, EVERYBODY = "mine_and_unassigned", "mine", "unassigned", "everybody"
"""Whose customers are asked for, besides those of one analyst by the account's id."""
NOBODY = ""
"""What stands for the analyst of a customer who has none."""
COUNTED_TO = 10_000
"""Up to here counts are exact; this figure means that many or more."""
_HIGH, _PLAIN, _BLANK = "high", "plain", "blank"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the queue whose customers are alike but for date and number."""

    high_priority: bool
    blank: bool


SEGMENTS = (Segment(True, False), Segment(True, True), Segment(False, False), Segment(False, True))
"""The queue is these, one after the other."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a customer stands, or stood: what follows it is found whether or not the customer is still there."""

    high_priority: bool
    contact_date: date | None
    number: int

    @property
    def segment(self) -> Segment:
        """The stretch that the place lies in."""
        return Segment(self.high_priority, self.contact_date is None)

    @property
    def order(self) -> tuple[bool, bool, date, int]:
        """What places are compared by."""
        return not self.high_priority, self.contact_date is None, self.contact_date or date.max, self.number

    @property
    def rank(self) -> str:
        """The place without its number, as text: `high:2026-11-30`, `plain:blank`."""
        day = self.contact_date.isoformat() if self.contact_date else _BLANK
        return f"{_HIGH if self.high_priority else _PLAIN}:{day}"


def read_rank(text: str) -> tuple[bool, date | None]:
    """What `Place.rank` wrote; raises `ValueError` for anything else."""
    kind, _, day = text.partition(":")
    if kind not in (_HIGH, _PLAIN):
        raise ValueError("not a rank of ours")
    return kind == _HIGH, None if day == _BLANK else date.fromisoformat(day)


def is_listed(contact_date: date | None, today: date) -> bool:
    """Whether this contact date puts a customer into the queue. `today` is the agency's date (R155, R250)."""
    return contact_date is None or contact_date <= today


def analysts_of(whose: str, caller: str) -> tuple[str, ...] | None:
    """The analysts whose customers are asked for, the caller by its id; None for everybody's."""
    if whose == EVERYBODY:
        return None
    named = {MINE_AND_UNASSIGNED: (caller, NOBODY), MINE: (caller,), UNASSIGNED: (NOBODY,)}
    return named.get(whose, (whose,))
