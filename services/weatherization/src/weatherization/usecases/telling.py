"""What several actions share: whose record an event belongs to, and on which day something was entered."""

from __future__ import annotations

from datetime import date
from typing import Any

from homefire import heeding, projection
from homefire.events import EventType
from homefire.heeding import Known
from homefire.work import Stamp, Work
from weatherization.domain.link import subject_of
from weatherization.repository import dwellings as repository


def audience(work: Work, dwelling_id: int, *others: int) -> tuple[str, list[int]]:
    """The subject of an event about a dwelling or its jobs, and the numbers of everybody linked today.

    An event about several dwellings has the subject of the first one, and lists who is linked to any of them.
    """
    links = {
        each: repository.current_links(work.session, each, work.today()) for each in (dwelling_id, *others)
    }
    numbers = {found.customer_number for each in links.values() for found in each}
    return subject_of(dwelling_id, links[dwelling_id]), sorted(numbers)


def heed_residents(work: Work, dwelling_id: int, *others: int, stamp: Stamp | None = None) -> None:
    """Refuses a change of dwellings or their jobs that touches a record under special handling unawares (R26)."""
    _, customers = audience(work, dwelling_id, *others)
    heeding.heed(work, *(known_of(work, number) for number in customers), stamp=stamp)


def known_of(work: Work, number: int) -> Known:
    """What is known of a customer."""
    return projection.recall(work.session, "customers", str(number))


def tell(
    work: Work,
    event_type: EventType,
    *,
    subject: int | str,
    customers: list[int],
    aggregate: str,
    sequence: int,
    data: dict[str, Any],
    stamp: Stamp | None = None,
) -> None:
    """Tells what happened, and to each record under special handling that it touches, why (R26)."""
    work.emit(event_type, subject=subject, aggregate=aggregate, sequence=sequence, data=data, stamp=stamp)
    records = [(number, known_of(work, number)) for number in customers]
    heeding.tell(work, records, aggregate=aggregate, sequence=sequence, stamp=stamp)


def entry_day(work: Work, stamp: Stamp) -> date:
    """The agency's calendar date of an entry, so that an import may use values that were retired since."""
    return stamp.entered_at.astimezone(work.edge.clock.time_zone).date()
