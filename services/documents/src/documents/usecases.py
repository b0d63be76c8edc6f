"""What can be done with documents: one function per business action. The edge commits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from documents import accepting, errors, events, presenting, repository, sealing
from documents.models import Document
from documents.store import Store
from homefire import belonging, heeding, paging, telemetry
from homefire.clock import from_wire
from homefire.crypto import CannotDecrypt
from homefire.operations import Blob
from homefire.work import Work

log = telemetry.logger("documents.usecases")


def upload_document(
    work: Work, store: Store, number: int, body: Mapping[str, Any], *, portal_account: str = ""
) -> dict[str, Any]:
    """Takes a file for a customer once it is what it claims to be (R125, R194 to R196).

    The database checks the row before the file is written; the file is on the disk before the row commits.
    """
    number, customer = belonging.place(work, number)
    stamp = work.stamp(body.get("history"))
    heeding.heed(work, customer, stamp=stamp)
    content: bytes = body["file"]["content"]
    file_name, kind = accepting.accept(work, store, body, stamp)
    document = Document(
        id=_assign_id(work, (body.get("history") or {}).get("id")),
        version=1,
        customer_number=number,
        **accepting.free_place(work, number, body["folder"], file_name),
        document_type=body["document_type"],
        media_type=kind.media_type,
        size=len(content),
        sha256=sealing.digest(content),
        storage_name=store.new_name(),
        entered_by=stamp.entered_by,
        portal_account=portal_account,
        entered_at=stamp.entered_at,
    )
    work.session.add(document)
    work.session.flush()
    store.put(document.storage_name, sealing.seal(work.edge.cipher, document.id, content))
    row = _row(work, document.id)
    work.emit(
        events.document_uploaded,
        subject=number,
        aggregate=f"document/{document.id}",
        sequence=document.version,
        data=presenting.told(row),
        stamp=stamp,
    )
    aggregate = f"document/{document.id}"
    heeding.tell(work, [(number, customer)], aggregate=aggregate, sequence=document.version, stamp=stamp)
    return presenting.document(row)


def get_document(work: Work, document_id: int) -> dict[str, Any]:
    """One document, less its content."""
    return presenting.document(_row(work, document_id))


def get_document_content(work: Work, store: Store, document_id: int) -> Blob:
    """A document's bytes, as they were uploaded or not at all."""
    return content_of(work, store, _row(work, document_id))


def content_of(work: Work, store: Store, row: sa.RowMapping) -> Blob:
    """The bytes of a document whose row was found; raises `DocumentDamaged`."""
    document_id = row["id"]
    sealed = store.pieces(row["storage_name"], sealing.SEALED_PIECE)
    try:
        content = b"".join(sealing.unseal(work.edge.cipher, document_id, row["size"], sealed))
    except (FileNotFoundError, CannotDecrypt):
        content = b""
    if sealing.digest(content) != row["sha256"]:
        log.error("document_damaged", document_id=document_id)
        raise errors.DocumentDamaged()
    return Blob(content, row["media_type"], row["file_name"])


def list_documents(work: Work, number: int, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of a customer's documents, newest first."""
    limit, cursor = query["limit"], query.get("cursor")
    after = paging.read_cursor(cursor, from_wire, paging.number) if cursor else None
    rows = repository.list_documents(work.connection, number, after=after, limit=limit + 1)
    page, after_page = paging.cut(rows, limit, lambda row: (row["entered_at"], row["id"]))
    return {"items": [presenting.listed(row) for row in page], "next": after_page}


def _row(work: Work, document_id: int) -> sa.RowMapping:
    row = repository.find_document(work.connection, document_id)
    if row is None:
        raise errors.DocumentNotFound()
    return row


def _assign_id(work: Work, given: int | None) -> int:
    if given is None:
        return repository.next_id(work.session)
    if repository.document_exists(work.session, given):
        raise errors.DocumentIsTaken()
    repository.move_ids_past(work.session, given)
    return given
