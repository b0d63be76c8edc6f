"""The mailing addresses that a customer has had, each with the days on which it was the one (R34).

Periods follow each other without a gap: one ends on the day on which the next begins, and that day belongs to
the next. The last one has no end and is the address of the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Period:
    """An address from its first day, by the agency's date, up to the day on which the next began."""

    valid_from: date
    valid_to: date | None
    address: Mapping[str, str]
    entered_by: str
    entered_at: datetime


def moved(
    known: Sequence[Period], address: Mapping[str, str], day: date, by: str, at: datetime
) -> list[Period]:
    """The periods after an edit of the address on a day; `known` are the last two or more, oldest first.

    What is changed again on the day on which it came takes its place: a mistake that is put right on the same
    day was never where the customer lived. An address that comes back on that day goes on as if nothing had
    been. Before the first address there is no period; an address that is cleared leaves a blank one.
    """
    kept = list(known)
    if kept and kept[-1].address == address:
        return kept
    start = day
    if kept and kept[-1].valid_from >= day:
        start = kept.pop().valid_from
    elif kept:
        kept[-1] = replace(kept[-1], valid_to=day)
    if kept and kept[-1].address == address:
        kept[-1] = replace(kept[-1], valid_to=None)
    elif kept or any(address.values()):
        kept.append(Period(start, None, address, by, at))
    return kept
