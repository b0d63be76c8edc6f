"""Pledges: promising a payment, and what became of it (R88, R89)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from applications import errors, events, guarding, presenting
from applications.domain import pledge as rules
from applications.domain.pledge import PledgeStatus
from applications.domain.status import Status
from applications.models import Application, Pledge
from applications.repository import changing
from applications.usecases import aggregate
from homefire.rules import RuleBroken
from homefire.schemas import in_field
from homefire.work import Work


def add_pledge(work: Work, application_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """A promise of payment for an application."""
    application = _application(work, application_id)
    history = body.get("history") or {}
    stamp = work.stamp(body.get("history"))
    guarding.guard(work, application.customer_number, stamp)
    submitted = body.get("date_submitted") or work.today()
    if not stamp.historic:
        check = partial(rules.check_submitted, submitted, application.intake_date, today=work.today())
        in_field("date_submitted", check)
    pledge = Pledge(
        id=aggregate.assign_id(work, Pledge, history.get("id")),
        version=1,
        application_id=application.id,
        memo=body["memo"],
        amount=body["amount"],
        payee=body["payee"],
        account_number=body["account_number"],
        status=history.get("status", PledgeStatus.OPEN),
        status_reason="",
        date_submitted=submitted,
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
        updated_by=stamp.entered_by,
        updated_at=stamp.entered_at,
    )
    work.session.add(pledge)
    work.session.flush()
    aggregate.tell(work, events.pledge_made, application, _told(pledge), stamp=stamp, pledge=pledge)
    return _answer(pledge) | {"warnings": rules.warnings(Status(application.status), pledge.status)}


def change_pledge_status(work: Work, pledge_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Paid, cancelled, or opened again with a reason; in the version that the caller has read, where it names one (R152)."""
    number = changing.customer_of_pledge(work.session, pledge_id)
    if number is None:
        raise errors.PledgeNotFound()
    guarding.guard(work, number)
    pledge = changing.find_pledge_for_change(work.session, pledge_id)
    assert pledge is not None
    work.check_version(pledge.version, optional=True)
    application = _application(work, pledge.application_id)
    old, new, reason = PledgeStatus(pledge.status), body["status"], body["reason"]
    _check(old, new, reason)
    stamp = work.stamp()
    pledge.status, pledge.status_reason = new, reason
    pledge.version += 1
    pledge.updated_by, pledge.updated_at = stamp.entered_by, stamp.entered_at
    work.session.flush()
    told = _told_change(pledge, old, reason)
    aggregate.tell(work, events.pledge_status_changed, application, told, pledge=pledge)
    return _answer(pledge) | {"warnings": rules.warnings(Status(application.status), pledge.status)}


def _application(work: Work, application_id: int) -> Application:
    application = work.session.get(Application, application_id)
    if application is None:
        raise errors.ApplicationNotFound()
    return application


def _check(old: PledgeStatus, new: PledgeStatus, reason: str) -> None:
    try:
        rules.check_move(old, new)
    except RuleBroken as broken:
        raise errors.IllegalMove(broken.detail) from None
    in_field("reason", lambda: rules.check_reason(new, reason))


def _told(pledge: Pledge) -> dict[str, Any]:
    return {
        "pledge_id": pledge.id,
        "memo": pledge.memo,
        "amount": str(pledge.amount),
        "payee": pledge.payee,
        "account_number": pledge.account_number,
        "status": str(pledge.status),
        "date_submitted": pledge.date_submitted.isoformat(),
    }


def _told_change(pledge: Pledge, old: PledgeStatus, reason: str) -> dict[str, Any]:
    label = f"PLEDGE STATUS OF {rules.show_amount(str(pledge.amount))} ({pledge.memo})"
    change = {"field": "pledge.status", "label": label, "old": str(old), "new": str(pledge.status)}
    told = {
        "pledge_id": pledge.id,
        "old_status": str(old),
        "new_status": str(pledge.status),
        "changes": [change],
    }
    if not reason:
        return told
    why = {"field": "pledge.status_reason", "label": "PLEDGE STATUS REASON", "old": None, "new": reason}
    return told | {"reason": reason, "changes": [change, why]}


def _answer(pledge: Pledge) -> dict[str, Any]:
    names = ("id", "version", "memo", "amount", "payee", "account_number", "status", "date_submitted")
    stamps = ("entered_at", "entered_by", "updated_at", "updated_by")
    return presenting.pledge({name: getattr(pledge, name) for name in (*names, *stamps)})
