"""The tables that decide about eligibility: drafts, what they would change, publishing (R91, R247)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from gateway import access
from gateway.context import gateway, principal, trace
from gateway.forms import FieldForm, Form, entry, reading, write
from gateway.pages.application.eligibility import OUTCOMES
from homefire.client import Call
from homefire.errors import FieldProblem, Invalid, NotPermitted, Problem
from homefire.statuses import status_of

routes = Blueprint("rule_tables", __name__)
READ, WRITE = "applications:read", "applications:rules.write"
DRAFT = "applications.draft_rule_table"
Answer = Response | tuple[str, int]
KINDS = {
    "SMI60": _("60 percent of state median income"),
    "FPG": _("Federal poverty guidelines"),
    "AMI": _("Area median income"),
}
PERS = {"YEAR": _("a year"), "MONTH": _("a month")}
FIELDS: dict[str, Any] = {
    "kind": {"label": _("Kind")},
    "area": {"label": _("Area")},
    "title": {"label": _("Title")},
    "source": {"label": _("Published In")},
    "per": {"label": _("Figures For")},
    "effective_from": {"label": _("First Day")},
    "effective_to": {"label": _("Last Day")},
    "applies_from": {"label": _("Applies From")},
    "figures": {"label": _("Figures")},
    "each_more": {"label": _("For Each Person More")},
    "sure": {"label": _("Confirmation")},
}
_DAYS = ("effective_from", "effective_to", "applies_from")
_SEPARATOR = re.compile(r"[,;\t]")
_PAGE_LENGTH = 50


@routes.get("/rule-tables")
@access.page
def choose() -> str:
    """Every table: drafts, and what was published."""
    _require(READ)
    return render_template("rule_tables.html", **_around())


@routes.get("/rule-tables/new")
@access.page
def new() -> Answer:
    """The form of a new draft, from another table where one is named."""
    _require(WRITE)
    origin = request.args.get("origin", "")
    values = dict.fromkeys(FIELDS, "") | {"per": "YEAR"}
    if origin.isascii() and origin.isdigit() and len(origin) < 16:
        values = _values_of(_ask("get_rule_table", [int(origin)]))
    return _page(_form(values))


@routes.post("/rule-tables/new")
@access.page
def draft() -> Answer:
    """Begins a draft."""
    _require(WRITE)
    return _save(None)


@routes.get("/rule-tables/<int:table_id>")
@access.page
def show(table_id: int) -> Answer:
    """One table: to be read, or a draft to be changed, tried and published."""
    _require(READ)
    table = _ask("get_rule_table", [table_id])
    return _page(_form(_values_of(table), table["version"]), table)


@routes.post("/rule-tables/<int:table_id>")
@access.page
def change(table_id: int) -> Answer:
    """Saves a draft."""
    _require(WRITE)
    return _save(table_id)


@routes.get("/rule-tables/<int:table_id>/what-if")
@access.page
def what_if(table_id: int) -> Answer:
    """Whose answer would be another one with this draft; nothing is written."""
    _require(WRITE)
    table = _ask("get_rule_table", [table_id])
    query: dict[str, Any] = {"limit": _PAGE_LENGTH}
    if request.args.get("cursor"):
        query["cursor"] = request.args["cursor"][:200]
    try:
        trial, problem = _ask("try_rule_table", [table_id], query), None
    except Invalid as refusal:
        trial, problem = None, refusal
    page = render_template(
        "rule_tables/what_if.html", table=table, trial=trial, problem=problem, outcomes=OUTCOMES, **_around()
    )
    return page, status_of(problem) if problem else 200


@routes.post("/rule-tables/<int:table_id>/publish")
@access.page
def publish(table_id: int) -> Answer:
    """Publishes a draft for good, once somebody has said that it is right."""
    _require(WRITE)
    if request.form.get("sure") != "yes":
        detail = gettext("Say that the figures are those published: they can never be changed.")
        return _again(table_id, Invalid(detail, fields=[FieldProblem("sure", "required", detail)]))
    return _act(
        table_id, "applications.publish_rule_table", url_for("rule_tables.show", table_id=table_id, done=1)
    )


@routes.post("/rule-tables/<int:table_id>/discard")
@access.page
def discard(table_id: int) -> Answer:
    """Takes a draft away."""
    _require(WRITE)
    return _act(table_id, "applications.discard_rule_table", url_for("rule_tables.choose"))


def _act(table_id: int, operation: str, target: str) -> Answer:
    try:
        write(operation, [table_id], Form().sent())
    except Problem as problem:
        return _again(table_id, problem)
    return redirect(target, code=303)


def _again(table_id: int, problem: Problem) -> Answer:
    table = _ask("get_rule_table", [table_id])
    form = _form(_values_of(table)).sent().refused(problem)
    return _page(form.at_version(table["version"]), table)


def _save(table_id: int | None) -> Answer:
    form = _form(reading.texts(name for name in FIELDS if name != "sure")).sent()
    try:
        body = _body(form.values)
        if table_id is None:
            made = write(DRAFT, [body], form)
        else:
            made = write("applications.change_rule_table", [table_id, body], form)
    except Problem as problem:
        table = _ask("get_rule_table", [table_id]) if table_id is not None else None
        form = form.refused(_on_figures(problem))
        return _page(form.at_version(table["version"]) if table else form, table)
    return redirect(url_for("rule_tables.show", table_id=made["id"], done=1), code=303)


def _body(values: Mapping[str, str]) -> dict[str, Any]:
    """What the service takes. Raises `Invalid` for a line that is no size and amount."""
    body: dict[str, Any] = {name: values[name] for name in FIELDS if name in values and name != "figures"}
    body |= {name: body[name] or None for name in ("applies_from", "each_more")}
    return body | {"figures": _figures(values["figures"])}


def _figures(text: str) -> list[dict[str, Any]]:
    """Lines of household size and amount, as a spreadsheet gives them; amounts may have thousands' commas."""
    found = []
    for place, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        size, amount = (part.strip().strip('"') for part in (*_SEPARATOR.split(line, maxsplit=1), "")[:2])
        if not (size.isascii() and size.isdigit() and len(size) < 4 and amount):
            detail = gettext("Line %(line)s is not a household size, a comma and an amount.", line=place)
            raise Invalid(detail, fields=[FieldProblem("figures", "not_a_figure", detail)])
        found.append({"size": int(size), "amount": amount})
    return found


