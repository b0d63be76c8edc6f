"""Programs and their years, for those who manage them (R90, R243)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access, partform
from gateway.context import gateway, principal, trace
from gateway.forms import FieldForm, reading, write
from gateway.pages.program_lists import elsewhere
from homefire.client import Call
from homefire.errors import NotFound, Problem
from homefire.statuses import status_of

routes = Blueprint("programs", __name__)
WRITE = "reference:write"
UNIQUE_BY = ("customer", "utility", "account", "address")
ADD, CHANGE, YEAR = "add_program", "update_program", "set_program_year"
LARGEST_YEAR = 10_000
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
    body = {**reading.texts(("code", "name")), "unique_by": request.form.getlist("unique_by")}
    form = _sent(ADD)
    try:
        made = write(f"applications.{ADD}", [body], form)
    except Problem as problem:
        return _list(form.refused(problem))
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
    body = {"name": reading.text("name"), "unique_by": request.form.getlist("unique_by")}
    return _send(program, CHANGE, [program, body])


@routes.post("/programs/<program>/years")
@access.page
def set_year(program: str) -> Answer:
    """Adds a year, or changes its intake dates."""
    principal().require(WRITE)
    year = reading.number("year") or 0
    body = reading.texts(("valid_from", "valid_to"))
    return _send(program, YEAR, [program, year if year < LARGEST_YEAR else 0, body])


def _send(program: str, method: str, arguments: list[Any]) -> Answer:
    form = _sent(method)
    try:
        write(f"applications.{method}", arguments, form)
    except Problem as problem:
        return _page(program, {method: form.refused(problem)})
    gateway().lists.forget("applications")
    return redirect(url_for("programs.show", program=program, done=1), code=303)


def _list(form: FieldForm) -> Answer:
    page = render_template(
        "programs/list.html", programs=ask("list_programs", [])["items"], form=form, unique_by=UNIQUE_BY
    )
    return page, form.status


def _page(code: str, forms: Mapping[str, FieldForm]) -> Answer:
    found = program_of(code)
    parts = ask("list_program_parts", [code])["items"]
    history = ask("get_program_history", [code])["items"]
    shown = next((each for each in found["years"] if str(each["year"]) == request.args.get("year")), None)
    days = {name: partform.show_day(shown[name]) for name in ("valid_from", "valid_to")} if shown else {}
    lists, tabs = elsewhere(code)
    plain = {"name": found["name"], "unique_by": " ".join(found["unique_by"])}
    year = {"year": str(shown["year"]) if shown else "", **days}
    problem = next((form.problem for form in forms.values() if form.problem), None)
    page = render_template(
        "programs/program.html",
        found=found,
        parts=parts,
        history=history,
        lists=lists,
        tabs=tabs,
        unique_by=UNIQUE_BY,
        details=forms.get(CHANGE, blank(plain, CHANGE)).at_version(found["version"]),
        year=forms.get(YEAR, blank(year, YEAR)).at_version(found["version"]),
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


def ask(method: str, arguments: list[Any]) -> dict[str, Any]:
    """What the applications service answers."""
    answer: dict[str, Any] = gateway().services.ask(
        principal(), Call("applications", method, arguments), trace=trace()
    )
    return answer


def blank(values: Mapping[str, str], method: str) -> FieldForm:
    """A form as it begins; several codes of one field are separated by blanks."""
    return FieldForm(values=values, limits=gateway().contracts.limits_of(f"applications.{method}"))


def _sent(method: str) -> FieldForm:
    """The form as this request sent it."""
    return blank({name: " ".join(request.form.getlist(name)) for name in request.form}, method).sent()
