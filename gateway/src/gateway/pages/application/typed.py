"""What was typed into a form of an application's page, and why it was not saved."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request

from gateway.pages.application import sending
from homefire.errors import AcknowledgementRequired, Problem, Unavailable


@dataclass(frozen=True, slots=True)
class Typed:
    """A form of an application's page. `about` says which of the page's forms it is."""

    about: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    problem: Problem | None = None

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by field."""
        return {entry.field: entry.detail for entry in self.problem.fields} if self.problem else {}

    @property
    def asks_acknowledgement(self) -> bool:
        """Whether the record is under special handling, and a reason for the change is wanted (R26)."""
        return isinstance(self.problem, AcknowledgementRequired) or bool(self.values.get("acknowledgement"))


BLANK = Typed()
"""No form was sent."""


def fresh_key() -> str:
    """A key for each form of a page, so that one that is sent twice is carried out once (R254)."""
    return str(uuid.uuid4())


def read(about: str, *names: str) -> Typed:
    """The form as it was sent. Line ends within a text are kept."""
    values = {name: request.form.get(name, "").strip() for name in (*names, "acknowledgement")}
    return Typed(about, values, request.form.get("key") or fresh_key())


def send(typed: Typed, number: int, operation: str, arguments: Sequence[Any]) -> Typed | None:
    """Asks the service for a change, in the version that the page showed; the form again where it refuses.

    An answer that did not come was perhaps a change: only the form's own key keeps it from a second one.
    """
    beside = {"idempotency_key": typed.key}
    version = request.form.get("version", "")
    if version.isascii() and version.isdigit():
        beside["if_match"] = version
    if typed.values["acknowledgement"]:
        beside["acknowledgement"] = " ".join(typed.values["acknowledgement"].split())
    try:
        sending.write(number, operation, arguments, beside)
    except Problem as problem:
        key = typed.key if isinstance(problem, Unavailable) else fresh_key()
        return Typed(typed.about, typed.values, key, problem)
    return None
