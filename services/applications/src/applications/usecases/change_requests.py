"""Asking CSD to correct its copy of a customer in CORE (R109 to R112)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from applications import applicant, core_side, errors, events, guarding, requesting
from applications.applicant import Identity
from applications.domain import application as application_rules
from applications.domain import change_request as rules
from applications.domain.change_request import RequestStatus
from applications.models import Application, ChangeRequest
from applications.repository import change_requests as repository
from applications.repository import changing, transfers
from applications.usecases import aggregate
from homefire import belonging, reference
from homefire.errors import FieldProblem, Invalid
from homefire.events import EventType
from homefire.rules import RuleBroken
from homefire.schemas import in_field
from homefire.work import Work

_TOLD = {
    RequestStatus.SUBMITTED: events.change_request_submitted,
    RequestStatus.ACCEPTED: events.change_request_accepted,
    RequestStatus.REJECTED: events.change_request_rejected,
    RequestStatus.WITHDRAWN: events.change_request_withdrawn,
}


def list_of_customer(work: Work, number: int) -> dict[str, Any]:
    """A customer's requests, newest first, SSNs masked."""
    rows = repository.of_customer(work.connection, number)
    return {"items": [requesting.shown(work, row) for row in rows]}


def draft(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Writes a request; nothing is sent to CSD before it is submitted."""
    number, _ = belonging.place(work, number)
    guarding.guard(work, number)
    stamp = work.stamp()
    request = ChangeRequest(
        id=changing.next_id(work.session, ChangeRequest.__tablename__),
        version=1,
        customer_number=number,
        status=RequestStatus.DRAFT,
        csd_reference="",
        decision_reason="",
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
        updated_by=stamp.entered_by,
        updated_at=stamp.entered_at,
    )
    _fill(work, request, body)
    return _tell(work, events.change_request_drafted, request)


def update(work: Work, request_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Writes a draft anew."""
    _enter(work, request_id)
    request = _hold(work, request_id)
    if request.status != RequestStatus.DRAFT:
        raise errors.RequestIsClosed()
    _fill(work, request, body)
    _touch(work, request)
    return _tell(work, events.change_request_updated, request)


def change_status(work: Work, request_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Submits a request, records what CSD decided, or withdraws it.

    Submitted, it names the number of the record as that is then; customers hands it over before a row is locked.
    """
    number, new = _enter(work, request_id), body["status"]
    identity = _identity(work, number, request_id) if new is RequestStatus.SUBMITTED else None
    request = _hold(work, request_id)
    old = RequestStatus(request.status)
    try:
        rules.check_move(old, new)
    except RuleBroken as broken:
        raise errors.IllegalMove(broken.detail) from None
    in_field("reason", lambda: rules.check_decision(new, body["reason"]))
    day = _day(work, request, body["date"])
    if identity is not None:
        requesting.freeze_ssn(work, request, identity)
    request.status = new
    request.csd_reference = body["csd_reference"] or request.csd_reference
    if new is RequestStatus.SUBMITTED:
        request.submitted_on = day
    else:
        request.decided_on, request.decision_reason = day, body["reason"]
    _touch(work, request)
    return _tell(work, _TOLD[new], request)


def compare(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """The record as it is now against what CORE has of this customer (R112).

    That is the last transfer, and over it what CSD has accepted since. What it is asked for already names its request.
    The SSN is compared by the customers service, which gives its index away to nobody.
    """
    row = transfers.find_sent_person(work.connection, number)
    if row is None:
        return {"sent": None, "differences": []}
    asked, ours = core_side.asked_of(row["asked"]), requesting.person_of(body)
    core = core_side.has_now(work, core_side.person_of(row), asked)
    sent_before = {
        "number": row["transfer"],
        "transfer_date": row["transfer_date"],
        "application_id": row["application_id"],
        "program": application_rules.title(row["program_code"], row["program_year"]),
        "program_year": row["program_year"],
    }
    told = work.ask(guarding.CUSTOMERS, "compare_ssn_index", number, {"ssn_index": core["ssn"] or ""})
    names = rules.differences(core, ours) + (["ssn"] if told["same"] is False else [])
    waiting = core_side.open_requests(asked)
    return {
        "sent": sent_before,
        "differences": [
            requesting.difference(work, row, name, core, ours) | {"request": waiting.get(name)}
            for name in names
        ],
    }


def _enter(work: Work, request_id: int) -> int:
    """Whose request it is, on a record that may be written. Nothing is locked yet."""
    number = repository.customer_of(work.session, request_id)
    if number is None:
        raise errors.ChangeRequestNotFound()
    guarding.guard(work, number)
    belonging.refuse_deleted(work, number)
    return number


def _identity(work: Work, number: int, request_id: int) -> Identity | None:
    """The customer's identity for a request that asks for the number on our record; None for any other."""
    if not repository.asks_for_our_ssn(work.session, request_id):
        return None
    work.check_version(repository.version_of(work.session, request_id))
    return applicant.take(work, number, change_request_id=request_id)


def _hold(work: Work, request_id: int) -> ChangeRequest:
    """The request, locked, in the version that the caller has read; after `_enter`."""
    request = repository.find_for_change(work.session, request_id)
    assert request is not None
    work.check_version(request.version)
    return request


def _fill(work: Work, request: ChangeRequest, body: Mapping[str, Any]) -> None:
    today = work.today()
    reference.check(
        work.session, "change_request_reason", body["reason"], field="reason", on=today, program=None
    )
    in_field("explanation", lambda: rules.check_reason(body["reason"], body["explanation"]))
    if body["application_id"] is not None:
        application = work.session.get(Application, body["application_id"])
        if application is None or application.customer_number != request.customer_number:
            detail = "This customer has no such application."
            raise Invalid(detail, fields=[FieldProblem("application_id", "not_theirs", detail)])
    for name in ("program_year", "application_id", "reason", "explanation"):
        setattr(request, name, body[name])
    work.session.add(request)
    work.session.flush()
    kept = repository.ssns_of(work.session, request.id)
    repository.forget_fields(work.session, request.id)
    work.session.add_all(requesting.rows(work, request, body["fields_"], kept))
    work.session.flush()


def _day(work: Work, request: ChangeRequest, given: date | None) -> date:
    """When a step was taken: the day given, or today."""
    today = work.today()
    day, drafted = given or today, request.entered_at.astimezone(work.edge.clock.time_zone).date()
    check = partial(rules.check_day, day, today=today, drafted=drafted, submitted=request.submitted_on)
    in_field("date", check)
    return day


def _touch(work: Work, request: ChangeRequest) -> None:
    stamp = work.stamp()
    request.version += 1
    request.updated_by, request.updated_at = stamp.entered_by, stamp.entered_at
    work.session.flush()


def _tell(work: Work, event_type: EventType, request: ChangeRequest) -> dict[str, Any]:
    """Tells a step, and why special handling allowed it; answers with the request as it is now."""
    row = repository.find(work.connection, request.id)
    assert row is not None
    answer = requesting.shown(work, row)
    name, number = f"change_request/{request.id}", request.customer_number
    said = {each: row[each] for each in ("csd_reference", "decision_reason") if row[each]}
    told = {
        "change_request_id": request.id,
        "program_year": request.program_year,
        "status": str(request.status),
        "reason": answer["reason"]["label"],
        "fields_named": ", ".join(each["field"]["label"] for each in answer["fields"]),
    }
    work.emit(event_type, subject=number, aggregate=name, sequence=request.version, data=told | said)
    aggregate.acknowledge(work, number, name, request.version)
    return answer
