"""The Home tab: taxes, discounts, credit and delivery of one customer, where a program shows it (R159 to R174)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access, lists, termsform
from gateway.context import gateway, principal, trace
from gateway.locks import Hold
from gateway.pages import said
from gateway.pages.composing import compose
from gateway.pages.opening import locks, take_hold
from gateway.pages.sales import hidden
from gateway.recordform import RecordForm
from gateway.termsform import Difference
from homefire.client import Call
from homefire.errors import AcknowledgementRequired, Conflict, Locked, Problem, StaleVersion, Unavailable
from homefire.statuses import status_of

routes = Blueprint("terms", __name__)
Answer = Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Home:
    """What the page is made of besides the record. The record's own draft is left alone: `offered` says so."""

    terms: Mapping[str, Any] | None
    problem: Problem | None = None
    news: tuple[Difference, ...] = ()
    saved: Mapping[str, Any] | None = None
    offered: bool = True


@dataclass(frozen=True, slots=True)
class Sent:
    """What the form sent: typed values, the values it was loaded with, and what is said beside them."""

    values: dict[str, str] = field(default_factory=lambda: termsform.read_values(request.form))
    base: dict[str, str] = field(default_factory=lambda: termsform.read_base(request.form.get("base", "")))
    version: int = field(default_factory=lambda: _number("version") or 0)
    token: int | None = field(default_factory=lambda: _number("lock_token"))
    key: str = field(default_factory=lambda: request.form.get("key") or str(uuid.uuid4()))
    acknowledgement: str = field(
        default_factory=lambda: " ".join(request.form.get("acknowledgement", "").split())
    )


@routes.get("/customers/<int:number>/home")
@access.page
def show(number: int) -> Answer:
    """The terms, to be edited by the one who has the record open."""
    composed = compose(number)
    if not composed["features"].home:
        return hidden(composed, "home")
    try:
        terms = _terms(number)
    except Problem as problem:
        return _page(composed, Home(None, problem), None, Hold(why="away"), status_of(problem))
    hold = take_hold(number)
    saved = said.heard(number)
    response = make_response(*_page(composed, Home(terms, saved=saved), _form(composed, terms, hold), hold))
    if saved is not None:
        said.forget(response)
    return response


@routes.post("/customers/<int:number>/home")
@access.page
def save(number: int) -> Answer:
    """Saves what was changed; Refresh saves nothing and keeps what was typed."""
    sent = Sent()
    if request.form.get("action") == "refresh":
        return _again(number, sent, None)
    try:
        answer = _write(number, sent)
    except Problem as problem:
        return _again(number, sent, problem)
    if request.form.get("action") == "close":
        if sent.token is not None:
            locks().release(number, sent.token)
        return redirect(url_for("customers.lookup"), code=303)
    response = redirect(url_for("terms.show", number=number), code=303)
    fields = len(termsform.changed(sent.values, sent.base))
    said.say(response, number, fields=fields, warnings=answer.get("warnings") or [])
    return response


def _write(number: int, sent: Sent) -> dict[str, Any]:
    body = termsform.patch(sent.values, sent.base)
    if not body:
        return {}
    beside: dict[str, Any] = {"if_match": str(sent.version), "idempotency_key": sent.key}
    if sent.token is not None:
        beside["lock_token"] = sent.token
    if sent.acknowledgement:
        beside["acknowledgement"] = sent.acknowledgement
    call = Call("customers", "update_account_terms", [number, body], beside)
    answer: dict[str, Any] = gateway().services.ask(principal(), call, trace=trace())
    return answer


def _again(number: int, sent: Sent, problem: Problem | None) -> Answer:
    """The form with everything that was typed over the terms as they are now, and why it was not saved."""
    composed = compose(number)
    lost = isinstance(problem, Locked) or (isinstance(problem, Conflict) and problem.code == "lock_lost")
    hold = locks().lost(problem) if problem is not None and lost else locks().renew(number, sent.token)
    try:
        terms = _terms(number)
    except Problem as away:
        return _page(composed, Home(None, away), None, hold, status_of(away))
    plain = _form(composed, terms, hold)
    values, news = termsform.merge(sent.base, sent.values, plain.base)
    asks = isinstance(problem, AcknowledgementRequired) or (
        problem is not None and problem.code == "acknowledgement_invalid"
    )
    if isinstance(problem, StaleVersion):
        problem = StaleVersion(
            "Somebody else saved these terms first. See what they changed, then save again to keep your values."
        )
    unanswered = isinstance(problem, Unavailable)
    form = replace(
        plain,
        values=values,
        # An answer that did not come was perhaps a save: only its own key keeps it from a second time.
        key=sent.key if unanswered else str(uuid.uuid4()),
        base=sent.base if unanswered else plain.base,
        version=sent.version if unanswered else plain.version,
        problem=None
        if isinstance(problem, AcknowledgementRequired) and not sent.acknowledgement
        else problem,
        acknowledgement=sent.acknowledgement,
        asks_acknowledgement=asks or bool(sent.acknowledgement),
    )
    status = status_of(problem) if problem else 200
    return _page(composed, Home(terms, news=news), form, hold, status)


def _page(
    composed: dict[str, Any], home: Home, form: RecordForm | None, hold: Hold, status: int = 200
) -> tuple[str, int]:
    page = render_template(
        "home.html", record=composed, opened=home, edit=form, hold=hold, labels=termsform.FIELDS
    )
    return page, status


def _terms(number: int) -> dict[str, Any]:
    call = Call("customers", "get_account_terms", [number])
    found: dict[str, Any] = gateway().services.ask(principal(), call, trace=trace())
    return found


def _form(composed: Mapping[str, Any], terms: Mapping[str, Any], hold: Hold) -> RecordForm:
    values = termsform.values_of(terms)
    documents = _documents(composed)
    texts = {name: str(terms[name]["label"]) for name in termsform.LISTS if terms[name]}
    if values["tax_certificate"]:
        names = {entry["code"]: entry["label"] for entry in documents}
        certificate = values["tax_certificate"]
        texts["tax_certificate"] = names.get(certificate, f"# {certificate}")
    return RecordForm(
        values=values,
        base=values,
        version=terms["version"],
        editable=hold.held,
        lists={**_lists(), "tax_certificate": documents} if hold.held else {},
        limits=gateway().contracts.limits_of("customers.update_account_terms"),
        texts=texts,
    )


def _documents(composed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The customer's documents, one of which may be the tax certificate."""
    section = composed["sections"]["documents"]
    found = section["data"]["items"] if section["state"] == "ok" else []
    return [{"code": str(each["id"]), "label": each["file_name"], "data": {}} for each in found]


def _lists() -> dict[str, list[dict[str, Any]]]:
    calls = [Call("customers", "list_customer_reference", [name]) for name in termsform.LISTS]
    today = datetime.now(gateway().settings.base.time_zone).date()
    answers = gateway().lists.answers(calls, principal(), trace())
    return {
        name: lists.offered(answer["items"], today)
        for name, answer in zip(termsform.LISTS, answers, strict=True)
    }


def _number(name: str) -> int | None:
    """A number of the form's own hidden fields; nothing for anything else."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else None
