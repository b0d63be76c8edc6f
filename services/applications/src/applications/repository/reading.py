"""What answers are made of: one statement each, since a page waits for it.

Lists inside a row come as JSON that the database has put together, so that an application with its pledges,
or a household with its members, takes one statement and one row.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import sqlalchemy as sa

from applications.domain.household import CODED, SHOWN
from applications.domain.parts.transitions import TRANSITIONS
from applications.models import (
    Application,
    CoreAnswer,
    HouseholdMember,
    HouseholdSummary,
    Housing,
    Pledge,
    Program,
    ProgramYear,
    Registration,
    Transfer,
)
from applications.repository.composing import array_of, label_of, moment_of, object_of
from applications.repository.programs import held_rows
from applications.repository.verifying import IN_THE_RECORD
from homefire import belonging, plumbing

_application = Application.__table__
_pledge = Pledge.__table__
_transfer = Transfer.__table__
_answer = CoreAnswer.__table__
_member = HouseholdMember.__table__
_summary = HouseholdSummary.__table__
_housing = Housing.__table__
_year = ProgramYear.__table__
_registration = Registration.__table__

_TODAY: sa.ColumnElement[date] = sa.bindparam("today", type_=sa.Date)

_PLEDGE = {
    "id": _pledge.c.id,
    "version": _pledge.c.version,
    "memo": _pledge.c.memo,
    "amount": sa.cast(_pledge.c.amount, sa.Text),
    "payee": _pledge.c.payee,
    "account_number": _pledge.c.account_number,
    "status": _pledge.c.status,
    "date_submitted": _pledge.c.date_submitted,
    "entered_at": moment_of(_pledge.c.entered_at),
    "entered_by": _pledge.c.entered_by,
    "updated_at": moment_of(_pledge.c.updated_at),
    "updated_by": _pledge.c.updated_by,
}
_PLEDGES = (
    sa.select(array_of(_PLEDGE, _pledge.c.date_submitted, _pledge.c.id))
    .where(_pledge.c.application_id == _application.c.id)
    .correlate(_application)
    .scalar_subquery()
)


def _housed(column: sa.Column[Any]) -> sa.ScalarSelect[Any]:
    return (
        sa.select(column)
        .where(_housing.c.application_id == _application.c.id)
        .correlate(_application)
        .scalar_subquery()
    )


_DWELLING = {"dwelling_id": _housed(_housing.c.dwelling_id), "dwelling_units": _housed(_housing.c.units)}
"""The property that an application is for, and how many of its units (R179, R266)."""
_LISTED = {
    "id": _application.c.id,
    "program_code": _application.c.program_code,
    "program_year": _application.c.program_year,
    "status": _application.c.status,
    "intake_date": _application.c.intake_date,
    "transfer_date": _application.c.transfer_date,
    "service_address": _application.c.service_address,
    "city": _application.c.place_city,
    "zip": _application.c.place_zip,
    "utility_vendor": _application.c.utility_vendor,
    "utility_vendor_label": label_of(
        "utility_vendor", _application.c.utility_vendor, _application.c.intake_date
    ),
    "utility_type": _application.c.utility_type,
    "utility_type_label": label_of("utility_type", _application.c.utility_type, _application.c.intake_date),
    "account_number": _application.c.account_number,
    "version": _application.c.version,
    "pledges": _PLEDGES,
    "transitions": held_rows(_application.c.program_code, TRANSITIONS, _TODAY),
    **_DWELLING,
    **IN_THE_RECORD,
}


def _members_of(
    application_id: sa.ColumnElement[Any], on: sa.ColumnElement[Any], coded: tuple[str, ...]
) -> sa.ColumnElement[Any]:
    """The members of a household in their order, codes with the labels of their date."""
    columns: dict[str, Any] = {
        name: _member.c[name]
        for name in ("id", "first_name", "middle_initial", "last_name", "date_of_birth", *coded)
    }
    columns |= {f"{name}_label": label_of(name, _member.c[name], on) for name in coded}
    columns["ssn_sealed"] = sa.func.encode(_member.c.ssn_sealed, sa.literal_column("'hex'"))
    return (
        sa.select(array_of(columns, _member.c.position, _member.c.id))
        .where(_member.c.application_id == application_id)
        .scalar_subquery()
    )


def _of_customer() -> sa.Select[Any, Any]:
    number = belonging.survivor_of(sa.bindparam("number", type_=sa.BigInteger))
    applications = (
        sa.select(
            array_of(
                _LISTED,
                _application.c.program_year.desc(),
                _application.c.intake_date.desc(),
                _application.c.entered_at.desc(),
                _application.c.id.desc(),
            )
        )
        .where(_application.c.customer_number == number)
        .scalar_subquery()
    )
    candidate = Application.__table__.alias("candidate")
    # The most recent application that has members, whatever its status; numbers alone never count (R63, R64).
    source = (
        sa.select(candidate.c.id, candidate.c.program_code, candidate.c.program_year, candidate.c.intake_date)
        .where(
            candidate.c.customer_number == number,
            candidate.c.household_mode == sa.literal_column("'individual'"),
            sa.exists().where(_member.c.application_id == candidate.c.id),
        )
        .order_by(candidate.c.intake_date.desc(), candidate.c.entered_at.desc(), candidate.c.id.desc())
        .limit(1)
        .subquery("source")
    )
    household = sa.select(
        object_of(
            {
                "application_id": source.c.id,
                "program_code": source.c.program_code,
                "program_year": source.c.program_year,
                "intake_date": source.c.intake_date,
                "members": _members_of(source.c.id, source.c.intake_date, SHOWN),
            }
        )
    ).scalar_subquery()
    return sa.select(
        sa.cast(applications, sa.Text).label("applications"), sa.cast(household, sa.Text).label("household")
    )


_OF_CUSTOMER = _of_customer()
_ANSWERS = (
    sa.select(
        array_of(
            {
                "outcome": _answer.c.outcome,
                "code": _answer.c.code,
                "reason": _answer.c.reason,
                "reference": _answer.c.reference,
                "effect": _answer.c.effect,
                "entered_by": _answer.c.entered_by,
                "entered_at": moment_of(_answer.c.entered_at),
            },
            _answer.c.id,
        )
    )
    .where(_answer.c.transfer_id == _transfer.c.id)
    .correlate(_transfer)
    .scalar_subquery()
)
_TRANSFERS = (
    sa.select(
        array_of(
            {
                "number": _transfer.c.id,
                "by_hand": _transfer.c.by_hand,
                "override_reason": _transfer.c.override_reason,
                "answers": _ANSWERS,
                "transfer_date": _transfer.c.transfer_date,
                "entered_by": _transfer.c.entered_by,
                "entered_at": moment_of(_transfer.c.entered_at),
            },
            _transfer.c.id,
        )
    )
    .where(_transfer.c.application_id == _application.c.id)
    .correlate(_application)
    .scalar_subquery()
)
_REGISTERED_ON = (
    sa.select(sa.func.min(_registration.c.registered_on))
    .where(_registration.c.application_id == _application.c.id)
    .correlate(_application)
    .scalar_subquery()
)
"""The day of the first sign-up that an application has taken over (R262)."""
_ONE = sa.select(
    _application,
    _REGISTERED_ON.label("registered_on"),
    _LISTED["utility_vendor_label"].label("utility_vendor_label"),
    _LISTED["utility_type_label"].label("utility_type_label"),
    _PLEDGES.label("pledges"),
    _LISTED["transitions"].label("transitions"),
    _TRANSFERS.label("transfers"),
    *(column.label(name) for name, column in (_DWELLING | IN_THE_RECORD).items()),
).where(_application.c.id == sa.bindparam("id", type_=sa.BigInteger))
_HOUSEHOLD = (
    sa.select(
        _application.c.id,
        _application.c.customer_number,
        _application.c.program_code,
        _application.c.program_year,
        _application.c.intake_date,
        _application.c.household_mode,
        _application.c.household_type,
        label_of("household_type", _application.c.household_type, _application.c.intake_date).label(
            "household_type_label"
        ),
        _application.c.version,
        _summary.c.size,
        _summary.c.counts,
        sa.cast(_members_of(_application.c.id, _application.c.intake_date, CODED), sa.Text).label("members"),
    )
    .outerjoin_from(_application, _summary)
    .where(_application.c.id == sa.bindparam("id", type_=sa.BigInteger))
)
_NAMES = {name: _member.c[name] for name in ("first_name", "middle_initial", "last_name")}
_SUMMARIES = (
    sa.select(
        _application.c.id.label("application_id"),
        _application.c.customer_number,
        _application.c.version,
        _application.c.program_code.label("program"),
        _application.c.status,
        _application.c.service_address,
        _application.c.place_city.label("city"),
        _application.c.place_zip.label("zip"),
        _application.c.account_number,
        sa.cast(
            sa.select(array_of(_NAMES, _member.c.position, _member.c.id))
            .where(
                _member.c.application_id == _application.c.id,
                _application.c.household_mode == sa.literal_column("'individual'"),
            )
            .correlate(_application)
            .scalar_subquery(),
            sa.Text,
        ).label("members"),
    )
    .where(_application.c.id > sa.bindparam("after", type_=sa.BigInteger))
    .order_by(_application.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_PROGRAMS = sa.select(
    Program.code,
    Program.name,
    Program.unique_by,
    Program.version,
    sa.select(
        array_of(
            {"year": _year.c.year, "valid_from": _year.c.valid_from, "valid_to": _year.c.valid_to},
            _year.c.year.desc(),
        )
    )
    .where(_year.c.program_code == Program.code)
    .scalar_subquery()
    .label("years"),
).order_by(Program.code)


def find_of_customer(
    connection: sa.Connection, number: int, today: date
) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """A customer's applications, newest program year first (R76), and the household to show (R63).

    `today` is the agency's: where an application may go from here is what its program says on that day.
    """
    row = connection.execute(_OF_CUSTOMER, {"number": number, "today": today}).one()
    return orjson.loads(row.applications), orjson.loads(row.household) if row.household else None


def find_application(connection: sa.Connection, application_id: int, today: date) -> dict[str, Any] | None:
    """One application with labels, pledges and transfers, and its program's moves of the agency's `today`."""
    row = connection.execute(_ONE, {"id": application_id, "today": today}).mappings().first()
    return dict(row) if row else None


def find_plain(connection: sa.Connection, application_id: int) -> Application | None:
    """One application's own row, to be looked at and not to be changed."""
    row = (
        connection.execute(sa.select(_application).where(_application.c.id == application_id))
        .mappings()
        .first()
    )
    return Application(**row) if row else None


