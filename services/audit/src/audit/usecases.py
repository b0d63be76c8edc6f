"""What can be done with the log: one function per business action. The edge commits."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from audit import errors, events, repository, writer
from audit.domain import codes
from audit.domain.leaf import Leaf
from audit.grid import access_item, note_facts, note_item, program_of, technical_item
from audit.sealing import KeyRing
from audit.standing import shown_together
from homefire import belonging, paging, reference
from homefire.clock import from_wire
from homefire.errors import NotFound
from homefire.events import new_id
from homefire.us.dates import show_moment
from homefire.work import Stamp, Work


def list_notes(work: Work, keys: KeyRing, number: int, query: Mapping[str, Any]) -> dict[str, Any]:
    """A customer's notes, newest first, each with its newest text (R72, R73, R75)."""
    return notes_of(work, keys, shown_together(work.connection, number), query)


def notes_of(work: Work, keys: KeyRing, subjects: Sequence[str], query: Mapping[str, Any]) -> dict[str, Any]:
    """The notes of some subjects together, newest first."""
    wanted_codes = [code.strip() for code in query["action_codes"].split(",") if code.strip()]
    wanted = {
        "zone": _zone(work),
        "action_codes": wanted_codes,
        "imported": query["include_imported"] or codes.IMPORTED in wanted_codes,
        "amended": query["include_amended"],
    }
    limit, cursor = query["limit"], query["cursor"]
    after = paging.read_cursor(cursor, from_wire, _index) if cursor else None
    if query["text"]:
        return _search_notes(work, keys, subjects, query["text"], limit, after, wanted)
    found = repository.page_of_notes(work.connection, subjects, limit=limit + 1, after=after, **wanted)
    total = found[0].total if found else 0
    page, after_page = paging.cut([row for row in found if not row.pinned], limit, _place_of)
    return {
        "items": [note_item(row, keys) for row in page],
        "pinned": [note_item(row, keys) for row in found if row.pinned],
        "next": after_page,
        "total": total,
    }


def _search_notes(
    work: Work,
    keys: KeyRing,
    subjects: Sequence[str],
    text: str,
    limit: int,
    after: Any,
    wanted: Mapping[str, Any],
) -> dict[str, Any]:
    """The text filter: the database sees ciphertext alone, so this customer's notes are opened and read."""
    rows = repository.page_of_notes(work.connection, subjects, limit=None, after=None, **wanted)
    needle = text.casefold()
    opened = [(row, note_item(row, keys)) for row in rows]
    found = [(row, item) for row, item in opened if not row.pinned and needle in item["text"].casefold()]
    before = None if after is None else (after[0], after[1] + 1)
    later = [pair for pair in found if before is None or _place_of(pair[0]) < before]
    page, after_page = paging.cut(later, limit, lambda pair: _place_of(pair[0]))
    return {
        "items": [item for _, item in page],
        "pinned": [item for row, item in opened if row.pinned and after is None],
        "next": after_page,
        "total": len(found),
    }


def _place_of(row: Any) -> tuple[datetime, int]:
    """Its time, and its place in the log counted from 1, which tells notes of one time apart."""
    return row.entered_at, row.leaf_index + 1


def _index(part: str) -> int:
    return paging.number(part) - 1


def get_note_history(work: Work, keys: KeyRing, number: int, note_id: str) -> dict[str, Any]:
    """The original of a note and every amendment, oldest first (R75)."""
    original = _find_original(work, number, note_id)
    chain = repository.chain_of(work.connection, original.subject, original.id, _zone(work))
    return {"items": [note_item(row, keys) for row in chain]}


