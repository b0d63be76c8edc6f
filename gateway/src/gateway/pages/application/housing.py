"""The dwelling an application is for, and how the household is housed there (R266)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway import access, forms, housingform, lists, recordform
from gateway.context import gateway, principal, trace
from gateway.forms import Entries, FieldForm, entry
from gateway.housingform import FIELDS
from gateway.locks import Hold
from gateway.pages import held, said
from gateway.pages.application import writing
from gateway.pages.application.opening import open_application, require_application
from gateway.pages.application.writing import Answer, Sent, Sheet
from gateway.pages.held import Outcome
from gateway.pages.record import routes
from homefire.client import Call
from homefire.errors import Problem

SET = "applications.set_application_housing"


@routes.get("/customers/<int:number>/applications/<int:application_id>/housing")
@access.page
def housing(number: int, application_id: int) -> Response:
    """How the household is housed."""
    hold, told = writing.take(number), said.heard(number)
    composed, application, stored = _open(number, application_id)
    form = _form(number, stored, hold)
    return writing.answer_with(_page(composed, application, stored, form, hold, Sheet(told)), told)


@routes.post("/customers/<int:number>/applications/<int:application_id>/housing")
@access.page
def set_housing(number: int, application_id: int) -> Answer:
    """Saves it; Refresh saves nothing and keeps what was typed."""
    require_application(number, application_id)
    sent = writing.read()
    values = recordform.read_values(request.form, FIELDS)
    if sent.action == "refresh":
        return _again(number, application_id, values, Outcome(sent))
    outcome = held.write(number, sent, lambda current: _send(application_id, values, current))
    if outcome.problem is not None:
        return _again(number, application_id, values, outcome)
    here = url_for("record.housing", number=number, application_id=application_id)
    changed = int(outcome.answer["version"]) != outcome.sent.version
    return writing.saved(number, outcome.sent, here, int(changed), [])


def _send(application_id: int, values: Mapping[str, str], sent: Sent) -> Mapping[str, Any]:
    answer: Mapping[str, Any] = forms.write(SET, [application_id, housingform.body_of(values)], sent)
    return answer


def _open(number: int, application_id: int) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    composed, application = open_application(number, application_id)
    call = Call("applications", "get_application_housing", [application_id])
    return composed, application, gateway().services.ask(principal(), call, trace=trace())


def _again(number: int, application_id: int, values: dict[str, str], outcome: Outcome[Sent]) -> Answer:
    """The form with everything that was typed over the housing as it is now, and why it was not saved (R152)."""
    hold = writing.hold_after(number, outcome)
    composed, application, stored = _open(number, application_id)
    plain = _form(number, stored, hold)
    base = recordform.read_base(request.form.get("base", ""), FIELDS)
    merged, _conflicts = recordform.merge(base, values, plain.base, FIELDS)
    form = writing.refused(replace(plain, values=merged), outcome)
    if form.unanswered:
        form = replace(form, base=base)
    sheet = Sheet(news=recordform.news_of(base, plain.base, FIELDS))
    return _page(composed, application, stored, form, hold, sheet), writing.status_after(outcome)


def _form(number: int, stored: Mapping[str, Any], hold: Hold) -> FieldForm:
    values = housingform.values_of(stored)
    editable = writing.may_edit(hold)
    return FieldForm(
        values=values,
        base=values,
        version=stored["version"],
        editable=editable,
        lists=_choices(number, stored["intake_date"]) if editable else {},
        limits=gateway().contracts.limits_of(SET),
        texts=housingform.texts_of(stored),
    )


def _choices(number: int, intake: str) -> dict[str, Entries]:
    call = Call("applications", "list_application_reference", ["housing"])
    on = date.fromisoformat(intake)
    offered = lists.offered(gateway().lists.answer(call, principal(), trace())["items"], on)
    answers = [
        entry(housingform.YES, gettext("Yes")),
        entry(housingform.NO, gettext("No")),
    ]
    return {"housing": offered, "lived_12_months": answers, "dwelling_id": _dwellings(number)}


def _dwellings(number: int) -> Entries:
    """The customer's dwellings; none while weatherization cannot say or does not show them to this person."""
    if not principal().may("weatherization:read"):
        return []
    call = Call("weatherization", "list_dwellings", [number])
    try:
        links = gateway().services.ask(principal(), call, trace=trace())["items"]
    except Problem:
        return []
    found = {
        link["dwelling_id"]: housingform.dwelling_label(
            link["dwelling_id"], link["service_address"], link["city"]
        )
        for link in links
    }
    return [entry(code, text) for code, text in found.items()]


def _page(
    composed: Mapping[str, Any],
    application: Mapping[str, Any],
    stored: Mapping[str, Any],
    form: FieldForm,
    hold: Hold,
    sheet: Sheet,
) -> str:
    return render_template(
        "application/housing.html",
        record=composed,
        application=application,
        housing=stored,
        edit=form,
        hold=hold,
        opened=sheet,
        labels=FIELDS,
    )
