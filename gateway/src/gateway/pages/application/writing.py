"""What every form of an application's pages sends beside its fields, and where its answer leads.

The version that the page was made for, the token of the customer's lock, the reason under special handling and the
key that keeps one form from being saved twice (R26, R148, R152, R254).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from gateway.context import principal
from gateway.locks import READING, Hold
from gateway.pages import following, said
from gateway.pages.opening import locks, take_hold
from gateway.pages.saving import is_lock_lost
from gateway.recordform import Difference, RecordForm
from homefire.errors import AcknowledgementRequired, Conflict, Problem, Unavailable
from homefire.statuses import status_of

Answer = Response | tuple[str, int]
WRITE = "applications:write"


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form of these pages sent beside its fields."""

    version: int
    token: int | None
    key: str
    acknowledgement: str
    action: str

    @property
    def beside(self) -> dict[str, Any]:
        """What goes with the write to the service."""
        told: dict[str, Any] = {"if_match": str(self.version), "idempotency_key": self.key}
        if self.token is not None:
            told["lock_token"] = self.token
        return told | ({"acknowledgement": self.acknowledgement} if self.acknowledgement else {})


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page says around its form. The draft of the record itself is left alone: `offered` says so."""

    saved: Mapping[str, Any] | None = None
    news: Sequence[Difference] = ()
    offered: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """A write: who holds the record under which token afterwards, and the service's answer or its refusal."""

    sent: Sent
    answer: Mapping[str, Any] = field(default_factory=dict)
    problem: Problem | None = None


def read() -> Sent:
    """What the form of this request sent."""
    return Sent(
        version=_number("version") or 0,
        token=_number("lock_token"),
        key=request.form.get("key") or str(uuid.uuid4()),
        acknowledgement=" ".join(request.form.get("acknowledgement", "").split()),
        action=request.form.get("action", "save"),
    )


def take(number: int) -> Hold:
    """The lock of a record whose application somebody opens; whoever may not change it takes none."""
    return take_hold(number) if principal().may(WRITE) else READING


def may_edit(hold: Hold) -> bool:
    """Whether this page may change the application."""
    return hold.held and principal().may(WRITE)


def write(number: int, sent: Sent, send: Callable[[Sent], Mapping[str, Any]]) -> Outcome:
    """Writes; where the lock was given back and nobody else has it, under a new one of the same person.

    The page before this one gives the lock back as it is left, and its message may come late.
    """
    try:
        return Outcome(sent, send(sent))
    except Conflict as problem:
        lost = locks().lost(problem)
        if problem.code != "lock_lost" or (lost.holder and not lost.own):
            return Outcome(sent, problem=problem)
    except Problem as problem:
        return Outcome(sent, problem=problem)
    hold = locks().take(number)
    sent = replace(sent, token=hold.token)
    try:
        return Outcome(sent, send(sent))
    except Problem as problem:
        return Outcome(sent, problem=problem)


def saved(number: int, sent: Sent, here: str, fields: int, warnings: list[Mapping[str, Any]]) -> Response:
    """Where a save leads: to the page again, out of the record, or to another application (R8, R9)."""
    target = {"close": following.way_out(), "application": url_for("record.new_application", number=number)}
    response = redirect(target.get(sent.action, here), code=303)
    if sent.action in target and sent.token is not None:
        locks().release(number, sent.token)
    if sent.action != "close":
        said.say(response, number, fields=fields, warnings=warnings)
    return response


def hold_after(number: int, outcome: Outcome) -> Hold:
    """Who has the record now, after a page that saved nothing; a lock that this person gave back is taken anew."""
    if outcome.problem is not None and is_lock_lost(outcome.problem):
        return locks().lost(outcome.problem)
    hold = locks().renew(number, outcome.sent.token)
    return locks().take(number) if not hold.held and (hold.own or hold.why == "free") else hold


def refused(form: RecordForm, outcome: Outcome) -> RecordForm:
    """The form with why it was not saved, and the reason to give under special handling."""
    problem, sent = outcome.problem, outcome.sent
    asks = isinstance(problem, AcknowledgementRequired) or (
        problem is not None and problem.code == "acknowledgement_invalid"
    )
    silent = isinstance(problem, AcknowledgementRequired) and not sent.acknowledgement
    return replace(
        form,
        # An answer that did not come was perhaps a save: only its own key keeps it from a second time.
        key=sent.key if isinstance(problem, Unavailable) else str(uuid.uuid4()),
        problem=None if silent else problem,
        acknowledgement=sent.acknowledgement,
        asks_acknowledgement=asks or bool(sent.acknowledgement),
    )


def status_after(outcome: Outcome) -> int:
    """The page's status: of the refusal, or of a page that saved nothing because nothing was asked."""
    return status_of(outcome.problem) if outcome.problem else 200


def answer_with(page: str, told: Mapping[str, Any] | None) -> Response:
    """A page that says once what was said to it."""
    response = make_response(page)
    if told is not None:
        said.forget(response)
    return response


def _number(name: str) -> int | None:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
