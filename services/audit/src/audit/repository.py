"""Every query of the audit service that reads. `audit.writer` and `audit.recording` hold those that write."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm

from audit.domain import codes
from audit.models import Access, CustomerKey, Note, Technical
from homefire import reference

ACKNOWLEDGEMENT = "note_acknowledged"
"""The type of event whose note acknowledges another. Its aggregate is that other note."""
MOST_PINNED = 20
_ALL = 2**31
_AMENDMENT = sa.orm.aliased(Note, name="amendment")
_ACKNOWLEDGEMENT = sa.orm.aliased(Note, name="acknowledgement")
_FACTS = (
    Note.id,
    Note.leaf_index,
    Note.number,
    Note.subject,
    Note.entered_at,
    Note.action_code,
    Note.actor_kind,
    Note.high_priority,
    Note.amends,
    Note.source,
    Note.correlation_id,
    Note.event_type,
    Note.aggregate,
    Note.key_id,
    Note.content,
)


def action_label(note: Any) -> sa.ColumnElement[Any]:
    """What the code of a note stood for on the note's day in the `zone`: neither a retired nor a relabelled code
    changes what was written (R212, R251)."""
    code = note.action_code
    day = sa.cast(sa.func.timezone(sa.bindparam("zone", type_=sa.Text), note.entered_at), sa.Date)
    own = [(code == each, label) for each, label in codes.SYSTEM.items()]
    return sa.func.coalesce(reference.label_of(codes.LIST, code, day), sa.case(*own, else_="")).label(
        "action_label"
    )


def page_of_notes(
    connection: sa.Connection,
    subjects: Sequence[str],
    *,
    zone: str,
    limit: int | None,
    after: tuple[datetime, int] | None,
    action_codes: Sequence[str],
    imported: bool,
    amended: bool,
) -> Sequence[Any]:
    """Notes newest first, each with its newest amendment and the key it opens with, in one statement.

    `zone` is the agency's, by its name. `limit` None means all. `after` is the place of the last note of the page
    before: its time and its index. With the first page come the notes that are `pinned`, whatever the filters.
    """
    values: dict[str, Any] = {
        "subjects": list(subjects),
        "subject": subjects[0],
        "zone": zone,
        "most": _ALL if limit is None else limit,
    }
    if action_codes:
        values["action_codes"] = list(action_codes)
    if after:
        values["after_time"], values["after_index"] = after
    # One subject's notes come from the index in their order; those of several have to be sorted.
    query = _page(
        together=len(subjects) > 1,
        by_code=bool(action_codes),
        is_later=bool(after),
        imported=imported,
        amended=amended,
    )
    return connection.execute(query, values).all()


@cache
def _page(*, together: bool, by_code: bool, is_later: bool, imported: bool, amended: bool) -> sa.Select[Any]:
    # Built once for each combination, because building costs as much as running it does.
    wanted = _filtered(together=together, by_code=by_code, imported=imported, amended=amended)
    page = sa.select(*_FACTS, sa.false().label("pinned")).where(*wanted)
    if is_later:
        place = sa.tuple_(sa.bindparam("after_time", type_=sa.DateTime(True)), sa.bindparam("after_index"))
        page = page.where(sa.tuple_(Note.entered_at, Note.leaf_index) < place)
    newest_first = (Note.entered_at.desc(), Note.leaf_index.desc())
    page = page.order_by(*newest_first).limit(sa.bindparam("most"))
    pinned = _pinned(together=together).order_by(*newest_first).limit(MOST_PINNED)
    note = (page if is_later else sa.union_all(page, pinned)).subquery("page")
    total = sa.select(sa.func.count()).select_from(Note).where(*wanted).scalar_subquery()
    amendment, acknowledgement = _newest_amendment(note.c.id), _acknowledgement_of(note)
    return (
        sa.select(
            *note.c,
            action_label(note.c),
            total.label("total"),
            CustomerKey.id.label("live_key_id"),
            CustomerKey.wrapped,
            amendment.c.number.label("amendment_number"),
            amendment.c.key_id.label("amendment_key_id"),
            amendment.c.content.label("amendment_content"),
            amendment.c.entered_at.label("amended_at"),
            acknowledgement.c.entered_at.label("acknowledged_at"),
        )
        .select_from(note)
        .join(amendment, sa.literal(False) if amended else sa.true(), isouter=True)
        .join(acknowledgement, sa.true(), isouter=True)
        .join(CustomerKey, CustomerKey.subject == note.c.subject, isouter=True)
        .order_by(note.c.entered_at.desc(), note.c.leaf_index.desc())
    )


def _filtered(
    *, together: bool, by_code: bool, imported: bool, amended: bool
) -> list[sa.ColumnElement[bool]]:
    wanted = [_is_about(together=together)]
    if not amended:
        wanted.append(Note.amends.is_(None))
    if not imported:
        wanted.append(Note.source != "imported")
    if by_code:
        wanted.append(Note.action_code == sa.any_(sa.bindparam("action_codes", type_=sa.ARRAY(sa.Text))))
    return wanted


def _is_about(*, together: bool) -> sa.ColumnElement[bool]:
    several = sa.any_(sa.bindparam("subjects", type_=sa.ARRAY(sa.Text)))
    return Note.subject == (several if together else sa.bindparam("subject"))


def _pinned(*, together: bool) -> sa.Select[Any]:
    """High-priority notes that nobody has acknowledged (R211)."""
    return sa.select(*_FACTS, sa.true().label("pinned")).where(
        _is_about(together=together),
        Note.high_priority,
        Note.amends.is_(None),
        sa.not_(_is_acknowledged()),
    )


def _is_acknowledged() -> sa.ColumnElement[bool]:
    return sa.exists().where(*_acknowledging(Note.id)).correlate(Note)


def _acknowledging(note_id: Any) -> tuple[sa.ColumnElement[bool], ...]:
    # The type stands as it does in the index's condition: as a parameter it would not be recognised.
    kind = _ACKNOWLEDGEMENT.event_type == sa.literal_column(f"'{ACKNOWLEDGEMENT}'")
    return kind, _ACKNOWLEDGEMENT.aggregate == sa.literal("note/") + sa.cast(note_id, sa.Text)


def _acknowledgement_of(note: Any) -> Any:
    return (
        sa.select(_ACKNOWLEDGEMENT.entered_at)
        .where(note.c.high_priority, *_acknowledging(note.c.id))
        .limit(1)
        .lateral("acknowledging")
    )


def _newest_amendment(note_id: Any) -> Any:
    return (
        sa.select(_AMENDMENT.number, _AMENDMENT.key_id, _AMENDMENT.content, _AMENDMENT.entered_at)
        .where(_AMENDMENT.amends == note_id)
        .order_by(_AMENDMENT.number.desc())
        .limit(1)
        .lateral("newest")
    )


def chain_of(connection: sa.Connection, subject: str, note_id: uuid.UUID, zone: str) -> Sequence[Any]:
    """A note and its amendments, oldest first, with the key they open with."""
    query = (
        sa.select(*_FACTS, action_label(Note), CustomerKey.id.label("live_key_id"), CustomerKey.wrapped)
        .join(CustomerKey, CustomerKey.subject == Note.subject, isouter=True)
        .where(Note.subject == subject, sa.or_(Note.id == note_id, Note.amends == note_id))
        .order_by(Note.number)
    )
    return connection.execute(query, {"zone": zone}).all()


def find_original(
    connection: sa.Connection, subjects: Sequence[str], note_id: uuid.UUID, zone: str
) -> Any | None:
    """The note that an id stands for, or the one it amends, with the key it opens with; its amendments and
    acknowledgements so far."""
    asked = sa.select(sa.func.coalesce(Note.amends, Note.id)).where(
        Note.subject.in_(subjects), Note.id == note_id
    )
    amendments = (
        sa.select(sa.func.count()).where(_AMENDMENT.amends == Note.id).correlate(Note).scalar_subquery()
    )
    query = (
        sa.select(
            *_FACTS,
            action_label(Note),
            CustomerKey.id.label("live_key_id"),
            CustomerKey.wrapped,
            amendments.label("amendments"),
            sa.cast(_is_acknowledged(), sa.Integer).label("acknowledged"),
        )
        .join(CustomerKey, CustomerKey.subject == Note.subject, isouter=True)
        .where(Note.id == asked.scalar_subquery())
    )
    return connection.execute(query, {"zone": zone}).first()


def has_heard_of(connection: sa.Connection, subject: str, source: str = "/customers") -> bool:
    """Whether the log holds a note that came from the subject's own record: then it exists."""
    query = sa.select(sa.exists().where(Note.subject == subject, Note.event_source == source))
    return bool(connection.scalar(query))


