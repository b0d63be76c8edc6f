"""Editing a change request while it is a draft: what it asks for, before it goes to CSD (R111)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_babel import gettext

from gateway import access, forms
from gateway.forms import FieldForm
from gateway.pages import requesting
from gateway.pages.application import sending
from gateway.pages.change_request_form import body_of_form, comparison_of, typed, typed_of
from gateway.pages.composing import compose
from gateway.pages.record import routes
from gateway.pages.requesting import Answer
from homefire.errors import Conflict, NotFound, Problem, StaleVersion

UPDATE = "applications.update_change_request"
PATH = "/customers/<int:number>/change-requests/<int:request_id>/edit"


@routes.get(PATH)
@access.page
def edit_change_request(number: int, request_id: int) -> Answer:
    """The form with what the draft says. Raises `Conflict` for a request that was submitted."""
    requesting.require_writer()
    composed = compose(number)
    draft = _draft_of(composed, request_id)
    form = requesting.blank_form(typed_of(draft), draft["version"])
    return requesting.form_page(composed, form, comparison_of(composed), draft)


@routes.post(PATH)
@access.page
def update_change_request(number: int, request_id: int) -> Answer:
    """Writes the draft anew; and submits it where that was pressed."""
    requesting.require_writer()
    draft = _draft_of(compose(number), request_id)
    body = body_of_form()
    form = requesting.blank_form(typed(body)).sent()
    try:
        unsent = _write(number, request_id, body, form)
    except Problem as problem:
        return _again(number, request_id, form, problem, draft)
    return requesting.to_list(number) if unsent is None else requesting.to_draft(number, request_id, unsent)


def _write(number: int, request_id: int, body: Mapping[str, Any], form: FieldForm) -> Problem | None:
    """Writes and perhaps submits, both under the record's lock; what kept it from being submitted, if anything did."""
    with sending.locked(number) as token:
        made = forms.write(UPDATE, [request_id, body], form, http=True, token=token)
        return requesting.submit(made, form, token)


def _again(
    number: int, request_id: int, form: FieldForm, problem: Problem, draft: Mapping[str, Any]
) -> Answer:
    """The form with all that was typed, and why it was not saved; where somebody else saved first, what they did."""
    composed = compose(number)
    stale = isinstance(problem, StaleVersion)
    if stale:
        draft = _draft_of(composed, request_id)
        form = replace(form, version=draft["version"])
        problem = StaleVersion(
            gettext(
                "%(who)s saved this draft first. Below stands what they saved; your own entries are in the form.",
                who=draft["updated_by"],
            )
        )
    form = form.refused(problem, inline=True)
    return requesting.form_page(composed, form, comparison_of(composed), draft, theirs=stale)


def _draft_of(composed: Mapping[str, Any], request_id: int) -> dict[str, Any]:
    """The customer's request, while it may be changed."""
    for each in requesting.requests_of(composed["number"]):
        if each["id"] == request_id:
            if each["status"] != "DRAFT":
                detail = gettext("This request was submitted or withdrawn, and can no longer be changed.")
                raise Conflict(detail, code="request_is_closed")
            return each
    raise NotFound("This customer has no such change request.")
