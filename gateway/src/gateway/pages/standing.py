"""What the pages of deleting, restoring and merging have in common: one write to a record, under its lock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from gateway.context import gateway, principal, trace
from gateway.forms import Form, reading
from gateway.pages.opening import locks
from homefire.client import Call
from homefire.errors import Invalid, Locked, Problem, Unavailable

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class ReasonForm(Form):
    """A form that asks why."""

    reason: str = ""


def read_form() -> ReasonForm:
    """What the form sent."""
    return ReasonForm(reading.sentence("reason")).sent()


def token_of(number: int) -> int:
    """The token of a record's lock, taken for one write. Raises `Locked` while somebody else has it open."""
    hold = locks().take(number)
    if hold.token is None:
        if hold.holder:
            raise Locked(f"{hold.holder} has customer {number} open. Ask them to leave it, then try again.")
        raise Unavailable("The record cannot be held now. Nothing was changed; try again in a moment.")
    return hold.token


def ask(method: str, *args: Any, **said: Any) -> Any:
    """What the customers service answers. Raises its problem."""
    return gateway().services.ask(principal(), Call("customers", method, list(args), said), trace=trace())


def limit(operation: str) -> int:
    """The longest reason, as the contract gives it (R256)."""
    return gateway().contracts.limit_of(f"customers.{operation}", "reason", LONGEST_REASON)


def version_of(name: str = "version") -> int:
    """The version that a form was made for."""
    text = request.form.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Invalid("This form is not complete. Load the page again.")
    return int(text)


def merges_of(composed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The merges in effect by which other numbers lead to a record; nothing while they cannot be had."""
    section = composed["sections"]["customer"]
    if section["state"] != "ok" or not section["data"].get("merged_numbers"):
        return []
    try:
        found = ask("list_merges", composed["number"])["items"]
    except Problem:
        return []
    return [merge for merge in found if merge["in_effect"] and merge["survivor"] == composed["number"]]
