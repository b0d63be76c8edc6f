"""Saying what a customer agreed to be sent, and that it was revoked (R46, R146)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from customers import errors, events, guarding, presenting
from customers.domain import consents, record
from customers.models import ConsentEntry, Customer
from customers.repository import consents as repository
from customers.repository import record as records
from homefire import reference
from homefire.schemas import in_field
from homefire.work import Stamp, Work

_EVENTS = {consents.GIVEN: events.consent_given, consents.REVOKED: events.consent_revoked}


def record_consent(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Says that a customer agreed to a channel."""
    return _say(work, number, body, consents.GIVEN)


def revoke_consent(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Says that a customer wants nothing more by a channel, whether or not they had agreed before."""
    return _say(work, number, body, consents.REVOKED)


def list_consents(work: Work, number: int) -> dict[str, Any]:
    """Everything that a customer has said, newest first."""
    if records.find_record(work.connection, number) is None:
        raise errors.CustomerNotFound()
    return {"items": [_entry(row) for row in repository.list_entries(work.connection, number)]}


def follow_marketing(work: Work, customer: Customer, source: str, stamp: Stamp) -> None:
    """Keeps what a change of the Marketing Emails toggle means: who chose, when and how that was said (R146)."""
    state = consents.GIVEN if customer.marketing_emails else consents.REVOKED
    day = stamp.entered_at.astimezone(work.edge.clock.time_zone).date() if stamp.historic else work.today()
    _add(work, customer, consents.MARKETING, state, day, source, stamp)


def _say(work: Work, number: int, body: Mapping[str, Any], state: str) -> dict[str, Any]:
    """Adds an entry. The same said twice, on the same day and in the same way, is said once (R204)."""
    customer = records.find_for_change(work.session, number)
    if customer is None:
        raise errors.CustomerNotFound()
    guarding.guard(work, customer)
    work.check_version(customer.version)
    channel, source, day = body["channel"], body["source"], body.get("date") or work.today()
    _check_source(work, source, state)
    last = repository.find_newest(work.session, number, channel)
    in_field("date", lambda: consents.check_date(day, work.today(), last.dated if last else None))
    same = last is not None and (last.state, last.dated, last.source) == (state, day, source)
    if last is not None and same and _holds(customer, channel, state):
        return _recorded(work, customer, last)
    _set_state(customer, channel, state)
    customer.version += 1
    stamp = work.stamp()
    customer.updated_by, customer.updated_at = stamp.entered_by, stamp.entered_at
    entry = _add(work, customer, channel, state, day, source, stamp)
    if customer.special_handling:
        guarding.tell_acknowledgement(work, customer)
    return _recorded(work, customer, entry)


def _check_source(work: Work, source: str, state: str) -> None:
    found = reference.check(work.session, "consent_source", source, field="source", on=work.today())
    in_field("source", lambda: consents.check_source(found["data"], state))


def _holds(customer: Customer, channel: str, state: str) -> bool:
    """Whether what was said last still stands: an opt-out may have come with a merged record since (R252)."""
    if channel == consents.MARKETING:
        return customer.marketing_emails == (state == consents.GIVEN)
    return bool(getattr(customer, f"{channel}_consent") == state)


def _set_state(customer: Customer, channel: str, state: str) -> None:
    if channel == consents.MARKETING:
        customer.marketing_emails = state == consents.GIVEN
    else:
        setattr(customer, f"{channel}_consent", state)


def _add(
    work: Work, customer: Customer, channel: str, state: str, day: date, source: str, stamp: Stamp
) -> ConsentEntry:
    """Adds the entry and tells it."""
    entry = ConsentEntry(
        customer_number=customer.number,
        channel=channel,
        state=state,
        dated=day,
        source=source,
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
    )
    work.session.add(entry)
    work.session.flush()
    told = _entry(repository.find_entry(work.connection, entry.id))
    work.emit(
        _EVENTS[state],
        subject=customer.number,
        aggregate=f"customer/{customer.number}",
        sequence=customer.version,
        data={
            "customer": record.summary(presenting.state_of(customer)),
            "channel": channel,
            "channel_label": told["channel"]["label"],
            "source": source,
            "source_label": told["source"]["label"],
            "date": day.isoformat(),
        },
        stamp=stamp,
    )
    return entry


def _recorded(work: Work, customer: Customer, entry: ConsentEntry) -> dict[str, Any]:
    return _entry(repository.find_entry(work.connection, entry.id)) | {"version": customer.version}


def _entry(row: sa.RowMapping) -> dict[str, Any]:
    """An entry as it is answered."""
    return {
        **{name: row[name] for name in ("id", "customer_number", "state", "entered_by", "entered_at")},
        "date": row["dated"],
        "channel": reference.labelled(row, "channel"),
        "source": reference.labelled(row, "source"),
    }
