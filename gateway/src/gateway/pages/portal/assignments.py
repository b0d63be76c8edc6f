"""What a vendor who has signed in is to do, and has done (R182, R183)."""

from __future__ import annotations

from flask import Blueprint, render_template

from gateway import access
from gateway.context import gateway, principal, trace
from homefire.client import Call

routes = Blueprint("portal_assignments", __name__, url_prefix="/portal/assignments")


@routes.get("")
@access.portal
def show() -> str:
    """The vendor's assessments and projects, open ones first: where, what, how far."""
    call = Call("weatherization", "list_assignments")
    found = gateway().services.ask(principal(), call, trace=trace())
    return render_template("portal/assignments.html", items=found["items"])
