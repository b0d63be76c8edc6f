"""Sending and opening secure messages: one function per business action. The edge commits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from homefire import belonging, heeding
from homefire.schemas import in_field
from homefire.work import Work
from messaging import errors, events, presenting_messages
from messaging.domain import secure_message as rules
from messaging.models import MessageReading, MessageThread, SecureMessage
from messaging.repository import assignments
from messaging.repository import secure_messages as repository
from messaging.repository.assignments import Moment
from messaging.repository.secure_messages import View
from messaging.usecases import notices

_READS_FOR_STAFF = "messaging:write"
"""Who may answer reads for the staff; whoever may read alone leaves what is unread as it is."""


@dataclass(frozen=True, slots=True)
class Route:
    """From which side to which, about whom, with which vendor in it."""

    sender: str
    recipient: str
    number: int
    vendor: int | None
    customer: Mapping[str, Any]


def send_as_staff(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Writes to the customer, or to a vendor who works for them (R226, R227)."""
    number, customer = belonging.place(work, number)
    heeding.heed(work, customer)
    vendor = body["vendor_number"] if body["to"] == rules.VENDOR else None
    if body["to"] == rules.VENDOR:
        _require_service(work, vendor, number)
    route = Route(rules.STAFF, body["to"], number, vendor, customer)
    row = _send(work, route, body, repository.of_staff())
    heeding.tell(work, [(number, customer)], aggregate=_aggregate(row["id"]), sequence=row["version"])
    return presenting_messages.listed(row)


