"""What is known of a property for a program: certification, completed jobs, who lives there (R181, R92)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from homefire import reference
from weatherization.models import (
    Assessment,
    Certification,
    Dwelling,
    DwellingLink,
    IneligibleAddress,
    Job,
    ProgramRule,
    ProjectDwelling,
    PropertyEligibility,
)
from weatherization.repository.base import NUMBER, PLACE, SERVICE_ADDRESS
from weatherization.repository.composing import RULES, TODAY, linked_today, rule_value

_dwelling: Any = Dwelling.__table__
_link: Any = DwellingLink.__table__
_job: Any = Job.__table__
_part: Any = ProjectDwelling.__table__
_assessment: Any = Assessment.__table__
_certification: Any = Certification.__table__
_rule: Any = ProgramRule.__table__
_listed: Any = IneligibleAddress.__table__
_decided: Any = PropertyEligibility.__table__


def listed_on(day: Any) -> tuple[sa.ColumnElement[bool], ...]:
    """The conditions of an entry of the list of ineligible addresses that holds on a day."""
    return _listed.c.listed_from <= day, sa.or_(_listed.c.listed_to.is_(None), _listed.c.listed_to >= day)


LISTED = (
    sa.select(sa.func.coalesce(reference.label_of("ineligible_reason", _listed.c.reason), _listed.c.reason))
    .where(_listed.c.place_key == _dwelling.c.place_key, *listed_on(TODAY))
    .limit(1)
    .correlate(_dwelling)
    .scalar_subquery()
)
"""Why a dwelling's address is on the list of ineligible addresses today; null where it is not (R61)."""


def certified_on(
    dwelling_id: sa.ColumnElement[Any], program: Any, until: sa.ColumnElement[Any]
) -> sa.ScalarSelect[Any]:
    """The newest certification by a day of an application for a dwelling, of the program that applications calls so.

    An application that names no dwelling counts for the one where its customer lives today.
    """
    known, link = _certification.alias(), _link.alias()
    # It lies two statements deep, where nothing is correlated unless it is said.
    lives_there = (
        sa.select(link.c.customer_number)
        .where(link.c.dwelling_id == dwelling_id, link.c.role == "occupant", linked_today(link))
        .correlate_except(link)
    )
    return (
        sa.select(sa.func.max(known.c.certified_on))
        .where(
            known.c.program == program,
            sa.not_(known.c.ended),
            known.c.certified_on <= until,
            sa.or_(
                known.c.dwelling_id == dwelling_id,
                sa.and_(known.c.dwelling_id.is_(None), known.c.customer_number.in_(lives_there)),
            ),
        )
        .scalar_subquery()
    )


def weatherized_on(rule: Any) -> sa.ScalarSelect[Any]:
    """When a row's dwelling was weatherized last, by work that needs an assessment by a row's rule (R178, R181)."""
    job, part = _job.alias(), _part.alias()
    its_projects = sa.select(part.c.job_id).where(part.c.dwelling_id == _dwelling.c.id).correlate_except(part)
    return (
        sa.select(sa.func.max(job.c.completed_date))
        .where(sa.or_(job.c.dwelling_id == _dwelling.c.id, job.c.id.in_(its_projects)))
        .where(sa.not_(job.c.job_type == sa.any_(rule.c.unassessed_types)))
        .correlate_except(job)
        .scalar_subquery()
    )


def _facts(rule: Any) -> tuple[sa.ColumnElement[Any], ...]:
    """The columns that `domain.criteria.Facts` is made of, for a row of dwellings beside one of rules."""
    link = _link.alias()
    occupied = sa.exists().where(
        link.c.dwelling_id == _dwelling.c.id, link.c.role == "occupant", linked_today(link)
    )
    decided = (
        sa.select(sa.func.json_build_object("status", _decided.c.status, "reason", _decided.c.reason))
        .where(_decided.c.dwelling_id == _dwelling.c.id, _decided.c.program == rule.c.program)
        .order_by(_decided.c.id.desc())
        .limit(1)
        .correlate_except(_decided)
        .scalar_subquery()
    )
    return (
        occupied.label("lived_in"),
        certified_on(_dwelling.c.id, rule.c.application_program, TODAY).label("certified_on"),
        weatherized_on(rule).label("weatherized_on"),
        LISTED.label("listed"),
        decided.label("decided"),
    )


