"""Signing up for a program in the portal, and what becomes of the answers (R199, R262)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications import errors, events
from applications.models import Application, QuestionnaireAnswer, Registration
from applications.repository import registrations as repository
from applications.schemas.portal import LinkedAccount
from applications.usecases import aggregate, questionnaire
from homefire import belonging, projection, schemas
from homefire.events import Event
from homefire.work import Work

_ACCOUNTS = "portal_account"
"""The source under which the projection keeps for whom a log-in acts."""
_linked_account = LinkedAccount()


def get_sign_up(work: Work) -> dict[str, Any]:
    """What a log-in has signed up for, and the programs that it may choose today with their questions."""
    programs = repository.open_programs(work.connection, work.today())
    mine = repository.of_account(work.connection, work.caller.id)
    waiting = {row["program_code"] for row in mine if row["application_id"] is None}
    return {
        "registrations": [_told(row) for row in mine],
        "programs": [
            {**program, "questions": questionnaire.asked_in(work, program["code"])}
            for program in programs
            if program["code"] not in waiting
        ],
    }


def sign_up(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """Signs a log-in up for a program; today is the registration date. Raises `AlreadySignedUp`."""
    programs = repository.open_programs(work.connection, work.today())
    if body["program"] not in {program["code"] for program in programs}:
        raise errors.ProgramIsClosed()
    stamp = work.stamp()
    registration = Registration(
        account_id=work.caller.id,
        program_code=body["program"],
        registered_on=work.today(),
        answers=questionnaire.checked(work, body["program"], body["answers"]),
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
    )
    number = _number_of(work)
    if number is not None:
        _stand_under(work, registration, number)
    work.session.add(registration)
    work.session.flush()
    if number is not None:
        _tell(work, registration)
    return get_sign_up(work)


def list_registrations(work: Work, number: int) -> dict[str, Any]:
    """A customer's sign-ups, as the staff see them."""
    return {"items": [_told(row) for row in repository.of_customer(work.connection, number)]}


def follow_link(work: Work, event: Event) -> None:
    """A log-in was linked: what it has signed up for before is the customer's from here on."""
    account_id = schemas.load(_linked_account, event.data)["account_id"]
    number = int(event.subject)
    # The newest link counts; each has an event of its own, and they come in the order of their ids.
    order = int(event.aggregate.rpartition("/")[2])
    projection.remember(work.session, _ACCOUNTS, account_id, order, {"number": number})
    for registration in repository.without_customer(work.session, account_id):
        _stand_under(work, registration, number)
        work.session.flush()
        _tell(work, registration)


def take_over(work: Work, application: Application) -> None:
    """Gives a received application the answers that its customer gave when signing up, where there are any."""
    waiting = repository.waiting(work.session, application.customer_number, application.program_code)
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


def _number_of(work: Work) -> int | None:
    """The customer for whom the log-in that asks acts, as far as is known by its token or here."""
    if work.caller.party is not None:
        return work.caller.number_as("customer")
    known = projection.recall(work.session, _ACCOUNTS, work.caller.id)
    return known["number"] if known else None


def _stand_under(work: Work, registration: Registration, number: int) -> None:
    place, _ = belonging.place(work, number, even_deleted=True)
    registration.customer_number = place
    registration.home_number = number if number != place else None


def _tell(work: Work, registration: Registration) -> None:
    work.emit(
        events.program_registered,
        subject=registration.customer_number or 0,
        aggregate=f"registration/{registration.id}",
        sequence=1,
        data={
            "program": registration.program_code,
            "registered_on": registration.registered_on.isoformat(),
        },
    )


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    shown = ("program_name", "registered_on", "entered_by", "entered_at")
    return {name: row[name] for name in shown} | {
        "program": row["program_code"],
        "answers": len(row["answers"]),
        "received": row["application_id"] is not None,
    }
