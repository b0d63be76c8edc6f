"""What can be done with contact entries: one function per business action. The edge commits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from homefire import belonging, heeding, paging, projection, schemas
from homefire.changes import changes_between
from homefire.events import Event, EventType
from homefire.work import Stamp, Work
from messaging import editing, errors, events, presenting
from messaging.domain import contact_entry as rules
from messaging.domain import receipts
from messaging.models import SAID, ContactEntry, ContactEntryVersion
from messaging.repository import contact_entries as repository
from messaging.schemas.contact_entry import ReceivedApplication

_received_application = ReceivedApplication()


def add_contact_entry(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Records a contact with a customer (R47 to R55)."""
    number, customer = belonging.place(work, number)
    history = body.get("history") or {}
    stamp = work.stamp(body.get("history"))
    heeding.heed(work, customer, stamp=stamp)
    said = editing.BLANK | {"contact_date": work.today(), "language": customer["language"]}
    on = (body.get("contact_date") or work.today()) if stamp.historic else work.today()
    said |= editing.entered(work, said, body, on=on)
    entry = _new_entry(_assign_id(work, history.get("id")), number, stamp, said)
    return _add(work, entry, stamp)


def update_contact_entry(work: Work, entry_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Changes the fields named and keeps the version before (R60). A change of nothing writes nothing."""
    entry = repository.find_for_change(work.session, entry_id)
    if entry is None:
        raise errors.ContactEntryNotFound()
    belonging.refuse_deleted(work, entry.customer_number)
    heeding.heed(work, _known(work, entry.customer_number))
    work.check_version(entry.version)
    before = _row(work, entry_id)
    entered = editing.entered(work, dict(before), body, on=work.today())
    if all(before[name] == value for name, value in entered.items()):
        return presenting.entry(before)
    earlier = {name: before[name] for name in SAID}
    work.session.add(ContactEntryVersion(entry_id=entry_id, version=entry.version, **earlier))
    for name, value in entered.items():
        setattr(entry, name, value)
    stamp = work.stamp()
    entry.version += 1
    entry.updated_by, entry.updated_at = stamp.entered_by, stamp.entered_at
    work.session.flush()
    after = _row(work, entry_id)
    changes = changes_between(presenting.state_of(before), presenting.state_of(after), rules.TRACKED)
    _tell(work, events.contact_entry_updated, after, {"changes": changes})
    return presenting.entry(after)


def add_received_application_entry(work: Work, event: Event) -> None:
    """The entry that a received application adds by itself (R56), once: the inbox knows the event."""
    application = schemas.load(_received_application, event.data)
    number, customer = belonging.place(work, int(event.subject), even_deleted=True)
    action = repository.action_for_application(work.session, application["program"])
    letter = repository.label_of(work.session, "mailing_code", rules.RECEIVED_MAILING_CODE)
    stamp = work.stamp()
    said = {
        "contact_date": application["intake_date"],
        "contact_type": rules.RECEIVED_TYPE,
        "contact_action": action or rules.OTHER_APPLICATION_RECEIVED,
        "call_code": rules.RECEIVED_CALL_CODE,
        "language": application["language"] or customer["language"],
        "notes": rules.RECEIVED_NOTES,
        "mailing_code": rules.mailing(rules.RECEIVED_MAILING_CODE, letter),
    }
    entry = _new_entry(repository.next_id(work.session), number, stamp, editing.BLANK | said)
    _add(work, entry, stamp)


def add_letter(work: Work, number: int, language: str, letter: receipts.Letter) -> None:
    """An entry whose blank mailing date puts a letter into the mail-out queue (R54, R260)."""
    label = repository.label_of(work.session, "mailing_code", letter.mailing_code)
    said = {
        "contact_date": work.today(),
        "contact_type": receipts.CONTACT_TYPE,
        "contact_action": letter.contact_action,
        "call_code": receipts.CALL_CODE,
        "language": language,
        "notes": letter.notes,
        "mailing_code": rules.mailing(letter.mailing_code, label),
    }
    stamp = work.stamp()
    entry = _new_entry(repository.next_id(work.session), number, stamp, editing.BLANK | said)
    _add(work, entry, stamp)


def get_contact_entry(work: Work, entry_id: int) -> dict[str, Any]:
    """One entry as it stands now."""
    return presenting.entry(_row(work, entry_id))


def list_earlier_versions(work: Work, entry_id: int) -> dict[str, Any]:
    """An entry as it stood before each edit; nothing for one that was never edited."""
    _row(work, entry_id)
    rows = repository.list_earlier_versions(work.connection, entry_id)
    return {"items": [presenting.earlier_version(row) for row in rows]}


def list_contact_entries(work: Work, number: int, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of the contacts grid, newest contact first (R48)."""
    limit, cursor = query["limit"], query.get("cursor")
    after = paging.read_cursor(cursor, date.fromisoformat, paging.number) if cursor else None
    rows = repository.list_entries(work.connection, number, after=after, limit=limit + 1)
    page, after_page = paging.cut(rows, limit, lambda row: (row["contact_date"], row["id"]))
    return {"items": [presenting.in_grid(row) for row in page], "next": after_page}


def _new_entry(entry_id: int, number: int, stamp: Stamp, said: Mapping[str, Any]) -> ContactEntry:
    return ContactEntry(
        id=entry_id,
        customer_number=number,
        version=1,
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
        updated_by=stamp.entered_by,
        updated_at=stamp.entered_at,
        **said,
    )


def _add(work: Work, entry: ContactEntry, stamp: Stamp) -> dict[str, Any]:
    work.session.add(entry)
    work.session.flush()
    row = _row(work, entry.id)
    _tell(work, events.contact_entry_added, row, {}, stamp)
    return presenting.entry(row)


def _row(work: Work, entry_id: int) -> sa.RowMapping:
    row = repository.find_entry(work.connection, entry_id)
    if row is None:
        raise errors.ContactEntryNotFound()
    return row


def _tell(
    work: Work,
    event_type: EventType,
    row: sa.RowMapping,
    more: dict[str, Any],
    stamp: Stamp | None = None,
) -> None:
    number, aggregate = row["customer_number"], f"contact_entry/{row['id']}"
    work.emit(
        event_type,
        subject=number,
        aggregate=aggregate,
        sequence=row["version"],
        data=presenting.told(row) | more,
        stamp=stamp,
    )
    records = [(number, _known(work, number))]
    heeding.tell(work, records, aggregate=aggregate, sequence=row["version"], stamp=stamp)


def _known(work: Work, number: int) -> heeding.Known:
    return projection.recall(work.session, "customers", str(number))


def _assign_id(work: Work, given: int | None) -> int:
    if given is None:
        return repository.next_id(work.session)
    if repository.entry_exists(work.session, given):
        raise errors.EntryIsTaken()
    repository.move_ids_past(work.session, given)
    return given
