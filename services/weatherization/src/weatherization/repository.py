"""Every query of the weatherization service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from homefire import belonging, numbering, reference
from homefire.us import addresses
from weatherization.domain.link import CurrentLink
from weatherization.models import Dwelling, DwellingLink, Job

_dwelling = Dwelling.__table__
_link = DwellingLink.__table__
_job = Job.__table__

_SERVICE_ADDRESS = sa.func.concat_ws(
    " ", *(sa.func.nullif(_dwelling.c[f"address_{name}"], "") for name in addresses.FIRST_LINE)
).label("service_address")
_PLACE = (
    _SERVICE_ADDRESS,
    _dwelling.c.address_city.label("city"),
    _dwelling.c.address_zip.label("zip"),
    _dwelling.c.address_county.label("county"),
)
_JOB_TYPE_LABEL = reference.label_of("job_type", _job.c.job_type).label("job_type_label")

_NUMBER = belonging.survivor_of(sa.bindparam("number", type_=sa.BigInteger))

_DWELLING = sa.select(
    _dwelling, _SERVICE_ADDRESS, reference.label_of("dwelling_kind", _dwelling.c.kind).label("kind_label")
).where(_dwelling.c.id == sa.bindparam("dwelling_id"))

_JOB = (
    sa.select(_job, *_PLACE, _JOB_TYPE_LABEL)
    .join(_dwelling, _dwelling.c.id == _job.c.dwelling_id)
    .where(_job.c.id == sa.bindparam("job_id"))
)

# A dwelling counts once, however often and in whatever role the customer is or was linked to it.
_JOBS_OF_CUSTOMER = (
    sa.select(
        _job.c.dwelling_id,
        _job.c.id.label("job_id"),
        _job.c.job_type,
        _JOB_TYPE_LABEL,
        _job.c.status,
        _job.c.completed_date,
        _job.c.reported_date,
        *_PLACE,
    )
    .join(_dwelling, _dwelling.c.id == _job.c.dwelling_id)
    .where(
        _job.c.dwelling_id.in_(
            sa.select(_link.c.dwelling_id).where(
                _link.c.customer_number == _NUMBER,
                _link.c.linked_from <= sa.bindparam("today"),
            )
        )
    )
    .order_by(_job.c.id.desc())
)

_LINKS = (
    sa.select(_link, *_PLACE)
    .join(_dwelling, _dwelling.c.id == _link.c.dwelling_id)
    .where(_link.c.customer_number == _NUMBER)
    .order_by(_link.c.linked_from.desc(), _link.c.id.desc())
)


def find_dwelling(connection: sa.Connection, dwelling_id: int) -> sa.RowMapping | None:
    """One dwelling's row with the label of its kind."""
    return connection.execute(_DWELLING, {"dwelling_id": dwelling_id}).mappings().first()


def find_dwelling_for_change(session: Session, dwelling_id: int) -> Dwelling | None:
    """The dwelling with its row locked, so that versions and the order of events agree."""
    return session.scalar(sa.select(Dwelling).where(Dwelling.id == dwelling_id).with_for_update())


def dwelling_exists(session: Session, dwelling_id: int) -> bool:
    """Whether a dwelling has this id."""
    return session.execute(sa.select(_dwelling.c.id).where(_dwelling.c.id == dwelling_id)).first() is not None


def find_link_for_change(session: Session, number: int, link_id: int) -> DwellingLink | None:
    """A customer's link with its row locked."""
    number = belonging.lead(session, number)
    query = sa.select(DwellingLink).where(DwellingLink.id == link_id, DwellingLink.customer_number == number)
    return session.scalar(query.with_for_update())


def links_of(connection: sa.Connection, number: int, link_id: int | None = None) -> Sequence[sa.RowMapping]:
    """A customer's links with the dwellings' addresses, newest first; one of them when `link_id` names it."""
    query = _LINKS if link_id is None else _LINKS.where(_link.c.id == link_id)
    return connection.execute(query, {"number": number}).mappings().all()


def current_links(session: Session, dwelling_id: int, today: date) -> list[CurrentLink]:
    """Who lives in a dwelling, or owns it, on a day."""
    query = sa.select(_link.c.customer_number, _link.c.role, _link.c.linked_from).where(
        _link.c.dwelling_id == dwelling_id,
        _link.c.linked_from <= today,
        sa.or_(_link.c.linked_to.is_(None), _link.c.linked_to >= today),
    )
    return [CurrentLink(*row) for row in session.execute(query)]


def find_job(connection: sa.Connection, job_id: int) -> sa.RowMapping | None:
    """One job's row with its dwelling's address and the label of its type."""
    return connection.execute(_JOB, {"job_id": job_id}).mappings().first()


def find_job_for_change(session: Session, job_id: int) -> Job | None:
    """The job with its row locked, so that versions and the order of events agree."""
    return session.scalar(sa.select(Job).where(Job.id == job_id).with_for_update())


def jobs_of_customer(connection: sa.Connection, number: int, today: date) -> Sequence[sa.RowMapping]:
    """Every job on every dwelling that a customer is linked to or was, newest first: one statement (R95)."""
    return connection.execute(_JOBS_OF_CUSTOMER, {"number": number, "today": today}).mappings().all()


def assign_id(session: Session, table: str, given: int | None) -> int:
    """The next id of a table, or the one that an import gives; new ones go on after it."""
    return numbering.assign_number(session, f"{table}_id_seq", given)