def page_of_accesses(
    connection: sa.Connection,
    subjects: Sequence[str],
    *,
    limit: int,
    after: tuple[datetime, uuid.UUID] | None,
) -> Sequence[Any]:
    """Entries of the access log newest first, with the key they open with."""
    query = (
        sa.select(Access.__table__, CustomerKey.id.label("live_key_id"), CustomerKey.wrapped)
        .join(CustomerKey, CustomerKey.subject == Access.subject, isouter=True)
        .where(Access.subject.in_(subjects))
        .order_by(Access.occurred_at.desc(), Access.id.desc())
        .limit(limit)
    )
    if after:
        query = query.where(sa.tuple_(Access.occurred_at, Access.id) < sa.tuple_(*map(sa.literal, after)))
    return connection.execute(query).all()


def page_of_technical(
    connection: sa.Connection,
    *,
    limit: int,
    after: tuple[datetime, uuid.UUID] | None,
    subjects: Sequence[str] | None,
    equal: Mapping[str, str],
    since: datetime | None,
    until: datetime | None,
) -> Sequence[Any]:
    """Entries of the technical log newest first, with the key they open with.

    `subjects` None means all; `equal` holds columns that must have a value; `until` is the first moment too late.
    """
    query = (
        sa.select(Technical.__table__, CustomerKey.id.label("live_key_id"), CustomerKey.wrapped)
        .join(CustomerKey, CustomerKey.subject == Technical.subject, isouter=True)
        .where(*(Technical.__table__.c[name] == value for name, value in equal.items()))
        .order_by(Technical.occurred_at.desc(), Technical.id.desc())
        .limit(limit)
    )
    if subjects is not None:
        query = query.where(Technical.subject.in_(subjects))
    if since is not None:
        query = query.where(Technical.occurred_at >= since)
    if until is not None:
        query = query.where(Technical.occurred_at < until)
    if after:
        query = query.where(
            sa.tuple_(Technical.occurred_at, Technical.id) < sa.tuple_(*map(sa.literal, after))
        )
    return connection.execute(query).all()
