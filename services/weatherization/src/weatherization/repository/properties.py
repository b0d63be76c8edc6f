"""Queries of properties: one statement each, with lists as JSON that the database has put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from homefire import belonging, plumbing, reference
from weatherization.models import (
    Dwelling,
    DwellingLink,
    Job,
    ProjectDwelling,
    PropertyEligibility,
)
from weatherization.repository import facts
from weatherization.repository.base import NUMBER, PLACE
from weatherization.repository.composing import RULES, rule_value

_dwelling: Any = Dwelling.__table__
_link: Any = DwellingLink.__table__
_job: Any = Job.__table__
_part: Any = ProjectDwelling.__table__
_decided: Any = PropertyEligibility.__table__
_known: Any = plumbing.projection
_TODAY = sa.bindparam("today", type_=sa.Date)
_unit: Any = _dwelling.alias("unit")
_building: Any = _dwelling.alias("building")
_held: Any = RULES.subquery("held")


def _array(columns: Mapping[str, Any], *order: Any) -> sa.ColumnElement[Any]:
    pairs: list[Any] = [part for name, column in columns.items() for part in (sa.literal(name), column)]
    built = sa.func.jsonb_build_object(*pairs)
    return sa.func.coalesce(sa.func.jsonb_agg(aggregate_order_by(built, *order)), sa.text("'[]'::jsonb"))


def _now(link: Any) -> sa.ColumnElement[bool]:
    return sa.and_(
        link.c.linked_from <= _TODAY, sa.or_(link.c.linked_to.is_(None), link.c.linked_to >= _TODAY)
    )


_TENANTS = (
    sa.select(
        _array(
            {
                "customer_number": _link.c.customer_number,
                "name": sa.func.coalesce(_known.c.data.op("->>")("name"), ""),
                "role": _link.c.role,
                "linked_from": _link.c.linked_from,
            },
            _link.c.role.desc(),
            _link.c.linked_from,
            _link.c.id,
        )
    )
    .select_from(
        _link.outerjoin(
            _known,
            sa.and_(
                _known.c.source == belonging.SOURCE, _known.c.key == sa.cast(_link.c.customer_number, sa.Text)
            ),
        )
    )
    .where(_link.c.dwelling_id == _unit.c.id, _now(_link))
    .correlate(_unit)
    .scalar_subquery()
)


def _line(dwelling: Any) -> sa.ColumnElement[str]:
    names = ("number", "street", "street_type", "building_type", "unit")
    line: sa.ColumnElement[str] = sa.func.concat_ws(
        " ", *(sa.func.nullif(dwelling.c[f"address_{name}"], "") for name in names)
    )
    return line


_UNITS = (
    sa.select(
        _array(
            {
                "dwelling_id": _unit.c.id,
                "unit": _unit.c.address_unit,
                "service_address": _line(_unit),
                "tenants": _TENANTS,
            },
            sa.func.length(_unit.c.address_unit),
            _unit.c.address_unit,
            _unit.c.id,
        )
    )
    .where(_unit.c.building_id == _dwelling.c.id)
    .correlate(_dwelling)
    .scalar_subquery()
)
_ON_IT = sa.or_(
    _job.c.dwelling_id == _dwelling.c.id,
    # It lies two statements deep, where nothing is correlated unless it is said.
    sa.exists()
    .where(_part.c.job_id == _job.c.id, _part.c.dwelling_id == _dwelling.c.id)
    .correlate_except(_part),
)
"""Whether a job, or a project of several dwellings, is one of the dwelling's."""
_JOBS = (
    sa.select(
        _array(
            {
                "job_id": _job.c.id,
                "kind": _job.c.kind,
                "dwelling_id": _job.c.dwelling_id,
                "job_type": _job.c.job_type,
                "job_type_label": reference.label_of("job_type", _job.c.job_type),
                "status": _job.c.status,
                "completed_date": _job.c.completed_date,
                "reported_date": _job.c.reported_date,
            },
            _job.c.id.desc(),
        )
    )
    .where(_ON_IT)
    .correlate(_dwelling)
    .scalar_subquery()
)
_DECISIONS = (
    sa.select(
        _array(
            {
                "program": _decided.c.program,
                "program_label": rule_value("name", _decided.c.program),
                "status": _decided.c.status,
                "reason": _decided.c.reason,
                "entered_by": _decided.c.entered_by,
                "entered_at": _decided.c.entered_at,
            },
            _decided.c.id.desc(),
        )
    )
    .where(_decided.c.dwelling_id == _dwelling.c.id)
    .correlate(_dwelling)
    .scalar_subquery()
)
_PROGRAMS = (
    sa.select(
        _array(
            {
                "code": _held.c.program,
                "label": _held.c.name,
                "years_between": _held.c.years_between,
                "weatherized_on": facts.weatherized_on(_held),
            },
            _held.c.program,
        )
    )
    .correlate(_dwelling)
    .scalar_subquery()
)
_PROPERTY = (
    sa.select(
        _dwelling,
        *PLACE,
        reference.label_of("dwelling_kind", _dwelling.c.kind).label("kind_label"),
        reference.label_of("heating_fuel", _dwelling.c.heating_fuel).label("heating_fuel_label"),
        _line(_building).label("building_label"),
        _UNITS.label("units"),
        _JOBS.label("jobs"),
        _DECISIONS.label("decisions"),
        facts.LISTED.label("listed"),
        _PROGRAMS.label("programs"),
    )
    .select_from(_dwelling.outerjoin(_building, _building.c.id == _dwelling.c.building_id))
    .where(_dwelling.c.id == sa.bindparam("dwelling_id"))
)
_STAYS = (
    sa.select(
        _array(
            {
                "link_id": _link.c.id,
                "role": _link.c.role,
                "linked_from": _link.c.linked_from,
                "linked_to": _link.c.linked_to,
                "version": _link.c.version,
            },
            _link.c.linked_from.desc(),
            _link.c.id.desc(),
        )
    )
    .where(_link.c.dwelling_id == _dwelling.c.id, _link.c.customer_number == NUMBER)
    .correlate(_dwelling)
    .scalar_subquery()
)
_OF_CUSTOMER = sa.and_(_link.c.dwelling_id == _dwelling.c.id, _link.c.customer_number == NUMBER)
_CURRENT = sa.exists().where(_OF_CUSTOMER, _now(_link)).correlate(_dwelling).label("current")
_PROPERTIES = (
    sa.select(
        _dwelling.c.id,
        _dwelling.c.building_id,
        _dwelling.c.kind,
        *PLACE,
        reference.label_of("dwelling_kind", _dwelling.c.kind).label("kind_label"),
        _CURRENT,
        sa.select(sa.func.count()).where(_ON_IT).correlate(_dwelling).scalar_subquery().label("jobs"),
        _STAYS.label("stays"),
    )
    .where(sa.exists().where(_OF_CUSTOMER).correlate(_dwelling))
    .order_by(_CURRENT.desc(), _dwelling.c.id.desc())
)


def find_property(connection: sa.Connection, dwelling_id: int, today: date) -> sa.RowMapping | None:
    """One property with its units and their tenants, jobs, decisions and programs: one statement."""
    return connection.execute(_PROPERTY, {"dwelling_id": dwelling_id, "today": today}).mappings().first()


def properties_of(connection: sa.Connection, number: int, today: date) -> Sequence[sa.RowMapping]:
    """A customer's properties, those of today first, each with the customer's own links: one statement."""
    return connection.execute(_PROPERTIES, {"number": number, "today": today}).mappings().all()


def has_units(session: Session, dwelling_id: int) -> bool:
    """Whether dwellings are units of this one."""
    query = sa.select(_dwelling.c.id).where(_dwelling.c.building_id == dwelling_id).limit(1)
    return session.execute(query).first() is not None
