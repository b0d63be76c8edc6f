"""The list of addresses that are ineligible for weatherization, for those who keep it (R61)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from gateway import access, lists
from gateway.context import gateway, principal, trace
from gateway.recordfields import RecordField
from gateway.recordform import RecordForm
from homefire.client import Call
from homefire.errors import Problem, Unavailable
from homefire.statuses import status_of

routes = Blueprint("ineligible", __name__)
READ, WRITE = "weatherization:read", "weatherization:write"
LABELS: dict[str, RecordField] = {
    each.name: each
    for each in (
        RecordField("address.number", _("Address #"), "entry"),
        RecordField("address.street", _("Street"), "entry"),
        RecordField("address.street_type", _("Street Type"), "entry"),
        RecordField("address.zip", _("Zip Code"), "entry"),
        RecordField("reason", _("Reason"), "entry"),
        RecordField("explanation", _("Explanation"), "entry"),
        RecordField("from", _("From"), "entry", "day"),
        RecordField("to", _("To"), "entry", "day"),
    )
}
_TYPED = tuple(name for name in LABELS if name != "to")
Answer = Response | tuple[str, int]


@routes.get("/ineligible-addresses")
@access.page
def show() -> Answer:
    """The list, the latest entries first, with the form for another one."""
    principal().require(READ)
    return _page({})


@routes.post("/ineligible-addresses")
@access.page
def add() -> Answer:
    """Puts an address on the list."""
    principal().require(WRITE)
    values = {name: request.form.get(name, "").strip() for name in _TYPED}
    body: dict[str, Any] = {"address": {}}
    for name, value in values.items():
        if name.startswith("address."):
            body["address"][name.partition(".")[2]] = value
        elif value or name == "reason":
            body[name] = value
    try:
        _ask("add_ineligible_address", [body])
    except Problem as problem:
        return _page({"add": _refused(values, problem, "add_ineligible_address")})
    return redirect(url_for("ineligible.show", saved=1), code=303)


@routes.post("/ineligible-addresses/<int:entry_id>")
@access.page
def end(entry_id: int) -> Answer:
    """Sets or corrects the last day of an entry."""
    principal().require(WRITE)
    values = {"to": request.form.get("to", "").strip()}
    try:
        _ask("end_ineligible_address", [entry_id, values], if_match=request.form.get("version", ""))
    except Problem as problem:
        return _page({f"end-{entry_id}": _refused(values, problem, "end_ineligible_address")})
    return redirect(url_for("ineligible.show", saved=1), code=303)


def _page(forms: Mapping[str, RecordForm]) -> Answer:
    options = {"cursor": request.args["cursor"][:200]} if request.args.get("cursor") else {}
    call = Call("weatherization", "list_ineligible_addresses", [], options)
    problem = next((form.problem for form in forms.values() if form.problem), None)
    page = render_template(
        "properties/ineligible.html",
        page=gateway().services.ask(principal(), call, trace=trace()),
        form=forms.get("add") or _form({}, "add_ineligible_address"),
        ends=forms,
        blank=_form({}, "end_ineligible_address"),
        labels=LABELS,
        may_write=principal().may(WRITE),
        saved="saved" in request.args,
    )
    return page, status_of(problem) if problem else 200


def _form(values: Mapping[str, str], method: str) -> RecordForm:
    call = Call("weatherization", "list_weatherization_reference", ["ineligible_reason"])
    today = datetime.now(gateway().settings.base.time_zone).date()
    reasons = lists.offered(gateway().lists.answer(call, principal(), trace())["items"], today)
    limits = gateway().contracts.limits_of(f"weatherization.{method}")
    return RecordForm(values=values, base={}, lists={"reason": reasons}, limits=limits)


def _refused(values: Mapping[str, str], problem: Problem, method: str) -> RecordForm:
    # An answer that did not come was perhaps a change: only its own key keeps it from a second time.
    key = _key() if isinstance(problem, Unavailable) else str(uuid.uuid4())
    return replace(_form(values, method), problem=problem, key=key)


def _ask(method: str, arguments: list[Any], **beside: Any) -> None:
    call = Call("weatherization", method, arguments, {**beside, "idempotency_key": _key()})
    gateway().services.ask(principal(), call, trace=trace())


def _key() -> str:
    return request.form.get("key") or str(uuid.uuid4())
