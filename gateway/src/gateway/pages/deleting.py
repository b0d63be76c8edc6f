"""Deleting a record and restoring it (R11): a page that says what stands against it, or asks why."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from gateway import access
from gateway.context import principal
from gateway.forms import write
from gateway.pages.composing import compose
from gateway.pages.opening import locks
from gateway.pages.standing import ReasonForm, ask, limit, read_form, token_of
from homefire.errors import NotPermitted, Problem

routes = Blueprint("deleting", __name__)


@routes.get("/customers/<int:number>/delete")
@access.page
def confirm(number: int) -> tuple[str, int]:
    """What keeps the record, or the question why it is deleted."""
    _require("customers:delete")
    try:
        return _page(number, ReasonForm(), ask("list_blockers", number)["items"])
    except Problem as problem:
        return _page(number, ReasonForm(problem=problem), [])


@routes.post("/customers/<int:number>/delete")
@access.page
def delete(number: int) -> Response | tuple[str, int]:
    """Deletes the record and goes to the lookup, which says so."""
    form = read_form()
    try:
        token = token_of(number)
        write("customers.delete_customer", [number, {"reason": form.reason}], form, token=token)
    except Problem as problem:
        return _page(number, form.refused(problem, inline=True), problem.extra.get("blockers") or [])
    locks().release(number, token)
    return redirect(url_for("customers.lookup", deleted=number), code=303)


@routes.post("/customers/<int:number>/restore")
@access.page
def restore(number: int) -> Response | tuple[str, int]:
    """Takes the record into use again."""
    form = read_form()
    try:
        write("customers.restore_customer", [number, {"reason": form.reason}], form)
    except Problem as problem:
        return _page(number, form.refused(problem, inline=True), [])
    return redirect(url_for("record.show", number=number), code=303)


@routes.get("/customers/<int:number>/restore")
@access.page
def ask_why(number: int) -> tuple[str, int]:
    """The question why a deleted record is restored."""
    _require("customers:restore")
    return _page(number, ReasonForm())


def _page(number: int, form: ReasonForm, blockers: list[dict[str, Any]] | None = None) -> tuple[str, int]:
    page = render_template(
        "delete.html",
        record=compose(number),
        question=form,
        blockers=blockers or [],
        most=limit("delete_customer"),
    )
    return page, form.status


def _require(scope: str) -> None:
    if not principal().may(scope):
        raise NotPermitted()
