"""Saving a record: Save, Save and Close, Save and Add Application, Update, Refresh, Exit (R6 to R12, R240)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from gateway import access, assigning, recordfields, recordform
from gateway.context import gateway, principal, trace
from gateway.locks import Hold
from gateway.pages import following, notes, said, statuses
from gateway.pages.composing import compose
from gateway.pages.drafting import keep_draft_of
from gateway.pages.opening import Opened, form_of, locks, render_record, with_changes
from gateway.pages.record import routes
from gateway.pages.statuses import TypedStatus
from homefire.client import Call
from homefire.errors import (
    AcknowledgementRequired,
    Conflict,
    FieldProblem,
    Invalid,
    Locked,
    Problem,
    StaleVersion,
    Unavailable,
)
from homefire.statuses import status_of

SECTIONS = (recordfields.DETAILS, recordfields.ADDRESS, recordfields.CONTACT)
Answer = Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Sent:
    """What the form sent: typed values, the values it was loaded with, version, lock, and beside them."""

    values: dict[str, str]
    base: dict[str, str]
    version: int
    token: int | None
    key: str
    ssn: str
    acknowledgement: str
    offered: bool
    undecided: tuple[str, ...]
    statuses: tuple[TypedStatus, ...] = ()

    @property
    def beside(self) -> dict[str, Any]:
        """What goes with every write to the record, whichever service keeps the part that is written."""
        held = {} if self.token is None else {"lock_token": self.token}
        return held | ({"acknowledgement": self.acknowledgement} if self.acknowledgement else {})

    def patch(self) -> dict[str, Any]:
        """The changed fields, and a Social Security number that is set for the first time (R20)."""
        places = {address: request.form.get(shown, "") for address, shown in recordfields.PLACES.items()}
        body = recordform.patch(self.values, self.base, places=places)
        return {**body, "ssn": self.ssn} if self.ssn else body


IDENTITY = {"first_name", "middle_initial", "last_name", "date_of_birth"}
"""What of a person CORE has a copy of, besides the Social Security number (R110)."""


@routes.post("/customers/<int:number>")
@access.page
def save(number: int) -> Answer:
    """Saves what was changed and goes where the button says; Refresh saves nothing."""
    sent = _read()
    action = request.form.get("action", "save")
    if action == "refresh":
        return _refresh(number, sent)
    if sent.undecided:
        return _settle(number, sent, None)
    try:
        sent, answer = _write_held(number, sent)
    except StaleVersion as problem:
        return _settle(number, sent, problem)
    except Problem as problem:
        return _refused(number, sent, problem)
    return _saved(number, sent, action, answer)


def _saved(number: int, sent: Sent, action: str, answer: dict[str, Any]) -> Response:
    if not sent.offered:
        gateway().drafts.forget(principal().id, number)
    failed = statuses.write(sent.statuses, sent.key, sent.beside)
    if failed:
        return _partly_saved(number, sent, failed)
    return _after(number, sent, action, answer)


@routes.post("/customers/<int:number>/exit")
@access.page
def leave(number: int) -> Response:
    """Leaves without saving: edits and their draft are discarded, the lock is given back (R10)."""
    token = _number("lock_token")
    if token is not None:
        locks().release(number, token)
    if "offered" not in request.form and principal().may("customers:write"):
        gateway().drafts.forget(principal().id, number)
    return redirect(following.way_out(), code=303)


def _read() -> Sent:
    values = recordform.read_values(request.form)
    base = recordform.read_base(request.form.get("base", ""))
    open_ones = [name for name in request.form.getlist("conflict") if name in values]
    choices = {name: request.form.get(f"choice.{name}", "") for name in open_ones}
    for name, choice in choices.items():
        if choice == "theirs":
            values[name] = base.get(name, "")
    return Sent(
        values=values,
        base=base,
        version=_number("version") or 0,
        token=_number("lock_token"),
        key=request.form.get("key") or str(uuid.uuid4()),
        ssn=request.form.get("ssn", "").strip(),
        acknowledgement=" ".join(request.form.get("acknowledgement", "").split()),
        offered="offered" in request.form,
        undecided=tuple(name for name, choice in choices.items() if choice not in ("mine", "theirs")),
        statuses=statuses.read(),
    )


def _write_held(number: int, sent: Sent) -> tuple[Sent, dict[str, Any]]:
    """Writes; where the lock was given back and nobody else has it, under the one that this person has or gets.

    Another window gives it back as it is left, and so does this one's page before a reload, whose message comes late.
    What was saved in between, the version tells (R152).
    """
    try:
        return sent, _write(number, sent)
    except Conflict as problem:
        lost = locks().lost(problem)
        if problem.code != "lock_lost" or (lost.holder and not lost.own):
            raise
        hold = locks().take(number)
        if not hold.held:
            raise
        sent = replace(sent, token=hold.token)
        return sent, _write(number, sent)


def _write(number: int, sent: Sent) -> dict[str, Any]:
    """The service's answer to what was changed; an empty one where nothing was."""
    body = assigning.with_names(sent.patch(), gateway().staff)
    if not body:
        return {}
    beside: dict[str, Any] = {"if_match": str(sent.version), "idempotency_key": sent.key} | sent.beside
    services = gateway().services
    if sent.ssn:
        answer: dict[str, Any] = services.ask_http(
            principal(), "customers", "update_customer", [number], body, trace=trace(), **beside
        )
        return answer
    call = Call("customers", "update_customer", [number, body], beside)
    answer = services.ask(principal(), call, trace=trace())
    return answer


