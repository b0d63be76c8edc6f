"""The forms of these pages: what each asks, which operation takes it, and how a refusal comes back to it.

A page has several forms, so a field's name on the page is its own; `named` says what the operation calls it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from flask import request

from gateway import lists
from gateway.context import gateway, principal, trace
from gateway.recordfields import RecordField
from gateway.recordform import RecordForm
from homefire.client import Call
from homefire.errors import AcknowledgementRequired, Problem, Unavailable

SERVICE = "weatherization"
WRITE = "weatherization:write"
Entries = list[dict[str, Any]]
MOST_VENDORS = 200
"""How many vendors a pick list holds."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form: the operation that takes it, its fields by their names on the page."""

    name: str
    operation: str
    fields: Mapping[str, RecordField]
    named: Mapping[str, str] = field(default_factory=dict)

    def on_page(self, name: str) -> str:
        """What the page calls a field of the operation."""
        return next((mine for mine, its in self.named.items() if its == name), name)

    def shown(
        self,
        values: Mapping[str, str] | None = None,
        version: int = 0,
        choices: Mapping[str, Entries] | None = None,
    ) -> RecordForm:
        """The form as it begins."""
        limits = gateway().contracts.limits_of(f"{SERVICE}.{self.operation}")
        return RecordForm(
            values={**dict.fromkeys(self.fields, ""), **(values or {})},
            base={},
            version=version,
            editable=principal().may(WRITE),
            lists=choices or {},
            limits={self.on_page(name): most for name, most in limits.items()},
        )

    def sent(self, choices: Mapping[str, Entries] | None = None) -> RecordForm:
        """The form as this request sent it, with the version and the key that it carried."""
        values = {name: request.form.get(name, "").strip() for name in self.fields}
        return replace(
            self.shown(values, _number("version"), choices),
            key=request.form.get("key") or str(uuid.uuid4()),
            acknowledgement=" ".join(request.form.get("acknowledgement", "").split()),
        )

    def body(self, form: RecordForm, *names: str) -> dict[str, Any]:
        """Fields of the form as the operation calls and takes them; of all fields where none is named."""
        return {
            self.named.get(name, name): self.fields[name].send(form.values[name])
            for name in names or self.fields
        }

    def refused(
        self, form: RecordForm, problem: Problem, renamed: Mapping[str, str] | None = None
    ) -> RecordForm:
        """The form with all that was typed and why it was not done.

        An answer that did not come was perhaps a write: only the form's own key keeps it from a second one.
        """
        asks = isinstance(problem, AcknowledgementRequired)
        known = renamed or {}
        problem.fields = tuple(
            replace(each, field=known.get(each.field, self.on_page(each.field))) for each in problem.fields
        )
        return replace(
            form,
            key=form.key if isinstance(problem, Unavailable) else str(uuid.uuid4()),
            problem=None if asks and not form.acknowledgement else problem,
            asks_acknowledgement=asks or bool(form.acknowledgement),
        )


def fields_of(*fields: RecordField) -> dict[str, RecordField]:
    """Fields by their names."""
    return {each.name: each for each in fields}


def write(operation: str, arguments: Sequence[Any], form: RecordForm, *, versioned: bool = True) -> Any:
    """Sends a form's change in the version that its page showed, once (R152, R254). Raises the service's problem."""
    beside: dict[str, Any] = {"idempotency_key": form.key}
    if versioned:
        beside["if_match"] = str(form.version)
    if form.acknowledgement:
        beside["acknowledgement"] = form.acknowledgement
    call = Call(SERVICE, operation, list(arguments), beside)
    return gateway().services.ask(principal(), call, trace=trace())


def ask(operation: str, *arguments: Any) -> Any:
    """What weatherization answers. Raises its problem."""
    return gateway().services.ask(principal(), Call(SERVICE, operation, list(arguments)), trace=trace())


def choices_of(*names: str) -> dict[str, Entries]:
    """Reference lists of weatherization, as they may be chosen today."""
    calls = [Call(SERVICE, "list_weatherization_reference", [name]) for name in names]
    answers = gateway().lists.answers(calls, principal(), trace())
    return {
        name: lists.offered(answer["items"], today()) for name, answer in zip(names, answers, strict=True)
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


def entry(code: Any, label: str) -> dict[str, Any]:
    """One entry of a pick list."""
    return {"code": str(code), "label": label, "data": {}}


def coded(found: Iterable[str]) -> Entries:
    """Words that are their own labels, as a pick list."""
    return [entry(each, each) for each in found]


def today() -> date:
    """The agency's calendar date."""
    return datetime.now(gateway().settings.base.time_zone).date()


def day_text(iso: str | None) -> str:
    """`1/31/2026`, as a field for a date has it."""
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day.month}/{day.day}/{day.year}"


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
