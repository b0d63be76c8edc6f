"""Links between customers and dwellings (R95)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homefire import belonging, heeding
from homefire.changes import changes_between
from homefire.events import EventType
from homefire.schemas import in_field
from homefire.work import Stamp, Work
from weatherization import errors, events, presenting
from weatherization.domain import link as rules
from weatherization.models import DwellingLink
from weatherization.repository import base
from weatherization.repository import dwellings as repository
from weatherization.usecases.telling import known_of, tell


def link_dwelling(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Says that a customer lives in a dwelling or owns it, from one day on, perhaps until another."""
    number, _customer = belonging.place(work, number)
    if not repository.dwelling_exists(work.session, body["dwelling_id"]):
        raise errors.DwellingNotFound()
    in_field("to", lambda: rules.check_period(body["from"], body["to"]))
    history = body.get("history") or {}
    stamp = work.stamp(body.get("history"))
    heeding.heed(work, known_of(work, number), stamp=stamp)
    link = DwellingLink(
        id=base.assign_id(work.session, "dwelling_link", history.get("link_id")),
        version=1,
        customer_number=number,
        dwelling_id=body["dwelling_id"],
        role=body["role"],
        linked_from=body["from"],
        linked_to=body["to"],
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
        updated_by=stamp.entered_by,
        updated_at=stamp.entered_at,
    )
    work.session.add(link)
    work.session.flush()
    _tell(work, events.dwelling_linked, link, presenting.link_state(link), stamp)
    return _answer(work, link)


def end_dwelling_link(work: Work, number: int, link_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Sets the last day of a link, or corrects it. The link and the jobs seen through it stay (R95)."""
    link = repository.find_link_for_change(work.session, number, link_id)
    if link is None:
        raise errors.LinkNotFound()
    heeding.heed(work, known_of(work, number))
    belonging.refuse_deleted(work, link.customer_number)
    work.check_version(link.version)
    in_field("to", lambda: rules.check_period(link.linked_from, body["to"]))
    before = presenting.link_state(link)
    link.linked_to = body["to"]
    state = presenting.link_state(link)
    changes = changes_between(before, state, rules.TRACKED)
    if changes:
        link.version += 1
        stamp = work.stamp()
        link.updated_by, link.updated_at = stamp.entered_by, stamp.entered_at
        work.session.flush()
        _tell(work, events.dwelling_link_ended, link, {**state, "changes": changes})
    return _answer(work, link)


def list_dwellings(work: Work, number: int) -> dict[str, Any]:
    """A customer's dwellings, past ones and coming ones included, newest link first."""
    rows = repository.links_of(work.connection, number)
    return {"items": [presenting.link_from_row(row) for row in rows], "next": None}


def _tell(
    work: Work, event_type: EventType, link: DwellingLink, data: dict[str, Any], stamp: Stamp | None = None
) -> None:
    tell(
        work,
        event_type,
        subject=link.customer_number,
        customers=[link.customer_number],
        aggregate=f"dwelling_link/{link.id}",
        sequence=link.version,
        data=data,
        stamp=stamp,
    )


def _answer(work: Work, link: DwellingLink) -> dict[str, Any]:
    row = repository.links_of(work.connection, link.customer_number, link.id)[0]
    return presenting.link_from_row(row)
