"""Certifying an application, looking for what CORE would reject, and sending it once (R82, R92, R259)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from applications import applicant, checking, editing, errors, events, presenting, sending
from applications.applicant import Known
from applications.domain import application as rules
from applications.domain import certification, status
from applications.domain.finding import Severity
from applications.domain.status import Status
from applications.models import Application, Certification
from applications.repository import changing, transfers
from applications.usecases import aggregate, moves
from homefire.changes import changes_between
from homefire.schemas import in_field
from homefire.work import Stamp, Work

_KEPT = tuple(certification.TRACKED)


def certify(work: Work, application_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Enters when and by whom an application was certified, and what goes to CORE with it; each change is told."""
    number = aggregate.enter(work, application_id)
    known = _known(work, number, _facts_of(work, application_id))
    application = aggregate.hold(work, application_id)
    editing.refuse_frozen(application)
    stamp = work.stamp()
    kept = transfers.find_certification(work.session, application_id)
    row = kept or Certification(
        application_id=application_id,
        certified_by="",
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
    )
    before = _state(row)
    _apply(work, application, row, body)
    changes = changes_between(before, _state(row), certification.TRACKED)
    if changes:
        row.updated_by, row.updated_at = stamp.entered_by, stamp.entered_at
        work.session.add(row)
        aggregate.touch(application, stamp)
        work.session.flush()
        aggregate.tell(work, events.application_certified, application, {"changes": changes})
    return _checked(work, _facts_of(work, application_id), known)


def check(work: Work, application_id: int) -> dict[str, Any]:
    """An application's dates, clocks and findings as of today."""
    row = _facts_of(work, application_id)
    return _checked(work, row, _known(work, row["customer_number"], row))


def _facts_of(work: Work, application_id: int) -> dict[str, Any]:
    row = transfers.find_facts(work.connection, application_id)
    if row is None:
        raise errors.ApplicationNotFound()
    return row


def _known(work: Work, number: int, row: Mapping[str, Any]) -> Known | None:
    return applicant.ask(work, number, checking.indexes_of(work, row))


def _checked(work: Work, row: Mapping[str, Any], known: Known | None) -> dict[str, Any]:
    clocks, findings = checking.findings(work, row, known, work.today())
    old, has = Status(row["status"]), moves.of_program(work, row["program_code"])
    return {
        "application_id": row["id"],
        "status": row["status"],
        "version": row["version"],
        "certification": {name: row[name] for name in _KEPT} | {"certified_by": row["certified_by"] or ""},
        "clocks": [
            {name: getattr(clock, name) for name in ("name", "started_on", "ends_on", "stopped_on", "left")}
            for clock in clocks
        ],
        "findings": [finding.told() for finding in findings],
        "may_certify": certification.is_open(old),
        "may_transfer": Status.TRANSFERRED in status.next_statuses(old, has),
        "wants_reason": has.get((old, Status.TRANSFERRED), False),
    }


