"""Queries of contact entries."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from homefire import belonging, numbering, plumbing, reference
from messaging.models import ContactEntry, ContactEntryVersion

_entry = ContactEntry.__table__
_version = ContactEntryVersion.__table__
_list = plumbing.reference_entry
_ID_SEQUENCE = "contact_entry_id_seq"

_GRID = sa.select(
    _entry,
    reference.label_of("contact_action", _entry.c.contact_action).label("contact_action_label"),
    reference.label_of("call_code", _entry.c.call_code).label("call_code_label"),
)
_ONE = _GRID.where(_entry.c.id == sa.bindparam("entry_id"))
_PAGE = (
    _GRID.where(
        _entry.c.customer_number == belonging.survivor_of(sa.bindparam("number", type_=sa.BigInteger))
    )
    .order_by(_entry.c.contact_date.desc(), _entry.c.id.desc())
    .limit(sa.bindparam("limit"))
)
_NEXT_PAGE = _PAGE.where(
    sa.tuple_(_entry.c.contact_date, _entry.c.id)
    < sa.tuple_(sa.bindparam("after_date", type_=sa.Date), sa.bindparam("after_id", type_=sa.BigInteger))
)
_VERSIONS = (
    sa.select(
        _version,
        reference.label_of("contact_action", _version.c.contact_action).label("contact_action_label"),
        reference.label_of("call_code", _version.c.call_code).label("call_code_label"),
    )
    .where(_version.c.entry_id == sa.bindparam("entry_id"))
    .order_by(_version.c.version.desc())
)


def find_entry(connection: sa.Connection, entry_id: int) -> sa.RowMapping | None:
    """One entry with the labels of its codes: one statement."""
    return connection.execute(_ONE, {"entry_id": entry_id}).mappings().first()


def find_for_change(session: Session, entry_id: int) -> ContactEntry | None:
    """The entry with its row locked, so that versions and the order of events agree."""
    return session.scalar(sa.select(ContactEntry).where(ContactEntry.id == entry_id).with_for_update())


def list_entries(
    connection: sa.Connection, number: int, *, after: tuple[date, int] | None, limit: int
) -> list[sa.RowMapping]:
    """A customer's entries with the labels of their codes, newest contact first: one statement."""
    values: dict[str, Any] = {"number": number, "limit": limit}
    if after is None:
        return list(connection.execute(_PAGE, values).mappings())
    values |= {"after_date": after[0], "after_id": after[1]}
    return list(connection.execute(_NEXT_PAGE, values).mappings())


def list_earlier_versions(connection: sa.Connection, entry_id: int) -> list[sa.RowMapping]:
    """An entry as it stood before each edit, newest first (R60)."""
    return list(connection.execute(_VERSIONS, {"entry_id": entry_id}).mappings())


def next_id(session: Session) -> int:
    """An id that no entry has had."""
    return numbering.next_number(session, _ID_SEQUENCE)


def move_ids_past(session: Session, entry_id: int) -> None:
    """Makes the sequence go on after an id that an import has brought."""
    numbering.move_past(session, _ID_SEQUENCE, entry_id)


def entry_exists(session: Session, entry_id: int) -> bool:
    """Whether an entry has this id."""
    return session.execute(sa.select(_entry.c.id).where(_entry.c.id == entry_id)).first() is not None


def code_of(session: Session, name: str, given: str) -> str:
    """The code of a list's value that was given by its label; any other text as it is."""
    query = (
        sa.select(_list.c.code)
        .where(_list.c.list == name, _list.c.label == given)
        .order_by(_list.c.valid_from.desc())
        .limit(1)
    )
    return session.execute(query).scalar() or given


def label_of(session: Session, name: str, code: str) -> str:
    """The label of a code, retired or not; the code itself when the list has never had it."""
    query = sa.select(reference.label_of(name, sa.literal(code)))
    return session.execute(query).scalar() or code


def action_for_application(session: Session, program: str) -> str | None:
    """The contact action of a program's received applications, or None where it has none of its own."""
    query = (
        sa.select(_list.c.code)
        .where(_list.c.list == "contact_action", _list.c.data["application"].astext == program)
        .order_by(_list.c.valid_from.desc())
        .limit(1)
    )
    return session.execute(query).scalar()