def _form(values: Mapping[str, str], version: int = 0) -> FieldForm:
    return FieldForm(
        values=values,
        version=version,
        editable=principal().may(WRITE),
        lists={
            "kind": [entry(code, label) for code, label in KINDS.items()],
            "per": [entry(code, label) for code, label in PERS.items()],
        },
        limits=gateway().contracts.limits_of(DRAFT),
    )


def _on_figures(problem: Problem) -> Problem:
    """What the service says of one figure stands at the box that all of them are typed into."""
    if not any(each.field.startswith("figures.") for each in problem.fields):
        return problem
    fields = [
        FieldProblem("figures", each.code, each.detail) if each.field.startswith("figures.") else each
        for each in problem.fields
    ]
    return Invalid(problem.detail, fields=fields)


def _values_of(table: Mapping[str, Any]) -> dict[str, str]:
    values = {name: str(table[name]) for name in FIELDS if name in table and name != "figures"}
    for name in _DAYS:
        year, month, day = values[name].split("-")
        values[name] = f"{int(month)}/{int(day)}/{year}"
    return values | {
        "each_more": "",
        "figures": "\n".join(f"{each['size']},{each['amount']}" for each in table["figures"]),
    }


def _page(form: FieldForm, table: Mapping[str, Any] | None = None) -> Answer:
    page = render_template("rule_tables/table.html", form=form, table=table, labels=FIELDS, **_around())
    return page, form.status


def _around() -> dict[str, Any]:
    """What every page of the tables has beside it."""
    return {"tables": _ask("list_rule_tables", [])["items"], "kinds": KINDS, "pers": PERS}


def _ask(method: str, args: list[Any], beside: Mapping[str, Any] | None = None) -> Any:
    return gateway().services.ask(
        principal(), Call("applications", method, args, dict(beside or {})), trace=trace()
    )


def _require(scope: str) -> None:
    if not principal().may(scope):
        raise NotPermitted(f"This needs the permission {scope}, which your role does not have.")