def send_as_party(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """Writes as the customer or vendor whom the caller's token names (R226)."""
    side, own = work.caller.stands_for
    in_field("to", lambda: rules.kind_between(side, body["to"]))
    number = belonging.own_number(work) if side == rules.CUSTOMER else body["customer_number"]
    vendor = own if side == rules.VENDOR else body["vendor_number"] if body["to"] == rules.VENDOR else None
    number = belonging.lead(work.session, number) if number else None
    if number is None or (rules.VENDOR in (side, body["to"]) and not _serves(work, vendor, number)):
        raise errors.AddresseeNotFound()
    number, customer = belonging.place(work, number)
    _check_rate(work)
    route = Route(side, body["to"], number, vendor, customer)
    return presenting_messages.listed_to_party(_send(work, route, body, view_of(work)))


def open_as_staff(work: Work, message_id: int) -> dict[str, Any]:
    """One message with its text, which counts as read from then on (R236)."""
    reader = rules.STAFF if _READS_FOR_STAFF in work.caller.scopes else rules.OBSERVER
    row = _open(work, repository.of_staff(), message_id, rules.STAFF, reader)
    return presenting_messages.listed(row) | presenting_messages.opened(work, row)


def open_as_party(work: Work, message_id: int) -> dict[str, Any]:
    """The same for the customer or vendor whom the caller's token names."""
    side, _ = work.caller.stands_for
    row = _open(work, view_of(work), message_id, side, side)
    return presenting_messages.listed_to_party(row) | presenting_messages.opened_to_party(work, row)


def view_of(work: Work) -> View:
    """What the customer or vendor whom the caller's token names may see; nothing of a record that was deleted."""
    side, number = work.caller.stands_for
    if side == rules.VENDOR:
        return repository.to_vendor(number, moment(work, writing=False))
    return repository.to_customer(belonging.own_number(work))


def moment(work: Work, *, writing: bool) -> Moment:
    """When this is asked, and whether somebody means to write."""
    return Moment(work.today(), work.now(), writing)


def _send(work: Work, route: Route, body: Mapping[str, Any], view: View) -> sa.RowMapping:
    text, key = body["text"], body["document_key"]
    kind = in_field("to", lambda: rules.kind_between(route.sender, route.recipient))
    _check_job(work, route, body["job_id"])
    in_field(
        "text",
        lambda: rules.check_text(text, has_document=bool(key), without_text=body["without_text"]),
    )
    to_customer = route.recipient == rules.CUSTOMER
    if to_customer and route.customer.get("dormant") and not body["dormant_confirmed"]:
        raise errors.CustomerIsDormant()
    thread_id = _thread(work, route, kind, body["job_id"])
    message_id = repository.next_message_id(work.session)
    # Last, since a document that is claimed waits for its message longer than one that is not.
    document = _claim(work, key) if key else {}
    stamp = work.stamp()
    work.session.add(
        SecureMessage(
            id=message_id,
            version=1,
            thread_id=thread_id,
            sender_kind=route.sender,
            sender_id=work.caller.actor["sub"],
            sender_name=stamp.entered_by,
            sent_at=stamp.entered_at,
            body_sealed=presenting_messages.seal(work, message_id, "body_sealed", text),
            document_key_sealed=presenting_messages.seal(work, message_id, "document_key_sealed", key),
            **document,
        )
    )
    work.session.flush()
    row = _row(work, view, message_id)
    work.emit(
        events.secure_message_sent,
        subject=route.number,
        aggregate=_aggregate(message_id),
        sequence=1,
        data=presenting_messages.told(row) | _told_of_document(row),
    )
    if to_customer:
        notices.give_notice(
            work, route.number, notices.NEW_MESSAGE, confirmed=bool(body["dormant_confirmed"])
        )
    return row


def _check_rate(work: Work) -> None:
    """Refuses one more message of a log-in that has sent as many within a day as it may."""
    sender = work.caller.actor["sub"]
    repository.lock_sender(work.session, sender)
    before = repository.nth_newest_of(work.session, sender, rules.MOST_FROM_PORTAL)
    if before is not None and before + rules.PER > work.now():
        raise errors.TooManySent(rules.MOST_FROM_PORTAL, before + rules.PER, work.edge.clock.time_zone)


def _thread(work: Work, route: Route, kind: str, job_id: int | None) -> int:
    """The thread of these parties about this project; begun where there is none yet."""
    found = repository.find_thread(work.session, route.number, kind, route.vendor, job_id)
    if found is not None:
        return found
    stamp = work.stamp()
    thread = MessageThread(
        id=repository.next_thread_id(work.session),
        customer_number=route.number,
        kind=kind,
        vendor_number=route.vendor,
        job_id=job_id,
        started_by=stamp.entered_by,
        started_at=stamp.entered_at,
    )
    work.session.add(thread)
    work.session.flush()
    return thread.id


def _check_job(work: Work, route: Route, job_id: int | None) -> None:
    """A thread about a project is about one that concerns the customer, and is the vendor's where one takes part."""
    if job_id is None:
        return
    told = assignments.vendors_of(work.connection, route.number, moment(work, writing=True))
    if not any(row["job_id"] == job_id and route.vendor in (None, row["vendor_number"]) for row in told):
        raise errors.AddresseeNotFound()


def _claim(work: Work, key: str) -> dict[str, Any]:
    """What documents says of a document that the sender uploaded for this message. The key itself is not sent."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    asked = {"uploaded_by": work.caller.actor["sub"], "party": work.caller.party}
    claimed = work.ask("documents", "claim_message_document", digest, asked)
    return {
        "document_id": claimed["document_id"],
        "document_name": claimed["file_name"],
        "document_type": claimed["document_type"]["label"],
    }


def _open(work: Work, view: View, message_id: int, side: str, reader: str) -> sa.RowMapping:
    row = _row(work, view, message_id)
    if row["sender_kind"] == side:
        return row
    repository.hold_message(work.session, message_id)
    stamp = work.stamp()
    reading = MessageReading(
        message_id=message_id,
        reader_kind=reader,
        reader_id=work.caller.actor["sub"],
        reader_name=stamp.entered_by,
        read_at=stamp.entered_at,
    )
    if not repository.add_reading(work.session, reading):
        return row
    version = repository.next_version(work.session, message_id)
    work.emit(
        events.secure_message_read,
        subject=row["customer_number"],
        aggregate=_aggregate(message_id),
        sequence=version,
        data=presenting_messages.told(row)
        | {"reader_kind": reader, "reader": presenting_messages.in_words(reader, row["vendor_number"])},
    )
    return _row(work, view, message_id)


def _row(work: Work, view: View, message_id: int) -> sa.RowMapping:
    row = repository.find_message(work.connection, view, message_id)
    if row is None:
        raise errors.MessageNotFound()
    return row


def _require_service(work: Work, vendor: int | None, number: int) -> None:
    if not _serves(work, vendor, number):
        raise errors.AddresseeNotFound()


def _serves(work: Work, vendor: int | None, number: int) -> bool:
    at = moment(work, writing=True)
    return vendor is not None and assignments.serves(work.connection, vendor, number, at)


def _told_of_document(row: sa.RowMapping) -> dict[str, Any]:
    if row["document_id"] is None:
        return {"document": None}
    return {"document": {"document_id": row["document_id"]}, "document_type": row["document_type"]}


def _aggregate(message_id: int) -> str:
    return f"secure_message/{message_id}"
