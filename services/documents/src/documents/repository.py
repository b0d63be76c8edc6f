"""Every query of the documents service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from documents.models import Document, MessageDocument
from homefire import belonging, numbering, reference

_document = Document.__table__
_waiting: Any = MessageDocument.__table__
_ID_SEQUENCE = "document_id_seq"

_LISTED = sa.select(
    _document, reference.label_of("document_type", _document.c.document_type).label("document_type_label")
)
_ONE = _LISTED.where(_document.c.id == sa.bindparam("document_id"))
_PAGE = (
    _LISTED.where(
        _document.c.customer_number == belonging.survivor_of(sa.bindparam("number", type_=sa.BigInteger))
    )
    .order_by(_document.c.entered_at.desc(), _document.c.id.desc())
    .limit(sa.bindparam("limit"))
)
_OWN = _PAGE.where(_document.c.portal_account == sa.bindparam("account"))
_NEXT_PAGE = _PAGE.where(
    sa.tuple_(_document.c.entered_at, _document.c.id)
    < sa.tuple_(
        sa.bindparam("after_time", type_=sa.DateTime(timezone=True)),
        sa.bindparam("after_id", type_=sa.BigInteger),
    )
)


def list_of_account(
    connection: sa.Connection, number: int, account: str, *, limit: int
) -> list[sa.RowMapping]:
    """What a log-in has handed in for a customer through the portal, newest first: one statement."""
    return list(connection.execute(_OWN, {"number": number, "account": account, "limit": limit}).mappings())


def find_document(connection: sa.Connection, document_id: int) -> sa.RowMapping | None:
    """One document with the label of its type: one statement."""
    return connection.execute(_ONE, {"document_id": document_id}).mappings().first()


def list_documents(
    connection: sa.Connection, number: int, *, after: tuple[datetime, int] | None, limit: int
) -> list[sa.RowMapping]:
    """A customer's documents with the labels of their types, newest first: one statement."""
    values: dict[str, Any] = {"number": number, "limit": limit}
    if after is None:
        return list(connection.execute(_PAGE, values).mappings())
    values |= {"after_time": after[0], "after_id": after[1]}
    return list(connection.execute(_NEXT_PAGE, values).mappings())


def lock_names(session: Session, number: int) -> None:
    """Lets one upload at a time choose a name among one customer's documents, until its transaction ends."""
    statement = sa.text("select pg_advisory_xact_lock(hashtextextended('document names', :number))")
    session.execute(statement, {"number": number})


def names_in_folder(session: Session, number: int, folder_key: str) -> set[str]:
    """The keys of the names that are taken in one folder."""
    query = sa.select(_document.c.name_key).where(
        _document.c.customer_number == number, _document.c.folder_key == folder_key
    )
    return set(session.scalars(query))


def stored_names(connection: sa.Connection, names: list[str]) -> set[str]:
    """Which of these names of the store belong to a document, or to one that waits for its message."""
    wanted = sa.any_(sa.literal(names))
    queries = (
        sa.select(table.c.storage_name).where(table.c.storage_name == wanted)
        for table in (_document, _waiting)
    )
    return set(connection.scalars(sa.union_all(*queries)))


def next_id(session: Session) -> int:
    """An id that no document has had."""
    return numbering.next_number(session, _ID_SEQUENCE)


def move_ids_past(session: Session, document_id: int) -> None:
    """Makes the sequence go on after an id that an import has brought."""
    numbering.move_past(session, _ID_SEQUENCE, document_id)


def document_exists(session: Session, document_id: int) -> bool:
    """Whether a document has this id."""
    query = sa.select(_document.c.id).where(_document.c.id == document_id)
    return session.execute(query).first() is not None


def type_label(session: Session, code: str) -> str:
    """The label of a document type; the code itself where the list has never had it."""
    return session.scalar(sa.select(reference.label_of("document_type", sa.literal(code)))) or code


def find_waiting(session: Session, digest: str) -> MessageDocument | None:
    """What was uploaded under a key and waits for its message, locked."""
    return session.scalar(
        sa.select(MessageDocument).where(MessageDocument.key_digest == digest).with_for_update()
    )


def hold_waiting(session: Session, document_id: int) -> MessageDocument | None:
    """The same by its id."""
    return session.scalar(
        sa.select(MessageDocument).where(MessageDocument.document_id == document_id).with_for_update()
    )


def is_filed(session: Session, digest: str) -> bool:
    """Whether the document of this key has gone to its customer already."""
    query = sa.select(_document.c.id).where(_document.c.message_key_digest == digest)
    return session.execute(query).first() is not None


def lock_uploads(session: Session, uploader: str) -> None:
    """Lets one upload of a log-in at a time be counted, until its transaction ends."""
    statement = sa.text(
        "select pg_advisory_xact_lock(hashtextextended('message uploads of ' || :uploader, 0))"
    )
    session.execute(statement, {"uploader": uploader})


def nth_newest_waiting(session: Session, uploader: str, n: int) -> datetime | None:
    """When the n-th newest of what a log-in has waiting was uploaded; None for fewer."""
    query = sa.select(_waiting.c.entered_at).where(_waiting.c.uploaded_by == uploader)
    return session.execute(query.order_by(_waiting.c.entered_at.desc()).offset(n - 1).limit(1)).scalar()


def forget_waiting(session: Session, unclaimed: datetime, claimed: datetime) -> int:
    """Forgets what was uploaded before these moments and never went with a message; how many they were."""
    old = sa.case(
        (_waiting.c.claimed_at.is_(None), _waiting.c.entered_at < unclaimed),
        else_=_waiting.c.claimed_at < claimed,
    )
    forgotten = sa.delete(_waiting).where(old).returning(_waiting.c.document_id)
    return len(session.execute(forgotten).all())
