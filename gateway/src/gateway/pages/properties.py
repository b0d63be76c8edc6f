"""The Properties tab: a customer's buildings, homes and units, now and before (R157, R158, R178, R179)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway import access, lists, propertyform
from gateway.context import gateway, principal, trace
from gateway.pages.composing import compose
from gateway.recordform import RecordForm
from homefire.client import Call
from homefire.errors import AcknowledgementRequired, NotFound, Problem, Unavailable
from homefire.statuses import status_of

routes = Blueprint("properties", __name__)
READ, WRITE = "weatherization:read", "weatherization:write"
ENTER, LINK, END, FACTS, DECIDE = "enter", "link", "end", "facts", "decide"
_OPERATIONS = {
    ENTER: "create_dwelling",
    LINK: "link_dwelling",
    END: "end_dwelling_link",
    FACTS: "update_dwelling",
    DECIDE: "decide_property_eligibility",
}
_LISTS = {
    "dwelling_kind": "list_weatherization_reference",
    "heating_fuel": "list_weatherization_reference",
    "street_type": "list_customer_reference",
    "building_type": "list_customer_reference",
}
Answer = Response | tuple[str, int]


@routes.get("/customers/<int:number>/properties")
@access.page
def show(number: int) -> Answer:
    """The customer's properties with the customer's own role and days in each."""
    principal().require(READ)
    return _list(number, {})


@routes.post("/customers/<int:number>/properties")
@access.page
def add(number: int) -> Answer:
    """Links the customer to a dwelling: to one that is known by its id, or to a new one at the address typed."""
    principal().require(WRITE)
    values = _typed((*propertyform.LINK, "dwelling_id", "kind", *propertyform.ADDRESS))
    action = ENTER if request.form.get("action") == ENTER else LINK
    number = compose(number)["number"]
    try:
        dwelling_id = _enter(values) if action == ENTER else values["dwelling_id"]
        body = propertyform.body_of(
            {**values, "dwelling_id": str(dwelling_id)}, ["dwelling_id", *propertyform.LINK]
        )
        made = _ask(_OPERATIONS[LINK], [number, body], idempotency_key=f"{_key()}-link", **_reason())
    except Problem as problem:
        return _list(number, {action: _refused(values, problem, action)})
    to = url_for("properties.open_one", number=number, dwelling_id=made["dwelling_id"], saved=1)
    return redirect(to, code=303)


@routes.post("/customers/<int:number>/properties/links/<int:link_id>")
@access.page
def end(number: int, link_id: int) -> Answer:
    """Sets or corrects the last day of a link; the link and the jobs seen through it stay."""
    principal().require(WRITE)
    values = _typed(("to",))
    number = compose(number)["number"]
    version = request.form.get("version", "")
    try:
        _ask(
            _OPERATIONS[END],
            [number, link_id, {"to": values["to"]}],
            if_match=version,
            idempotency_key=_key(),
            **_reason(),
        )
    except Problem as problem:
        return _list(number, {f"{END}-{link_id}": _refused(values, problem, END)})
    return redirect(url_for("properties.show", number=number, saved=1), code=303)


@routes.get("/customers/<int:number>/properties/<int:dwelling_id>")
@access.page
def open_one(number: int, dwelling_id: int) -> Answer:
    """One property: facts, units and tenants, eligibility, jobs and projects, the customer's applications for it."""
    principal().require(READ)
    return _one(number, dwelling_id, {})


@routes.post("/customers/<int:number>/properties/<int:dwelling_id>")
@access.page
def change(number: int, dwelling_id: int) -> Answer:
    """Changes a property's address and facts; only what differs from what was loaded is sent."""
    principal().require(WRITE)
    found = _own(number, dwelling_id)
    values = _typed((*propertyform.FACTS, *propertyform.ADDRESS))
    version = request.form.get("version", "")
    now = propertyform.values_of(found)
    names = [name for name in values if values[name] != request.form.get(f"was.{name}", now[name])]
    try:
        if names:
            body = propertyform.body_of(values, names)
            _ask(
                _OPERATIONS[FACTS],
                [dwelling_id, body],
                if_match=version,
                idempotency_key=_key(),
                **_reason(),
            )
    except Problem as problem:
        return _one(number, dwelling_id, {FACTS: _refused(values, problem, FACTS)})
    return _to_one(number, dwelling_id)


@routes.post("/customers/<int:number>/properties/<int:dwelling_id>/eligibility")
@access.page
def decide(number: int, dwelling_id: int) -> Answer:
    """Says whether the property may take part in a program, and why."""
    principal().require(WRITE)
    _own(number, dwelling_id)
    values = _typed(("program", "status", "reason"))
    try:
        _ask(_OPERATIONS[DECIDE], [dwelling_id, values], idempotency_key=_key(), **_reason())
    except Problem as problem:
        return _one(number, dwelling_id, {DECIDE: _refused(values, problem, DECIDE)})
    return _to_one(number, dwelling_id)


