"""Entering a new customer, after a search that did not find them (R133, R257)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway import access, assigning, forms, recordfields, recordform, searched
from gateway.context import gateway, principal
from gateway.drafts import Draft
from gateway.forms import Form, reading
from gateway.pages import said, similar
from gateway.pages.customers import routes
from gateway.pages.opening import offered_lists
from gateway.pages.similar import Similar
from gateway.recordform import RecordForm
from homefire.errors import Conflict, NotPermitted, Problem
from homefire.statuses import status_of

NO_NUMBER = 0
"""Under which a draft of a record that has no number yet is kept; customers' numbers begin above it."""
PROPOSED = {
    "tax_id_type": "SSN",
    "special_handling": "no",
    "customer_type": "RESIDENT",
    "best_time": "NONE",
    "language": "ENGLISH",
}
"""What an empty form has chosen already."""
EMPTY = dict.fromkeys(recordfields.FIELDS, "") | PROPOSED
NAMES = ("first_name", "last_name", "organization_name")
LONGEST_NAME = 120
_ONE_OR_OTHER = ("first_name", "last_name")


@dataclass(frozen=True, slots=True)
class Entered(Form):
    """What the form sent. The Social Security number is kept apart: it goes into no draft (R249)."""

    values: dict[str, str]
    ssn: str

    def body(self) -> dict[str, Any]:
        """The new record as the service takes it: what is blank is left to its defaults and to the ZIP code."""
        names = [name for name, value in self.values.items() if value]
        if not self.values.get("organization_name"):
            names += [name for name in _ONE_OR_OTHER if not self.values.get(name)]
        body = recordform.body_of({**dict.fromkeys(_ONE_OR_OTHER, ""), **self.values}, names)
        body["different_from"] = similar.declared()
        return {**body, "ssn": self.ssn} if self.ssn else body


@routes.get("/customers/new")
@access.page
def new() -> Response:
    """An empty form, or the way to the lookup for somebody who has not searched."""
    _require()
    if not searched.has_searched():
        return make_response(render_template("entering.html", edit=None), 200)
    draft = gateway().drafts.find(principal().id, NO_NUMBER)
    form = blank_form()
    form = replace(form, values={**form.values, **_searched_name()})
    restored = draft is not None and "draft" in request.args
    if draft is not None and restored:
        form = replace(form, values={**form.values, **draft.values})
    # A page that comes back from the browser's memory would send a key that was used.
    response = make_response(_page(form, Similar(), draft=draft, restored=restored))
    response.headers["Cache-Control"] = "no-store"
    return response


@routes.post("/customers/new")
@access.page
def create() -> Response | tuple[str, int]:
    """Enters the customer and goes where the button says; a form that was sent twice has one effect (R254)."""
    _require()
    entered = _read()
    if not searched.has_searched():
        detail = gettext(
            "Search for the customer in another window, then save here. A search counts for half an hour."
        )
        return _refused(entered, Conflict(detail, code="not_searched"))
    try:
        answer = _write(entered)
    except Problem as problem:
        return _refused(entered, problem)
    if "offered" not in request.form:
        gateway().drafts.forget(principal().id, NO_NUMBER)
    return _after(answer)


@routes.post("/customers/new/similar")
@access.page
def show_similar() -> Response:
    """Who looks like the one being entered, as a part of the page. Whoever is at work has searched: it counts."""
    _require()
    found = similar.look(recordform.read_values(request.form), request.form.get("ssn", "").strip())
    response = make_response(render_template("entering/similar.html", similar=found, reasons=similar.REASONS))
    if searched.has_searched():
        searched.remember(response)
    return response


@routes.post("/customers/new/draft/discard")
@access.page
def discard_new() -> Response:
    """Ends the draft of a record that was not saved."""
    gateway().drafts.forget(principal().id, NO_NUMBER)
    return redirect(url_for("customers.new"), code=303)


@routes.post("/customers/new/exit")
@access.page
def leave_new() -> Response:
    """Leaves without saving: what was typed and its draft are discarded (R10)."""
    if "offered" not in request.form:
        gateway().drafts.forget(principal().id, NO_NUMBER)
    return redirect(url_for("customers.lookup"), code=303)


def blank_form() -> RecordForm:
    """The record's form with nothing in it but what is proposed."""
    everyone = gateway().staff.everyone()
    return RecordForm(
        values=EMPTY,
        base=EMPTY,
        lists=offered_lists() | assigning.offered(everyone),
        people=assigning.names(everyone),
        limits=gateway().contracts.limits_of("customers.create_customer"),
    )


def _searched_name() -> dict[str, str]:
    """The name that was searched for, where the lookup leads here with it."""
    given = {name: request.args.get(name, "").strip()[:LONGEST_NAME] for name in NAMES}
    return {name: text for name, text in given.items() if text}


def _require() -> None:
    if not principal().may("customers:write"):
        raise NotPermitted()


def _read() -> Entered:
    return Entered(recordform.read_values(request.form), reading.text("ssn")).sent()


def _write(entered: Entered) -> dict[str, Any]:
    body = assigning.with_names(entered.body(), gateway().staff)
    answer: dict[str, Any] = forms.write("customers.create_customer", [body], entered, http=bool(entered.ssn))
    return answer


def _after(answer: dict[str, Any]) -> Response:
    """The new record, the lookup, or the first form of an application (R8, R9)."""
    number, action = answer["number"], request.form.get("action", "save")
    targets = {
        "close": url_for("customers.lookup"),
        "application": url_for("record.new_application", number=number),
    }
    response = redirect(targets.get(action, url_for("record.show", number=number)), code=303)
    if action != "close":
        said.say(response, number, fields=1, warnings=answer.get("warnings") or [])
    return response


def _refused(entered: Entered, problem: Problem) -> tuple[str, int]:
    """The form again with all that was typed, why it was not saved, and who looks alike."""
    if problem.code == "idempotency_key_reused":
        detail = gettext(
            "This form was saved before, with other values. Save again only for another customer."
        )
        problem = Conflict(detail, code=problem.code)
    form = blank_form()
    form = replace(form, values={**form.values, **entered.values}, ssn=entered.ssn)
    form = form.carrying(entered.refused(problem))
    return _page(form, similar.look(entered.values, entered.ssn)), status_of(problem)


def _page(form: RecordForm, found: Similar, *, draft: Draft | None = None, restored: bool = False) -> str:
    return render_template(
        "entering.html",
        edit=form,
        similar=found,
        reasons=similar.REASONS,
        draft=draft if draft is not None and draft.values else None,
        restored=restored,
        labels=recordfields.FIELDS,
        customer=None,
    )
