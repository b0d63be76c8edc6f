"""What every form of an application's pages sends beside its fields, and where its answer leads.

The version that the page was made for, the token of the customer's lock, the reason under special handling and the
key that keeps one form from being saved twice (R26, R148, R152, R254).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from gateway.context import principal
from gateway.forms import FieldForm, Form
from gateway.locks import READING, Hold
from gateway.pages import following, said
from gateway.pages.held import Outcome, is_lock_lost
from gateway.pages.opening import locks, take_hold
from gateway.recordform import Difference
from homefire.statuses import status_of

Answer = Response | tuple[str, int]
WRITE = "applications:write"
AnyForm = TypeVar("AnyForm", bound=FieldForm)


@dataclass(frozen=True, slots=True)
class Sent(Form):
    """What a form of these pages sent beside its fields."""

    action: str = "save"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page says around its form. The draft of the record itself is left alone: `offered` says so."""

    saved: Mapping[str, Any] | None = None
    news: Sequence[Difference] = ()
    offered: bool = True


def read() -> Sent:
    """What the form of this request sent."""
    return Sent(request.form.get("action", "save")).sent()


def take(number: int) -> Hold:
    """The lock of a record whose application somebody opens; whoever may not change it takes none."""
    return take_hold(number) if principal().may(WRITE) else READING


def may_edit(hold: Hold) -> bool:
    """Whether this page may change the application."""
    return hold.held and principal().may(WRITE)


def saved(number: int, sent: Sent, here: str, fields: int, warnings: list[Mapping[str, Any]]) -> Response:
    """Where a save leads: to the page again, out of the record, or to another application (R8, R9)."""
    target = {"close": following.way_out(), "application": url_for("record.new_application", number=number)}
    response = redirect(target.get(sent.action, here), code=303)
    if sent.action in target and sent.token is not None:
        locks().release(number, sent.token)
    if sent.action != "close":
        said.say(response, number, fields=fields, warnings=warnings)
    return response


def hold_after(number: int, outcome: Outcome[Sent]) -> Hold:
    """Who has the record now, after a page that saved nothing; a lock that this person gave back is taken anew."""
    if outcome.problem is not None and is_lock_lost(outcome.problem):
        return locks().lost(outcome.problem)
    hold = locks().renew(number, outcome.sent.token)
    return locks().take(number) if not hold.held and (hold.own or hold.why == "free") else hold


def refused(form: AnyForm, outcome: Outcome[Sent]) -> AnyForm:
    """The form of the application as it is now, with what was sent beside it and why it was not saved."""
    sent = outcome.sent if outcome.problem is None else outcome.sent.refused(outcome.problem)
    return form.carrying(sent).at_version(form.version)


def status_after(outcome: Outcome[Sent]) -> int:
    """The page's status: of the refusal, or of a page that saved nothing because nothing was asked."""
    return status_of(outcome.problem) if outcome.problem else 200


def answer_with(page: str, told: Mapping[str, Any] | None) -> Response:
    """A page that says once what was said to it."""
    response = make_response(page)
    if told is not None:
        said.forget(response)
    return response