def _list(number: int, forms: Mapping[str, RecordForm]) -> Answer:
    composed = compose(number)
    if "merged_from" in composed:
        return redirect(url_for("properties.show", number=composed["number"]), code=303)
    problem = next((form.problem for form in forms.values() if form.problem), None)
    today = datetime.now(gateway().settings.base.time_zone).date()
    first = f"{today.month}/{today.day}/{today.year}"
    page = render_template(
        "properties/list.html",
        record=composed,
        enter=forms.get(ENTER) or _form({"kind": "SINGLE_FAMILY", "role": "occupant", "from": first}, ENTER),
        link=forms.get(LINK) or _form({"role": "occupant", "from": first}, LINK),
        ends=forms,
        today=first,
        blank=_form({}, END),
        labels=propertyform.LABELS,
        may_write=principal().may(WRITE),
        saved="saved" in request.args,
    )
    return page, status_of(problem) if problem else 200


def _one(number: int, dwelling_id: int, forms: Mapping[str, RecordForm]) -> Answer:
    composed = compose(number)
    if "merged_from" in composed:
        return redirect(
            url_for("properties.open_one", number=composed["number"], dwelling_id=dwelling_id), code=303
        )
    found = _property_of(composed, dwelling_id)
    applications = composed["sections"]["applications"]
    rows = applications["data"]["items"] if applications["state"] == "ok" else None
    problem = next((form.problem for form in forms.values() if form.problem), None)
    page = render_template(
        "properties/property.html",
        record=composed,
        found=found,
        opened_property=dwelling_id,
        facts=forms.get(FACTS) or _form(propertyform.values_of(found), FACTS),
        decision=forms.get(DECIDE) or _form({}, DECIDE),
        applications=None if rows is None else [row for row in rows if row.get("dwelling_id") == dwelling_id],
        was=propertyform.values_of(found),
        labels=propertyform.LABELS,
        may_write=principal().may(WRITE),
        saved="saved" in request.args,
    )
    return page, status_of(problem) if problem else 200


def _property_of(composed: Mapping[str, Any], dwelling_id: int) -> dict[str, Any]:
    """A property of the customer's, now or before, or the building of one. Raises `NotFound` for any other."""
    section = composed["sections"].get("properties", {"state": "unavailable"})
    if section["state"] != "ok":
        raise Unavailable()
    items = section["data"]["items"]
    own = {item["dwelling_id"] for item in items} | {item["building_id"] for item in items}
    if dwelling_id in own:
        return _ask("get_property", [dwelling_id])
    raise NotFound(
        gettext("This customer has no such property, now or before. Choose one from the Properties tab.")
    )


def _own(number: int, dwelling_id: int) -> dict[str, Any]:
    return _property_of(compose(number), dwelling_id)


def _enter(values: Mapping[str, str]) -> int:
    """Enters the dwelling; sent twice, it is entered once. What is blank is left to the ZIP code."""
    names = ["kind", *(name for name in propertyform.ADDRESS if values[name])]
    body = propertyform.body_of(values, names)
    body.setdefault("address", {})
    for name in ("street", "zip"):
        body["address"].setdefault(name, "")
    made = _ask(_OPERATIONS[ENTER], [body], idempotency_key=_key())
    return int(made["dwelling_id"])


def _form(values: Mapping[str, str], action: str) -> RecordForm:
    calls = [
        Call("weatherization" if "weatherization" in method else "customers", method, [name])
        for name, method in _LISTS.items()
    ]
    today = datetime.now(gateway().settings.base.time_zone).date()
    answers = gateway().lists.answers(calls, principal(), trace())
    offered = {
        name: lists.offered(answer["items"], today) for name, answer in zip(_LISTS, answers, strict=True)
    }
    limits = gateway().contracts.limits_of(f"weatherization.{_OPERATIONS[action]}")
    return RecordForm(
        values=values,
        base=values,
        editable=principal().may(WRITE),
        lists=offered | {"kind": offered["dwelling_kind"]},
        limits=limits,
    )


def _refused(values: Mapping[str, str], problem: Problem, action: str) -> RecordForm:
    """What was typed, with why it was refused."""
    asks = isinstance(problem, AcknowledgementRequired)
    # An answer that did not come was perhaps a change: only its own key keeps it from a second time.
    key = _key() if isinstance(problem, Unavailable) else str(uuid.uuid4())
    said = request.form.get("acknowledgement", "")
    return replace(
        _form(values, action),
        problem=problem,
        key=key,
        acknowledgement=said,
        asks_acknowledgement=asks or bool(said),
    )


def _to_one(number: int, dwelling_id: int) -> Response:
    return redirect(url_for("properties.open_one", number=number, dwelling_id=dwelling_id, saved=1), code=303)


def _typed(names: tuple[str, ...]) -> dict[str, str]:
    return {name: request.form.get(name, "").strip() for name in names}


def _reason() -> dict[str, str]:
    said = " ".join(request.form.get("acknowledgement", "").split())
    return {"acknowledgement": said} if said else {}


def _key() -> str:
    return request.form.get("key") or str(uuid.uuid4())


def _ask(method: str, arguments: list[Any], **beside: Any) -> dict[str, Any]:
    call = Call("weatherization", method, arguments, beside)
    answer: dict[str, Any] = gateway().services.ask(principal(), call, trace=trace())
    return answer
