"""Who of the staff follows a record: offered and named from the directory (R144, R265).

The browser sends an account's id and nothing else. The name that is written into the record is the directory's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from gateway.recordfields import PEOPLE
from homefire.errors import FieldProblem, Invalid


class Staff(Protocol):
    """What is asked of `gateway.accounts.StaffDirectory`."""

    def everyone(self) -> list[dict[str, Any]]:
        """All staff there has been."""

    def named(self, account_ids: list[str]) -> dict[str, dict[str, Any]]:
        """Staff by id."""


def offered(everyone: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """For each field that holds one of the staff, who may be chosen: those whose accounts are open."""
    return dict.fromkeys(PEOPLE, choices(everyone))


def choices(everyone: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those whose accounts are open, as a pick list has them."""
    return [{"code": row["id"], "label": _described(row), "data": {}} for row in everyone if row["active"]]


def names(everyone: list[dict[str, Any]]) -> dict[str, str]:
    """Everybody's name by id, also of those who have left."""
    return {row["id"]: row["name"] for row in everyone}


def with_names(body: Mapping[str, Any], staff: Staff) -> dict[str, Any]:
    """A change of a record with the names that belong to the ids in it.

    Raises `Invalid` for an id that nobody has, or that somebody has whose account is closed.
    """
    ids = {name: body[name]["id"] for name in PEOPLE if body.get(name)}
    found = staff.named(list(ids.values())) if ids else {}
    wrong = [problem for name, key in ids.items() if (problem := check(name, found.get(key)))]
    if wrong:
        raise Invalid(fields=wrong)
    people = {name: {"id": found[key]["id"], "name": found[key]["name"]} for name, key in ids.items()}
    return {**body, **people}


def check(name: str, row: Mapping[str, Any] | None) -> FieldProblem | None:
    """What keeps a row of the directory from being chosen in a field: nobody has the id, or has left."""
    if row is None:
        return FieldProblem(
            name, "unknown_staff", "Choose somebody of the list: nobody of the staff has this id."
        )
    if not row["active"]:
        detail = f"{row['name']} does not work here any more. Choose somebody else."
        return FieldProblem(name, "inactive_staff", detail)
    return None


def _described(row: Mapping[str, Any]) -> str:
    """`JOHN JOHNSON - Caseworker, Watsonville`."""
    place = ", ".join(text for text in (row["job_title"], row["office"]) if text)
    return f"{row['name']} - {place}" if place else str(row["name"])
