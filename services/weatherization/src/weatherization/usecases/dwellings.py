"""Dwellings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from homefire import reference
from homefire.changes import changes_between
from homefire.schemas import in_field
from homefire.us import addresses
from homefire.us.places import place_key
from homefire.work import Work
from weatherization import errors, events, presenting
from weatherization.domain import dwelling as rules
from weatherization.domain import property
from weatherization.models import Dwelling
from weatherization.repository import base, properties
from weatherization.repository import dwellings as repository
from weatherization.usecases.telling import audience, entry_day, heed_residents, tell


def create_dwelling(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """A new dwelling under an id of its own."""
    history = body.get("history") or {}
    stamp = work.stamp(body.get("history"))
    reference.check(work.session, "dwelling_kind", body["kind"], field="kind", on=entry_day(work, stamp))
    address = _address(dict.fromkeys(addresses.FIELDS, ""), body["address"])
    dwelling = Dwelling(
        heating_fuel="",
        id=base.assign_id(work.session, "dwelling", history.get("dwelling_id")),
        version=1,
        kind=body["kind"],
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
        updated_by=stamp.entered_by,
        updated_at=stamp.entered_at,
        **{f"address_{name}": value for name, value in address.items()},
    )
    _apply_facts(work, dwelling, body, entry_day(work, stamp))
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
    _apply_facts(work, dwelling, body, work.today())
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


def _apply_facts(work: Work, dwelling: Dwelling, body: Mapping[str, Any], day: date) -> None:
    """Gives the dwelling what the body says of building, year, fuel and units, and checks how it all fits."""
    if body.get("heating_fuel") and body["heating_fuel"] != dwelling.heating_fuel:
        reference.check(work.session, "heating_fuel", body["heating_fuel"], field="heating_fuel", on=day)
    for name in property.FACTS:
        if name in body:
            setattr(dwelling, name, body[name])
    in_field("year_built", lambda: property.check_year_built(dwelling.year_built, work.today()))
    total, applied_for = dwelling.units_total, dwelling.units_applied_for
    field = "units_total" if total is not None and applied_for is None else "units_applied_for"
    in_field(field, lambda: property.check_units(dwelling.kind, total, applied_for))
    if dwelling.building_id is not None and "building_id" in body:
        _check_building(work, dwelling, dwelling.building_id)
    is_building = dwelling.kind == property.MULTI_FAMILY and dwelling.building_id is None
    if not is_building and properties.has_units(work.session, dwelling.id):
        raise errors.BuildingHasUnits()
    dwelling.place_key = place_key(presenting.address_of(dwelling))


def _check_building(work: Work, dwelling: Dwelling, building_id: int) -> None:
    """The building is locked, so that it stays one while it gets a unit."""
    with work.session.no_autoflush:
        building = repository.find_dwelling_for_change(work.session, building_id)
    if building is None:
        raise errors.BuildingNotFound()
    kind, own_building = building.kind, building.building_id
    in_field("building_id", lambda: property.check_unit_of(dwelling.id, building_id, kind, own_building))


def _address(current: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The address after an edit, with city, county and state from its ZIP code where nobody typed them."""
    edited = addresses.edited(current, given)
    complete = in_field("address.zip", lambda: addresses.complete(edited))
    in_field("address.county", lambda: rules.check_place(complete))
    return {name: complete[name] for name in addresses.FIELDS}
