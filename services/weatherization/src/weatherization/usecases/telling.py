"""What several actions share: whose record an event belongs to, and on which day something was entered."""

from __future__ import annotations

from datetime import date

from homefire.work import Stamp, Work
from weatherization import repository
from weatherization.domain.link import subject_of


def audience(work: Work, dwelling_id: int) -> tuple[str, list[int]]:
    """The subject of an event about a dwelling or its jobs, and the numbers of everybody linked today."""
    links = repository.current_links(work.session, dwelling_id, work.today())
    return subject_of(dwelling_id, links), sorted({found.customer_number for found in links})


def entry_day(work: Work, stamp: Stamp) -> date:
    """The agency's calendar date of an entry, so that an import may use values that were retired since."""
    return stamp.entered_at.astimezone(work.edge.clock.time_zone).date()
