"""What can go wrong with a document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from homefire.errors import (
    Conflict,
    FieldProblem,
    NotFound,
    Problem,
    TooLarge,
    TooManyRequests,
    Unavailable,
    Unexpected,
)
from homefire.us.dates import show_moment


class DocumentNotFound(NotFound):
    """No document has this id."""

    code = "document_not_found"
    sentence = "No document has this id. Open the customer's record and choose one from the list."


class DocumentIsTaken(Conflict):
    """An import gives an id that a document has."""

    code = "document_taken"
    sentence = "A document already has this id."


class FileTooLarge(TooLarge):
    """The file is over the limit (R196)."""

    code = "file_too_large"

    def __init__(self, size: int, most: int) -> None:
        detail = f"A file may have at most {most} bytes ({most / 2**20:g} MB); this one has {size}."
        super().__init__(detail, fields=[FieldProblem("file", "too_large", detail)], limit=most)


class StoreAway(Unavailable):
    """The files' own disk does not take or give files. Nothing was changed."""

    code = "store_unavailable"
    sentence = "The document store is not answering. Nothing was changed; try again in a moment."


class DocumentDamaged(Unexpected):
    """What lies in the store is not what was put there. It is not shown."""

    code = "document_damaged"
    sentence = "This document cannot be read as it was stored. Tell whoever runs the system its id."


class MessageDocumentNotFound(NotFound):
    """Nothing was uploaded under this key by whoever sends the message, or it is with another message already."""

    code = "message_document_not_found"
    sentence = "The document of this message is no longer here. Choose the file again."


class TooManyWaiting(TooManyRequests):
    """As many files of a log-in wait for their messages as may; `again_at` is when one more is taken."""

    code = "too_many_waiting_documents"

    def __init__(self, most: int, again_at: datetime, zone: ZoneInfo) -> None:
        detail = (
            f"{most} files that you chose wait for messages that were not sent. Send those messages, or choose "
            f"another file after {show_moment(again_at, zone)}."
        )
        super().__init__(detail, again_at=again_at.isoformat())


class KeyIsUsed(Conflict):
    """Another file was uploaded under this key."""

    code = "document_key_used"
    sentence = "Another file was uploaded under this key. Choose a new key for each file."


CONSTRAINTS: dict[str, Callable[[], Problem]] = {
    "pk_document": DocumentIsTaken,
    "uq_message_document_key_digest": KeyIsUsed,
    "uq_document_message_key_digest": KeyIsUsed,
}
