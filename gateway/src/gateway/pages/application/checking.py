"""The checklist step: supplementary steps, made once, edited one by one (R186 to R193)."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access
from gateway.context import gateway, principal, trace
from gateway.pages.application import typed as forms
from gateway.pages.application.opening import open_application, require_application
from gateway.pages.application.typed import BLANK, Typed
from gateway.pages.composing import compose
from gateway.pages.record import routes
from homefire.client import Call
from homefire.errors import Unavailable

Answer = Response | tuple[str, int]


@routes.get("/customers/<int:number>/applications/<int:application_id>/checklist")
@access.page
def checklist(number: int, application_id: int) -> Answer:
    """The checklist, one of whose items the pencil has opened for editing (R193)."""
    return _page(number, application_id, BLANK, editing=request.args.get("edit", ""))


@routes.post("/customers/<int:number>/applications/<int:application_id>/checklist")
@access.page
def create_checklist(number: int, application_id: int) -> Answer:
    """Makes the checklist, or adds the default items that it does not have (R189)."""
    require_application(number, application_id)
    sent = forms.read("create")
    body = {"add_missing": request.form.get("add_missing") == "yes"}
    refused = forms.send(sent, number, "create_checklist", [application_id, body])
    if refused is not None:
        return _page(number, application_id, refused)
    return redirect(_address(number, application_id, saved="created"), code=303)


@routes.post("/customers/<int:number>/applications/<int:application_id>/checklist/<code>")
@access.page
def update_checklist_item(number: int, application_id: int, code: str) -> Answer:
    """Saves status and note of one item."""
    require_application(number, application_id)
    sent = forms.read(code, "status", "note")
    body = {name: sent.values[name] for name in ("status", "note")}
    refused = forms.send(sent, number, "update_checklist_item", [application_id, code, body])
    if refused is not None:
        return _page(number, application_id, refused, editing=code)
    return redirect(_address(number, application_id, saved=code, _anchor=f"item-{code}"), code=303)


def _address(number: int, application_id: int, **more: str) -> str:
    return url_for("record.checklist", number=number, application_id=application_id, **more)


def _page(number: int, application_id: int, sent: Typed, *, editing: str = "") -> Answer:
    try:
        composed, application = open_application(number, application_id)
        call = Call("applications", "get_checklist", [application_id])
        found = gateway().services.ask(principal(), call, trace=trace())
    except Unavailable:
        page = render_template("application/checklist.html", record=compose(number), application=None)
        return page, 200
    page = render_template(
        "application/checklist.html",
        record=composed,
        application=application,
        checklist=found,
        sent=sent,
        fresh_key=forms.fresh_key,
        editing=editing,
        saved=request.args.get("saved", ""),
    )
    return page, sent.status
