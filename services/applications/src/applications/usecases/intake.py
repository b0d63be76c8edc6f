"""Receiving an application and changing what was received (R259)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from applications import editing, errors, events, guarding, presenting, sending
from applications.domain import application as rules
from applications.domain.application import PlaceChange
from applications.domain.status import Status
from applications.models import Application, Program, ProgramYear
from applications.repository import changing
from applications.usecases import aggregate, moving, registrations
from homefire import belonging
from homefire.schemas import in_field
from homefire.work import Work


def receive_application(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """A new application of a customer; only an import says where it stands (R81, R90)."""
    number, customer = belonging.place(work, number)
    history = body.get("history") or {}
    stamp = work.stamp(body.get("history"))
    guarding.guard(work, number, stamp)
    program, year = _program_year(work, body["program"], body["program_year"])
    application = Application(
        **editing.BLANK,
        id=aggregate.assign_id(work, Application, history.get("id")),
        version=1,
        customer_number=number,
        program_code=program.code,
        program_year=year.year,
        status=Status.PENDING,
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
        updated_by=stamp.entered_by,
        updated_at=stamp.entered_at,
    )
    editing.apply(work, application, program, year, body)
    _take_over_status(work, application, history)
    aggregate.refuse_second(work, application)
    work.session.add(application)
    work.session.flush()
    if application.transfer_date is not None:
        sending.keep(work, application, stamp, None, by_hand=True)
    answer = presenting.present(work, application)
    told = _received(answer, customer)
    aggregate.tell(work, events.application_received, application, told, stamp=stamp)
    if not stamp.historic:
        registrations.take_over(work, application)
    return answer


def update_application(work: Work, application_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Changes the fields named. A change that changes nothing writes nothing and tells nobody (R204)."""
    moved = body.get("place_change") == PlaceChange.MOVED
    application = aggregate.load(work, application_id, with_open=moved)
    program, year = _program_year(work, application.program_code, application.program_year)
    before = presenting.state_of(application)
    editing.apply(work, application, program, year, body)
    if presenting.place_of(application) != before["place_of_service"]:
        moving.settle(application, work.now(), moved=moved)
    changes = aggregate.changes_of(work, application, before)
    if changes:
        aggregate.refuse_second(work, application)
        aggregate.touch(application, work.stamp())
        work.session.flush()
        declared = moving.declared(work, application, changes, body.get("place_change"))
        told = aggregate.found_by(application) | {"changes": changes} | declared
        aggregate.tell(work, events.application_updated, application, told)
        moving.follow(work, application, before, declared)
    return presenting.present(work, application)


def _program_year(work: Work, code: str, year: int) -> tuple[Program, ProgramYear]:
    found = changing.find_program(work.session, code, year)
    if found is None:
        raise errors.NoSuchProgramYear()
    return found


def _take_over_status(work: Work, application: Application, history: Mapping[str, Any]) -> None:
    """Status and transfer date as an import gives them."""
    status: Status = history.get("status", Status.PENDING)
    transferred: date | None = history.get("transfer_date")
    intake, today = application.intake_date, work.today()
    in_field(
        "history.transfer_date",
        lambda: rules.check_transfer_date(status, intake, transferred, today=today),
    )
    application.status, application.transfer_date = status, transferred
    application.status_reason = history.get("status_reason", "")


def _received(answer: Mapping[str, Any], customer: Mapping[str, Any]) -> dict[str, Any]:
    kind = answer["utility_type"]
    transferred = answer["transfer_date"]
    return {
        "status": answer["status"],
        "intake_date": answer["intake_date"].isoformat(),
        "transfer_date": transferred.isoformat() if transferred else None,
        "language": customer.get("language", ""),
        "service_address": answer["service_address"],
        "city": answer["city"],
        "zip": answer["zip"],
        "utility": answer["utility"],
        "utility_type": kind["label"] if kind else "",
        "account_number": answer["account_number"],
    }
