"""The first form of a new application: what is known of the customer is proposed, the rest is asked (R9, R259)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway import access, lists
from gateway.applicationform import FIELDS, PLACE, REQUIRED
from gateway.context import agency_today, gateway, principal, trace
from gateway.forms import Entries, FieldForm, FormKind, entry, write
from gateway.pages import said
from gateway.pages.composing import compose
from gateway.pages.record import routes
from homefire.client import Call
from homefire.errors import Conflict, NotPermitted, Problem, Unavailable
from homefire.statuses import status_of
from homefire.us import addresses

_APPLICATION_LISTS = ("utility_vendor", "utility_type")
_CUSTOMER_LISTS = ("street_type", "building_type")
RECEIVE = FormKind(
    "application",
    "applications.receive_application",
    FIELDS,
    required=("program", "program_year", *REQUIRED),
)


@routes.get("/customers/<int:number>/applications/new")
@access.page
def new_application(number: int) -> Response:
    """The form with what the record says: the mailing address as the service address, unless it is a PO box."""
    _require()
    composed = compose(number)
    form = RECEIVE.shown(lists=_choices())
    today = agency_today()
    values = {**form.values, "intake_date": f"{today.month}/{today.day}/{today.year}"}
    values |= _proposed_program(form, today) | _proposed_place(_customer_of(composed))
    waiting = _waiting(number)
    values |= _signed_up_for(form, waiting)
    saved = said.heard(number)
    response = make_response(_page(composed, replace(form, values=values), saved, waiting))
    response.headers["Cache-Control"] = "no-store"
    if saved is not None:
        said.forget(response)
    return response


@routes.post("/customers/<int:number>/applications/new")
@access.page
def receive_application(number: int) -> Response | tuple[str, int]:
    """Enters the application and opens its page; a form that was sent twice makes one (R9, R254)."""
    _require()
    form = RECEIVE.sent(_choices())
    if request.form.get("action") == "same_as_mailing":
        return _same_as_mailing(number, form)
    try:
        answer = write(RECEIVE.operation, [number, _body(form.values)], form)
    except Problem as problem:
        return _refused(number, form, problem)
    target = url_for("record.application", number=number, application_id=answer["id"])
    response = redirect(target, code=303)
    said.say(response, number, fields=1, warnings=answer.get("warnings") or [])
    return response


def _require() -> None:
    if not principal().may("applications:write"):
        raise NotPermitted()


def _customer_of(composed: Mapping[str, Any]) -> Mapping[str, Any]:
    section = composed["sections"]["customer"]
    found: Mapping[str, Any] = section["data"] if section["state"] == "ok" else {}
    return found


def choices_of_application() -> dict[str, Entries]:
    """The lists of utilities and address parts, as they may be chosen today."""
    calls = [
        *(Call("applications", "list_application_reference", [name]) for name in _APPLICATION_LISTS),
        *(Call("customers", "list_customer_reference", [name]) for name in _CUSTOMER_LISTS),
    ]
    answers = gateway().lists.answers(calls, principal(), trace())
    names = (*_APPLICATION_LISTS, *_CUSTOMER_LISTS)
    return {
        name: lists.offered(answer["items"], agency_today())
        for name, answer in zip(names, answers, strict=True)
    }


def mailing_place(composed: Mapping[str, Any]) -> dict[str, str]:
    """The customer's mailing address as a place of service, as long as somebody can live there (R9, R33)."""
    customer = _customer_of(composed)
    return {} if _is_po_box(customer) else _place_of(customer.get("mailing_address") or {})


def why_no_mailing_place(composed: Mapping[str, Any]) -> str:
    """Why the mailing address cannot be taken as the place of service; empty where it can."""
    section = composed["sections"]["customer"]
    if section["state"] != "ok":
        return gettext("The customer's record is not available now.")
    place = mailing_place(composed)
    if place.get(f"{PLACE}.street") or place.get(f"{PLACE}.zip"):
        return ""
    if _is_po_box(section["data"]):
        return gettext("The mailing address is a post office box, where no energy is delivered.")
    return gettext("The customer has no mailing address.")


