"""What CORE answers to a transfer: once it counts, again it changes nothing (R82, R259)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications import errors, events, guarding, presenting
from applications.domain import core_answer as rules
from applications.domain.core_answer import Effect, Outcome, Said
from applications.domain.status import Status
from applications.models import Application, CoreAnswer, Transfer
from applications.repository import changing, transfers
from applications.usecases import aggregate
from applications.usecases.transfers import move
from homefire.schemas import in_field
from homefire.work import Stamp, Work


def record(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """What a person or an agency system says that CORE has answered."""
    application_id = transfers.application_of(work.session, number)
    if application_id is None:
        raise errors.TransferNotFound()
    customer = changing.customer_of(work.session, application_id)
    assert customer is not None
    guarding.guard(work, customer)
    return _take(work, number, application_id, body)


def hear(work: Work, body: Mapping[str, Any]) -> None:
    """What CORE's side told over the bus. It is nobody's edit, so it waits for no lock and no acknowledgement."""
    application_id = transfers.application_of(work.session, body["transfer_number"])
    if application_id is None:
        raise errors.TransferNotFound()
    _take(work, body["transfer_number"], application_id, body)


def keep_by_hand(work: Work, application: Application, new: Status, reason: str, stamp: Stamp) -> None:
    """The answer that a move of the status by hand stands for, so that a later one of CORE is known to be second."""
    outcome = next((outcome for outcome, status in rules.STATUS.items() if status is new), None)
    transfer = transfers.newest_of(work.session, application.id) if outcome else None
    if outcome is None or transfer is None:
        return
    work.session.add(_row(transfer.id, {"outcome": outcome, "reason": reason}, Effect.APPLIED, stamp))


def _take(work: Work, number: int, application_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    application = changing.find_for_change(work.session, application_id)
    assert application is not None
    outcome = Outcome(body["outcome"])
    in_field("reason", lambda: rules.check_reason(outcome, body["reason"]))
    effect = _effect(work, number, application, Said(outcome, body["code"], body["reason"]))
    if effect is not Effect.REPEATED:
        _keep(work, number, application, body, effect)
    return {
        "transfer_number": number,
        "application_id": application_id,
        "effect": str(effect),
        "status": application.status,
    }


def _effect(work: Work, number: int, application: Application, answer: Said) -> Effect:
    newest = transfers.newest_of(work.session, application.id)
    known = [
        Said(Outcome(row.outcome), row.code, row.reason) for row in transfers.answers_of(work.session, number)
    ]
    is_newest = isinstance(newest, Transfer) and newest.id == number
    return rules.effect_of(answer, known, is_newest=is_newest, status=Status(application.status))


def _keep(work: Work, number: int, application: Application, body: Mapping[str, Any], effect: Effect) -> None:
    stamp = work.stamp()
    work.session.add(_row(number, body, effect, stamp))
    outcome = Outcome(body["outcome"])
    if effect is Effect.APPLIED:
        before, old = presenting.state_of(application), Status(application.status)
        application.status, application.status_reason = rules.STATUS[outcome], body["reason"]
        move(work, application, old, before, stamp, body["reason"])
    else:
        aggregate.touch(application, stamp)
    work.session.flush()
    said = {name: body[name] for name in ("code", "reason", "reference") if body.get(name)}
    told = {
        "transfer_number": number,
        "outcome": str(outcome),
        "effect": str(effect),
        str(effect): str(outcome),
    }
    aggregate.add(work, events.core_answer_recorded, application, told | said)


def _row(number: int, body: Mapping[str, Any], effect: Effect, stamp: Stamp) -> CoreAnswer:
    return CoreAnswer(
        transfer_id=number,
        outcome=str(body["outcome"]),
        code=body.get("code", ""),
        reason=body.get("reason", ""),
        reference=body.get("reference", ""),
        effect=str(effect),
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
    )
