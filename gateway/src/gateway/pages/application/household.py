"""Entering an application's household: its members one by one, or numbers per category (R62 to R71)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import orjson
from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access, forms, householdform, lists
from gateway.context import gateway, principal, trace
from gateway.forms import FieldForm
from gateway.householdform import INDIVIDUAL, SUMMARY
from gateway.locks import Hold
from gateway.pages import held, said
from gateway.pages.application import writing
from gateway.pages.application.opening import open_application, require_application
from gateway.pages.application.writing import Answer, Sent, Sheet
from gateway.pages.held import Outcome
from gateway.pages.record import routes
from gateway.record import own_ssn
from homefire.client import Call
from homefire.errors import StaleVersion

MEMBERS, NUMBERS = "applications.set_household_members", "applications.set_household_summary"


@dataclass(frozen=True, slots=True)
class Opened:
    """The page's parts: the record, the application, its household, and in which way it is shown."""

    record: Mapping[str, Any]
    application: Mapping[str, Any]
    household: Mapping[str, Any]
    mode: str

    @property
    def stored(self) -> dict[str, str]:
        """The household of this way as the inputs have it."""
        values_of = householdform.member_values if self.mode == INDIVIDUAL else householdform.summary_values
        return values_of(self.household)


@routes.get("/customers/<int:number>/applications/<int:application_id>/household")
@access.page
def household(number: int, application_id: int) -> Response:
    """The household in the way that counts, or in the other one, `as` of the address (R65)."""
    opened = _open(number, application_id, request.args.get("as", ""))
    hold, told = writing.take(number), said.heard(number)
    form = _form(opened, hold)
    if opened.mode == INDIVIDUAL and not opened.household["members"]:
        form = replace(form, values=householdform.applicant_values(_customer(opened.record)))
    return writing.answer_with(_page(opened, form, hold, Sheet(told)), told)


@routes.post("/customers/<int:number>/applications/<int:application_id>/household")
@access.page
def enter_household(number: int, application_id: int) -> Answer:
    """Saves the household; adding and removing a row and Refresh save nothing and keep what was typed."""
    require_application(number, application_id)
    sent, mode = writing.read(), _mode(request.form.get("mode", ""))
    values = (
        householdform.read_members(request.form)
        if mode == INDIVIDUAL
        else householdform.read_summary(request.form)
    )
    if sent.action == "refresh" or sent.action.startswith(("add", "remove-")):
        if sent.action == "add":
            values[f"members.{householdform.rows_of(values)}.relation"] = ""
        return _again(number, application_id, mode, values, Outcome(sent))
    outcome = held.write(number, sent, lambda current: _send(application_id, mode, values, current))
    if isinstance(outcome.problem, StaleVersion):
        outcome = _send_again(number, application_id, mode, values, outcome)
    if outcome.problem is not None:
        return _again(number, application_id, mode, values, outcome)
    here = url_for("record.household", number=number, application_id=application_id)
    changed = int(outcome.answer["version"]) != outcome.sent.version
    return writing.saved(number, outcome.sent, here, int(changed), [])


def _mode(wanted: str) -> str:
    return SUMMARY if wanted == SUMMARY else INDIVIDUAL


def _open(number: int, application_id: int, wanted: str) -> Opened:
    composed, application = open_application(number, application_id)
    call = Call("applications", "get_household", [application_id])
    found = gateway().services.ask(principal(), call, trace=trace())
    return Opened(composed, application, found, _mode(wanted or found["mode"]))


def _send(application_id: int, mode: str, values: Mapping[str, str], sent: Sent) -> Mapping[str, Any]:
    """Members go to the service's own port, since their numbers never cross the bus (R249)."""
    if mode == INDIVIDUAL:
        operation, body = MEMBERS, householdform.members_body(values)
    else:
        operation, body = NUMBERS, householdform.summary_body(values)
    answer: Mapping[str, Any] = forms.write(operation, [application_id, body], sent, http=mode == INDIVIDUAL)
    return answer


def _send_again(
    number: int, application_id: int, mode: str, values: Mapping[str, str], outcome: Outcome[Sent]
) -> Outcome[Sent]:
    """Once more for the version of now, where something else of the application was changed meanwhile (R152).

    What was loaded tells nothing of numbers of people, nor of the way that counted: a form that changes either of
    these is not sent again.
    """
    opened = _open(number, application_id, mode)
    same = _loaded() == opened.stored and opened.household["mode"] == mode
    if not same or householdform.sets_numbers(values):
        return outcome
    sent = replace(outcome.sent, version=int(opened.household["version"]))
    return held.write(number, sent, lambda current: _send(application_id, mode, values, current))


def _loaded() -> dict[str, str]:
    """What the form was loaded with; nothing of what is not ours."""
    try:
        found = orjson.loads(request.form.get("base", ""))
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _again(
    number: int, application_id: int, mode: str, values: dict[str, str], outcome: Outcome[Sent]
) -> Answer:
    """The form with everything that was typed. After somebody else's change it says what is stored now (R152)."""
    hold = writing.hold_after(number, outcome)
    opened = _open(number, application_id, mode)
    form = writing.refused(replace(_form(opened, hold), values=values), outcome)
    stale = isinstance(outcome.problem, StaleVersion)
    page = _page(opened, form, hold, Sheet(), stale=stale)
    return page, writing.status_after(outcome)


def _form(opened: Opened, hold: Hold) -> FieldForm:
    return FieldForm(
        values=opened.stored,
        base=opened.stored,
        version=opened.household["version"],
        editable=writing.may_edit(hold),
        lists=_lists(opened.household["intake_date"]),
        texts=householdform.texts_of(opened.household) if opened.mode == INDIVIDUAL else {},
    )


def _page(opened: Opened, form: FieldForm, hold: Hold, sheet: Sheet, *, stale: bool = False) -> str:
    limits = householdform.limits_of(form.values, _member_limits())
    return render_template(
        "application/household.html",
        record=opened.record,
        application=opened.application,
        household=opened.household,
        mode=opened.mode,
        edit=replace(form, limits=limits),
        hold=hold,
        opened=sheet,
        labels=householdform.labels_of(form.values),
        rows=householdform.rows_of(form.values),
        own_ssn=own_ssn(_customer(opened.record)),
        masked={str(member["id"]): member["ssn"] for member in opened.household["members"]},
        categories=householdform.categories_shown(form.lists),
        names=householdform,
        action=request.form.get("action", ""),
        stale=stale,
    )


def _lists(intake: str) -> dict[str, list[dict[str, Any]]]:
    """What may be chosen on the intake date, which decides the instrument's version (R71)."""
    calls = [Call("applications", "list_application_reference", [name]) for name in householdform.LISTS]
    answers = gateway().lists.answers(calls, principal(), trace())
    on = date.fromisoformat(intake)
    return {
        name: lists.offered(answer["items"], on)
        for name, answer in zip(householdform.LISTS, answers, strict=True)
    }


def _member_limits() -> dict[str, int]:
    contracts = gateway().contracts
    items = contracts.field_of(MEMBERS, "members").get("items", {})
    member = contracts.resolved("applications", items).get("properties", {})
    typed = (each.name for each in householdform.TYPED)
    return {name: member[name]["maxLength"] for name in typed if "maxLength" in member.get(name, {})}


def _customer(record: Mapping[str, Any]) -> Mapping[str, Any]:
    section = record["sections"]["customer"]
    found: Mapping[str, Any] = section["data"] if section["state"] == "ok" else {}
    return found