def _after(number: int, sent: Sent, action: str, answer: dict[str, Any]) -> Response:
    """Where a save leads. The lock is given back where the record is left (R8, R9)."""
    leaves = action in ("close", "application")
    if action == "close":
        target = following.way_out()
    elif action == "application":
        target = url_for("record.new_application", number=number)
    else:
        section = request.form.get("section", "")
        target = url_for("record.show", number=number, _anchor=section if section in SECTIONS else None)
    response = redirect(target, code=303)
    if leaves and sent.token is not None:
        locks().release(number, sent.token)
    if action != "close":
        names = recordform.changed(sent.values, sent.base)
        fields = len(names) + bool(sent.ssn) + len(sent.statuses)
        warnings = list(answer.get("warnings") or [])
        if action != "application" and (sent.ssn or IDENTITY & set(names)):
            # The record's page offers the change request, where something was transferred (R20).
            warnings.append({"field": "identity"})
        said.say(response, number, fields=fields, warnings=warnings)
    return response


def _refused(number: int, sent: Sent, problem: Problem) -> Answer:
    """The form again with everything that was typed, and why it was not saved (R7)."""
    lost = is_lock_lost(problem)
    hold = locks().lost(problem) if lost else locks().renew(number, sent.token)
    # An answer that did not come was perhaps a save: only its own key keeps it from a second time.
    key = sent.key if isinstance(problem, Unavailable) else str(uuid.uuid4())
    if lost:
        keep_draft_of(number, sent.values, sent.base, sent.version)
    asks = isinstance(problem, AcknowledgementRequired) or problem.code == "acknowledgement_invalid"
    shown = None if isinstance(problem, AcknowledgementRequired) and not sent.acknowledgement else problem
    changes: dict[str, Any] = {
        "key": key,
        "problem": shown,
        "asks_acknowledgement": asks or bool(sent.acknowledgement),
    }
    return _again(number, sent, hold, changes, status_of(problem))


def _partly_saved(number: int, sent: Sent, failed: list[TypedStatus]) -> Answer:
    """The page again after the record itself was saved, with the statuses that were not, and why (R7, R240)."""
    problems = [typed.problem for typed in failed if typed.problem is not None]
    lost = next((problem for problem in problems if is_lock_lost(problem)), None)
    hold = locks().lost(lost) if lost else locks().renew(number, sent.token)
    composed = compose(number)
    section = composed["sections"]["customer"]
    form = form_of(section["data"], editable=hold.held) if section["state"] == "ok" else None
    if form is not None and any(isinstance(problem, AcknowledgementRequired) for problem in problems):
        form = replace(form, asks_acknowledgement=True, acknowledgement=sent.acknowledgement)
    opened = Opened(form, hold, restored=True, statuses=tuple(failed), rest_saved=bool(sent.patch()))
    return render_record(composed, opened, notes.blank_form(composed), status=status_of(problems[0]))


