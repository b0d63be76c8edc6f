"""Saving a record: Save, Save and Close, Save and Add Application, Update, Refresh, Exit (R6 to R12, R240)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from gateway import access, assigning, forms, recordfields, recordform
from gateway.context import gateway, principal
from gateway.forms import Form, reading
from gateway.locks import Hold
from gateway.pages import following, held, notes, said, statuses
from gateway.pages.composing import compose
from gateway.pages.drafting import keep_draft_of
from gateway.pages.opening import Opened, form_of, locks, render_record, with_changes
from gateway.pages.record import routes
from gateway.pages.statuses import TypedStatus
from homefire.errors import AcknowledgementRequired, FieldProblem, Invalid, Problem, StaleVersion, Unavailable
from homefire.statuses import status_of

SECTIONS = (recordfields.DETAILS, recordfields.ADDRESS, recordfields.CONTACT)
Answer = Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Sent(Form):
    """What the form sent: typed values, the values it was loaded with, and what is said beside them."""

    values: dict[str, str]
    base: dict[str, str]
    ssn: str
    offered: bool
    undecided: tuple[str, ...]
    statuses: tuple[TypedStatus, ...] = ()

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
    outcome = held.write(number, sent, lambda current: _write(number, current))
    if isinstance(outcome.problem, StaleVersion):
        return _settle(number, outcome.sent, outcome.problem)
    if outcome.problem is not None:
        return _refused(number, outcome.sent, outcome.problem)
    return _saved(number, outcome.sent, action, outcome.answer)


def _saved(number: int, sent: Sent, action: str, answer: Mapping[str, Any]) -> Answer:
    if not sent.offered:
        gateway().drafts.forget(principal().id, number)
    failed = statuses.write(sent.statuses, sent)
    if failed:
        return _partly_saved(number, sent, failed)
    return _after(number, sent, action, answer)


@routes.post("/customers/<int:number>/exit")
@access.page
def leave(number: int) -> Response:
    """Leaves without saving: edits and their draft are discarded, the lock is given back (R10)."""
    token = reading.number("lock_token")
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
        ssn=reading.text("ssn"),
        offered="offered" in request.form,
        undecided=tuple(name for name, choice in choices.items() if choice not in ("mine", "theirs")),
        statuses=statuses.read(),
    ).sent()


def _write(number: int, sent: Sent) -> Mapping[str, Any]:
    """The service's answer to what was changed; an empty one where nothing was."""
    body = assigning.with_names(sent.patch(), gateway().staff)
    if not body:
        return {}
    answer: Mapping[str, Any] = forms.write(
        "customers.update_customer", [number, body], sent, http=bool(sent.ssn)
    )
    return answer


def _after(number: int, sent: Sent, action: str, answer: Mapping[str, Any]) -> Response:
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
    lost = held.is_lock_lost(problem)
    hold = locks().lost(problem) if lost else locks().renew(number, sent.token)
    if lost:
        keep_draft_of(number, sent.values, sent.base, sent.version)
    return _again(number, sent.refused(problem), hold, status_of(problem))


def _partly_saved(number: int, sent: Sent, failed: list[TypedStatus]) -> Answer:
    """The page again after the record itself was saved, with the statuses that were not, and why (R7, R240)."""
    problems = [typed.problem for typed in failed if typed.problem is not None]
    lost = next((problem for problem in problems if held.is_lock_lost(problem)), None)
    hold = locks().lost(lost) if lost else locks().renew(number, sent.token)
    composed = compose(number)
    section = composed["sections"]["customer"]
    form = form_of(section["data"], editable=hold.held) if section["state"] == "ok" else None
    if form is not None and any(isinstance(problem, AcknowledgementRequired) for problem in problems):
        form = replace(form, asks_acknowledgement=True, acknowledgement=sent.acknowledgement)
    opened = Opened(form, hold, restored=True, statuses=tuple(failed), rest_saved=bool(sent.patch()))
    return render_record(composed, opened, notes.blank_form(composed), status=status_of(problems[0]))


def _again(number: int, sent: Sent, hold: Hold, status: int) -> Answer:
    composed = compose(number)
    section = composed["sections"]["customer"]
    form = None
    if section["state"] == "ok":
        plain = form_of(section["data"], editable=hold.held)
        values, base = {**plain.values, **sent.values}, {**plain.base, **sent.base}
        form = replace(plain, values=values, base=base, ssn=sent.ssn).carrying(sent)
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
