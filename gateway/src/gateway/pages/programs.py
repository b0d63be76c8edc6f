"""Programs and their years, for those who manage them (R90, R243)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access, partform
from gateway.context import gateway, principal, trace
from gateway.pages.program_lists import elsewhere
from gateway.recordform import RecordForm
from homefire.client import Call
from homefire.errors import NotFound, Problem, Unavailable
from homefire.statuses import status_of

routes = Blueprint("programs", __name__)
WRITE = "reference:write"
UNIQUE_BY = ("customer", "utility", "account", "address")
ADD, CHANGE, YEAR = "add_program", "update_program", "set_program_year"
Answer = Response | tuple[str, int]


@routes.get("/programs")
@access.page
def choose() -> Answer:
    """Every program, and the form for another one."""
    principal().require(WRITE)
    return _list(blank({"unique_by": "customer"}, ADD))


@routes.post("/programs")
@access.page
def add() -> Answer:
    """Adds a program."""
    principal().require(WRITE)
    body = {"code": text("code"), "name": text("name"), "unique_by": request.form.getlist("unique_by")}
    try:
        made = ask(ADD, [body], idempotency_key=sent_key())
    except Problem as problem:
        return _list(refused(problem, ADD))
    gateway().lists.forget("applications")
    return redirect(url_for("programs.show", program=made["code"], done=1), code=303)


@routes.get("/programs/<program>")
@access.page
def show(program: str) -> Answer:
    """One program: what it is called, its years, its parts, what it was before."""
    principal().require(WRITE)
    return _page(program, {})


@routes.post("/programs/<program>")
@access.page
def change(program: str) -> Answer:
    """Another name, or other things by which its applications are unique."""
    principal().require(WRITE)
    body = {"name": text("name"), "unique_by": request.form.getlist("unique_by")}
    return _send(program, CHANGE, [program, body])


@routes.post("/programs/<program>/years")
@access.page
def set_year(program: str) -> Answer:
    """Adds a year, or changes its intake dates."""
    principal().require(WRITE)
    year = text("year")
    body = {"valid_from": text("valid_from"), "valid_to": text("valid_to")}
    return _send(
        program,
        YEAR,
        [program, int(year) if year.isascii() and year.isdigit() and len(year) < 5 else 0, body],
    )


def _send(program: str, method: str, arguments: list[Any]) -> Answer:
    try:
        ask(method, arguments, if_match=text("version") or "0", idempotency_key=sent_key())
    except Problem as problem:
        return _page(program, {method: refused(problem, method)})
    gateway().lists.forget("applications")
    return redirect(url_for("programs.show", program=program, done=1), code=303)


def _list(form: RecordForm) -> Answer:
    page = render_template(
        "programs/list.html", programs=ask("list_programs", [])["items"], form=form, unique_by=UNIQUE_BY
    )
    return page, status_of(form.problem) if form.problem else 200


def _page(code: str, forms: Mapping[str, RecordForm]) -> Answer:
    found = program_of(code)
    parts = ask("list_program_parts", [code])["items"]
    history = ask("get_program_history", [code])["items"]
    shown = next((each for each in found["years"] if str(each["year"]) == request.args.get("year")), None)
    days = {name: partform.show_day(shown[name]) for name in ("valid_from", "valid_to")} if shown else {}
    lists, tabs = elsewhere(code)
    problem = next((form.problem for form in forms.values() if form.problem), None)
    page = render_template(
        "programs/program.html",
        found=found,
        parts=parts,
        history=history,
        lists=lists,
        tabs=tabs,
        unique_by=UNIQUE_BY,
        details=forms.get(CHANGE)
        or blank({"name": found["name"], "unique_by": " ".join(found["unique_by"])}, CHANGE),
        year=forms.get(YEAR) or blank({"year": str(shown["year"]) if shown else "", **days}, YEAR),
        problem=problem,
    )
    return page, status_of(problem) if problem else 200


def program_of(code: str) -> dict[str, Any]:
    """One program with its years. Raises `NotFound`."""
    for each in ask("list_programs", [])["items"]:
        if each["code"] == code:
            found: dict[str, Any] = each
            return found
    raise NotFound("There is no such program.")


def ask(method: str, arguments: list[Any], **beside: Any) -> dict[str, Any]:
    """What the applications service answers."""
    call = Call("applications", method, arguments, beside)
    answer: dict[str, Any] = gateway().services.ask(principal(), call, trace=trace())
    return answer


def blank(values: Mapping[str, str], method: str) -> RecordForm:
    """A form as it begins; several codes of one field are separated by blanks."""
    return RecordForm(values=values, base={}, limits=gateway().contracts.limits_of(f"applications.{method}"))


def refused(problem: Problem, method: str) -> RecordForm:
    """What was typed, with why it was refused."""
    typed = {name: " ".join(request.form.getlist(name)) for name in request.form}
    return RecordForm(
        values=typed,
        base={},
        limits=gateway().contracts.limits_of(f"applications.{method}"),
        problem=problem,
        key=kept_key(problem),
    )


def sent_key() -> str:
    """The form's own key: sent twice, it is done once."""
    return text("key") or str(uuid.uuid4())


def kept_key(problem: Problem) -> str:
    """An answer that did not come was perhaps a change: only its own key keeps it from a second time."""
    return sent_key() if isinstance(problem, Unavailable) else str(uuid.uuid4())


def text(name: str) -> str:
    """What was typed into a field."""
    return request.form.get(name, "").strip()
