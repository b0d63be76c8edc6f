"""Saying on the record's page what a customer agreed to be sent, and reading what was said (R34, R46)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access, consentform, forms
from gateway.consentform import ConsentForm
from gateway.context import gateway, principal, trace
from gateway.pages import notes, said
from gateway.pages.composing import compose
from gateway.pages.opening import offered_lists, open_record, render_record
from gateway.pages.record import routes
from homefire.client import Call
from homefire.errors import FieldProblem, Invalid, Problem

Answer = Response | tuple[str, int]


@routes.get("/customers/<int:number>/addresses")
@access.page
def addresses(number: int) -> str:
    """Where the customer has got mail, with the days and who entered each address (R34)."""
    return render_template("addresses.html", record=compose(number), kept=_asked("list_addresses", number))


@routes.get("/customers/<int:number>/consents")
@access.page
def consents(number: int) -> str:
    """Everything that the customer has said about what may be sent (R46)."""
    return render_template(
        "consents.html", record=compose(number), items=_asked("list_consents", number)["items"]
    )


@routes.post("/customers/<int:number>/consents")
@access.page
def say_consent(number: int) -> Answer:
    """Records what the customer said. Without JavaScript it answers with a redirect."""
    form = consentform.read()
    try:
        version = _say(number, form)
    except Problem as problem:
        return _again(number, form.refused(problem, inline=True))
    if request.headers.get("HX-Request") == "true":
        return _fragment(number, ConsentForm(recorded=True, version=version, token=form.token))
    answer = redirect(url_for("record.show", number=number, _anchor="consents"), code=303)
    said.say(answer, number, fields=1, warnings=[])
    return answer


def _say(number: int, form: ConsentForm) -> int:
    """The record's version afterwards. Raises the problem of the service, or of a choice that is missing."""
    operation = consentform.OPERATIONS.get(form.state)
    if operation is None:
        detail = "Choose whether consent was given or revoked."
        raise Invalid(detail, fields=[FieldProblem("state", "required", detail)])
    return int(forms.write(f"customers.{operation}", [number, form.body], form)["version"])


def _again(number: int, form: ConsentForm) -> Answer:
    """The form with what was chosen and why it was not recorded: by itself, or in the record's page."""
    status = form.status
    if request.headers.get("HX-Request") == "true":
        return _fragment(number, form, status)
    composed = compose(number)
    opened = replace(open_record(composed), consent=form)
    return render_record(composed, opened, notes.blank_form(composed), status=status)


def _fragment(number: int, form: ConsentForm, status: int = 200) -> Answer:
    """The consents as they are now. What is typed elsewhere on the page stays as it is."""
    try:
        customer = gateway().services.ask(
            principal(), Call("customers", "get_customer", [number]), trace=trace()
        )
    except Problem:
        return make_response("", 200, {"HX-Refresh": "true"})
    page = render_template(
        "record/consents.html",
        number=number,
        customer=customer,
        consent=form,
        sources=offered_lists()["consent_source"],
        version=form.version,
        token=form.token,
        editable=True,
        alone=True,
    )
    return page, status


def _asked(operation: str, number: int) -> dict[str, Any]:
    call = Call("customers", operation, [number])
    answer: dict[str, Any] = gateway().services.ask(principal(), call, trace=trace())
    return answer
