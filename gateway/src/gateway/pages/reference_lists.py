"""The editor of reference lists: add, change, retire, put in order, each from a day on (R251)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access
from gateway.context import agency_today, gateway, principal, trace
from gateway.forms import Form, reading, write
from homefire.client import Call
from homefire.errors import NotFound, NotPermitted, Problem

routes = Blueprint("reference_lists", __name__)
WRITE = "reference:write"
LABEL_LENGTH, CODE_LENGTH = 120, 40
"""Characters, where the contract does not say otherwise."""
Answer = Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class EntryForm(Form):
    """What was typed into one of the page's forms and was refused, or nothing."""

    action: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@routes.get("/reference-lists")
@access.page
def choose() -> str:
    """Every service's lists, one of which is chosen."""
    _require()
    return render_template("reference_lists.html", areas=_areas(), today=agency_today())


@routes.get("/reference-lists/<service>/<name>")
@access.page
def show(service: str, name: str) -> Answer:
    """One list, and the form for the entry that was chosen in it."""
    _require(service)
    return _page(service, name, EntryForm())


@routes.post("/reference-lists/<service>/<name>/entries")
@access.page
def add(service: str, name: str) -> Answer:
    """A new code, or a new period of one that was retired."""
    body = {part: reading.text(part) for part in ("code", "label", "program")}
    days = {part: reading.text(part) for part in ("valid_from", "valid_to") if reading.text(part)}
    return _send(service, name, "add_reference_entry", {**body, **days, "data": _data(service, name)})


@routes.post("/reference-lists/<service>/<name>/change")
@access.page
def change(service: str, name: str) -> Answer:
    """Another label or other data, from a day on; without a day the entry is corrected."""
    body = {**_which(), "label": reading.text("label"), "data": _data(service, name)}
    if reading.text("effective"):
        body["effective"] = reading.text("effective")
    return _send(service, name, "change_reference_entry", body)


@routes.post("/reference-lists/<service>/<name>/last-day")
@access.page
def set_last_day(service: str, name: str) -> Answer:
    """The last day on which an entry may be chosen, or none."""
    return _send(
        service, name, "date_reference_entry", {**_which(), "valid_to": reading.text("valid_to") or None}
    )


@routes.post("/reference-lists/<service>/<name>/order")
@access.page
def move(service: str, name: str) -> Answer:
    """One place up or down among the program's codes."""
    _require(service)
    found = _list(service, name)
    program, code = reading.text("program"), reading.text("code")
    codes = list(dict.fromkeys(e["code"] for e in found["items"] if e["program"] == program))
    if code in codes:
        place = codes.index(code)
        other = place + (-1 if reading.text("direction") == "up" else 1)
        if 0 <= other < len(codes):
            codes[place], codes[other] = codes[other], codes[place]
    return _send(service, name, "order_reference_list", {"program": program, "codes": codes})


def _send(service: str, name: str, method: str, body: dict[str, Any]) -> Answer:
    """One change of a list as it was seen; what is refused stays in its form, with the reason."""
    _require(service)
    form = EntryForm(method, request.form).sent()
    try:
        write(f"{service}.{method}", [name, body], form)
    except Problem as problem:
        return _page(service, name, form.refused(problem))
    gateway().lists.forget(service)
    return redirect(url_for("reference_lists.show", service=service, name=name, done=1), code=303)


def _page(service: str, name: str, form: EntryForm) -> Answer:
    found = _list(service, name)
    chosen = _chosen(found["items"], form.values or request.args)
    page = render_template(
        "reference_list.html",
        areas=_areas(),
        service=service,
        found=found,
        chosen=chosen,
        form=form,
        programs=programs_among(found["items"]),
        today=agency_today(),
        limits={
            "code": gateway().contracts.limit_of(f"{service}.add_reference_entry", "code", CODE_LENGTH),
            "label": gateway().contracts.limit_of(f"{service}.add_reference_entry", "label", LABEL_LENGTH),
        },
    )
    return page, form.status


def _chosen(items: list[dict[str, Any]], given: Mapping[str, str]) -> dict[str, Any] | None:
    """The entry that a link or a form names by code, program and first day."""
    wanted = (given.get("code"), given.get("program", ""), given.get("of") or given.get("from"))
    for entry in items:
        if (entry["code"], entry["program"], entry["valid_from"]) == wanted:
            return entry
    return None


def _areas() -> list[dict[str, Any]]:
    """The services whose lists can be edited, each with its lists, or none while it does not answer."""
    services = [each.service for each in gateway().contracts if each.method == "list_reference_lists"]
    calls = [Call(service, "list_reference_lists") for service in services]
    answers = gateway().services.ask_all(principal(), calls, trace=trace(), timeout=2.0)
    return [
        {"service": service, "lists": None if isinstance(answer, BaseException) else answer["items"]}
        for service, answer in zip(services, answers, strict=True)
    ]


def _list(service: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = gateway().services.ask(
        principal(), Call(service, "get_reference_list", [name]), trace=trace()
    )
    return found


def programs_among(items: list[dict[str, Any]]) -> list[str]:
    """The programs to which an entry may belong: those there are, and those that these entries name."""
    # Kept answers are a process's own: another one has perhaps just added the program that a link leads from.
    known = gateway().lists.answer(Call("applications", "list_programs"), principal(), trace(), kept_for=0)[
        "items"
    ]
    return sorted({*(str(each["code"]) for each in known), *(each["program"] for each in items)} - {""})


def _which() -> dict[str, Any]:
    return {
        "code": reading.text("code"),
        "program": reading.text("program"),
        "valid_from": reading.text("of"),
    }


def _data(service: str, name: str) -> dict[str, Any]:
    """What the form says of an entry besides code and label, as the list's other entries hold it.

    What was left empty is left out: an entry without a key is not one with an empty value. Codes that the entry had
    can all be taken from it.
    """
    _require(service)
    listed = _list(service, name)
    held = (_chosen(listed["items"], request.form) or {"data": {}})["data"]
    found: dict[str, Any] = {}
    for datum in listed["data"]:
        text = reading.text(f"data.{datum['key']}")
        if datum["kind"] == "flag":
            found[datum["key"]] = text == "yes"
        elif datum["kind"] == "codes":
            chosen = request.form.getlist(f"data.{datum['key']}")
            found |= {datum["key"]: chosen} if chosen or datum["key"] in held else {}
        elif datum["kind"] in ("texts", "numbers"):
            parts = [_whole(part.strip(), datum["kind"]) for part in text.split(",") if part.strip()]
            found |= {datum["key"]: parts} if parts else {}
        elif text:
            found[datum["key"]] = _whole(text, datum["kind"])
    return found


def _whole(text: str, kind: str) -> Any:
    """A number where the list has numbers and this is one; the service says what is wrong with anything else."""
    numeric = kind in ("number", "numbers") and text.isascii() and text.isdigit() and len(text) <= 12
    return int(text) if numeric else text


def _require(service: str | None = None) -> None:
    """Raises unless this person keeps lists, and this service has lists to keep."""
    if not principal().may(WRITE):
        raise NotPermitted(f"This needs the permission {WRITE}, which your role does not have.")
    if service is not None and f"{service}.get_reference_list" not in gateway().contracts.operations:
        raise NotFound("There are no reference lists under this name.")
