"""One application: read by whoever may, edited by the one who has the record open (R77, R259)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access, applicationform, forms, recordfields, recordform
from gateway.applicationform import EDITED, FIELDS, PLACE, PLACE_CHANGE, PLACE_CONFIRMED, REQUIRED
from gateway.context import gateway, principal, trace
from gateway.locks import Hold
from gateway.pages import held, said
from gateway.pages.application import writing
from gateway.pages.application.opening import open_application, require_application
from gateway.pages.application.summary import summary_of
from gateway.pages.application.writing import Answer, Sent, Sheet
from gateway.pages.composing import compose
from gateway.pages.held import Outcome
from gateway.pages.receiving import choices_of_application, mailing_place, why_no_mailing_place
from gateway.pages.record import routes
from gateway.recordform import RecordForm
from homefire.client import Call
from homefire.errors import Problem, Unavailable

UPDATE = "applications.update_application"


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form sent: the fields, the values it was loaded with, and what a new place means."""

    values: dict[str, str] = field(default_factory=lambda: recordform.read_values(request.form, EDITED))
    base: dict[str, str] = field(
        default_factory=lambda: recordform.read_base(request.form.get("base", ""), EDITED)
    )
    place_change: str = field(default_factory=lambda: request.form.get(PLACE_CHANGE, ""))

    @property
    def body(self) -> dict[str, Any]:
        """What the service takes."""
        place_for = request.form.get(recordfields.SHOWN_FOR, "")
        change = self.place_change if asks_place_change() else ""
        body = applicationform.patch(self.values, self.base, place_for=place_for, place_change=change)
        return body | {PLACE_CONFIRMED: True} if self.confirms else body

    @property
    def confirms(self) -> bool:
        """Whether the place of service is said to be right, of a customer who lives elsewhere now (R142)."""
        return PLACE_CONFIRMED in request.form

    @property
    def fields(self) -> int:
        """How many fields it changes."""
        return len(recordform.changed(self.values, self.base, EDITED)) + self.confirms


@routes.get("/customers/<int:number>/applications/<int:application_id>")
@access.page
def application(number: int, application_id: int) -> Response | str:
    """One application, which the Program link opens (R77). Raises `NotFound`."""
    try:
        composed, found = open_application(number, application_id)
    except Unavailable:
        return render_template("application/showing.html", record=compose(number), application=None)
    hold, told = writing.take(number), said.heard(number)
    page = _page(composed, found, _form(found, hold), hold, Sheet(told))
    return writing.answer_with(page, told)


@routes.post("/customers/<int:number>/applications/<int:application_id>")
@access.page
def update_application(number: int, application_id: int) -> Answer:
    """Saves what was changed; Refresh and copying the mailing address save nothing and keep what was typed."""
    require_application(number, application_id)
    sent, typed = writing.read(), Typed()
    if sent.action in ("refresh", "same_as_mailing"):
        return _again(number, application_id, typed, Outcome(sent))
    outcome = held.write(number, sent, lambda current: _send(application_id, typed, current))
    if outcome.problem is not None:
        return _again(number, application_id, typed, outcome)
    here = url_for("record.application", number=number, application_id=application_id)
    return writing.saved(number, outcome.sent, here, typed.fields, outcome.answer.get("warnings") or [])


def asks_place_change() -> bool:
    """Whether applications wants to know what a new service address means (R142)."""
    return bool(gateway().contracts.field_of(UPDATE, PLACE_CHANGE))


def _send(application_id: int, typed: Typed, sent: Sent) -> Mapping[str, Any]:
    body = typed.body
    if not body:
        return {}
    answer: Mapping[str, Any] = forms.write(UPDATE, [application_id, body], sent)
    return answer


def _again(number: int, application_id: int, typed: Typed, outcome: Outcome[Sent]) -> Answer:
    """The form with everything that was typed over the application as it is now, and why it was not saved (R152)."""
    hold = writing.hold_after(number, outcome)
    composed, found = open_application(number, application_id)
    plain = _form(found, hold)
    values, _conflicts = recordform.merge(typed.base, typed.values, plain.base, EDITED)
    if outcome.sent.action == "same_as_mailing":
        values = {**values, **mailing_place(composed)}
    form = writing.refused(replace(plain, values=values | {PLACE_CHANGE: typed.place_change}), outcome)
    if form.unanswered:
        form = replace(form, base=typed.base)
    sheet = Sheet(news=recordform.news_of(typed.base, plain.base, EDITED))
    return _page(composed, found, form, hold, sheet), writing.status_after(outcome)


def _form(found: Mapping[str, Any], hold: Hold) -> RecordForm:
    values = applicationform.values_of(found)
    editable = writing.may_edit(hold)
    return RecordForm(
        values=values,
        base=values,
        version=found["version"],
        editable=editable,
        lists=choices_of_application() if editable else {},
        limits=gateway().contracts.limits_of(UPDATE),
        texts=applicationform.texts_of(found),
        required=REQUIRED,
        overridden=tuple((found.get(PLACE) or {}).get("overridden") or ()),
    )


def _page(
    composed: Mapping[str, Any], found: Mapping[str, Any], form: RecordForm, hold: Hold, sheet: Sheet
) -> str:
    return render_template(
        "application/showing.html",
        record=composed,
        application=found,
        edit=form,
        hold=hold,
        opened=sheet,
        labels=FIELDS,
        saved=sheet.saved,
        warnings=_warnings(found["id"]),
        asks_place_change=asks_place_change(),
        no_mailing=why_no_mailing_place(composed),
        summary=summary_of(composed, found),
    )


def _warnings(application_id: int) -> list[Mapping[str, Any]] | None:
    """What to look at in the application as it is stored; None while that cannot be told."""
    call = Call("applications", "list_application_warnings", [application_id])
    try:
        answer = gateway().services.ask(principal(), call, trace=trace())
    except Problem:
        return None
    found: list[Mapping[str, Any]] = answer["items"]
    return found
