"""What programs ask of a property and of their work: read, and set from a day on (R181, R184, R92)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from gateway import access
from gateway.context import principal
from gateway.forms import FieldForm, write
from gateway.pages.work import asking
from gateway.pages.work.asking import kind
from gateway.recordfields import RecordField
from homefire.errors import Problem

routes = Blueprint("work_rules", __name__, url_prefix="/weatherization-rules")
SCOPE = "reference:write"
_PLAIN = ("program", "name", "application_program", "certification_days", "completion_days")
_LISTED = ("dwelling_kinds", "counties", "unassessed_types")
_FLAGS = ("occupied", "certified")
SET = kind(
    "rule",
    "set_program_rule",
    RecordField("program", _("Program"), "rule"),
    RecordField("name", _("Name"), "rule"),
    RecordField("valid_from", _("First day"), "rule", "day"),
    RecordField("dwelling_kinds", _("Kinds of dwelling"), "rule"),
    RecordField("counties", _("Counties"), "rule"),
    RecordField("occupied", _("Somebody lives there"), "rule", "flag"),
    RecordField("certified", _("Certified application"), "rule", "flag"),
    RecordField("application_program", _("Program of the application"), "rule"),
    RecordField("years_between", _("Years after a completed job"), "rule"),
    RecordField("unassessed_types", _("Types that need no assessment"), "rule"),
    RecordField("certification_days", _("Days from certification to assessment"), "rule"),
    RecordField("completion_days", _("Days from assessment to completion"), "rule"),
    scope=SCOPE,
)
Answer = Response | tuple[str, int]


@routes.get("")
@access.page
def show() -> Answer:
    """Every rule, newest first, and the form of another one with what the newest of a program says."""
    principal().require(SCOPE)
    return _page(None)


@routes.post("")
@access.page
def set_rule() -> Answer:
    """Sets what a program asks from a day on."""
    principal().require(SCOPE)
    sent = SET.sent()
    values = sent.values
    body: dict[str, Any] = {name: values[name] for name in _PLAIN}
    body |= {name: _codes(values[name]) for name in _LISTED}
    body |= {name: values[name] == "yes" for name in _FLAGS}
    body |= {name: values[name] or None for name in ("valid_from", "years_between", "application_program")}
    try:
        write("weatherization.set_program_rule", [body], sent)
    except Problem as problem:
        wrong = {f"{name}.{at}": name for name in _LISTED for at in range(80)}
        return _page(SET.refused(sent, problem, wrong))
    return redirect(url_for("work_rules.show", saved=values["program"].upper()[:20]), code=303)


def _codes(text: str) -> list[str]:
    return [code for part in text.split(",") if (code := part.strip())]


def _page(refused: FieldForm | None) -> Answer:
    rules = asking.ask("list_program_rules")["items"]
    begun = next((each for each in rules if each["program"] == request.args.get("program")), None)
    values = {} if begun is None else _values(begun)
    form = refused or SET.shown(values)
    page = render_template(
        "work/rules.html",
        rules=rules,
        form=form,
        labels=SET.fields,
        saved=request.args.get("saved", ""),
    )
    return page, form.status


def _values(rule: dict[str, Any]) -> dict[str, str]:
    """What a rule says, as the form has it; the day is to be chosen."""
    shown = {name: str(rule[name]) for name in _PLAIN}
    shown |= {name: ", ".join(rule[name]) for name in _LISTED}
    shown |= {name: "yes" if rule[name] else "no" for name in _FLAGS}
    return shown | {"years_between": str(rule["years_between"] or "")}
