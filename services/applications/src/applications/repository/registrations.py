"""Queries about sign-ups, and what the portal shows of applications (R245, R262)."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from applications.domain.status import Status
from applications.models import Application, Program, ProgramYear, QuestionnaireAnswer, Registration

_application = Application.__table__
_program = Program.__table__
_year = ProgramYear.__table__
_answer = QuestionnaireAnswer.__table__
_registration = Registration.__table__
_ASKED = (Status.PENDING, Status.ELIGIBLE)
"""Where an application stands while its customer may still answer its questionnaire in the portal."""
_LOCK = 0x726567
"""Advisory lock, with a customer's number beside it; the seed of that of a log-in."""
_ANSWERED = sa.exists().where(_answer.c.application_id == _application.c.id)


def open_programs(connection: sa.Connection, on: date) -> list[dict[str, Any]]:
    """The programs that take applications on a day: code and name, and `year`, the newest that is open then."""
    query = (
        sa.select(_program.c.code, _program.c.name, sa.func.max(_year.c.year).label("year"))
        .join(_year, _year.c.program_code == _program.c.code)
        .where(_year.c.valid_from <= on, _year.c.valid_to >= on)
        .group_by(_program.c.code, _program.c.name)
        .order_by(_program.c.name)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def of_account(connection: sa.Connection, account_id: str) -> list[dict[str, Any]]:
    """A log-in's sign-ups, newest first, each with its program's name."""
    return _listed(connection, _registration.c.account_id == account_id)


def of_customer(connection: sa.Connection, number: int) -> list[dict[str, Any]]:
    """A customer's sign-ups, newest first."""
    return _listed(connection, _registration.c.customer_number == number)


def _listed(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    query = (
        sa.select(_registration, _program.c.name.label("program_name"))
        .join(_program, _program.c.code == _registration.c.program_code)
        .where(which)
        .order_by(_registration.c.id.desc())
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def waiting_of_account(session: Session, account_id: str) -> list[Registration]:
    """A log-in's sign-ups that no application has taken over, locked."""
    query = sa.select(Registration).where(
        Registration.account_id == account_id, Registration.application_id.is_(None)
    )
    return list(session.scalars(query.order_by(Registration.id).with_for_update()))


def hold(session: Session, number: int) -> None:
    """Until this transaction ends, no other one brings a sign-up and an application of this customer together."""
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK, sa.cast(number % 2**31, sa.Integer))))


def hold_account(session: Session, account_id: str) -> None:
    """Until this transaction ends, no other one signs this log-in up or hears for whom it acts."""
    key = sa.func.hashtextextended(account_id, _LOCK)
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def waiting(session: Session, number: int, program: str, year: int) -> list[Registration]:
    """A customer's sign-ups for a program's year that no application has taken over, the newest first, locked."""
    query = sa.select(Registration).where(
        Registration.customer_number == number,
        Registration.program_code == program,
        Registration.program_year == year,
        Registration.application_id.is_(None),
    )
    return list(session.scalars(query.order_by(Registration.id.desc()).with_for_update()))


def own_applications(connection: sa.Connection, number: int) -> list[dict[str, Any]]:
    """What the portal shows of a customer's applications, newest first."""
    asked = sa.and_(_application.c.status.in_(_ASKED), ~_ANSWERED)
    query = (
        sa.select(
            _application.c.program_code.label("program"),
            _program.c.name.label("program_name"),
            _application.c.program_year,
            _application.c.status,
            _application.c.intake_date,
            asked.label("questionnaire_open"),
        )
        .join(_program, _program.c.code == _application.c.program_code)
        .where(_application.c.customer_number == number)
        .order_by(_application.c.intake_date.desc(), _application.c.id.desc())
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def newest_unanswered(session: Session, number: int, program: str, year: int) -> int | None:
    """The application whose questionnaire a customer may answer."""
    query = sa.select(_application.c.id).where(
        _application.c.customer_number == number,
        _application.c.program_code == program,
        _application.c.program_year == year,
        _application.c.status.in_(_ASKED),
        ~_ANSWERED,
    )
    return session.execute(query.order_by(_application.c.id.desc())).scalar()