def add_note(work: Work, keys: KeyRing, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """A note written by hand; stored, and so permanent, when this answers (R74, R206, R209)."""
    return add_note_about(work, keys, lambda: str(_require_customer(work, number)), body)


def add_note_about(
    work: Work, keys: KeyRing, find_subject: Callable[[], str], body: Mapping[str, Any]
) -> dict[str, Any]:
    """A note about a subject that `find_subject` names once the code was checked, or refuses."""
    stamp = work.stamp(body["history"])
    code = reference.check(
        work.session,
        codes.LIST,
        body["action_code"],
        field="action_code",
        on=work.today(),
        program=body["program"],
    )
    subject, note_id = find_subject(), new_id()
    facts = {"action_code": code["code"], "high_priority": body["high_priority"]}
    event_id = work.emit(
        events.note_added,
        subject=subject,
        aggregate=f"note/{note_id}",
        sequence=1,
        data={"note_id": str(note_id), **facts},
        stamp=stamp,
    )
    note = note_of(work, stamp, subject, note_id, event_id, body["text"]) | facts
    leaf = append(work, keys, note | _under(code["program"]))
    return _added(leaf, code["label"], code["program"])


def amend_note(
    work: Work, keys: KeyRing, number: int, note_id: str, body: Mapping[str, Any]
) -> dict[str, Any]:
    """A newer text for a note written by hand. The original stays, one click away (R75)."""
    stamp = work.stamp(body["history"])
    writer.hold_log(work.connection)
    original = _find_original(work, number, note_id)
    if original.source != "manual":
        raise errors.NoteIsPermanent()
    amendment_id = new_id()
    facts = {"action_code": original.action_code, "high_priority": original.high_priority}
    event_id = work.emit(
        events.note_amended,
        subject=original.subject,
        aggregate=f"note/{original.id}",
        sequence=_next_sequence(original),
        data={"note_id": str(amendment_id), "amends": str(original.id), **facts},
        stamp=stamp,
    )
    note = note_of(work, stamp, original.subject, amendment_id, event_id, body["text"])
    aggregate = {"aggregate": f"note/{original.id}", "sequence": _next_sequence(original)}
    own = {"amends": original.id, "event_type": "note_amended"}
    program = program_of(original, keys)
    leaf = append(work, keys, note | facts | aggregate | own | _under(program))
    return _added(leaf, original.action_label, program)


def acknowledge_note(work: Work, keys: KeyRing, number: int, note_id: str) -> dict[str, Any]:
    """A new note that says that its author has taken notice of a high-priority one, once (R211)."""
    stamp = work.stamp()
    writer.hold_log(work.connection)
    original = _find_original(work, number, note_id)
    if not original.high_priority:
        raise errors.NoteIsNotHighPriority()
    if original.acknowledged:
        raise errors.NoteIsAcknowledged()
    own_id, own_code = new_id(), {"action_code": original.action_code}
    place: dict[str, Any] = {"aggregate": f"note/{original.id}", "sequence": _next_sequence(original)}
    data = {"note_id": str(own_id), "acknowledges": str(original.id), "high_priority": False, **own_code}
    event_id = work.emit(events.note_acknowledged, subject=original.subject, data=data, stamp=stamp, **place)
    written = show_moment(original.entered_at, work.edge.clock.time_zone)
    note = note_of(
        work, stamp, original.subject, own_id, event_id, f"High-priority note of {written} acknowledged"
    )
    program = program_of(original, keys)
    own = {"event_type": repository.ACKNOWLEDGEMENT, **_under(program)}
    leaf = append(work, keys, note | own_code | place | own)
    return _added(leaf, original.action_label, program)


def list_action_codes(work: Work) -> dict[str, Any]:
    """Every action code, retired ones included (R212, R213)."""
    return {
        "items": reference.entries(work.connection, codes.LIST),
        "default": codes.DEFAULT,
        "system": [{"code": code, "label": label} for code, label in codes.SYSTEM.items()],
    }


def list_access_log(work: Work, keys: KeyRing, number: int, query: Mapping[str, Any]) -> dict[str, Any]:
    """Who was shown a customer's protected fields, newest first (R248)."""
    limit, cursor = query["limit"], query["cursor"]
    after = paging.read_cursor(cursor, from_wire, uuid.UUID) if cursor else None
    subjects = shown_together(work.connection, number)
    rows = repository.page_of_accesses(work.connection, subjects, limit=limit + 1, after=after)
    page, after_page = paging.cut(rows, limit, lambda row: (row.occurred_at, row.id))
    return {"items": [access_item(row, keys) for row in page], "next": after_page}


def list_technical_log(work: Work, keys: KeyRing, query: Mapping[str, Any]) -> dict[str, Any]:
    """Events that became no notes, newest first (R187). A customer's are also those of records merged into it."""
    limit, cursor, number = query["limit"], query["cursor"], query["customer_number"]
    zone, last = work.edge.clock.time_zone, query["to_day"]
    names = ("event_type", "aggregate", "actor_id")
    rows = repository.page_of_technical(
        work.connection,
        limit=limit + 1,
        after=paging.read_cursor(cursor, from_wire, uuid.UUID) if cursor else None,
        subjects=None if number is None else shown_together(work.connection, number),
        equal={name: query[name] for name in names if query[name]},
        since=_begin(query["from_day"], zone) if query["from_day"] else None,
        until=_begin(last + timedelta(days=1), zone) if last else None,
    )
    page, after_page = paging.cut(rows, limit, lambda row: (row.occurred_at, row.id))
    return {"items": [technical_item(row, keys) for row in page], "next": after_page}


def _begin(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _require_customer(work: Work, number: int) -> int:
    """The number that a note for this one is written for: that of a merged record is the survivor's.

    Raises `RecordIsDeleted`, and `CustomerNotFound` unless the log has heard of the customer, or its owner knows it.
    """
    number = belonging.lead(work.session, number)
    belonging.refuse_deleted(work, number)
    require_known(work, number)
    return number


def require_known(work: Work, number: int) -> None:
    """Raises `CustomerNotFound` unless the log has heard of the customer, or its owner knows it."""
    if not repository.has_heard_of(work.connection, str(number)):
        try:
            work.ask("customers", "get_customer_summary", number)
        except NotFound:
            raise errors.CustomerNotFound() from None


def _find_original(work: Work, number: int, note_id: str) -> Any:
    try:
        wanted = uuid.UUID(note_id)
    except ValueError:
        raise errors.NoteNotFound() from None
    subjects = shown_together(work.connection, number)
    original = repository.find_original(work.connection, subjects, wanted, _zone(work))
    if original is None:
        raise errors.NoteNotFound()
    return original


def _under(program: str) -> dict[str, Any]:
    """The sealed part that says whose action code a note has: nothing for one of all programs."""
    return {"values": {"program": program} if program else {}}


def _added(leaf: Leaf, label: str, program: str) -> dict[str, Any]:
    return {**note_facts(leaf), "action_label": label, "program": program}


def _zone(work: Work) -> str:
    return work.edge.clock.time_zone.key


def _next_sequence(original: Any) -> int:
    """The next event's among those of a note: its amendments and its acknowledgement come after it."""
    return int(original.amendments + original.acknowledged + 2)


def note_of(
    work: Work, stamp: Stamp, number: int | str, note_id: uuid.UUID, event_id: str, text: str
) -> dict[str, Any]:
    """A note of the person whom this work is for, as `writer.NewNote` takes it, without an action code."""
    actor = work.caller.actor
    return {
        "id": note_id,
        "subject": str(number),
        "event_id": uuid.UUID(event_id),
        "event_type": "note_added",
        "event_source": "/audit",
        "aggregate": f"note/{note_id}",
        "sequence": 1,
        "source": "manual",
        "actor_id": actor["sub"],
        "actor_kind": actor["kind"],
        "actor_name": actor["name"],
        "correlation_id": work.correlation_id,
        "occurred_at": work.now(),
        "entered_at": stamp.entered_at,
        "entered_by": stamp.entered_by,
        "text": text,
    }


def append(work: Work, keys: KeyRing, note: Mapping[str, Any]) -> Leaf:
    """Stores a note; permanent once this transaction ends."""
    writer.hold_log(work.connection)
    [leaf] = writer.append(work.connection, keys, [writer.NewNote(**note)], work.now())
    return leaf
