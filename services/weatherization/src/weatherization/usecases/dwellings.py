"""Dwellings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homefire import reference
from homefire.changes import changes_between
from homefire.schemas import in_field
from homefire.us import addresses
from homefire.work import Work
from weatherization import errors, events, presenting
from weatherization.domain import dwelling as rules
from weatherization.models import Dwelling
from weatherization.repository import base
from weatherization.repository import dwellings as repository
from weatherization.usecases.telling import audience, entry_day, heed_residents, tell


def create_dwelling(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """A new dwelling under an id of its own."""
    history = body.get("history") or {}
    stamp = work.stamp(body.get("history"))
    reference.check(work.session, "dwelling_kind", body["kind"], field="kind", on=entry_day(work, stamp))
    address = _address(dict.fromkeys(addresses.FIELDS, ""), body["address"])
    dwelling = Dwelling(
        id=base.assign_id(work.session, "dwelling", history.get("dwelling_id")),
        version=1,
        kind=body["kind"],
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
        updated_by=stamp.entered_by,
        updated_at=stamp.entered_at,
        **{f"address_{name}": value for name, value in address.items()},
    )
    work.session.add(dwelling)
    work.session.flush()
    subject, customers = audience(work, dwelling.id)
    work.emit(
        events.dwelling_created,
        subject=subject,
        aggregate=f"dwelling/{dwelling.id}",
        sequence=dwelling.version,
        data={**presenting.dwelling_state(dwelling), "customers": customers},
        stamp=stamp,
    )
    return get_dwelling(work, dwelling.id)


def update_dwelling(work: Work, dwelling_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Changes a dwelling's kind or address; each change becomes a note on the record of who lives there."""
    dwelling = repository.find_dwelling_for_change(work.session, dwelling_id)
    if dwelling is None:
        raise errors.DwellingNotFound()
    heed_residents(work, dwelling_id)
    work.check_version(dwelling.version)
    before = presenting.dwelling_state(dwelling)
    if "kind" in body:
        reference.check(work.session, "dwelling_kind", body["kind"], field="kind", on=work.today())
        dwelling.kind = body["kind"]
    address = _address(before["address"], body.get("address") or {})
    for name, value in address.items():
        setattr(dwelling, f"address_{name}", value)
    state = presenting.dwelling_state(dwelling)
    changes = changes_between(rules.flatten(before), rules.flatten(state), rules.TRACKED)
    if changes:
        dwelling.version += 1
        stamp = work.stamp()
        dwelling.updated_by, dwelling.updated_at = stamp.entered_by, stamp.entered_at
        work.session.flush()
        subject, customers = audience(work, dwelling_id)
        tell(
            work,
            events.dwelling_updated,
            subject=subject,
            customers=customers,
            aggregate=f"dwelling/{dwelling_id}",
            sequence=dwelling.version,
            data={**state, "customers": customers, "changes": changes},
        )
    return get_dwelling(work, dwelling_id)


def get_dwelling(work: Work, dwelling_id: int) -> dict[str, Any]:
    """One dwelling."""
    row = repository.find_dwelling(work.connection, dwelling_id)
    if row is None:
        raise errors.DwellingNotFound()
    return presenting.dwelling_from_row(row)


def _address(current: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The address after an edit, with city, county and state from its ZIP code where nobody typed them."""
    edited = addresses.edited(current, given)
    complete = in_field("address.zip", lambda: addresses.complete(edited))
    in_field("address.county", lambda: rules.check_place(complete))
    return {name: complete[name] for name in addresses.FIELDS}
