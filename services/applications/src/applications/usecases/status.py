"""Moving an application through its statuses (R80, R82)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications import errors, events, presenting
from applications.domain import application as rules
from applications.domain import status
from applications.domain.status import Status
from applications.models import Application
from applications.usecases import aggregate, verifying
from homefire.rules import RuleBroken
from homefire.schemas import in_field
from homefire.work import Work


def change_application_status(work: Work, application_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """One move of the status machine; an illegal one is refused by name."""
    application = aggregate.load(work, application_id)
    old, new, reason = Status(application.status), body["status"], body["reason"]
    _check(old, new, reason)
    if new is Status.ELIGIBLE:
        verifying.refuse_unverified(work, application)
    before = presenting.state_of(application)
    stamp = work.stamp()
    application.status, application.status_reason = new, reason
    if _transfers(work, application, new, body):
        work.session.add(aggregate.keep_transfer(application, stamp))
    aggregate.refuse_second(work, application)
    changes = aggregate.changes_of(work, application, before) + _why(reason)
    aggregate.touch(application, stamp)
    work.session.flush()
    told = _told(application, old, reason) | {"changes": changes}
    aggregate.tell(work, events.application_status_changed, application, told)
    return presenting.present(work, application)


def _check(old: Status, new: Status, reason: str) -> None:
    try:
        status.check_move(old, new)
    except RuleBroken as broken:
        raise errors.IllegalMove(broken.detail) from None
    in_field("reason", lambda: status.check_reason(old, new, reason))


def _transfers(work: Work, application: Application, new: Status, body: Mapping[str, Any]) -> bool:
    """Sets the transfer date of a move to TRANSFERRED: the one given, or today."""
    given = body["transfer_date"]
    if new is not Status.TRANSFERRED:
        if given is not None:
            in_field("transfer_date", rules.refuse_transfer_date)
        return False
    transferred, received, today = given or work.today(), application.intake_date, work.today()
    in_field(
        "transfer_date",
        lambda: rules.check_transfer_date(new, received, transferred, today=today),
    )
    application.transfer_date = transferred
    return True


def _why(reason: str) -> list[dict[str, Any]]:
    """The reason as a line of its own: it belongs to this move, and the next one does not clear it."""
    if not reason:
        return []
    return [{"field": "status_reason", "label": "STATUS REASON", "old": None, "new": reason}]


def _told(application: Application, old: Status, reason: str) -> dict[str, Any]:
    transferred = application.transfer_date
    told: dict[str, Any] = {
        "old_status": str(old),
        "new_status": str(application.status),
        "transfer_date": transferred.isoformat() if transferred else None,
    }
    return told | ({"reason": reason} if reason else {})
