"""Signing up for a program in the portal, and what becomes of the answers (R199, R262)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications import errors, events
from applications.models import Application, QuestionnaireAnswer, Registration
from applications.repository import changing
from applications.repository import registrations as repository
from applications.schemas.portal import LinkedAccount
from applications.usecases import aggregate, questionnaire
from homefire import belonging, heeding, projection, schemas
from homefire.events import Event
from homefire.work import Work

_ACCOUNTS = "portal_account"
"""The source under which the projection keeps for whom a log-in acts."""
_REASON = "The customer signed up for a program in the portal."
"""What stands beside a sign-up of a customer under special handling."""
_linked_account = LinkedAccount()


def get_sign_up(work: Work) -> dict[str, Any]:
    """What a log-in has signed up for, and the programs that it may choose today with their questions."""
    programs = repository.open_programs(work.connection, work.today())
    mine = repository.of_account(work.connection, work.caller.id)
    waiting = {(row["program_code"], row["program_year"]) for row in mine if row["application_id"] is None}
    return {
        "registrations": [_told(row) for row in mine],
        "programs": [
            {
                "code": program["code"],
                "name": program["name"],
                "questions": questionnaire.asked_in(work, program["code"]),
            }
            for program in programs
            if (program["code"], program["year"]) not in waiting
        ],
    }


def sign_up(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """Signs a log-in up for the year of a program that is open today, which is the registration date.

    Raises `ProgramIsClosed`, `AlreadySignedUp`, and `RecordIsDeleted` where the log-in acts for a deleted record.
    """
    programs = repository.open_programs(work.connection, work.today())
    year = next((program["year"] for program in programs if program["code"] == body["program"]), None)
    if year is None:
        raise errors.ProgramIsClosed()
    stamp = work.stamp()
    # A link that is being told either finds this sign-up or is known here: each waits for the other.
    repository.hold_account(work.session, work.caller.id)
    linked = _link_of_caller(work)
    if linked is not None:
        if work.acknowledgement is None:
            work.acknowledgement = _REASON
        _, known = belonging.place(work, linked["number"])
        heeding.heed(work, known)
    work.session.add(
        Registration(
            account_id=work.caller.id,
            program_code=body["program"],
            program_year=year,
            registered_on=work.today(),
            answers=questionnaire.checked(work, body["program"], body["answers"]),
            entered_by=stamp.entered_by,
            entered_at=stamp.entered_at,
        )
    )
    work.session.flush()
    if linked is not None:
        _settle(work, work.caller.id)
    return get_sign_up(work)


def list_registrations(work: Work, number: int) -> dict[str, Any]:
    """A customer's sign-ups, as the staff see them."""
    return {"items": [_told(row) for row in repository.of_customer(work.connection, number)]}


def follow_link(work: Work, event: Event) -> None:
    """A log-in was linked: what it has signed up for before is the customer's from here on."""
    link_id = _link_of(event)
    _remember(work, event, 2 * link_id, {"number": int(event.subject), "link_id": link_id})


def follow_end(work: Work, event: Event) -> None:
    """A link was ended: what waits of the log-in's sign-ups is the customer's no more."""
    _remember(work, event, 2 * _link_of(event) + 1, {"number": None, "link_id": None})


def take_over(work: Work, application: Application) -> None:
    """Gives an application that nobody has answered the answers that its customer gave when signing up for its year.

    The caller has told of the application's change or is about to.
    """
    number = application.customer_number
    repository.hold(work.session, number)
    waiting = repository.waiting(work.session, number, application.program_code, application.program_year)
    if not waiting:
        return
    for registration in waiting:
        registration.application_id = application.id
    newest = waiting[0]
    work.session.add_all(
        QuestionnaireAnswer(
            application_id=application.id,
            position=position,
            entered_by=newest.entered_by,
            entered_at=newest.entered_at,
            **answer,
        )
        for position, answer in enumerate(newest.answers)
    )
    work.session.flush()
    if newest.answers:
        told = questionnaire.told_of(newest.answers)
        aggregate.add(work, events.questionnaire_answered, application, told)


def _remember(work: Work, event: Event, order: int, data: dict[str, Any]) -> None:
    """Keeps the newest that is known of a log-in, in whatever order events arrive: its links go by their ids."""
    account_id = schemas.load(_linked_account, event.data)["account_id"]
    repository.hold_account(work.session, account_id)
    projection.remember(work.session, _ACCOUNTS, account_id, order, data)
    _settle(work, account_id)


def _link_of(event: Event) -> int:
    return int(event.aggregate.rpartition("/")[2])


def _link_of_caller(work: Work) -> dict[str, Any] | None:
    """The link by which the log-in that asks acts: where its token and customers' events say the same, else none.

    Where they do not yet, the event that is under way puts the sign-up where it belongs.
    """
    known = projection.recall(work.session, _ACCOUNTS, work.caller.id)
    if known is None or known["number"] is None or work.caller.party is None:
        return None
    return known if known["number"] == work.caller.number_as("customer") else None


def _settle(work: Work, account_id: str) -> None:
    """Puts what waits of a log-in's sign-ups under the customer of its newest link, or under nobody."""
    known = projection.recall(work.session, _ACCOUNTS, account_id, hold=True) or {
        "number": None,
        "link_id": None,
    }
    for registration in repository.waiting_of_account(work.session, account_id):
        if registration.link_id == known["link_id"]:
            continue
        registration.link_id = known["link_id"]
        if known["number"] is None:
            registration.customer_number = registration.home_number = None
            work.session.flush()
            continue
        place, customer = belonging.place(work, known["number"], even_deleted=True)
        registration.customer_number = place
        registration.home_number = known["number"] if known["number"] != place else None
        work.session.flush()
        _tell(work, registration, customer)
        if customer.get("status") != belonging.DELETED:
            _fill_open_application(work, registration, place)


def _fill_open_application(work: Work, registration: Registration, number: int) -> None:
    """An application that was received before its customer signed up or was linked takes the answers over now."""
    repository.hold(work.session, number)
    found = repository.newest_unanswered(
        work.session, number, registration.program_code, registration.program_year
    )
    application = changing.find_for_change(work.session, found) if found is not None else None
    if application is not None:
        if registration.answers:
            aggregate.touch(application, work.stamp())
        take_over(work, application)


def _tell(work: Work, registration: Registration, customer: Mapping[str, Any]) -> None:
    """Tells the customer's part of it; one that another link brings to another customer is told there again."""
    name, sequence = f"registration/{registration.id}", registration.link_id or 0
    assert registration.customer_number is not None
    work.emit(
        events.program_registered,
        subject=registration.customer_number,
        aggregate=name,
        sequence=sequence,
        data={
            "program": registration.program_code,
            "registered_on": registration.registered_on.isoformat(),
        },
    )
    heeding.tell(work, [(registration.customer_number, customer)], aggregate=name, sequence=sequence)


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    shown = ("program_name", "program_year", "registered_on", "entered_by", "entered_at")
    return {name: row[name] for name in shown} | {
        "program": row["program_code"],
        "answers": len(row["answers"]),
        "received": row["application_id"] is not None,
    }
