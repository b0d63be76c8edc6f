"""The forms in which properties and the list of ineligible addresses are answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from homefire import reference
from homefire.us import addresses
from weatherization import presenting
from weatherization.domain import property as rules
from weatherization.models import IneligibleAddress

_PLACE = ("service_address", "city", "zip", "county")
_DAYS = frozenset({"completed_date", "reported_date", "linked_from", "linked_to", "weatherized_on"})


def property_row(row: sa.RowMapping) -> dict[str, Any]:
    """A property of a customer, with the customer's own links to it."""
    return {
        "dwelling_id": row["id"],
        "kind": reference.labelled(row, "kind"),
        "stays": [_between(each) for each in row["stays"]],
        **{name: row[name] for name in ("building_id", "current", "jobs", *_PLACE)},
    }


def property_from_row(row: sa.RowMapping, today: date) -> dict[str, Any]:
    """A property with all there is."""
    jobs = [_days(each) for each in row["jobs"]]
    building = row["building_id"]
    decisions = [_days(each) for each in row["decisions"]]
    return {
        **presenting.dwelling_from_row(row),
        "building": {"code": str(building), "label": row["building_label"]} if building else None,
        "units": [
            {**each, "tenants": [_between(tenant) for tenant in each["tenants"]]} for each in row["units"]
        ],
        "jobs": [{**_coded(job, "job_type"), **{name: row[name] for name in _PLACE}} for job in jobs],
        "ineligible_address": row["listed"] is not None,
        "eligibility": _standings(row, decisions, today),
        "eligibility_history": [_coded(each, "program") for each in decisions],
    }


def entry_from_row(row: sa.RowMapping) -> dict[str, Any]:
    """An entry of the list of ineligible addresses."""
    line = addresses.one_line({name: row.get(f"address_{name}") for name in addresses.FIRST_LINE})
    return {
        "entry_id": row["id"],
        "address": line,
        "city": row["address_city"],
        "zip": row["address_zip"],
        "reason": reference.labelled(row, "reason"),
        "from": row["listed_from"],
        "to": row["listed_to"],
        **{name: row[name] for name in ("place_key", "explanation", *presenting.ENTERED)},
    }


def first_line(entry: IneligibleAddress) -> str:
    """The address of an entry as people write it."""
    return addresses.one_line(
        {name: getattr(entry, f"address_{name}") for name in ("number", "street", "street_type")}
    )


def _standings(
    row: sa.RowMapping, decisions: Sequence[Mapping[str, Any]], today: date
) -> list[dict[str, Any]]:
    newest: dict[str, Mapping[str, Any]] = {}
    for decision in decisions:
        newest.setdefault(decision["program"], decision)
    return [
        _standing(row["listed"], newest.get(each["code"]), _days(each), today) for each in row["programs"]
    ]


def _standing(
    listed: str | None, entry: Mapping[str, Any] | None, program: Mapping[str, Any], today: date
) -> dict[str, Any]:
    held = rules.standing(
        listed=listed,
        decided=rules.Decision(rules.Eligibility(entry["status"]), entry["reason"]) if entry else None,
        weatherized_on=program["weatherized_on"],
        years_between=program["years_between"],
        today=today,
    )
    by = entry if entry and held.source == "entered" else {}
    return {
        "program": {name: program[name] for name in ("code", "label")},
        "status": str(held.status),
        "source": held.source,
        "reason": held.reason,
        "entered_by": by.get("entered_by", ""),
        "entered_at": by.get("entered_at"),
    }


def _coded(each: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What the database has put together, with a code and its label as one."""
    rest = {key: value for key, value in each.items() if key != f"{name}_label"}
    return rest | {name: reference.labelled(each, name)}


def _between(each: Mapping[str, Any]) -> dict[str, Any]:
    """A link's days under the names that its schema has."""
    named = {"linked_from": "from", "linked_to": "to"}
    return {named.get(name, name): value for name, value in _days(each).items()}


def _days(each: Mapping[str, Any]) -> dict[str, Any]:
    """What the database has put together, with its days and times as such."""
    readers = dict.fromkeys(_DAYS, date.fromisoformat) | {"entered_at": datetime.fromisoformat}
    return {
        name: readers[name](value) if name in readers and value else value for name, value in each.items()
    }
