"""Documents that go with secure messages: both are there in the end, or neither (R232).

A file is uploaded under a key that the uploader chose, and waits, listed nowhere and told to nobody. The message then
names the key. Messaging claims the file in the transaction of the message, and what it commits is what decides: its
event files the document with the customer. A kill before that commit leaves a file that waits, and is forgotten a day
later. After it, the event comes as often as it must. The document keeps the message's id and is never deleted.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import marshmallow
from marshmallow import EXCLUDE, fields

from documents import accepting, errors, events, portal, presenting, repository, sealing, usecases
from documents.models import Document, MessageDocument
from documents.store import Store
from homefire import belonging, schemas, telemetry
from homefire.events import Event
from homefire.operations import Blob
from homefire.work import Work

log = telemetry.logger("documents.message_documents")
FOLDER: Final = "Secure Messages"
MOST_WAITING: Final = 20
"""Files that one log-in of the portal uploads within a day and that still wait for their messages."""
UNCLAIMED_FOR: Final = timedelta(days=1)
"""After which a file that no message has named is forgotten. Its bytes are swept within two hours of that."""
CLAIMED_FOR: Final = timedelta(days=30)
"""The same for one that a message has named: longer than an event can be on its way."""


class _SentDocument(marshmallow.Schema):
    class Meta:
        unknown = EXCLUDE

    document_id = fields.Integer(required=True)


class SentMessage(marshmallow.Schema):
    """What this service reads of `secure_message_sent`."""

    class Meta:
        unknown = EXCLUDE

    message_id = fields.Integer(required=True)
    document = fields.Nested(_SentDocument, load_default=None, allow_none=True)


_sent = SentMessage()


def upload(work: Work, store: Store, body: Mapping[str, Any], *, most: int | None = None) -> dict[str, Any]:
    """Takes a file of the staff for a message that is about to be sent. The same file under its key again is one.

    `most` is how many files of one log-in may wait at a time; raises `TooManyWaiting`.
    """
    _forget(work)
    digest, content = _digest(body["key"]), body["file"]["content"]
    stamp = work.stamp()
    file_name, kind = accepting.accept(work, store, body, stamp)
    waiting = repository.find_waiting(work.session, digest)
    if waiting is not None:
        if waiting.sha256 != sealing.digest(content) or not _is_whose(waiting, _who(work)):
            raise errors.KeyIsUsed()
        return _presented(work, waiting)
    if repository.is_filed(work.session, digest):
        raise errors.KeyIsUsed()
    if most is not None:
        _check_room(work, most)
    waiting = MessageDocument(
        document_id=repository.next_id(work.session),
        key_digest=digest,
        **_who(work),
        file_name=file_name,
        document_type=body["document_type"],
        media_type=kind.media_type,
        size=len(content),
        sha256=sealing.digest(content),
        storage_name=store.new_name(),
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
    )
    work.session.add(waiting)
    work.session.flush()
    store.put(waiting.storage_name, sealing.seal(work.edge.cipher, waiting.document_id, content))
    return _presented(work, waiting)


def upload_for_party(work: Work, store: Store, body: Mapping[str, Any]) -> dict[str, Any]:
    """The same for the customer or vendor whom the caller's token names: a PDF or a picture of a type offered."""
    # Whoever stands for nobody is refused here, before anything of theirs is looked at.
    _ = work.caller.stands_for
    portal.check_format(body)
    return upload(work, store, body, most=MOST_WAITING)


def claim(work: Work, digest: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Says that a message goes with what its sender uploaded. Raises `MessageDocumentNotFound`."""
    waiting = repository.find_waiting(work.session, digest)
    if waiting is None or not _is_whose(waiting, body):
        raise errors.MessageDocumentNotFound()
    waiting.claimed_at = work.now()
    return _presented(work, waiting)


def file_sent(work: Work, event: Event) -> None:
    """Files the document of a message that was sent with its customer, in the name of whoever sent it."""
    told = schemas.load(_sent, event.data)
    if told["document"] is None:
        return
    waiting = repository.hold_waiting(work.session, told["document"]["document_id"])
    if waiting is None:
        # It can be only that it was forgotten: the event lies with the dead letters for an operator to see.
        raise errors.MessageDocumentNotFound()
    home = int(event.subject)
    number, _ = belonging.place(work, home, even_deleted=True)
    document = _filed(work, waiting, number, told["message_id"])
    document.home_number = home if home != number else None
    work.session.delete(waiting)
    work.session.add(document)
    work.session.flush()
    row = repository.find_document(work.connection, document.id)
    assert row is not None
    work.emit(
        events.document_uploaded,
        subject=number,
        aggregate=f"document/{document.id}",
        sequence=document.version,
        data=presenting.told(row),
    )


def content_for_party(work: Work, store: Store, body: Mapping[str, Any]) -> Blob:
    """The bytes of a message's document for a customer or vendor whom messaging has told its key.

    A customer gets only what stands under their own number besides.
    """
    side, _ = work.caller.stands_for
    own = belonging.own_number(work) if side == "customer" else None
    row = repository.find_document(work.connection, body["document_id"])
    if row is None or not hmac.compare_digest(row["message_key_digest"] or "", _digest(body["key"])):
        raise errors.DocumentNotFound()
    if own is not None and row["customer_number"] != own:
        raise errors.DocumentNotFound()
    return usecases.content_of(work, store, row)


def forget_unsent(work: Work) -> bool:
    """Forgets what waits in vain; there is never more of it."""
    _forget(work)
    return False


def _forget(work: Work) -> None:
    now = work.now()
    forgotten = repository.forget_waiting(work.session, now - UNCLAIMED_FOR, now - CLAIMED_FOR)
    if forgotten:
        log.info("message_documents_forgotten", count=forgotten)


def _check_room(work: Work, most: int) -> None:
    """Refuses one more file of a log-in that has as many waiting as it may. Its other uploads wait their turn here."""
    uploader = work.caller.actor["sub"]
    repository.lock_uploads(work.session, uploader)
    before = repository.nth_newest_waiting(work.session, uploader, most)
    if before is not None and before + UNCLAIMED_FOR > work.now():
        raise errors.TooManyWaiting(most, before + UNCLAIMED_FOR, work.edge.clock.time_zone)


def _filed(work: Work, waiting: MessageDocument, number: int, message_id: int) -> Document:
    same = ("document_type", "media_type", "size", "sha256", "storage_name", "entered_by", "entered_at")
    return Document(
        id=waiting.document_id,
        version=1,
        customer_number=number,
        **accepting.free_place(work, number, FOLDER, waiting.file_name),
        **{name: getattr(waiting, name) for name in same},
        message_id=message_id,
        message_key_digest=waiting.key_digest,
    )


def _presented(work: Work, waiting: MessageDocument) -> dict[str, Any]:
    code = waiting.document_type
    label = repository.type_label(work.session, code)
    shown = {name: getattr(waiting, name) for name in ("document_id", "file_name", "size")}
    return shown | {"document_type": {"code": code, "label": label}}


def _who(work: Work) -> dict[str, Any]:
    return {"uploaded_by": work.caller.actor["sub"], "party": work.caller.party}


def _is_whose(waiting: MessageDocument, who: Mapping[str, Any]) -> bool:
    return (waiting.uploaded_by, waiting.party) == (who["uploaded_by"], who["party"])


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
