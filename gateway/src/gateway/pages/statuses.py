"""Statuses of applications that are changed on the customer record and saved with it (R7, R144, R240).

They belong to another service than the record itself, so a save is one transaction for each. What could not be
saved stays in the form and is named; what was saved is said to be.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flask import request

from gateway import forms
from gateway.context import gateway, principal
from gateway.forms import Form, reading
from homefire.errors import Problem

OVERRIDE = "applications:transfer.override"
_NAME = re.compile(r"status\.(\d{1,12})", re.ASCII)
PARTS = ("program", "loaded", "version", "reason", "override", "key")
"""What the form says of an application besides the status itself, as `<part>.<application>`."""


@dataclass(frozen=True, slots=True)
class TypedStatus:
    """An application's status as the form sends it; `problem` is why it could not be saved.

    One whose answer did not come has the key under which it was sent: it was perhaps saved.
    """

    application_id: int
    program: str
    loaded: str
    status: str
    version: str
    reason: str = ""
    override: str = ""
    key: str = ""
    problem: Problem | None = None

    @property
    def changed(self) -> bool:
        """Whether another status was chosen than the one that was shown."""
        return self.status != self.loaded

    @property
    def asks_override(self) -> bool:
        """Whether a finding blocks the transfer and this person may enter it in spite of that (R92)."""
        blocked = self.problem is not None and self.problem.code == "transfer_blocked"
        return (blocked or bool(self.override)) and principal().may(OVERRIDE)

    @property
    def override_limit(self) -> int:
        """The most characters of the reason for that."""
        return gateway().contracts.limit_of("applications.change_application_status", "override_reason", 200)

    @property
    def detail(self) -> str:
        """What is wrong, in the words of the field where the service names one."""
        if self.problem is None:
            return ""
        return self.problem.fields[0].detail if self.problem.fields else self.problem.detail


def read() -> tuple[TypedStatus, ...]:
    """The statuses that were changed on the page."""
    found = []
    for name, status in request.form.items():
        if match := _NAME.fullmatch(name):
            said = {part: request.form.get(f"{part}.{match[1]}", "").strip() for part in PARTS}
            found.append(TypedStatus(int(match[1]), status=status, **said))
    return tuple(typed for typed in found if typed.changed)


def write(changed: Iterable[TypedStatus], sent: Form) -> list[TypedStatus]:
    """Saves each status by itself; those that could not be, with their problems.

    `sent` is what the record's form carried: its lock and its reason go with every write to the record, and a form that
    is sent twice is saved once.
    """
    return [typed for typed in (_write(each, sent) for each in changed) if typed.problem is not None]


def _write(typed: TypedStatus, sent: Form) -> TypedStatus:
    key = typed.key or _key_of(typed, sent.key)
    body = {"status": typed.status, "reason": typed.reason}
    body |= {"override_reason": typed.override} if typed.override else {}
    form = replace(sent, key=key, version=reading.whole(typed.version) or 0)
    try:
        forms.write("applications.change_application_status", [typed.application_id, body], form)
    except Problem as problem:
        refused = form.refused(problem)
        return replace(typed, problem=problem, key=key if refused.key == key else "")
    return typed


def _key_of(typed: TypedStatus, key: str) -> str:
    """A key of its own for each application and each move, made of the form's."""
    parts = (
        key,
        str(typed.application_id),
        typed.version,
        typed.status,
        typed.reason,
        *filter(None, [typed.override]),
    )
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "\n".join(parts)))


def by_application(typed: Sequence[TypedStatus]) -> dict[str, TypedStatus]:
    """The same by the id that the page's grid knows an application by."""
    return {str(each.application_id): each for each in typed}
