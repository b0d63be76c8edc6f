"""The Customer Alert Queue: whom to follow up, and the next contact date set from the row (R154 to R156)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from jinja2_fragments.flask import render_block
from werkzeug.wrappers import Response

from gateway import access, forms
from gateway.context import agency_today, gateway, principal, trace
from gateway.forms import Form, reading
from gateway.pages import following
from gateway.pages.following import QueuePlace
from homefire.client import Call
from homefire.errors import Problem
from homefire.statuses import status_of

routes = Blueprint("queue", __name__)
PAGE_LENGTH = 25
DEFAULT = "mine_and_unassigned"
FILTERS = {
    DEFAULT: _("Mine and unassigned"),
    "mine": _("Mine"),
    "unassigned": _("Unassigned"),
    "everybody": _("Everybody"),
}
CHOICES = {"1d": _("Tomorrow"), "1w": _("1 week"), "2w": _("2 weeks"), "1m": _("Next month")}
"""When to follow up next, at one press."""
_DAYS = {"1d": 1, "1w": 7, "2w": 14}
_LONGEST_CURSOR = 400

Answer = Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Row(Form):
    """What was done in one row: whose, what was typed, and what was wrong with it."""

    number: int
    position: int = 0
    typed: str = ""
    set_to: str | None = None

    @property
    def about_reason(self) -> bool:
        """Whether the reason is missing or wrong, and not the date."""
        return self.problem is not None and self.problem.code.startswith("acknowledgement")

    @property
    def holder(self) -> str:
        """Who has the record open, if that is why."""
        found = (self.problem.extra.get("holder") if self.problem else None) or {}
        return "" if found.get("id") == principal().id else str(found.get("name", ""))

    @property
    def since(self) -> str | None:
        """Since when somebody has the record open."""
        return self.problem.extra.get("since") if self.problem else None


@routes.get("/alert-queue")
@access.page
def show() -> Answer:
    """One page of the queue."""
    return _render(_done_before())


@routes.get("/alert-queue/count")
@access.background
def count() -> str:
    """The menu's figure, which an open page asks for from time to time."""
    return render_template("queue/badge.html")


@routes.get("/alert-queue/step")
@access.page
def step() -> Response:
    """Opens the next or the previous record of the queue, as it is now; past its end, the queue itself."""
    place = following.carried()
    if place is None:
        return redirect(url_for("queue.show"), code=303)
    direction = "previous" if request.args.get("to") == "previous" else "next"
    found = following.neighbours(place)[direction]
    if found is None:
        return redirect(url_for("queue.show", whose=place.whose, end=direction), code=303)
    there = place.at(found["place"]).text
    return redirect(url_for("record.show", number=found["number"], queue=there), code=303)


@routes.post("/alert-queue/<int:number>/contact-date")
@access.page
def set_date(number: int) -> Answer:
    """Sets a contact date from the row; the row leaves the queue where the date is in the future."""
    chosen, typed = _chosen(request.form.get("in", "")), reading.text("contact_date")
    wanted = chosen.isoformat() if chosen else typed or None
    position = request.form.get("position", "")
    row = Row(number, int(position) if position.isdecimal() and len(position) <= 3 else 0, typed).sent()
    try:
        answer = forms.write("customers.set_contact_date", [number, {"contact_date": wanted}], row)
    except Problem as problem:
        return _render(row.refused(problem, inline=True))
    gateway().queue_counts.forget(principal())
    day = str(answer.get("contact_date") or "")
    if _wants_fragment():
        return _render(Row(number, row.position, set_to=day))
    told = {"set": number, "to": day, "row": row.position}
    return redirect(url_for("queue.show", **_wanted(), **told, _anchor="here"), code=303)


def _render(row: Row | None) -> Answer:
    """The queue as it is now, with what was done in a row; the whole page, or what htmx puts into it."""
    status = status_of(row.problem) if row and row.problem else 200
    wanted, found, problem = _wanted(), None, None
    call = Call("customers", "list_alert_queue", [], {**wanted, "limit": PAGE_LENGTH})
    try:
        found = gateway().services.ask(principal(), call, trace=trace())
    except Problem as raised:
        problem, status = raised, status_of(raised)
    if found and wanted["whose"] == DEFAULT:
        gateway().queue_counts.learn(principal(), found["counts"])
    shown: dict[str, Any] = {
        "queue": found,
        "problem": problem,
        "whose": wanted["whose"],
        "cursor": wanted.get("cursor"),
        "filters": FILTERS,
        "choices": CHOICES,
        "row": row,
        "focused": _focused(row, found["items"]) if found else None,
        "place_of": lambda item: QueuePlace(wanted["whose"], item["place"], wanted.get("cursor", "")).text,
        "new_key": forms.new_key,
    }
    if _wants_fragment():
        g.fragment = True
        return render_block("queue.html", "queue", **shown), status
    return render_template("queue.html", **shown), status


def _focused(row: Row | None, items: list[dict[str, Any]]) -> int | None:
    """The customer whose row takes the focus: the same while it is there, else the one that moved up."""
    if row is None or not items:
        return None
    here = [item["number"] for item in items]
    return row.number if row.number in here else here[min(row.position, len(here) - 1)]


def _done_before() -> Row | None:
    """What was done before the redirect that led here, as the address says."""
    number, day = request.args.get("set", type=int), request.args.get("to", "")
    if number is None or number <= 0:
        return None
    try:
        known = date.fromisoformat(day).isoformat() if day else ""
    except ValueError:
        return None
    return Row(number, max(request.args.get("row", 0, type=int), 0), set_to=known)


def _wanted() -> dict[str, str]:
    """Whose customers and which page, as the address says."""
    cursor = request.args.get("cursor", "")[:_LONGEST_CURSOR]
    whose = request.args.get("whose", "").strip()[:64] or DEFAULT
    return {"whose": whose, **({"cursor": cursor} if cursor else {})}


def _chosen(choice: str) -> date | None:
    """The day that a quick choice means, from the agency's today on."""
    today = agency_today()
    if choice in _DAYS:
        return today + timedelta(days=_DAYS[choice])
    return next_month(today) if choice == "1m" else None


def next_month(day: date) -> date:
    """The same day of the next month, or its last where it is shorter."""
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _wants_fragment() -> bool:
    return request.headers.get("HX-Request") == "true"
