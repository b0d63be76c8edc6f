"""The lock while a record's page is open: kept alive, given back, taken over (R148 to R150)."""

from __future__ import annotations

from flask import jsonify, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gateway import access, formatting
from gateway.context import gateway
from gateway.forms import reading
from gateway.locks import Hold
from gateway.pages import notes
from gateway.pages.composing import compose
from gateway.pages.opening import Opened, form_of, locks, render_record
from gateway.pages.record import routes
from homefire.errors import Problem
from homefire.statuses import status_of


@routes.post("/customers/<int:number>/lock/renewal")
@access.background
def renew(number: int) -> Response:
    """The page's heartbeat: still held, or lost to whom. `away` says nothing about the lock.

    `free`: it was given back, by another window of the same person, and nobody has it. A page that is still being
    looked at then sends `again`, and takes it anew; one that is being left sends nothing.
    """
    again = "again" in request.form
    hold = locks().take(number) if again else locks().renew(number, reading.number("lock_token"))
    if hold.held:
        return jsonify(state="held", token=hold.token) if again else jsonify(state="held")
    if hold.why == "away":
        return jsonify(state="away")
    if hold.why == "free" and not again:
        return jsonify(state="free")
    return jsonify(state="lost", text=told(hold) if "undrafted" not in request.args else told_undrafted(hold))


@routes.post("/customers/<int:number>/lock/release")
@access.page
def release(number: int) -> Response:
    """Gives the lock back as the page goes away."""
    token = reading.number("lock_token")
    if token is not None:
        locks().release(number, token)
    return Response(status=204)


@routes.post("/customers/<int:number>/lock/take-over")
@access.page
def take_over(number: int) -> Response | tuple[str, int]:
    """Takes the record from who has it open, for a reason that becomes a note (R150)."""
    try:
        locks().take_over(number, reading.sentence("reason"))
    except Problem as problem:
        composed = compose(number)
        section = composed["sections"]["customer"]
        form = form_of(section["data"], editable=False) if section["state"] == "ok" else None
        opened = Opened(form, locks().lost(problem), take_over_problem=problem)
        return render_record(composed, opened, notes.blank_form(composed), status=status_of(problem))
    return redirect(url_for("record.show", number=number), code=303)


def told(hold: Hold) -> str:
    """Who has the record now, in a sentence."""
    clock = formatting.Clock(gateway().settings.base.time_zone)
    since = clock.military_minutes(hold.since)
    if hold.own:
        return _("You opened this record in another window. It can be edited there.")
    if hold.holder:
        return _(
            "%(name)s has taken this record over at %(time)s. Nothing can be saved here any more; your unsaved "
            "changes are kept as a draft.",
            name=hold.holder,
            time=since,
        )
    return _(
        "Your hold on this record has ended. Your unsaved changes are kept as a draft. Refresh to go on."
    )


def told_undrafted(hold: Hold) -> str:
    """The same on a page whose changes are kept nowhere else."""
    if hold.holder and not hold.own:
        return _(
            "%(name)s has taken this record over. Nothing can be saved here any more; what you typed stays on this "
            "page until you leave it.",
            name=hold.holder,
        )
    return _("Your hold on this record has ended. What you typed stays on this page until you leave it.")
