"""What the pages of assessments, projects and jobs ask weatherization, and their forms, whose fields it takes.

A page has several forms, so a field's name on the page is its own; `named` says what the operation calls it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from gateway import lists
from gateway.context import agency_today, gateway, principal, trace
from gateway.forms import Entries, FormKind, entry, fields_of
from gateway.recordfields import RecordField
from homefire.client import Call

SERVICE = "weatherization"
WRITE = "weatherization:write"
MOST_VENDORS = 200
"""How many vendors a pick list holds."""


def kind(
    name: str,
    operation: str,
    *fields: RecordField,
    named: Mapping[str, str] | None = None,
    scope: str = WRITE,
) -> FormKind:
    """A form for one operation of weatherization."""
    return FormKind(name, f"{SERVICE}.{operation}", fields_of(*fields), named or {}, scope)


def ask(operation: str, *arguments: Any) -> Any:
    """What weatherization answers. Raises its problem."""
    return gateway().services.ask(principal(), Call(SERVICE, operation, list(arguments)), trace=trace())


def choices_of(*names: str) -> dict[str, Entries]:
    """Reference lists of weatherization, as they may be chosen today."""
    calls = [Call(SERVICE, "list_weatherization_reference", [name]) for name in names]
    answers = gateway().lists.answers(calls, principal(), trace())
    return {
        name: lists.offered(answer["items"], agency_today())
        for name, answer in zip(names, answers, strict=True)
    }


def vendors() -> dict[str, Entries]:
    """The vendors that are active, as the list of `vendor_number`.

    There is none where a list would be too long: then the number is typed, as the vendors' lookup shows it.
    """
    call = Call(SERVICE, "find_vendors", [], {"active": True, "limit": MOST_VENDORS})
    found = gateway().lists.answer(call, principal(), trace(), kept_for=0)
    if found["next"] is not None:
        return {}
    named = [
        entry(each["vendor_number"], f"{each['name']} ({each['vendor_number']})") for each in found["items"]
    ]
    return {"vendor_number": named}


def programs() -> list[dict[str, Any]]:
    """The rules that programs have today."""
    call = Call(SERVICE, "list_program_rules")
    found = gateway().lists.answer(call, principal(), trace(), kept_for=0)
    return [rule for rule in found["items"] if rule["in_force"]]


def coded(found: Iterable[str]) -> Entries:
    """Words that are their own labels, as a pick list."""
    return [entry(each, each) for each in found]


def day_text(iso: str | None) -> str:
    """`1/31/2026`, as a field for a date has it."""
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day.month}/{day.day}/{day.year}"
