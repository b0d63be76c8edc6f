"""Proposing from the tables of a day, and a caseworker's decision with its frozen explanation (R91, R92, R177)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from applications import errors, events
from applications.domain import decision as rules
from applications.domain import eligibility
from applications.domain.eligibility import Outcome, Proposal
from applications.domain.status import Status
from applications.models import Application, EligibilityAppeal, EligibilityDecision
from applications.repository import decisions, rule_tables
from applications.repository import income as repository
from applications.usecases import aggregate, facts
from applications.usecases.status import change_application_status
from homefire.schemas import in_field
from homefire.work import Work


def propose_eligibility(work: Work, application_id: int, query: Mapping[str, Any]) -> dict[str, Any]:
    """What the rules answer with the tables of a day; nothing is written."""
    return _propose(work, application_id, query.get("as_of") or work.today()).frozen()


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
        "decisions": [_shown(each) for each in decisions.list_decisions(work.connection, application_id)],
        "appeal": _clock(appeal["received"], work.today()) if appeal else None,
    }


def decide_eligibility(work: Work, application_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Keeps the proposal, what was decided and why, and moves the application to ELIGIBLE or DENIED."""
    application = aggregate.load(work, application_id)
    proposal = _propose(work, application_id, body.get("as_of") or work.today())
    decided, reason = body["decision"], body["reason"]
    in_field("reason", lambda: rules.check_reason(decided, proposal.outcome, reason))
    appeal = decisions.find_open_appeal(work.connection, application_id)
    in_field("decision", lambda: rules.check_appealed(Status(application.status), appeal is not None))
    upheld = application.status == Status.DENIED and decided is Status.DENIED
    if upheld:
        aggregate.touch(application, work.stamp())
        work.session.flush()
    else:
        move = {"status": decided, "reason": reason, "transfer_date": None}
        change_application_status(work, application_id, move)
    _keep(work, application, proposal, body, appeal["id"] if appeal else None)
    told = {
        "decision": str(decided),
        "outcome": str(proposal.outcome),
        "tables": [table.id for table in proposal.tables.values()],
    } | ({"reason": reason} if reason else {})
    _tell(work, application, told, upheld)
    return get_eligibility(work, application_id)


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
    told = {"received": received.isoformat(), "due": rules.review_due(received).isoformat()}
    aggregate.tell(work, events.appeal_received, application, told)
    return get_eligibility(work, application_id)


def _propose(work: Work, application_id: int, as_of: date) -> Proposal:
    row = repository.find_facts(work.connection, application_id)
    if row is None:
        raise errors.ApplicationNotFound()
    rule = facts.rule_of(work, row["program_code"], as_of)
    tables = rule_tables.in_force(work.connection, facts.areas_of(rule, row), as_of)
    return eligibility.propose(facts.facts_of(row), rule, tables, as_of)


def _keep(
    work: Work, application: Application, proposal: Proposal, body: Mapping[str, Any], appeal_id: int | None
) -> None:
    stamp = work.stamp()
    work.session.add(
        EligibilityDecision(
            application_id=application.id,
            appeal_id=appeal_id,
            decision=body["decision"],
            outcome=proposal.outcome,
            reason=body["reason"],
            decided_on=work.today(),
            proposal=proposal.frozen(),
            entered_by=stamp.entered_by,
            entered_at=stamp.entered_at,
        )
    )
    work.session.flush()


def _tell(work: Work, application: Application, told: dict[str, Any], alone: bool) -> None:
    """Tells the decision; where the move of status has told of special handling, that is not told twice."""
    if alone:
        aggregate.tell(work, events.eligibility_decided, application, told)
        return
    work.emit(
        events.eligibility_decided,
        subject=application.customer_number,
        aggregate=aggregate.name_of(application),
        sequence=application.version,
        data=aggregate.about(application) | told,
    )


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
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
    return {name: row[name] for name in names} | {"differs": differs}


def _clock(received: date, today: date) -> dict[str, Any]:
    due = rules.review_due(received)
    return {"received": received, "due": due, "days_left": (due - today).days}
