"""One write from a step of an application: under the record's lock for as long as it takes, and sent once.

These steps do not hold the record while somebody reads them. What was changed meanwhile is told by the version that the
form was made for (R148, R152, R254).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import request

from gateway.context import gateway, principal, trace
from gateway.pages.opening import locks
from gateway.recordform import RecordForm
from homefire.client import Call
from homefire.errors import AcknowledgementRequired, Problem, Unavailable

WRITE = "applications:write"


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form sent beside its fields."""

    version: str = field(default_factory=lambda: request.form.get("version", "0"))
    key: str = field(default_factory=lambda: request.form.get("key") or str(uuid.uuid4()))
    acknowledgement: str = field(
        default_factory=lambda: " ".join(request.form.get("acknowledgement", "").split())
    )

    @property
    def beside(self) -> dict[str, Any]:
        """What goes with the write to the service."""
        told = {"if_match": self.version, "idempotency_key": self.key}
        return told | ({"acknowledgement": self.acknowledgement} if self.acknowledgement else {})


def write(number: int, operation: str, arguments: Sequence[Any], beside: Mapping[str, Any]) -> Any:
    """Asks applications for one write to a customer's record. Raises the service's problem."""
    with locked(number) as token:
        call = Call("applications", operation, list(arguments), dict(beside) | token)
        return gateway().services.ask(principal(), call, trace=trace())


@contextmanager
def locked(number: int) -> Iterator[dict[str, int]]:
    """The token of the record's lock as it goes with one write; empty where the lock cannot be had.

    A lock that the person holds already, in another window, stays theirs.
    """
    kept = _holds(number)
    hold = locks().take(number)
    try:
        yield {} if hold.token is None else {"lock_token": hold.token}
    finally:
        if hold.token is not None and not kept:
            locks().release(number, hold.token)


def _holds(number: int) -> bool:
    """Whether this person has the record open in another window."""
    try:
        lock = gateway().services.ask(principal(), Call("customers", "get_lock", [number]), trace=trace())
    except Problem:
        return False
    return bool(lock["held"]) and str(lock["holder"]["id"]) == principal().id


def form_of(
    operation: str,
    values: Mapping[str, str],
    version: int,
    lists: Mapping[str, list[dict[str, Any]]] | None = None,
    sent: Sent | None = None,
    problem: Problem | None = None,
) -> RecordForm:
    """A step's form: as it begins, or as it was sent with why it was refused."""
    typed = sent.acknowledgement if sent is not None else ""
    asks = isinstance(problem, AcknowledgementRequired)
    # An answer that did not come was perhaps a save: only its own key keeps it from a second time.
    kept = sent is not None and isinstance(problem, Unavailable)
    return RecordForm(
        values=values,
        base={},
        version=version,
        editable=principal().may(WRITE),
        lists=lists or {},
        limits=gateway().contracts.limits_of(f"applications.{operation}"),
        key=sent.key if sent is not None and kept else str(uuid.uuid4()),
        problem=None if asks and not typed else problem,
        acknowledgement=typed,
        asks_acknowledgement=asks or bool(typed),
    )
