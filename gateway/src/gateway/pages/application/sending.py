"""One write from a step of an application: under the record's lock for as long as it takes, and sent once.

These steps do not hold the record while somebody reads them. What was changed meanwhile is told by the version that the
form was made for (R148, R152, R254).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from gateway import forms
from gateway.context import gateway, principal, trace
from gateway.forms import Entries, FieldForm, Form
from gateway.pages.opening import locks
from homefire.client import Call
from homefire.errors import Problem

WRITE = "applications:write"


def write(number: int, operation: str, arguments: Sequence[Any], form: Form) -> Any:
    """Asks applications for one write to a customer's record. Raises the service's problem."""
    with locked(number) as token:
        return forms.write(f"applications.{operation}", arguments, form, token=token)


@contextmanager
def locked(number: int) -> Iterator[int | None]:
    """The token of the record's lock for one write; None where the lock cannot be had.

    A lock that the person holds already, in another window, stays theirs.
    """
    kept = _holds(number)
    hold = locks().take(number)
    try:
        yield hold.token
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
    lists: Mapping[str, Entries] | None = None,
    sent: Form | None = None,
) -> FieldForm:
    """A step's form: as it begins, or as it was sent, with why it was refused if it was."""
    form = FieldForm(
        values=values,
        version=version,
        editable=principal().may(WRITE),
        lists=lists or {},
        limits=gateway().contracts.limits_of(f"applications.{operation}"),
    )
    return form if sent is None else form.carrying(sent).at_version(version)
