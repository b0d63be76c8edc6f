"""A merge as it is answered: who, when, why, and where the rows of both records are by now (R252)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from customers.domain import merging
from customers.models import CustomerMerge
from customers.owners import OWNERS
from customers.repository import merges as repository

Counts = Mapping[str, Mapping[str, Any]]


def compared(ours: Counts, theirs: Counts) -> list[dict[str, Any]]:
    """What stands under two numbers, by service and kind."""
    return [
        {
            "service": service,
            "kind": mine["kind"],
            "label": mine["label"],
            "count": mine["count"],
            "other_count": other["count"],
        }
        for service, answer in ours.items()
        for mine, other in zip(answer["items"], theirs[service]["items"], strict=True)
    ]


def conflicts_of(counts: Counts) -> list[str]:
    """What stands against two records' becoming one, of everything that was counted for both."""
    return [sentence for answer in counts.values() for sentence in answer["conflicts"]]


def expected(ours: Counts, theirs: Counts) -> dict[str, Any]:
    """What stood under both numbers before a merge, of the kinds whose counts add up."""
    return {
        service: {
            mine["kind"]: {"label": mine["label"], "merged": mine["count"], "survivor": other["count"]}
            for mine, other in zip(answer["items"], theirs[service]["items"], strict=True)
            if mine["adds_up"]
        }
        for service, answer in ours.items()
    }


def listed(connection: sa.Connection, number: int) -> list[dict[str, Any]]:
    """The merges of a number, newest first."""
    return _with_moves(connection, repository.list_merges(connection, number))


def presented(connection: sa.Connection, merge_id: int) -> dict[str, Any]:
    """One merge."""
    table = CustomerMerge.__table__
    row = connection.execute(sa.select(table).where(table.c.id == merge_id)).mappings().one()
    return _with_moves(connection, [row])[0]


def _with_moves(connection: sa.Connection, rows: list[sa.RowMapping]) -> list[dict[str, Any]]:
    reports = {
        (report["merge_id"], report["service"], report["merged"]): report["counts"]
        for report in repository.list_reports(connection, [row["id"] for row in rows])
    }
    return [_merge(row, reports) for row in rows]


def _merge(row: sa.RowMapping, reports: Mapping[tuple[int, str, bool], Any]) -> dict[str, Any]:
    in_effect = row["unmerged_at"] is None
    services = [
        _service(name, kinds, reports.get((row["id"], name, in_effect)), in_effect)
        for name, kinds in sorted(row["counts"].items(), key=lambda entry: OWNERS.index(entry[0]))
    ]
    states = {service["state"] for service in services}
    return {
        **{name: value for name, value in row.items() if name not in ("counts", "taken")},
        "in_effect": in_effect,
        "taken": list(row["taken"]),
        "state": next((state for state in ("mismatch", "waiting") if state in states), "complete"),
        "services": services,
    }


def _service(
    name: str, kinds: Mapping[str, Any], counts: list[dict[str, Any]] | None, in_effect: bool
) -> dict[str, Any]:
    found = {count["kind"]: count for count in counts or ()}
    return {
        "service": name,
        "state": merging.move_state(kinds, counts, in_effect),
        "kinds": [
            {
                "kind": kind,
                "label": before["label"],
                "merged_before": before["merged"],
                "survivor_before": before["survivor"],
                **{key: found.get(kind, {}).get(key) for key in ("moved", "left", "gathered")},
            }
            for kind, before in sorted(kinds.items(), key=lambda entry: entry[1]["label"])
        ],
    }
