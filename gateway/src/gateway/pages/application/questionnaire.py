"""The questionnaire of signing up: what was answered, or the questions for whoever enters the answers once (R199)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway import access, forms
from gateway.context import gateway, principal, trace
from gateway.forms import Entries, FieldForm, entry
from gateway.locks import Hold
from gateway.pages import held, said
from gateway.pages.application import writing
from gateway.pages.application.opening import open_application, require_application
from gateway.pages.application.writing import Answer, Sent, Sheet
from gateway.pages.held import Outcome
from gateway.pages.record import routes
from gateway.recordfields import RecordField
from homefire.client import Call

ANSWER = "applications.answer_questionnaire"
_PLACE = re.compile(r"answers\.(\d{1,3})\.code", re.ASCII)


@routes.get("/customers/<int:number>/applications/<int:application_id>/questionnaire")
@access.page
def questionnaire(number: int, application_id: int) -> Response:
    """The answers, which nobody changes; before there are any, the form for them."""
    told = said.heard(number)
    composed, application, asked = _open(number, application_id)
    hold = writing.take(number) if asked["questions"] else None
    page = _page(composed, application, asked, _form(asked, hold), hold, Sheet(told))
    return writing.answer_with(page, told)


@routes.post("/customers/<int:number>/applications/<int:application_id>/questionnaire")
@access.page
def answer_questionnaire(number: int, application_id: int) -> Answer:
    """Stores the answers, once; Refresh stores nothing and keeps what was typed."""
    require_application(number, application_id)
    sent = writing.read()
    given = _given()
    if sent.action == "refresh":
        return _again(number, application_id, given, Outcome(sent))
    outcome = held.write(number, sent, lambda current: _send(application_id, given, current))
    if outcome.problem is not None:
        return _again(number, application_id, given, outcome)
    here = url_for("record.questionnaire", number=number, application_id=application_id)
    return writing.saved(number, outcome.sent, here, len(given), [])


def _given() -> list[dict[str, str]]:
    """The answers in the order of the page; those that were left blank as well."""
    places = sorted(int(found[1]) for name in request.form if (found := _PLACE.fullmatch(name)))
    return [
        {name: request.form.get(f"answers.{place}.{name}", "").strip() for name in ("code", "answer")}
        for place in places
    ]


def _send(application_id: int, given: list[dict[str, str]], sent: Sent) -> Mapping[str, Any]:
    answer: Mapping[str, Any] = forms.write(ANSWER, [application_id, {"answers": given}], sent)
    return answer


def _open(number: int, application_id: int) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    composed, application = open_application(number, application_id)
    call = Call("applications", "get_questionnaire", [application_id])
    return composed, application, gateway().services.ask(principal(), call, trace=trace())


def _again(number: int, application_id: int, given: list[dict[str, str]], outcome: Outcome[Sent]) -> Answer:
    """The form with everything that was typed; or, where somebody else has answered meanwhile, the answers."""
    hold = writing.hold_after(number, outcome)
    composed, application, asked = _open(number, application_id)
    plain = _form(asked, hold)
    typed = {entry["code"]: entry["answer"] for entry in given}
    values = {
        f"answers.{place}.answer": typed.get(question["code"], "")
        for place, question in enumerate(asked["questions"])
    }
    form = writing.refused(replace(plain, values=values), outcome)
    return _page(composed, application, asked, form, hold, Sheet()), writing.status_after(outcome)


def _form(asked: Mapping[str, Any], hold: Hold | None) -> FieldForm:
    names = [f"answers.{place}.answer" for place, _ in enumerate(asked["questions"])]
    blank = dict.fromkeys(names, "")
    return FieldForm(
        values=blank,
        base=blank,
        version=asked["version"],
        editable=hold is not None and writing.may_edit(hold),
        lists={name: _choices(question) for name, question in zip(names, asked["questions"], strict=True)},
        limits=dict.fromkeys(names, _limit()),
    )


def _choices(question: Mapping[str, Any]) -> Entries:
    words = {"YES": gettext("Yes"), "NO": gettext("No")}
    return [entry(code, words.get(code, code.replace("_", " ").capitalize())) for code in question["choices"]]


def _limit() -> int:
    contracts = gateway().contracts
    items = contracts.field_of(ANSWER, "answers").get("items", {})
    answer = contracts.resolved("applications", items).get("properties", {}).get("answer", {})
    return int(answer.get("maxLength", 1000))


def _page(
    composed: Mapping[str, Any],
    application: Mapping[str, Any],
    asked: Mapping[str, Any],
    form: FieldForm,
    hold: Hold | None,
    sheet: Sheet,
) -> str:
    labels = {
        f"answers.{place}.answer": RecordField("answer", question["question"], "questionnaire")
        for place, question in enumerate(asked["questions"])
    }
    return render_template(
        "application/questionnaire.html",
        record=composed,
        application=application,
        asked=asked,
        # What was answered is no form any more.
        edit=form if asked["questions"] else None,
        problem=form.problem,
        hold=hold,
        opened=sheet,
        labels=labels,
    )
