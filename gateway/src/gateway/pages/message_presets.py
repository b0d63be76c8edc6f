"""Presets of e-mail, for those who manage programs: add, change from a day on, end (R216, R243)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from gateway import access
from gateway.context import gateway, principal, trace
from gateway.forms import FieldForm, reading, write
from gateway.pages.reference_lists import programs_among
from gateway.recordfields import RecordField
from homefire.client import Call
from homefire.errors import NotFound, Problem

routes = Blueprint("message_presets", __name__, url_prefix="/message-presets")
KEEPS = "reference:write"
TEXTS = ("label", "subject", "body")
LABELS: dict[str, RecordField] = {
    each.name: each
    for each in (
        RecordField("program", _("Program"), "preset"),
        RecordField("code", _("Code"), "preset"),
        RecordField("label", _("Label"), "preset"),
        RecordField("subject", _("Message Subject"), "preset"),
        RecordField("body", _("Message"), "preset"),
        RecordField("valid_from", _("First Day"), "preset", "day"),
        RecordField("effective", _("From Day"), "preset", "day"),
        RecordField("valid_to", _("Last Day"), "preset", "day"),
    )
}
Answer = Response | tuple[str, int]


@routes.before_request
def _only_keepers() -> None:
    principal().require(KEEPS)


@routes.get("")
@access.page
def show() -> Answer:
    """Every preset with its days, and the form for a new one."""
    return _page(_form("add_message_preset", {"program": request.args.get("program", "")[:40]}))


@routes.post("")
@access.page
def add() -> Answer:
    """A new preset."""
    values = _sent("program", "code", *TEXTS, "valid_from", "valid_to")
    days = {name: values[name] or None for name in ("valid_from", "valid_to")}
    form = _form("add_message_preset", values)
    return _done(form, "add_message_preset", [{**values, **days}])


@routes.get("/<int:preset_id>")
@access.page
def edit(preset_id: int) -> Answer:
    """One preset with its forms."""
    found = _find(preset_id)
    return _page(_form("change_message_preset", _shown(found)), found)


@routes.post("/<int:preset_id>")
@access.page
def change(preset_id: int) -> Answer:
    """Another text, from a day on or for its whole time."""
    values = _sent(*TEXTS, "effective")
    body = {**values, "effective": values["effective"] or None}
    form = _form("change_message_preset", values | _sent("valid_to"))
    return _done(form, "change_message_preset", [preset_id, body], preset_id)


@routes.post("/<int:preset_id>/last-day")
@access.page
def date(preset_id: int) -> Answer:
    """The last day, or none."""
    values = _sent("valid_to")
    form = _form("date_message_preset", _shown(_find(preset_id)) | values)
    body = {"valid_to": values["valid_to"] or None}
    return _done(form, "date_message_preset", [preset_id, body], preset_id)


def _done(form: FieldForm, operation: str, arguments: list[Any], preset_id: int | None = None) -> Answer:
    sent = form.sent()
    try:
        write(f"messaging.{operation}", arguments, sent)
    except Problem as problem:
        found = _find(preset_id) if preset_id is not None else None
        return _page(sent.refused(problem), found)
    return redirect(url_for("message_presets.show", done=1), code=303)


def _find(preset_id: int) -> dict[str, Any]:
    for each in _every():
        if each["id"] == preset_id:
            return each
    raise NotFound("There is no such preset. Choose one from the list.")


def _every() -> list[dict[str, Any]]:
    call = Call("messaging", "list_message_presets", [], {"all": True})
    items: list[dict[str, Any]] = gateway().services.ask(principal(), call, trace=trace())["items"]
    return items


def _sent(*names: str) -> dict[str, str]:
    return reading.texts(names)


def _shown(preset: Mapping[str, Any]) -> dict[str, str]:
    names = (*TEXTS, "valid_to")
    return {name: LABELS[name].show(preset[name]) for name in names}


def _form(operation: str, values: Mapping[str, str]) -> FieldForm:
    return FieldForm(values=dict(values), limits=gateway().contracts.limits_of(f"messaging.{operation}"))


def _page(form: FieldForm, preset: Mapping[str, Any] | None = None) -> Answer:
    presets = _every()
    page = render_template(
        "emails/presets.html",
        presets=presets,
        programs=programs_among(presets),
        preset=preset,
        form=form,
        labels=LABELS,
        done="done" in request.args,
    )
    return page, form.status