def transfer(work: Work, application_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Sends an application to CORE, once: what is sent is kept, and only its ids are told.

    The applicant's identity is the customer's as it is now, handed over before the application is locked.
    """
    number = aggregate.enter(work, application_id)
    identity = aggregate.identify(work, number, application_id)
    application = aggregate.hold(work, application_id)
    before, old = presenting.state_of(application), Status(application.status)
    reason = body["reason"]
    moves.check(work, application, Status.TRANSFERRED, reason)
    override = refuse_blocked(work, application, identity.known, work.today(), body["override_reason"])
    stamp = work.stamp()
    application.transfer_date = work.today()
    received, today = application.intake_date, work.today()
    in_field(
        "transfer_date", partial(rules.check_transfer_date, Status.TRANSFERRED, received, today, today=today)
    )
    application.status, application.status_reason = Status.TRANSFERRED, reason
    sent = sending.keep(work, application, stamp, identity, by_hand=False, override_reason=override)
    move(work, application, old, before, stamp, reason)
    # Special handling was told with the move (R26).
    told = {
        "transfer_number": sent.id,
        "transfer_date": sent.transfer_date.isoformat(),
        "account_number": application.account_number,
        **sending.certified(sent),
    }
    aggregate.add(
        work,
        events.application_transferred,
        application,
        told | ({"override_reason": override} if override else {}),
    )
    return presenting.present(work, application)


def refuse_blocked(
    work: Work, application: Application, known: Known, on: date, reason: str | None = None
) -> str:
    """Raises where a finding of that day blocks and nobody overrides it; the reason of whoever did, else nothing."""
    row = transfers.find_facts(work.connection, application.id)
    assert row is not None
    _, found = checking.findings(work, row, known, on)
    blocking = [finding for finding in found if finding.severity is Severity.BLOCKS]
    if not blocking:
        return ""
    if reason:
        return reason
    sentences = " ".join(f"{finding.sentence} {finding.remedy}" for finding in blocking)
    raise errors.TransferIsBlocked(
        f"{sentences} A supervisor may transfer it in spite of this, with a reason, on its page.",
        findings=[finding.code for finding in blocking],
    )


def move(
    work: Work,
    application: Application,
    old: Status,
    before: Mapping[str, Any],
    stamp: Stamp,
    reason: str = "",
    override: str = "",
) -> None:
    """Counts and tells a move that the application has made already."""
    aggregate.refuse_second(work, application)
    changes = aggregate.changes_of(work, application, before) + why(reason)
    aggregate.touch(application, stamp)
    work.session.flush()
    told: dict[str, Any] = {
        "old_status": str(old),
        "new_status": str(application.status),
        "transfer_date": application.transfer_date.isoformat() if application.transfer_date else None,
        "changes": changes,
    }
    told |= {"reason": reason} if reason else {}
    told |= {"override_reason": override} if override else {}
    aggregate.tell(work, events.application_status_changed, application, told)


def why(reason: str) -> list[dict[str, Any]]:
    """The reason as a line of its own: it belongs to this move, and the next one does not clear it."""
    if not reason:
        return []
    return [{"field": "status_reason", "label": "STATUS REASON", "old": None, "new": reason}]


def export(work: Work, number: int) -> dict[str, Any]:
    """What a transfer sends, SSNs in clear, for the program that brings it to CORE. It is logged first (R248).

    Only while CORE has yet to take it: what a person has entered there, a newer transfer has followed or CORE has
    answered is shown no more.
    """
    found = transfers.find_sent(work.connection, number)
    if found is None:
        raise errors.TransferNotFound()
    row, people = found
    application = changing.find_for_change(work.session, row["application_id"])
    newest = transfers.newest_of(work.session, row["application_id"])
    assert application is not None and newest is not None
    waits = newest.id == number and not newest.by_hand and application.status == Status.TRANSFERRED
    if not waits or transfers.answers_of(work.session, number):
        raise errors.TransferIsOver()
    aggregate.add(work, events.transfer_exported, application, {"transfer_number": number})
    for person in people:
        person["ssn"] = sending.open_ssn(work, number, person["position"], person["ssn_sealed"])
    return {
        "transfer_number": number,
        "transfer_date": row["transfer_date"],
        "application": row["sent"],
        "people": people,
    }


def _apply(work: Work, application: Application, row: Certification, body: Mapping[str, Any]) -> None:
    today, before = work.today(), (row.document_date, row.certification_date)
    for name in ("document_date", "consent_date", "pledge_date"):
        if name in body:
            in_field(name, partial(certification.check_past, body[name], today=today))
            setattr(row, name, body[name])
    for name in ("priority_points", "fast_track", "service_restored", "disconnection_prevented"):
        if name in body:
            setattr(row, name, body[name])
    _certify(work, application, row, body)
    if (row.document_date, row.certification_date) != before:
        changed = "document_date" if row.document_date != before[0] else "certification_date"
        in_field(changed, partial(certification.check_document, row.document_date, row.certification_date))


def _certify(work: Work, application: Application, row: Certification, body: Mapping[str, Any]) -> None:
    """Puts in when and by whom it was certified; who enters another date is the one, where nobody is named."""
    if "certification_date" in body and body["certification_date"] != row.certification_date:
        given, intake, old = body["certification_date"], application.intake_date, Status(application.status)
        check = partial(certification.check_certified, given, intake, old, today=work.today())
        in_field("certification_date", check)
        row.certified_by = work.caller.actor["name"]
        row.certification_date = given
    if body.get("certified_by"):
        row.certified_by = body["certified_by"]
    if row.certification_date is None:
        row.certified_by = ""


def _state(row: Certification) -> dict[str, Any]:
    """What is entered as JSON primitives, for comparing."""
    found = {name: getattr(row, name) for name in _KEPT}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in found.items()
    }
