"""Moving an application through its statuses (R80, R82)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from applications import presenting, sending
from applications.applicant import Identity
from applications.domain import application as rules
from applications.domain.decision import DECISIONS
from applications.domain.status import Status
from applications.models import Application
from applications.usecases import aggregate, answers, deciding, moves, transfers, verifying
from homefire.schemas import in_field
from homefire.work import Work


def change_application_status(work: Work, application_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """One move of the status machine; one that it, or the program today, does not have is refused by name.

    A move to TRANSFERRED says that somebody has entered the application at CORE: the transfer is kept like one of
    ours, under the same findings, which a supervisor may override as there, and nothing is sent. A move on from there
    is CORE's answer to it. A move to ELIGIBLE or DENIED keeps what the rules propose beside what was decided (R91).
    """
    number = aggregate.enter(work, application_id)
    identity = None
    if body["status"] is Status.TRANSFERRED:
        identity = aggregate.identify(work, number, application_id)
    application = aggregate.hold(work, application_id)
    move(work, application, body, identity=identity)
    return presenting.present(work, application)


def move(
    work: Work,
    application: Application,
    body: Mapping[str, Any],
    as_of: date | None = None,
    *,
    identity: Identity | None = None,
) -> None:
    """The same for an application that is loaded. A move to ELIGIBLE or DENIED is a decision by the tables of `as_of`,
    or of the day that the program names.

    `identity` is the customer's, for a move to TRANSFERRED, and what is kept of the transfer.
    """
    old, new, reason = Status(application.status), body["status"], body["reason"]
    moves.check(work, application, new, reason)
    if new is Status.ELIGIBLE:
        verifying.refuse_unverified(work, application)
    before = presenting.state_of(application)
    stamp = work.stamp()
    override = _transfers(work, application, new, body, identity)
    application.status, application.status_reason = new, reason
    if override is not None:
        sending.keep(work, application, stamp, identity, by_hand=True, override_reason=override)
    answers.keep_by_hand(work, application, new, reason, stamp)
    transfers.move(work, application, old, before, stamp, reason, override or "")
    if new in DECISIONS:
        deciding.keep(work, application, new, reason, as_of)


def _transfers(
    work: Work,
    application: Application,
    new: Status,
    body: Mapping[str, Any],
    identity: Identity | None,
) -> str | None:
    """Sets the transfer date of a move to TRANSFERRED: the one given, or today.

    Answers with the reason of whoever overrode what blocks, empty where nothing does; None for any other move.
    """
    given = body["transfer_date"]
    if new is not Status.TRANSFERRED:
        if given is not None:
            in_field("transfer_date", rules.refuse_transfer_date)
        return None
    transferred, received, today = given or work.today(), application.intake_date, work.today()
    in_field(
        "transfer_date",
        lambda: rules.check_transfer_date(new, received, transferred, today=today),
    )
    assert identity is not None, "whoever moves to TRANSFERRED has asked for the identity"
    override = transfers.refuse_blocked(
        work, application, identity.known, transferred, body["override_reason"]
    )
    application.transfer_date = transferred
    return override
