"""The Home tab: taxes, discounts, credit and delivery of one customer, where a program shows it (R159 to R174)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access, forms, lists, termsform
from gateway.context import agency_today, gateway, principal, trace
from gateway.forms import FieldForm, Form, entry
from gateway.locks import Hold
from gateway.pages import held, said
from gateway.pages.composing import compose
from gateway.pages.opening import locks, take_hold
from gateway.pages.sales import hidden
from gateway.termsform import Difference
from homefire.client import Call
from homefire.errors import Problem, StaleVersion
from homefire.statuses import status_of

routes = Blueprint("terms", __name__)
UPDATE = "customers.update_account_terms"
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
class Sent(Form):
    """What the form sent: typed values, and the values it was loaded with."""

    values: dict[str, str] = field(default_factory=lambda: termsform.read_values(request.form))
    base: dict[str, str] = field(default_factory=lambda: termsform.read_base(request.form.get("base", "")))


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
    sent = Sent().sent()
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
    answer: dict[str, Any] = forms.write(UPDATE, [number, body], sent)
    return answer


def _again(number: int, sent: Sent, problem: Problem | None) -> Answer:
    """The form with everything that was typed over the terms as they are now, and why it was not saved."""
    composed = compose(number)
    lost = problem is not None and held.is_lock_lost(problem)
    hold = locks().lost(problem) if problem is not None and lost else locks().renew(number, sent.token)
    try:
        terms = _terms(number)
    except Problem as away:
        return _page(composed, Home(None, away), None, hold, status_of(away))
    plain = _form(composed, terms, hold)
    values, news = termsform.merge(sent.base, sent.values, plain.base)
    if isinstance(problem, StaleVersion):
        problem = StaleVersion(
            "Somebody else saved these terms first. See what they changed, then save again to keep your values."
        )
    refused = sent if problem is None else sent.refused(problem)
    form = replace(plain, values=values).carrying(refused).at_version(plain.version)
    if form.unanswered:
        form = replace(form, base=sent.base)
    status = status_of(problem) if problem else 200
    return _page(composed, Home(terms, news=news), form, hold, status)


def _page(
    composed: dict[str, Any], home: Home, form: FieldForm | None, hold: Hold, status: int = 200
) -> tuple[str, int]:
    page = render_template(
        "home.html", record=composed, opened=home, edit=form, hold=hold, labels=termsform.FIELDS
    )
    return page, status


def _terms(number: int) -> dict[str, Any]:
    call = Call("customers", "get_account_terms", [number])
    found: dict[str, Any] = gateway().services.ask(principal(), call, trace=trace())
    return found


def _form(composed: Mapping[str, Any], terms: Mapping[str, Any], hold: Hold) -> FieldForm:
    values = termsform.values_of(terms)
    documents = _documents(composed)
    texts = {name: str(terms[name]["label"]) for name in termsform.LISTS if terms[name]}
    if values["tax_certificate"]:
        names = {entry["code"]: entry["label"] for entry in documents}
        certificate = values["tax_certificate"]
        texts["tax_certificate"] = names.get(certificate, f"# {certificate}")
    return FieldForm(
        values=values,
        base=values,
        version=terms["version"],
        editable=hold.held,
        lists={**_lists(), "tax_certificate": documents} if hold.held else {},
        limits=gateway().contracts.limits_of(UPDATE),
        texts=texts,
    )


def _documents(composed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The customer's documents, one of which may be the tax certificate."""
    section = composed["sections"]["documents"]
    found = section["data"]["items"] if section["state"] == "ok" else []
    return [entry(each["id"], each["file_name"]) for each in found]


def _lists() -> dict[str, list[dict[str, Any]]]:
    calls = [Call("customers", "list_customer_reference", [name]) for name in termsform.LISTS]
    today = agency_today()
    answers = gateway().lists.answers(calls, principal(), trace())
    return {
        name: lists.offered(answer["items"], today)
        for name, answer in zip(termsform.LISTS, answers, strict=True)
    }
