"""The forms in which a secure message is answered and told."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from homefire.clock import from_wire
from homefire.crypto import Place
from homefire.work import Work
from messaging.domain import secure_message as rules

_AS_STORED = ("id", "version", "thread_id", "customer_number", "job_id", "sent_at", "unread")


def listed(row: sa.RowMapping) -> dict[str, Any]:
    """One row of the list, as the staff sees it."""
    answer = {name: row[name] for name in _AS_STORED}
    vendor = row["vendor_number"]
    return answer | {
        "thread_kind": row["kind"],
        "vendor": {"number": vendor, "name": row["vendor_name"] or f"{vendor}"} if vendor else None,
        "sender": {"kind": row["sender_kind"], "name": row["sender_name"]},
        "recipient": rules.recipient_of(row["kind"], row["sender_kind"]),
        "document": _document(row),
        "staff_reads_along": row["kind"] == rules.CUSTOMER_VENDOR,
        "readings": [each | {"at": from_wire(each["at"])} for each in row["readings"] or ()],
    }


def listed_to_party(row: sa.RowMapping) -> dict[str, Any]:
    """The same for a customer or vendor, who are not told by name who of the staff has read it."""
    answer = listed(row)
    answer["readings"] = [each for each in answer["readings"] if each["kind"] in ("customer", "vendor")]
    return answer


def opened(work: Work, row: sa.RowMapping) -> dict[str, Any]:
    """What an opened message adds to its row of the list."""
    return {"text": _unseal(work, row, "body_sealed"), "document_key": None}


def opened_to_party(work: Work, row: sa.RowMapping) -> dict[str, Any]:
    """The same for a customer or vendor, who get the document by its key (see documents)."""
    return opened(work, row) | {"document_key": _unseal(work, row, "document_key_sealed") or None}


def seal(work: Work, message_id: int, column: str, text: str) -> bytes | None:
    """A text sealed for its row and column; nothing for none."""
    return work.edge.cipher.encrypt(text.encode(), _place(message_id, column)) if text else None


def told(row: sa.RowMapping) -> dict[str, Any]:
    """What every event carries of a message: between whom it is, and nothing of what it says."""
    recipient = rules.recipient_of(row["kind"], row["sender_kind"])
    data = {
        "message_id": row["id"],
        "thread_id": row["thread_id"],
        "thread_kind": row["kind"],
        "vendor_number": row["vendor_number"],
        "sender_kind": row["sender_kind"],
        "recipient_kind": recipient,
        "sender": in_words(row["sender_kind"], row["vendor_number"]),
        "recipient": in_words(recipient, row["vendor_number"]),
    }
    return data | ({"project": row["job_id"]} if row["job_id"] else {})


def in_words(kind: str, vendor: int | None) -> str:
    """A side of a conversation, as notes name it."""
    return {rules.STAFF: "staff", rules.CUSTOMER: "customer", rules.OBSERVER: "staff (observer)"}.get(
        kind, f"vendor {vendor}"
    )


def _unseal(work: Work, row: sa.RowMapping, column: str) -> str:
    sealed = row[column]
    return work.edge.cipher.decrypt(bytes(sealed), _place(row["id"], column)).decode() if sealed else ""


def _place(message_id: int, column: str) -> Place:
    return Place("secure_message", column, str(message_id))


def _document(row: sa.RowMapping) -> dict[str, Any] | None:
    if row["document_id"] is None:
        return None
    return {
        "document_id": row["document_id"],
        "file_name": row["document_name"],
        "document_type": row["document_type"],
    }