def _choices() -> dict[str, Entries]:
    """What the form offers, the programs with their years among it."""
    programs = gateway().lists.answer(Call("applications", "list_programs"), principal(), trace())
    several = len(programs["items"]) > 1
    years = [
        {
            "code": str(year["year"]),
            "label": f"{program['code']} {year['year']}" if several else str(year["year"]),
            "data": {"program": program["code"], "from": year["valid_from"], "to": year["valid_to"]},
        }
        for program in programs["items"]
        for year in program["years"]
    ]
    named = [entry(program["code"], program["name"]) for program in programs["items"]]
    return {**choices_of_application(), "program": named, "program_year": years}


def _proposed_program(form: FieldForm, today: date) -> dict[str, str]:
    """The only program there is, and its newest year that takes applications today."""
    if len(form.lists["program"]) != 1:
        return {}
    open_years = [
        year["code"]
        for year in form.lists["program_year"]
        if year["data"]["from"] <= today.isoformat() <= year["data"]["to"]
    ]
    return {"program": form.lists["program"][0]["code"], "program_year": max(open_years, default="")}


def _waiting(number: int) -> list[Mapping[str, Any]]:
    """What the customer has signed up for in the portal and no application has taken over, newest first (R262)."""
    call = Call("applications", "list_registrations", [number])
    try:
        items = gateway().services.ask(principal(), call, trace=trace())["items"]
    except (Unavailable, NotPermitted):
        return []
    return [each for each in items if not each["received"]]


def _signed_up_for(form: FieldForm, waiting: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The program and year of the newest sign-up that the form offers."""
    offered = {(year["data"]["program"], year["code"]) for year in form.lists["program_year"]}
    for each in waiting:
        program, year = str(each["program"]), str(each["program_year"])
        if (program, year) in offered:
            return {"program": program, "program_year": year}
    return {}


def _proposed_place(customer: Mapping[str, Any]) -> dict[str, str]:
    """Where the customer lives; else where they get mail, as long as somebody can live there (R9, R142)."""
    home = customer.get("residence_address") or (
        {} if _is_po_box(customer) else customer.get("mailing_address")
    )
    return _place_of(home or {})


def _place_of(address: Mapping[str, Any]) -> dict[str, str]:
    return {f"{PLACE}.{name}": str(address.get(name) or "") for name in addresses.FIELDS}


def _is_po_box(customer: Mapping[str, Any]) -> bool:
    return addresses.is_po_box(str((customer.get("mailing_address") or {}).get("street") or ""))


def _body(values: Mapping[str, str]) -> dict[str, Any]:
    """What the service takes. What must not be missing is sent blank, so that it is told by its field."""
    body: dict[str, Any] = {name: values[name] for name in ("program", "intake_date")}
    year = values["program_year"]
    body["program_year"] = int(year) if year.isascii() and year.isdigit() and len(year) < 10 else None
    for name in ("utility_vendor", "utility_type", "account_number"):
        if values[name]:
            body[name] = values[name]
    prefix = f"{PLACE}."
    body[PLACE] = {
        name.removeprefix(prefix): value
        for name, value in values.items()
        if name.startswith(prefix) and value
    }
    return body


def _same_as_mailing(number: int, form: FieldForm) -> tuple[str, int]:
    """The form again with the mailing address as the service address, and the rest as it was typed (R33)."""
    composed = compose(number)
    return _page(composed, replace(form, values={**form.values, **mailing_place(composed)})), 200


def _refused(number: int, form: FieldForm, problem: Problem) -> tuple[str, int]:
    """The form again with all that was typed, and why there is no application."""
    if problem.code == "idempotency_key_reused":
        detail = gettext(
            "This form was sent before, with other values. Open that application from the record; send again"
            " only for another one."
        )
        problem = Conflict(detail, code=problem.code)
    return _page(compose(number), form.refused(problem)), status_of(problem)


def _page(
    composed: Mapping[str, Any],
    form: FieldForm,
    saved: Mapping[str, Any] | None = None,
    waiting: Sequence[Mapping[str, Any]] | None = None,
) -> str:
    return render_template(
        "receiving.html",
        record=composed,
        form=form,
        labels=FIELDS,
        saved=saved,
        waiting=_waiting(composed["number"]) if waiting is None else waiting,
        po_box=_is_po_box(_customer_of(composed)),
        view="new-application",
    )
