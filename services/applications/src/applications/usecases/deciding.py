"""What every move to ELIGIBLE or DENIED keeps: the proposal of the day, frozen, with what was decided and why (R91)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from applications import counting, errors, events
from applications.domain import eligibility
from applications.domain.eligibility import Proposal
from applications.domain.status import Status
from applications.models import Application, EligibilityDecision
from applications.repository import decisions
from applications.repository import income as repository
from applications.ruling import ruling
from applications.usecases import aggregate
from homefire.work import Work


def propose(work: Work, application_id: int, as_of: date | None = None) -> tuple[Proposal, bool]:
    """What the rules answer with the tables of a day, or those that count; and whether the day is the program's."""
    row = repository.find_facts(work.connection, application_id)
    if row is None:
        raise errors.ApplicationNotFound()
    found = ruling(work.connection, row, work.today(), as_of)
    proposal = eligibility.propose(counting.facts_of(row), found.rule, found.tables, found.day)
    return replace(proposal, path=(found.step, *proposal.path)), found.usual


def keep(work: Work, application: Application, decided: Status, reason: str, as_of: date | None) -> None:
    """Keeps a decision with the proposal that it was made on, and tells it; it answers the appeal that waits.

    The caller tells of special handling.
    """
    (proposal, _), stamp = propose(work, application.id, as_of), work.stamp()
    appeal = decisions.find_open_appeal(work.connection, application.id)
    work.session.add(
        EligibilityDecision(
            application_id=application.id,
            appeal_id=appeal["id"] if appeal else None,
            decision=decided,
            outcome=proposal.outcome,
            reason=reason,
            decided_on=work.today(),
            proposal=proposal.frozen(),
            entered_by=stamp.entered_by,
            entered_at=stamp.entered_at,
        )
    )
    work.session.flush()
    told = {
        "decision": str(decided),
        "outcome": str(proposal.outcome),
        "outcome_label": eligibility.TELLS[proposal.outcome],
        "tables": [table.id for table in proposal.tables.values()],
    } | ({"reason": reason} if reason else {})
    aggregate.add(work, events.eligibility_decided, application, told)
