"""The step on which eligibility is proposed, explained and decided, and a denial appealed (R91, R92, R177)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from gateway import access
from gateway.context import gateway, principal, trace
from gateway.forms import Form, reading
from gateway.pages.application import sending
from gateway.pages.application.opening import open_application
from gateway.pages.composing import compose
from gateway.pages.record import routes
from homefire.client import Call
from homefire.errors import Problem, StaleVersion, Unavailable
from homefire.statuses import status_of

PATIENCE = 2.0
"""Seconds."""
Answer = Response | tuple[str, int]
OUTCOMES = {
    "ELIGIBLE": (_("Eligible"), "ok"),
    "NOT_ELIGIBLE": (_("Not eligible"), "bad"),
    "NEEDS_APPROVAL": (_("Needs CSD approval"), "wait"),
    "CANNOT_TELL": (_("Cannot be told yet"), "none"),
}
"""What an outcome is called, and the colour of its mark."""
LABELS = {
    "decision": {"label": _("Decision")},
    "reason": {"label": _("Reason")},
    "received": {"label": _("Appeal Received On")},
    "as_of": {"label": _("Tables Of")},
}


@routes.get("/customers/<int:number>/applications/<int:application_id>/eligibility")
@access.page
def eligibility(number: int, application_id: int) -> Answer:
    """What the tables of a day propose, and what was decided."""
    return _page(number, application_id, request.args.get("as_of", "").strip())


@routes.post("/customers/<int:number>/applications/<int:application_id>/eligibility")
@access.page
def decide_eligibility(number: int, application_id: int) -> Answer:
    """Decides as proposed, or otherwise with a reason."""
    values = reading.texts(("decision", "reason", "as_of"))
    body = {name: value for name, value in values.items() if value or name == "decision"}
    return _send(number, application_id, "decide_eligibility", body, values)


@routes.post("/customers/<int:number>/applications/<int:application_id>/appeal")
@access.page
def receive_appeal(number: int, application_id: int) -> Answer:
    """Records the day on which an appeal was received."""
    values = reading.texts(["received"])
    return _send(number, application_id, "receive_appeal", values, values)


def _send(
    number: int, application_id: int, method: str, body: Mapping[str, Any], values: Mapping[str, str]
) -> Answer:
    sent = Form().sent()
    composed, application = open_application(number, application_id)
    try:
        sending.write(composed["number"], method, [application["id"], body], sent)
    except Problem as problem:
        if isinstance(problem, StaleVersion):
            problem = StaleVersion(
                "Somebody else changed this application first. Look at what it says now, then decide again."
            )
        refused = sent.refused(problem)
        return _page(
            number, application_id, values.get("as_of", ""), values, refused, method, status_of(problem)
        )
    return redirect(
        url_for("record.eligibility", number=number, application_id=application_id, saved=1), code=303
    )


def _page(
    number: int,
    application_id: int,
    as_of: str,
    values: Mapping[str, str] | None = None,
    sent: Form | None = None,
    method: str = "decide_eligibility",
    status: int = 200,
) -> tuple[str, int]:
    query = {"as_of": as_of} if as_of else {}
    calls = [
        Call("applications", "get_eligibility", [application_id]),
        Call("applications", "propose_eligibility", [application_id], query),
    ]
    try:
        composed, application = open_application(number, application_id)
        found, proposal = gateway().services.ask_all(principal(), calls, trace=trace(), timeout=PATIENCE)
        if isinstance(found, Problem):
            raise found
    except Unavailable:
        page = render_template("application/showing.html", record=compose(number), application=None)
        return page, 503
    unproposed = proposal if isinstance(proposal, Problem) else None
    page = render_template(
        "application/eligibility.html",
        record=composed,
        application=application,
        found=found,
        proposal=None if unproposed else proposal,
        unproposed=unproposed,
        as_of=as_of,
        form=sending.form_of(method, values or {}, found["version"], sent=sent),
        limit=gateway().contracts.limit_of("applications.decide_eligibility", "reason", 500),
        outcomes=OUTCOMES,
        labels=LABELS,
    )
    return page, status_of(unproposed) if unproposed and status == 200 else status
