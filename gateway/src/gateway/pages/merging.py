"""Merging two records: choosing the other, comparing them, what came of it, and undoing it (R252)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gateway import access, comparing
from gateway.context import principal
from gateway.forms import write
from gateway.pages.composing import compose
from gateway.pages.opening import locks
from gateway.pages.standing import ReasonForm, ask, limit, read_form, token_of, version_of
from homefire.errors import Invalid, NotPermitted, Problem

routes = Blueprint("merging", __name__)
_LONGEST_NUMBER = 12


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two records, what differs between them, what stands under each."""

    other: Mapping[str, Any]
    survivor: int
    rows: list[comparing.Row]
    preview: Mapping[str, Any]


@routes.get("/customers/<int:number>/merge")
@access.page
def choose(number: int) -> tuple[str, int]:
    """Asks for the other record's number; with it, both side by side."""
    _require()
    given = request.args.get("with", "").strip().lstrip("# ")
    if not given:
        return _page(number, ReasonForm(), None, "")
    try:
        return _page(number, ReasonForm(), _compare(number, _number(given), {}), given)
    except Problem as problem:
        return _page(number, ReasonForm(problem=problem), None, given)


@routes.post("/customers/<int:number>/merge")
@access.page
def merge(number: int) -> Response | tuple[str, int]:
    """Merges as it was chosen, and goes to the page that says how far the rows have come."""
    _require()
    form, given = read_form(), request.form.get("other", "")
    comparison = None
    try:
        comparison = _compare(number, _number(given), request.form)
        survivor = comparison.survivor
        merged = int(comparison.other["number"]) if survivor == number else number
        tokens = {one: token_of(one) for one in sorted((merged, survivor))}
        body = {
            "survivor": survivor,
            "survivor_version": version_of(f"version.{survivor}"),
            "survivor_lock_token": tokens[survivor],
            "fields": comparing.taken(comparison.rows, merged),
            "reason": form.reason,
        }
        form = replace(form, version=version_of(f"version.{merged}"))
        write("customers.merge_customers", [merged, body], form, token=tokens[merged])
    except Problem as problem:
        return _page(number, form.refused(problem, inline=True), comparison, given)
    for one, token in tokens.items():
        locks().release(one, token)
    return redirect(url_for("merging.show", number=survivor), code=303)


@routes.get("/customers/<int:number>/merges")
@access.page
def show(number: int) -> tuple[str, int]:
    """The merges of a record: counts before and after, and the way back."""
    return _merges(number, ReasonForm())


@routes.post("/customers/<int:number>/unmerge")
@access.page
def unmerge(number: int) -> Response | tuple[str, int]:
    """Undoes the merge of a number."""
    form = read_form()
    survivor = compose(number)["number"]
    try:
        token = token_of(survivor)
        body = {"reason": form.reason, "survivor_lock_token": token}
        write("customers.unmerge_customers", [number, body], form)
    except Problem as problem:
        return _merges(survivor, form.refused(problem, inline=True), asked=number)
    locks().release(survivor, token)
    return redirect(url_for("merging.show", number=survivor), code=303)


def _compare(number: int, other: int, typed: Mapping[str, str]) -> Comparison:
    """Both records as they are now. The number of a record that was merged before leads to its survivor."""
    ours, theirs = ask("get_customer", number), ask("get_customer", other)
    if theirs["number"] == ours["number"]:
        raise Invalid(_("Give the number of another customer."))
    preview = ask("preview_merge", number, other=theirs["number"])
    wanted = typed.get("survivor", "")
    survivor = int(theirs["number"]) if wanted == str(theirs["number"]) else number
    choices = {name: typed.get(f"take.{name}", "") for name in comparing.LABELS}
    return Comparison(theirs, survivor, comparing.rows(ours, theirs, survivor, choices), preview)


def _page(number: int, form: ReasonForm, comparison: Comparison | None, given: str) -> tuple[str, int]:
    page = render_template(
        "merge.html",
        record=compose(number),
        question=form,
        comparison=comparison,
        given=given[:_LONGEST_NUMBER],
        most=limit("merge_customers"),
    )
    return page, form.status


def _merges(number: int, form: ReasonForm, asked: int | None = None) -> tuple[str, int]:
    composed = compose(number)
    page = render_template(
        "merges.html",
        record=composed,
        merges=ask("list_merges", composed["number"])["items"],
        question=form,
        asked=asked,
        labels=comparing.LABELS | comparing.OPT_OUTS,
        most=limit("unmerge_customers"),
    )
    return page, form.status


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER and int(text)):
        raise Invalid(_("A customer number has digits only. Check it, or search by name."))
    return int(text)


def _require() -> None:
    if not principal().may("customers:merge"):
        raise NotPermitted()
