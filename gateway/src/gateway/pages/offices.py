"""Offices, for those who keep accounts: open, rename, close (R265)."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access
from gateway.accounts import rules
from gateway.context import gateway, principal
from homefire.rules import RuleBroken

routes = Blueprint("offices", __name__, url_prefix="/offices")
Answer = Response | str | tuple[str, int]


@routes.before_request
def _only_keepers() -> None:
    principal().require(rules.KEEPS)


@routes.get("")
@access.page
def show() -> Answer:
    """Every office and how many open accounts are there."""
    return _page()


@routes.post("")
@access.page
def open_office() -> Answer:
    """A new office, or one of this name opened again: sent twice, it counts once."""
    try:
        gateway().offices.open(request.form.get("name", ""))
    except RuleBroken as broken:
        return _page(broken, typed=request.form.get("name", "")), 422
    return redirect(url_for("offices.show", done="opened"), code=303)


@routes.post("/<int:office_id>")
@access.page
def change(office_id: int) -> Answer:
    """Renames, closes or reopens an office, as the button says."""
    action = request.form.get("action", "rename")
    if action in ("close", "open"):
        gateway().offices.close(office_id, closed=action == "close")
        return redirect(url_for("offices.show", done="closed" if action == "close" else "opened"), code=303)
    try:
        gateway().offices.rename(office_id, request.form.get("name", ""))
    except RuleBroken as broken:
        return _page(broken, renaming=office_id, typed=request.form.get("name", "")), 422
    return redirect(url_for("offices.show", done="renamed"), code=303)


def _page(broken: RuleBroken | None = None, *, renaming: int | None = None, typed: str = "") -> str:
    return render_template(
        "staff/offices.html",
        offices=gateway().offices.every(),
        broken=broken,
        renaming=renaming,
        typed=typed,
        limit=rules.LIMITS["office_name"],
        done=request.args.get("done", ""),
    )
