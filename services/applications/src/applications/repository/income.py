"""An application's income, and the facts that eligibility is decided on: one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from applications.domain.status import Status
from applications.models import (
    Application,
    Certification,
    HouseholdMember,
    HouseholdSummary,
    Income,
    IncomeItem,
    OtherBenefit,
)
from applications.repository.composing import array_of, household_size, label_of, lists_of

_application = Application.__table__
_member = HouseholdMember.__table__
_summary = HouseholdSummary.__table__
_income = Income.__table__
_item = IncomeItem.__table__
_benefit = OtherBenefit.__table__
_certification = Certification.__table__

_STORED = ("source", "counted", "period", "weeks", "covered_from", "covered_to", "document_date", "member_id")
OPEN = (Status.PENDING, Status.ELIGIBLE)
"""Applications that have not been transferred, and whose answer may still change."""


def _items() -> sa.ScalarSelect[Any]:
    columns: dict[str, Any] = {name: _item.c[name] for name in _STORED}
    columns["amount"] = sa.cast(_item.c.amount, sa.Text)
    label = label_of("income_source", _item.c.source, _application.c.intake_date)
    columns["source_label"] = label.correlate(_item, _application)
    columns["member"] = sa.func.concat_ws(sa.literal_column("' '"), _member.c.first_name, _member.c.last_name)
    return (
        sa.select(array_of(columns, _item.c.position))
        .select_from(_item.outerjoin(_member, _member.c.id == _item.c.member_id))
        .where(_item.c.application_id == _application.c.id)
        .correlate(_application)
        .scalar_subquery()
    )


def _benefits() -> sa.ScalarSelect[Any]:
    label = label_of("benefit_kind", _benefit.c.kind, _application.c.intake_date)
    columns = {"kind": _benefit.c.kind, "label": label.correlate(_benefit, _application)}
    return lists_of(_benefit, columns, _benefit.c.id)


_FACTS = (
    sa.select(
        _application.c.id,
        _application.c.version,
        _application.c.customer_number,
        _application.c.program_code,
        _application.c.program_year,
        _application.c.status,
        _application.c.intake_date,
        _certification.c.certification_date,
        _application.c.place_county,
        _application.c.place_state,
        _application.c.place_doubt,
        _application.c.left_place_at,
        household_size().label("size"),
        _income.c.zero_income_on,
        _income.c.entered_by,
        _income.c.entered_at,
        sa.cast(_items(), sa.Text).label("items"),
        sa.cast(_benefits(), sa.Text).label("benefits"),
    )
    .select_from(_application.outerjoin(_summary).outerjoin(_income).outerjoin(_certification))
    .order_by(_application.c.id)
)
_ONE = _FACTS.where(_application.c.id == sa.bindparam("id", type_=sa.BigInteger))
_OPEN = _FACTS.where(
    _application.c.id > sa.bindparam("after", type_=sa.BigInteger), _application.c.status.in_(OPEN)
).limit(sa.bindparam("most", type_=sa.Integer))


def find_facts(connection: sa.Connection, application_id: int) -> dict[str, Any] | None:
    """One application's household size, place, income and benefits."""
    row = connection.execute(_ONE, {"id": application_id}).mappings().first()
    return _read(row) if row else None


def list_open(connection: sa.Connection, after: int, most: int) -> list[dict[str, Any]]:
    """The same of open applications past an id, in the order of their ids."""
    return [_read(row) for row in connection.execute(_OPEN, {"after": after, "most": most}).mappings()]


def _read(row: sa.RowMapping) -> dict[str, Any]:
    return dict(row) | {name: orjson.loads(row[name]) for name in ("items", "benefits")}


def replace(session: Session, income: Income, items: Sequence[IncomeItem]) -> None:
    """Puts these items in the place of all that an application had."""
    session.execute(sa.delete(IncomeItem).where(IncomeItem.application_id == income.application_id))
    session.add(income)
    session.flush()
    session.add_all(items)
    session.flush()
