"""The Properties tab: a customer's buildings, homes and units, now and before (R157, R158, R178, R179)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway import access, lists, propertyform
from gateway.context import agency_today, gateway, principal, trace
from gateway.forms import FieldForm, reading, write
from gateway.pages.composing import compose
from homefire.client import Call
from homefire.errors import NotFound, Problem, Unavailable
from homefire.statuses import status_of

routes = Blueprint("properties", __name__)
READ, WRITE = "weatherization:read", "weatherization:write"
ENTER, LINK, END, FACTS, DECIDE = "enter", "link", "end", "facts", "decide"
_OPERATIONS = {
    ENTER: "weatherization.create_dwelling",
    LINK: "weatherization.link_dwelling",
    END: "weatherization.end_dwelling_link",
    FACTS: "weatherization.update_dwelling",
    DECIDE: "weatherization.decide_property_eligibility",
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
    action = ENTER if request.form.get("action") == ENTER else LINK
    form = _sent(action, *propertyform.LINK, "dwelling_id", "kind", *propertyform.ADDRESS)
    values = form.values
    number = compose(number)["number"]
    try:
        dwelling_id = _enter(form) if action == ENTER else values["dwelling_id"]
        body = propertyform.body_of(
            {**values, "dwelling_id": str(dwelling_id)}, ["dwelling_id", *propertyform.LINK]
        )
        made = write(_OPERATIONS[LINK], [number, body], replace(form, key=f"{form.key}-link"))
    except Problem as problem:
        return _list(number, {action: form.refused(problem, inline=True)})
    to = url_for("properties.open_one", number=number, dwelling_id=made["dwelling_id"], saved=1)
    return redirect(to, code=303)


@routes.post("/customers/<int:number>/properties/links/<int:link_id>")
@access.page
def end(number: int, link_id: int) -> Answer:
    """Sets or corrects the last day of a link; the link and the jobs seen through it stay."""
    principal().require(WRITE)
    form = _sent(END, "to")
    number = compose(number)["number"]
    try:
        write(_OPERATIONS[END], [number, link_id, form.values], form)
    except Problem as problem:
        return _list(number, {f"{END}-{link_id}": form.refused(problem, inline=True)})
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
    form = _sent(FACTS, *propertyform.FACTS, *propertyform.ADDRESS)
    values = form.values
    now = propertyform.values_of(found)
    names = [name for name in values if values[name] != request.form.get(f"was.{name}", now[name])]
    try:
        if names:
            write(_OPERATIONS[FACTS], [dwelling_id, propertyform.body_of(values, names)], form)
    except Problem as problem:
        return _one(number, dwelling_id, {FACTS: form.refused(problem, inline=True)})
    return _to_one(number, dwelling_id)


@routes.post("/customers/<int:number>/properties/<int:dwelling_id>/eligibility")
@access.page
def decide(number: int, dwelling_id: int) -> Answer:
    """Says whether the property may take part in a program, and why."""
    principal().require(WRITE)
    _own(number, dwelling_id)
    form = _sent(DECIDE, "program", "status", "reason")
    try:
        write(_OPERATIONS[DECIDE], [dwelling_id, form.values], form)
    except Problem as problem:
        return _one(number, dwelling_id, {DECIDE: form.refused(problem, inline=True)})
    return _to_one(number, dwelling_id)


def _list(number: int, forms: Mapping[str, FieldForm]) -> Answer:
    composed = compose(number)
    if "merged_from" in composed:
        return redirect(url_for("properties.show", number=composed["number"]), code=303)
    problem = next((form.problem for form in forms.values() if form.problem), None)
    today = agency_today()
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


def _one(number: int, dwelling_id: int, forms: Mapping[str, FieldForm]) -> Answer:
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
        call = Call("weatherization", "get_property", [dwelling_id])
        found: dict[str, Any] = gateway().services.ask(principal(), call, trace=trace())
        return found
    raise NotFound(
        gettext("This customer has no such property, now or before. Choose one from the Properties tab.")
    )


def _own(number: int, dwelling_id: int) -> dict[str, Any]:
    return _property_of(compose(number), dwelling_id)


def _enter(form: FieldForm) -> int:
    """Enters the dwelling; sent twice, it is entered once. What is blank is left to the ZIP code."""
    names = ["kind", *(name for name in propertyform.ADDRESS if form.values[name])]
    body = propertyform.body_of(form.values, names)
    body.setdefault("address", {})
    for name in ("street", "zip"):
        body["address"].setdefault(name, "")
    return int(write(_OPERATIONS[ENTER], [body], form)["dwelling_id"])


def _form(values: Mapping[str, str], action: str) -> FieldForm:
    calls = [
        Call("weatherization" if "weatherization" in method else "customers", method, [name])
        for name, method in _LISTS.items()
    ]
    today = agency_today()
    answers = gateway().lists.answers(calls, principal(), trace())
    offered = {
        name: lists.offered(answer["items"], today) for name, answer in zip(_LISTS, answers, strict=True)
    }
    limits = gateway().contracts.limits_of(_OPERATIONS[action])
    return FieldForm(
        values=values,
        base=values,
        editable=principal().may(WRITE),
        lists=offered | {"kind": offered["dwelling_kind"]},
        limits=limits,
    )


def _sent(action: str, *names: str) -> FieldForm:
    return _form(reading.texts(names), action).sent()


def _to_one(number: int, dwelling_id: int) -> Response:
    return redirect(url_for("properties.open_one", number=number, dwelling_id=dwelling_id, saved=1), code=303)
