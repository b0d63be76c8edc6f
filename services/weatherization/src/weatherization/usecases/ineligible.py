"""The list of addresses that are ineligible for weatherization (R61)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from homefire import numbering, paging, reference
from homefire.changes import changes_between
from homefire.events import EventType
from homefire.schemas import in_field
from homefire.us import addresses
from homefire.us.places import place_key
from homefire.work import Work
from weatherization import errors, events, placing
from weatherization.domain import ineligible as rules
from weatherization.models import IneligibleAddress
from weatherization.repository import facts
from weatherization.repository import ineligible as repository


def add_ineligible_address(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """Puts an address, without its unit, on the list from a day on."""
    address = body["address"]
    reference.check(work.session, "ineligible_reason", body["reason"], field="reason", on=work.today())
    key = in_field("address.street", lambda: rules.key_of(address))
    place = addresses.look_up(address["zip"])
    stamp = work.stamp()
    entry = IneligibleAddress(
        id=numbering.next_number(work.session, "ineligible_address_id_seq"),
        version=1,
        **{f"address_{name}": address[name] for name in ("number", "street", "street_type", "zip")},
        address_city=place.city if place else "",
        place_key=key,
        reason=body["reason"],
        explanation=body["explanation"],
        listed_from=body.get("from") or work.today(),
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
        updated_by=stamp.entered_by,
        updated_at=stamp.entered_at,
    )
    work.session.add(entry)
    work.session.flush()
    _tell(work, events.ineligible_address_added, entry, {})
    return _answer(work, entry.id)


def end_ineligible_address(work: Work, entry_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Sets or corrects the last day of an entry. The entry stays."""
    entry = repository.find_entry_for_change(work.session, entry_id)
    if entry is None:
        raise errors.IneligibleAddressNotFound()
    work.check_version(entry.version)
    in_field("to", lambda: rules.check_period(entry.listed_from, body["to"]))
    before = {"listed_to": _iso(entry.listed_to)}
    entry.listed_to = body["to"]
    changes = changes_between(before, {"listed_to": _iso(entry.listed_to)}, rules.TRACKED)
    if changes:
        entry.version += 1
        stamp = work.stamp()
        entry.updated_by, entry.updated_at = stamp.entered_by, stamp.entered_at
        work.session.flush()
        _tell(work, events.ineligible_address_ended, entry, {"changes": changes})
    return _answer(work, entry_id)


def list_ineligible_addresses(work: Work, query: Mapping[str, Any]) -> dict[str, Any]:
    """The list, the latest entries first, ended ones included unless it is asked otherwise."""
    limit, cursor = query["limit"], query.get("cursor")
    rows = repository.page_of_entries(
        work.connection,
        active=query["active"],
        today=work.today(),
        after=paging.read_cursor(cursor, date.fromisoformat, paging.number) if cursor else None,
        limit=limit + 1,
    )
    page, following = paging.cut(rows, limit, lambda row: (row["listed_from"], row["id"]))
    return {"items": [placing.entry_from_row(row) for row in page], "next": following}


def match_ineligible_address(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """Whether an address is on the list today, whatever its unit and however it is written."""
    key = place_key(body)
    found = repository.match(work.connection, key, work.today()) if key else None
    return {
        "ineligible": found is not None,
        "reason": reference.labelled(found, "reason") if found else None,
        "from": found["listed_from"] if found else None,
    }


def refuse_listed(work: Work, *dwelling_ids: int) -> None:
    """Neither job nor project is entered for an address on the list, whatever its unit (R61)."""
    listed = facts.listed_among(work.session, dwelling_ids, work.today())
    if listed:
        raise errors.AddressIsIneligible(f"{'; '.join(listed)}: {errors.AddressIsIneligible.sentence}")


def _answer(work: Work, entry_id: int) -> dict[str, Any]:
    row = repository.find_entry(work.connection, entry_id)
    assert row is not None
    return placing.entry_from_row(row)


def _tell(work: Work, event_type: EventType, entry: IneligibleAddress, facts: dict[str, Any]) -> None:
    work.emit(
        event_type,
        subject=f"ineligible_address:{entry.id}",
        aggregate=f"ineligible_address/{entry.id}",
        sequence=entry.version,
        data={
            "entry_id": entry.id,
            "place_key": entry.place_key,
            "address": placing.first_line(entry),
            "zip": entry.address_zip,
            "reason": entry.reason,
            "listed_from": entry.listed_from.isoformat(),
            "listed_to": _iso(entry.listed_to),
            **facts,
        },
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
