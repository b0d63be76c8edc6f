"""Certifications, transfers, CORE's answers: what they are judged by, and the rows that use cases change."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from applications.domain.certification import ASKED
from applications.domain.change_request import OPEN, RequestStatus
from applications.models import (
    Application,
    Certification,
    ChangeRequest,
    ChangeRequestField,
    CoreAnswer,
    HouseholdMember,
    HouseholdSummary,
    Transfer,
    TransferPerson,
)
from applications.repository.composing import household_size
from applications.repository.verifying import IN_THE_RECORD
from homefire import belonging

_application = Application.__table__
_certification = Certification.__table__
_member = HouseholdMember.__table__
_summary = HouseholdSummary.__table__
_transfer = Transfer.__table__
_person = TransferPerson.__table__
_answer = CoreAnswer.__table__
_request = ChangeRequest.__table__
_field = ChangeRequestField.__table__

_PERSON = ("first_name", "middle_initial", "last_name", "date_of_birth", "ssn_index")
_IS_SELF = "SELF"


def _rejected(transfer: Any) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        _answer.c.transfer_id == transfer.c.id,
        _answer.c.effect == "applied",
        _answer.c.outcome == "REJECTED",
    )


def _sent_before(customer: Any, *, without: Any = None) -> sa.Subquery:
    """The applicant as the newest transfer of a customer told of them; one that CORE has not rejected comes first."""
    other = sa.true() if without is None else _transfer.c.application_id != without
    return (
        sa.select(
            _transfer.c.id.label("transfer"),
            _transfer.c.transfer_date,
            _transfer.c.entered_at,
            _transfer.c.application_id,
            _rejected(_transfer).label("rejected"),
            *(_person.c[name] for name in _PERSON),
            _person.c.position,
            _person.c.ssn_sealed,
        )
        .join(_person, _person.c.transfer_id == _transfer.c.id)
        .join(_application.alias("sent"), sa.literal_column("sent.id") == _transfer.c.application_id)
        .where(
            sa.literal_column("sent.customer_number") == customer,
            _person.c.relation == _IS_SELF,
            other,
        )
        .order_by(_rejected(_transfer), _transfer.c.id.desc())
        .limit(1)
        .lateral("before")
    )


def _asked(before: sa.Subquery, customer: Any) -> sa.ScalarSelect[Any]:
    """What CSD has accepted of a customer since a transfer, and what is asked for now, field by field, as JSON text.

    The last decision comes last. Of a decision and a transfer of the same day, what was entered later counts as later.
    """
    told = sa.func.json_build_object(
        *("request", _request.c.id),
        *("status", _request.c.status),
        *("field", _field.c.field),
        *("our_value", _field.c.our_value),
        *("our_sealed", sa.func.encode(_field.c.our_sealed, "hex")),
    )
    decided = (_request.c.decided_on, _request.c.updated_at, _request.c.id, _field.c.position)
    accepted = sa.and_(
        _request.c.status == RequestStatus.ACCEPTED,
        sa.tuple_(_request.c.decided_on, _request.c.updated_at)
        > sa.tuple_(before.c.transfer_date, before.c.entered_at),
    )
    return (
        sa.select(sa.cast(sa.func.json_agg(aggregate_order_by(told, *decided)), sa.Text))
        .select_from(_request)
        .join(_field, _field.c.request_id == _request.c.id)
        .where(_request.c.customer_number == customer, sa.or_(accepted, _request.c.status.in_(OPEN)))
        .correlate(before, _application)
        .scalar_subquery()
    )


def _facts() -> sa.Select[Any]:
    before = _sent_before(_application.c.customer_number, without=_application.c.id)
    individual = _application.c.household_mode == "individual"
    return (
        sa.select(
            *(_application.c[name] for name in ("id", "version", "customer_number", "status", "place_doubt")),
            *(
                _application.c[name]
                for name in ("program_code", "program_year", "intake_date", "transfer_date")
            ),
            *(_certification.c[name] for name in ("document_date", "certification_date", "certified_by")),
            _certification.c.consent_date,
            *(_certification.c[name] for name in ASKED),
            household_size().label("household_size"),
            *(column.label(name) for name, column in IN_THE_RECORD.items()),
            *(_member.c[name].label(f"own_{name}") for name in _PERSON),
            before.c.transfer.label("before"),
            before.c.rejected.label("before_rejected"),
            *(before.c[name].label(f"before_{name}") for name in _PERSON),
            _asked(before, _application.c.customer_number).label("before_asked"),
        )
        .select_from(_application)
        .outerjoin(_certification, _certification.c.application_id == _application.c.id)
        .outerjoin(_summary, _summary.c.application_id == _application.c.id)
        .outerjoin(
            _member,
            sa.and_(
                _member.c.application_id == _application.c.id, _member.c.relation == _IS_SELF, individual
            ),
        )
        .outerjoin(before, sa.true())
        .where(_application.c.id == sa.bindparam("id", type_=sa.BigInteger))
    )


_FACTS = _facts()


def find_facts(connection: sa.Connection, application_id: int) -> dict[str, Any] | None:
    """What an application's clocks and findings are made of, with what CORE was sent of its customer before."""
    row = connection.execute(_FACTS, {"id": application_id}).mappings().first()
    return dict(row) if row else None


def find_sent_person(connection: sa.Connection, number: int) -> dict[str, Any] | None:
    """The applicant as CORE was last sent them for a customer, and what CSD was asked to correct since (R112)."""
    survivor = belonging.survivor_of(sa.literal(number, sa.BigInteger))
    before = _sent_before(survivor)
    columns = (_application.c.program_code, _application.c.program_year)
    query = sa.select(before, *columns, _asked(before, survivor).label("asked")).join(
        _application, _application.c.id == before.c.application_id
    )
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def find_certification(session: Session, application_id: int) -> Certification | None:
    """The dates of an application; its own row is the one to lock."""
    return session.get(Certification, application_id)


def application_of(session: Session, number: int) -> int | None:
    """Whose transfer it is."""
    return session.scalar(sa.select(Transfer.application_id).where(Transfer.id == number))


def newest_of(session: Session, application_id: int) -> Transfer | None:
    """An application's last transfer."""
    query = sa.select(Transfer).where(Transfer.application_id == application_id)
    return session.scalar(query.order_by(Transfer.id.desc()).limit(1))


def answers_of(session: Session, number: int) -> list[CoreAnswer]:
    """What CORE has answered to a transfer, the first answer first."""
    query = sa.select(CoreAnswer).where(CoreAnswer.transfer_id == number)
    return list(session.scalars(query.order_by(CoreAnswer.id)))


def find_sent(connection: sa.Connection, number: int) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
    """What a transfer sent, and its people in their order; None where nothing was kept of it."""
    query = (
        sa.select(
            _transfer,
            _application.c.customer_number,
            *(column.label(f"person_{column.name}") for column in _person.c),
        )
        .join(_application, _application.c.id == _transfer.c.application_id)
        .outerjoin(_person, _person.c.transfer_id == _transfer.c.id)
        .where(_transfer.c.id == number, _transfer.c.sent.is_not(None))
        .order_by(_person.c.position)
    )
    rows = [dict(row) for row in connection.execute(query).mappings()]
    if not rows:
        return None
    names = [column.name for column in _person.c]
    people = [
        {name: row[f"person_{name}"] for name in names} for row in rows if row["person_position"] is not None
    ]
    return rows[0], people


def certified_on(session: Session, application_id: int) -> date | None:
    """The day on which an application was certified."""
    return session.scalar(
        sa.select(Certification.certification_date).where(Certification.application_id == application_id)
    )
