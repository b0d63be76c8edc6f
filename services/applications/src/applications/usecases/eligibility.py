"""Proposing from the tables of a day, and a caseworker's decision with its frozen explanation (R91, R92, R177)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from applications import errors, events
from applications.domain import decision as rules
from applications.domain.eligibility import Outcome
from applications.domain.parts.transfer import TRANSFER
from applications.domain.status import Status
from applications.models import Application, EligibilityAppeal
from applications.repository import decisions, programs
from applications.repository import income as repository
from applications.usecases import aggregate, deciding, status
from homefire.schemas import in_field
from homefire.work import Work


def propose_eligibility(work: Work, application_id: int, query: Mapping[str, Any]) -> dict[str, Any]:
    """What the rules answer with the tables of a day, the one that the program names where none is given."""
    proposal, _ = deciding.propose(work, application_id, query.get("as_of"))
    return proposal.frozen()


def get_eligibility(work: Work, application_id: int) -> dict[str, Any]:
    """Every decision as it was made, and the appeal that waits."""
    row = repository.find_facts(work.connection, application_id)
    if row is None:
        raise errors.ApplicationNotFound()
    appeal = decisions.find_open_appeal(work.connection, application_id)
    return {
        "application_id": row["id"],
        "customer_number": row["customer_number"],
        "status": row["status"],
        "version": row["version"],
        "place_doubt": row["place_doubt"],
        "decisions": [
            _shown(each, row["left_place_at"])
            for each in decisions.list_decisions(work.connection, application_id)
        ],
        "appeal": _clock(appeal["received"], _review_days(work, row["program_code"]), work.today())
        if appeal
        else None,
    }


def decide_eligibility(work: Work, application_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Keeps the proposal, what was decided and why, and moves the application to ELIGIBLE or DENIED."""
    application = aggregate.load(work, application_id)
    as_of = body.get("as_of")
    proposal, usual = deciding.propose(work, application_id, as_of)
    decided, reason = body["decision"], body["reason"]
    missing = [each.says for each in proposal.missing]
    in_field(
        "reason",
        lambda: rules.check_reason(decided, proposal.outcome, reason, usual=usual, missing=missing),
    )
    appeal = decisions.find_open_appeal(work.connection, application_id)
    in_field("decision", lambda: rules.check_appealed(Status(application.status), appeal is not None))
    if application.status == Status.DENIED and decided is Status.DENIED:
        _uphold(work, application, reason, as_of)
    else:
        move = {"status": decided, "reason": reason, "transfer_date": None, "override_reason": None}
        status.move(work, application, move, as_of)
    return get_eligibility(work, application_id)


def _uphold(work: Work, application: Application, reason: str, as_of: date | None) -> None:
    """A denial that stands after its appeal: a decision, and no move of the status."""
    stamp = work.stamp()
    aggregate.touch(application, stamp)
    work.session.flush()
    deciding.keep(work, application, Status.DENIED, reason, as_of)
    name = aggregate.name_of(application)
    aggregate.acknowledge(work, application.customer_number, name, application.version)


def receive_appeal(work: Work, application_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Keeps the day from which the days of the review count."""
    application = aggregate.load(work, application_id)
    if application.status != Status.DENIED:
        raise errors.NothingToAppeal()
    if decisions.find_open_appeal(work.connection, application_id) is not None:
        raise errors.AppealIsOpen()
    received, stamp = body["received"], work.stamp()
    denied = decisions.denied_on(work.session, application_id) or application.intake_date
    in_field("received", lambda: rules.check_received(received, denied, work.today()))
    work.session.add(
        EligibilityAppeal(
            application_id=application_id,
            received=received,
            entered_by=stamp.entered_by,
            entered_at=stamp.entered_at,
        )
    )
    aggregate.touch(application, stamp)
    work.session.flush()
    due = rules.review_due(received, _review_days(work, application.program_code))
    told = {"received": received.isoformat(), "due": due.isoformat()}
    aggregate.tell(work, events.appeal_received, application, told)
    return get_eligibility(work, application_id)


def _shown(row: Mapping[str, Any], left_place_at: datetime | None) -> dict[str, Any]:
    names = (
        "id",
        "decision",
        "reason",
        "decided_on",
        "appeal_received",
        "proposal",
        "entered_by",
        "entered_at",
    )
    differs = rules.proposed(Outcome(row["outcome"])) != row["decision"]
    old = left_place_at is not None and row["entered_at"] < left_place_at
    return {name: row[name] for name in names} | {"differs": differs, "of_old_place": old}


def _clock(received: date, days: int, today: date) -> dict[str, Any]:
    due = rules.review_due(received, days)
    return {"received": received, "due": due, "days_left": (due - today).days}


def _review_days(work: Work, program: str) -> int:
    days: int = programs.row_of(work.connection, program, TRANSFER, work.today())["appeal_days"]
    return days
