"""From stored rows to what a reader sees: opened under the customer's key, broken into lines."""

from __future__ import annotations

import json
import uuid
from typing import Any

from audit.domain.lines import lines
from audit.repository import ACKNOWLEDGEMENT
from audit.sealing import Content, KeyRing, access_place, note_place, technical_place
from homefire import telemetry
from homefire.clock import to_wire
from homefire.crypto import CannotDecrypt, open_sealed

log = telemetry.logger("audit.grid")

OK, ERASED, DAMAGED = "ok", "erased", "damaged"


def note_item(row: Any, keys: KeyRing) -> dict[str, Any]:
    """One note as the grid shows it: its newest text, who entered and who amended it, and when (R73, R75)."""
    state, first = _open(row, keys, row.key_id, row.content, row.number)
    facts = note_facts(row)
    newest, updated_at = first, facts["entered_at"]
    if getattr(row, "amendment_number", None) is not None:
        state, newest = _open(row, keys, row.amendment_key_id, row.amendment_content, row.amendment_number)
        updated_at = to_wire(row.amended_at)
    return {
        **facts,
        "action_label": row.action_label,
        "program": _program(first),
        "state": state,
        "text": newest.text,
        "lines": lines(newest.text),
        "entered_by": first.entered_by,
        "updated_at": updated_at,
        "updated_by": newest.entered_by,
        "acknowledged_at": to_wire(row.acknowledged_at) if getattr(row, "acknowledged_at", None) else None,
    }


def program_of(row: Any, keys: KeyRing) -> str:
    """The program whose action code a note has (R212); empty for a code of all programs, or an erased text."""
    return _program(_open(row, keys, row.key_id, row.content, row.number)[1])


def _program(content: Content) -> str:
    return str(content.values.get("program", ""))


def note_facts(note: Any) -> dict[str, Any]:
    """What a note is, apart from what it says."""
    return {
        "id": str(note.id),
        "number": note.number,
        "customer_number": int(note.subject) if note.subject.isdigit() else None,
        "entered_at": to_wire(note.entered_at),
        "action_code": note.action_code,
        "actor_kind": note.actor_kind,
        "high_priority": note.high_priority,
        "amends": None if note.amends is None else str(note.amends),
        "acknowledges": _acknowledged_note(note),
        "source": note.source,
        "correlation_id": note.correlation_id,
    }


def _acknowledged_note(note: Any) -> str | None:
    """The note that an acknowledgement is about: its aggregate, which its hash covers, names it."""
    if note.event_type != ACKNOWLEDGEMENT:
        return None
    return str(note.aggregate).partition("/")[2]


def access_item(row: Any, keys: KeyRing) -> dict[str, Any]:
    """One entry of the access log (R248)."""
    state, plaintext = _open_sealed(
        row, keys, row.key_id, row.content, access_place(row.subject, row.event_id)
    )
    content = json.loads(plaintext) if plaintext else {"actor_name": "", "reason": ""}
    return {
        "id": str(row.id),
        "at": to_wire(row.occurred_at),
        "field": row.field,
        "who": content["actor_name"],
        "actor_id": row.actor_id,
        "actor_kind": row.actor_kind,
        "reason": content["reason"],
        "state": state,
        "correlation_id": row.correlation_id,
    }


def technical_item(row: Any, keys: KeyRing) -> dict[str, Any]:
    """One entry of the technical log (R187)."""
    place = technical_place(row.subject, row.event_id)
    state, plaintext = _open_sealed(row, keys, row.key_id, row.content, place)
    content = json.loads(plaintext) if plaintext else {"actor_name": "", "told": []}
    return {
        "id": str(row.id),
        "at": to_wire(row.occurred_at),
        "event_type": row.event_type,
        "service": row.event_source.removeprefix("/"),
        "aggregate": row.aggregate,
        "sequence": row.sequence,
        "customer_number": int(row.subject) if row.subject.isdigit() else None,
        "imported": row.imported,
        "told": content["told"],
        "who": content["actor_name"],
        "actor_id": row.actor_id,
        "actor_kind": row.actor_kind,
        "state": state,
        "correlation_id": row.correlation_id,
    }


def _open(row: Any, keys: KeyRing, key_id: uuid.UUID, sealed: bytes, number: int) -> tuple[str, Content]:
    state, plaintext = _open_sealed(row, keys, key_id, sealed, note_place(row.subject, number))
    return state, Content.from_bytes(plaintext) if plaintext else Content("")


def _open_sealed(
    row: Any, keys: KeyRing, key_id: uuid.UUID, sealed: bytes, place: bytes
) -> tuple[str, bytes]:
    """What a ciphertext holds, and whether it opened. One that does not must not hide the others."""
    if row.live_key_id != key_id:
        return ERASED, b""
    try:
        return OK, open_sealed(keys.unwrap(key_id, row.wrapped), sealed, place)
    except CannotDecrypt:
        log.error("entry_does_not_open", id=str(row.id))
        return DAMAGED, b""
