"""The step on which a household's income is entered, with the sum that the service counts (R91, R259)."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access, incomeform
from gateway.context import gateway, principal, trace
from gateway.forms import Form
from gateway.pages.application import sending
from gateway.pages.application.opening import open_application
from gateway.pages.composing import compose
from gateway.pages.record import routes
from homefire.client import Call
from homefire.errors import Problem, Unavailable
from homefire.statuses import status_of

PATIENCE = 2.0
"""Seconds."""
Answer = Response | tuple[str, int]


@routes.get("/customers/<int:number>/applications/<int:application_id>/income")
@access.page
def income(number: int, application_id: int) -> Answer:
    """What was entered, in rows to be changed."""
    return _page(number, application_id)


@routes.post("/customers/<int:number>/applications/<int:application_id>/income")
@access.page
def set_income(number: int, application_id: int) -> Answer:
    """Saves all rows; asking for more rows or for the sum saves nothing and keeps what was typed."""
    values, sent = incomeform.read(request.form), Form().sent()
    if request.form.get("action") in ("more", "total"):
        more = incomeform.rows_in(request.form) + incomeform.BLANK_ROWS
        return _page(number, application_id, values, sent, more=more)
    composed, application = open_application(number, application_id)
    try:
        body = incomeform.body_of(values)
        sending.write(composed["number"], "set_income", [application["id"], body], sent)
    except Problem as problem:
        return _page(
            number, application_id, values, sent.refused(_in_rows(problem, values)), status_of(problem)
        )
    return redirect(url_for("record.income", number=number, application_id=application_id, saved=1), code=303)


@routes.post("/customers/<int:number>/applications/<int:application_id>/income/total")
@access.page
def total_income(number: int, application_id: int) -> str:
    """The sum of what is typed, for the page to show while it is typed."""
    total, problem = _total(incomeform.read(request.form))
    return render_template("application/income/total.html", total=total, wrong=problem)


def _page(
    number: int,
    application_id: int,
    values: Mapping[str, str] | None = None,
    sent: Form | None = None,
    status: int = 200,
    more: int = 0,
) -> tuple[str, int]:
    try:
        composed, application = open_application(number, application_id)
    except Unavailable:
        return _away(number)
    call = [Call("applications", name, [application_id]) for name in ("get_income", "get_household")]
    found, household = gateway().services.ask_all(principal(), call, trace=trace(), timeout=PATIENCE)
    if isinstance(found, Problem) or isinstance(household, Problem):
        return _away(number)
    values = incomeform.values_of(found) if values is None else values
    total, wrong = _total(values)
    page = render_template(
        "application/income.html",
        record=composed,
        application=application,
        form=sending.form_of("set_income", values, found["version"], _lists(household), sent),
        rows=incomeform.shown_rows(values, more),
        columns=incomeform.COLUMNS,
        labels=incomeform.labels(values),
        income=found,
        total=total,
        wrong=wrong,
    )
    return page, status


def _away(number: int) -> tuple[str, int]:
    return render_template("application/showing.html", record=compose(number), application=None), 503


def _in_rows(problem: Problem, values: Mapping[str, str]) -> Problem:
    if not problem.fields:
        return problem
    moved = copy.copy(problem)
    moved.fields = incomeform.in_rows(problem.fields, values)
    return moved


def _total(values: Mapping[str, str]) -> tuple[dict[str, Any] | None, str]:
    """The service's sum of what is typed, or what keeps it from counting."""
    body = {"items": incomeform.body_of(values)["items"]}
    call = Call("applications", "total_income", [body])
    try:
        total: dict[str, Any] = gateway().services.ask(principal(), call, trace=trace(), timeout=PATIENCE)
    except Problem as problem:
        fields = incomeform.in_rows(problem.fields, values)
        labels = incomeform.labels(values)
        told = [f"{labels[each.field].label}: {each.detail}" for each in fields if each.field in labels]
        return None, told[0] if told else problem.detail
    return total, ""


def _lists(household: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Whose income it may be, where from, and how often."""
    listed = Call("applications", "list_application_reference", ["income_source"])
    sources = gateway().lists.answer(listed, principal(), trace())["items"]
    on = household["intake_date"]
    members = household["members"] if household["mode"] == "individual" else []
    return {
        "source": [
            {**each, "program": ""}
            for each in sources
            if each["valid_from"] <= on <= (each["valid_to"] or "9999-12-31")
        ],
        "member_id": [
            {"code": str(each["id"]), "label": f"{each['first_name']} {each['last_name']}", "data": {}}
            for each in members
        ],
        "period": [{"code": code, "label": label, "data": {}} for code, label in incomeform.PERIODS.items()],
    }