def find_household(connection: sa.Connection, application_id: int) -> dict[str, Any] | None:
    """An application's household in both modes."""
    row = connection.execute(_HOUSEHOLD, {"id": application_id}).mappings().first()
    return dict(row) | {"members": orjson.loads(row["members"])} if row else None


def list_summaries(connection: sa.Connection, after: int, limit: int) -> list[dict[str, Any]]:
    """Applications past an id, with what customers are found by."""
    rows = connection.execute(_SUMMARIES, {"after": after, "most": limit}).mappings()
    return [dict(row) | {"members": orjson.loads(row["members"])} for row in rows]


def list_programs(connection: sa.Connection) -> list[dict[str, Any]]:
    """Every program with its years, newest first."""
    return [dict(row) for row in connection.execute(_PROGRAMS).mappings()]


def labels_of(connection: sa.Connection, names: list[str], on: date) -> dict[tuple[str, str], str]:
    """The labels that the codes of some lists had on a date, by list and code."""
    entry = plumbing.reference_entry
    query = (
        sa.select(entry.c.list, entry.c.code, entry.c.label)
        .where(entry.c.list.in_(names))
        .order_by(entry.c.valid_from <= on, entry.c.valid_from)
    )
    return {(row.list, row.code): row.label for row in connection.execute(query)}
