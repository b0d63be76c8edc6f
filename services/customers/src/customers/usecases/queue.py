"""The alert queue: its pages, its counts, what lies around a place, setting a contact date from it (R154 to R156)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from customers.domain import queue
from customers.domain.queue import Place
from customers.repository import queue as repository
from customers.usecases import record as records
from homefire import paging, reference
from homefire.work import Work

_SHOWN = (
    "number", "version", "high_priority", "contact_date", "first_name", "middle_initial", "last_name",
    "organization_name", "special_handling", "updated_by", "updated_at",
)  # fmt: skip
_PHONES = ("home_phone", "mobile_phone", "message_phone")
"""The number to call is the first of these that there is."""


def list_alert_queue(work: Work, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of the queue with its counts (R155, R156)."""
    analysts, today, limit = queue.analysts_of(query["whose"], work.caller.id), work.today(), query["limit"]
    after = _read_place(query["cursor"]) if query.get("cursor") else None
    rows = repository.page(work.connection, analysts=analysts, today=today, after=after, limit=limit + 1)
    page, after_page = paging.cut(rows, limit, _written_place)
    return {
        "items": [_row(row) for row in page],
        "next": after_page,
        "counts": _counts(work, analysts),
        "today": today,
    }


def count_alert_queue(work: Work, query: Mapping[str, Any]) -> dict[str, Any]:
    """How many customers are in the queue, and why."""
    return _counts(work, queue.analysts_of(query["whose"], work.caller.id))


def find_queue_neighbours(work: Work, query: Mapping[str, Any]) -> dict[str, Any]:
    """The customers before and after a place, and how far along it is.

    A place is not an index: it stays where it is when rows leave, the one that stood there among them.
    """
    place = _read_place(query["place"])
    where: dict[str, Any] = {
        "analysts": queue.analysts_of(query["whose"], work.caller.id),
        "today": work.today(),
    }
    total = _counts(work, where["analysts"])["total"]
    before = repository.count_before(work.connection, place=place, **where)
    return {
        "previous": _neighbour(work, place, where, backwards=True),
        "next": _neighbour(work, place, where, backwards=False),
        "present": repository.is_there(work.connection, place=place, **where),
        "position": min(before + 1, queue.COUNTED_TO),
        "total": total,
    }


def set_contact_date(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Says when to follow up next: a change of the record like any other, with its lock, version and note."""
    changed = records.update_customer(work, number, {"contact_date": body["contact_date"]})
    return {name: changed[name] for name in ("number", "version", "contact_date")}


def _counts(work: Work, analysts: tuple[str, ...] | None) -> dict[str, int]:
    found = dict(repository.counts(work.connection, analysts=analysts, today=work.today()))
    return {**found, "total": min(sum(found.values()), queue.COUNTED_TO)}


def _neighbour(
    work: Work, place: Place, where: Mapping[str, Any], *, backwards: bool
) -> dict[str, Any] | None:
    # A customer whose own date was changed may stand next to its old place: it is passed over.
    rows = repository.page(work.connection, after=place, limit=2, backwards=backwards, **where)
    for row in rows:
        if row["number"] != place.number:
            return {"number": row["number"], "place": paging.write_cursor(*_written_place(row))}
    return None


def _read_place(cursor: str) -> Place:
    (high_priority, contact_date), number = paging.read_cursor(cursor, queue.read_rank, paging.number)
    return Place(high_priority, contact_date, number)


def _written_place(row: sa.RowMapping) -> tuple[str, int]:
    place = Place(row["high_priority"], row["contact_date"], row["number"])
    return place.rank, place.number


def _row(row: sa.RowMapping) -> dict[str, Any]:
    phone = next((name for name in _PHONES if row[name]), None)
    return {name: row[name] for name in _SHOWN} | {
        "place": paging.write_cursor(*_written_place(row)),
        "city": row["address_city"],
        "phone": row[phone] if phone else "",
        "phone_extension": row.get(f"{phone}_extension") or "",
        "best_time": reference.labelled(row, "best_time"),
        "preferred_method": reference.labelled(row, "preferred_method"),
        "analyst": {"id": row["analyst_id"], "name": row["analyst_name"]} if row["analyst_id"] else None,
    }