def is_lock_lost(problem: Problem) -> bool:
    """Whether a refusal says that the record is somebody else's now."""
    return isinstance(problem, Locked) or (isinstance(problem, Conflict) and problem.code == "lock_lost")


def _again(number: int, sent: Sent, hold: Hold, changes: dict[str, Any], status: int) -> Answer:
    composed = compose(number)
    section = composed["sections"]["customer"]
    customer = section["data"] if section["state"] == "ok" else None
    form = None
    if customer is not None:
        plain = form_of(customer, editable=hold.held)
        typed: dict[str, Any] = {
            "values": {**plain.values, **sent.values},
            "base": {**plain.base, **sent.base},
        }
        said_before: dict[str, Any] = {
            "version": sent.version,
            "ssn": sent.ssn,
            "acknowledgement": sent.acknowledgement,
        }
        form = replace(plain, **typed, **said_before, **changes)
    opened = Opened(form, hold, restored=True, statuses=sent.statuses)
    return render_record(composed, opened, notes.blank_form(composed), status=status)


def _settle(number: int, sent: Sent, problem: Problem | None) -> Answer:
    """Somebody else saved first: their changes and these together, and what both changed to be decided (R152)."""
    composed = compose(number)
    section = composed["sections"]["customer"]
    if section["state"] != "ok":
        return _refused(number, sent, problem or Unavailable())
    hold = locks().renew(number, sent.token)
    plain = form_of(section["data"], editable=hold.held)
    form = with_changes(plain, sent.base, sent.values)
    if problem is not None:
        problem = StaleVersion(
            "Somebody else saved this record first. See what they changed, then save again."
        )
    else:
        # The choice is still open: what was asked is asked again, with the rest as it was typed.
        asked = {
            name: recordform.Difference(name, sent.base.get(name, ""), sent.values[name])
            for name in sent.undecided
        }
        form = replace(form, values={**form.values, **sent.values}, conflicts=tuple(asked.values()))
        detail = "Choose for each field below whose value stays, then save again."
        problem = Invalid(detail, fields=[FieldProblem(name, "undecided", detail) for name in sent.undecided])
    form = replace(
        form,
        news=recordform.news_of(sent.base, plain.base),
        ssn=sent.ssn,
        acknowledgement=sent.acknowledgement,
        asks_acknowledgement=bool(sent.acknowledgement),
        problem=problem,
    )
    opened = Opened(form, hold, restored=True, statuses=sent.statuses)
    return render_record(composed, opened, notes.blank_form(composed), status=status_of(problem))


def _refresh(number: int, sent: Sent) -> Answer:
    """The record anew, with what others changed since; edits that were not saved wait as a draft (R12)."""
    if recordform.changed(sent.values, sent.base) and not sent.offered:
        keep_draft_of(number, sent.values, sent.base, sent.version)
    composed = compose(number)
    section = composed["sections"]["customer"]
    if section["state"] != "ok":
        return render_record(composed, Opened(None, Hold(why="away")), notes.blank_form(composed))
    hold = locks().renew(number, sent.token) if sent.token is not None else locks().take(number)
    plain = form_of(section["data"], editable=hold.held)
    form = replace(plain, news=recordform.news_of(sent.base, plain.base))
    may_write = principal().may("customers:write")
    draft = gateway().drafts.find(principal().id, number) if may_write else None
    opened = Opened(form, hold, draft, statuses=sent.statuses)
    return render_record(composed, opened, notes.blank_form(composed))


def _number(name: str) -> int | None:
    """A number of the form's own hidden fields; nothing for anything else."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
