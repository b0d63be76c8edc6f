"""Everybody's appointments by day or by week, of one employee or at one office, and one's own as a file (R101, R265)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from gateway import access, ics
from gateway.context import agency_today, gateway, principal
from gateway.pages.appointments.opening import READ, ask, local
from homefire.errors import Problem
from homefire.rules import RuleBroken
from homefire.statuses import status_of
from homefire.us.dates import parse_date

routes = Blueprint("calendar", __name__)
MOST = 500
"""Rows of a page. Nobody reads more of them; the page says where there are."""
BEFORE, AHEAD = timedelta(days=7), timedelta(days=84)
"""Which of one's own appointments the file has."""
MOST_PAGES = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for; what makes no sense in it asks for nothing."""

    day: date
    week: bool
    employee: str
    office: str
    cancelled: bool

    @property
    def days(self) -> list[date]:
        """The day, or its week from Monday on."""
        first = self.day - timedelta(days=self.day.weekday()) if self.week else self.day
        return [first + timedelta(days=place) for place in range(7 if self.week else 1)]

    def address(self, **changed: Any) -> str:
        """The page with something else asked for."""
        said = {
            "view": "week" if self.week else "day",
            "day": self.day,
            "employee": self.employee,
            "office": self.office,
            "cancelled": "yes" if self.cancelled else "",
            **changed,
        }
        known = {name: str(value) for name, value in said.items() if value}
        return url_for("calendar.show", **known)


@routes.get("/appointments")
@access.page
def show() -> tuple[str, int]:
    """The calendar; its filters stand in the address."""
    principal().require(READ)
    wanted = _read()
    staff = gateway().staff.everyone()
    name = next((row["name"] for row in staff if row["id"] == wanted.employee), "")
    problem: Problem | None = None
    answer: Mapping[str, Any] = {"items": [], "next": None}
    try:
        answer = ask("list_calendar", [], _query(wanted, name))
    except Problem as raised:
        problem = raised
    page = render_template(
        "appointments/calendar.html",
        wanted=wanted,
        days=[(day, _rows_of(answer["items"], day)) for day in wanted.days],
        more=answer["next"] is not None,
        problem=problem,
        step=timedelta(days=7 if wanted.week else 1),
        today=agency_today(),
        staff=staff,
        offices=gateway().offices.every(),
    )
    return page, status_of(problem) if problem else 200


@routes.get("/appointments/mine.ics")
@access.page
def own() -> Response:
    """One's own appointments, of a week past and twelve to come, for another calendar: numbers and no names."""
    principal().require(READ)
    day = agency_today()
    query = {
        "first_day": (day - BEFORE).isoformat(), "last_day": (day + AHEAD).isoformat(),
        "employee_id": principal().id, "employee": principal().name, "cancelled": True, "limit": MOST,
    }  # fmt: skip
    rows: list[Mapping[str, Any]] = []
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        answer = ask("list_calendar", [], query | ({"cursor": cursor} if cursor else {}))
        rows += answer["items"]
        cursor = answer["next"]
        if not cursor:
            break
    response = Response(ics.write(rows), content_type=ics.MEDIA)
    response.headers["Content-Disposition"] = 'attachment; filename="appointments.ics"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _read() -> Wanted:
    given = request.args
    try:
        day = parse_date(given.get("day", ""))
    except RuleBroken:
        day = agency_today()
    office = given.get("office", "")
    plain = office.isascii() and office.isdigit() and len(office) <= 18
    member = gateway().staff.find(given.get("employee", ""))
    return Wanted(
        # Far days have no week around them.
        day=day if 1970 <= day.year <= 2100 else agency_today(),
        week=given.get("view") == "week",
        employee=member["id"] if member else "",
        office=office if plain else "",
        cancelled=given.get("cancelled") == "yes",
    )


def _query(wanted: Wanted, name: str) -> dict[str, Any]:
    return {
        "first_day": wanted.days[0].isoformat(),
        "last_day": wanted.days[-1].isoformat(),
        "employee_id": wanted.employee,
        "employee": name,
        "office_id": wanted.office,
        "cancelled": wanted.cancelled,
        "limit": MOST,
    }


def _rows_of(rows: list[Mapping[str, Any]], day: date) -> list[Mapping[str, Any]]:
    return [row for row in rows if local(row["starts_at"]).date() == day]