_held = RULES.subquery("held")
_FACTS = (
    sa.select(_dwelling.c.kind, _dwelling.c.address_county, *_facts(_held))
    .select_from(_dwelling.join(_held, sa.true()))
    .where(_dwelling.c.id == sa.bindparam("dwelling_id"), _held.c.program == sa.bindparam("program"))
)
_my_link = _link.alias("my_link")
_PROPERTIES = (
    sa.select(
        _dwelling.c.id.label("dwelling_id"),
        _dwelling.c.kind,
        _dwelling.c.address_county,
        *PLACE,
        *(_held.c[column.name] for column in _rule.columns),
        *_facts(_held),
    )
    .select_from(_dwelling.join(_held, sa.true()))
    .where(
        _dwelling.c.id.in_(
            sa.select(_my_link.c.dwelling_id).where(
                _my_link.c.customer_number == NUMBER, linked_today(_my_link)
            )
        )
    )
    .order_by(_dwelling.c.id.desc(), _held.c.program)
)


def facts_of(session: Session, dwelling_id: int, program: str, today: date) -> sa.RowMapping:
    """What is known of a dwelling for a program that has a rule today."""
    parameters = {"dwelling_id": dwelling_id, "program": program, "today": today}
    return session.execute(_FACTS, parameters).mappings().one()


def properties_of(connection: sa.Connection, number: int, today: date) -> Sequence[sa.RowMapping]:
    """The dwellings that a customer is linked to today, each with every program's rule: one statement (R180)."""
    return connection.execute(_PROPERTIES, {"number": number, "today": today}).mappings().all()


def qualifying_of(session: Session, dwelling_ids: Sequence[int], program: str) -> dict[int, sa.RowMapping]:
    """The newest completed assessment of each dwelling for a program: `id`, `qualifies`; by dwelling (R184)."""
    query = (
        sa.select(_assessment.c.dwelling_id, _assessment.c.id, _assessment.c.qualifies)
        .where(
            _assessment.c.dwelling_id.in_(dwelling_ids),
            _assessment.c.program == program,
            _assessment.c.status == "COMPLETED",
        )
        .ext(distinct_on(_assessment.c.dwelling_id))
        .order_by(_assessment.c.dwelling_id, _assessment.c.completed_on.desc(), _assessment.c.id.desc())
    )
    return {row["dwelling_id"]: row for row in session.execute(query).mappings()}


def listed_among(session: Session, dwelling_ids: Sequence[int], today: date) -> list[str]:
    """The addresses of the dwellings whose place is on the list of ineligible addresses today (R61)."""
    query = sa.select(SERVICE_ADDRESS).where(_dwelling.c.id.in_(dwelling_ids), LISTED.is_not(None))
    return list(session.scalars(query.order_by(_dwelling.c.id), {"today": today}))


def certification_of(session: Session, dwelling_id: int, program: str, day: date, today: date) -> date | None:
    """The newest certification by a day that a program's clock starts with at a dwelling (R92)."""
    application_program = rule_value("application_program", sa.literal(program))
    query = sa.select(
        certified_on(sa.literal(dwelling_id, sa.BigInteger), application_program, sa.literal(day))
    )
    return session.scalar(query, {"today": today})


def addresses_of(session: Session, dwelling_ids: Sequence[int]) -> dict[int, str]:
    """The addresses of dwellings, by id; what does not exist is missing."""
    query = sa.select(_dwelling.c.id, SERVICE_ADDRESS).where(_dwelling.c.id.in_(dwelling_ids))
    return {row[0]: row[1] for row in session.execute(query)}


def remember_fact(
    session: Session, application: dict[str, Any], name: str, value: Any, sequence: int
) -> None:
    """Keeps one fact of an application that an event told, unless a later event has told another.

    `application` has `application_id`, `customer_number`, `home_number` and `program`.
    """
    column = f"{name}_sequence"
    fresh = insert(_certification).values({**application, name: value, column: sequence})
    session.execute(
        fresh.on_conflict_do_update(
            index_elements=[_certification.c.application_id],
            set_={name: fresh.excluded[name], column: fresh.excluded[column]},
            where=_certification.c[column] < fresh.excluded[column],
        )
    )
