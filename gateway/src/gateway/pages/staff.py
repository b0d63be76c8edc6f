"""The staff directory and the roles, to be read (R244, R265)."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from gateway import access, role_matrix, roles
from gateway.accounts.finding import Wanted
from gateway.context import gateway, principal
from homefire.rules import RuleBroken, clean_text

routes = Blueprint("staff", __name__)
PAGE_LENGTH = 50


@routes.get("/staff")
@access.page
def directory() -> str:
    """Who works here, found by name, role or office."""
    principal().require("staff:read")
    wanted = wanted_from_address()
    rows, following = gateway().staff.page(wanted, request.args.get("cursor") or None, PAGE_LENGTH)
    return render_template(
        "staff/directory.html",
        rows=rows,
        next=following,
        wanted=wanted,
        offices=gateway().offices.every(),
        roles=roles.roles(),
    )


@routes.get("/roles")
@access.page
def show_roles() -> str:
    """What each role may do, operation by operation."""
    principal().require("roles:read")
    rows = role_matrix.scope_rows(gateway().contracts)
    return render_template("staff/roles.html", roles=role_matrix.shown_roles(), rows=rows)


def wanted_from_address(*, active: bool | None = True, everybody: bool = False) -> Wanted:
    """Whom the address asks for; what makes no sense in it asks for nothing."""
    try:
        text = clean_text(request.args.get("q", "")[:200], most=80)
    except RuleBroken:
        text = ""
    role, office = request.args.get("role", ""), request.args.get("office", "")
    plain = office.isascii() and office.isdigit() and len(office) <= 18
    return Wanted(
        text=text,
        role=role if role in roles.roles() else "",
        office_id=int(office) if plain else None,
        active=active,
        everybody=everybody,
    )
