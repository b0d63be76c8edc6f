"""What the pages of appointments are made of: one appointment, the lists to choose from, what is free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from gateway import assigning, lists, workinghours
from gateway.context import agency_today, gateway, principal, trace
from gateway.pages.composing import compose
from gateway.workinghours import Day
from homefire.client import Call
from homefire.errors import FieldProblem, Invalid, NotFound, Problem
from homefire.rules import RuleBroken
from homefire.us.dates import parse_date

READ, WRITE = "appointments:read", "appointments:write"
SERVICE = "appointments"


@dataclass(frozen=True, slots=True)
class Free:
    """Whose day is looked at, the hours of it, and what of them is free; `away` while the service does not answer."""

    member: Mapping[str, Any] | None = None
    day: date | None = None
    hours: Day = field(default_factory=Day)
    times: Sequence[Mapping[str, str]] = ()
    away: bool = False


def ask(operation: str, arguments: Sequence[Any], beside: Mapping[str, Any] | None = None) -> Any:
    """One operation of appointments. Raises the service's problem."""
    call = Call(SERVICE, operation, list(arguments), dict(beside or {}))
    return gateway().services.ask(principal(), call, trace=trace())


def open_appointment(number: int, appointment_id: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The composed record and one appointment of it. Raises `NotFound` for another customer's."""
    composed = compose(number)
    appointment: dict[str, Any] = ask("get_appointment", [appointment_id])
    if appointment["customer_number"] != composed["number"]:
        raise NotFound("This customer has no such appointment.")
    return composed, appointment


def local(text: str) -> datetime:
    """An instant of a service in the agency's zone."""
    return datetime.fromisoformat(text).astimezone(gateway().settings.base.time_zone)


def shown_day(day: date) -> str:
    """`6/3/2030`, as it is typed."""
    return f"{day.month}/{day.day}/{day.year}"


def types() -> list[dict[str, Any]]:
    """The types of appointments that may be chosen today."""
    call = Call(SERVICE, "list_appointment_reference", ["appointment_type"])
    return lists.offered(gateway().lists.answer(call, principal(), trace())["items"], agency_today())


def offices(kept: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Open offices as a pick list has them, and the one where an appointment is."""
    found = [
        {"code": str(each["id"]), "label": each["name"], "data": {}}
        for each in gateway().offices.every()
        if each["open"]
    ]
    if kept and kept["office_id"] and all(each["code"] != kept["office_id"] for each in found):
        found.append({"code": kept["office_id"], "label": kept["office"], "data": {}})
    return found


def named(values: Mapping[str, str], kept: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Names and ids of employee and office as the directory has them, of the ids that a form sent (R265).

    `kept` is the appointment that is moved: an employee whom an import has by name alone stays as they are. Raises
    `Invalid` for an id that nobody has, or somebody who has left.
    """
    key = values["employee"]
    if not key and kept is not None and not kept["employee_id"]:
        return {**_office(values["office"], None, kept)}
    if not key:
        raise Invalid(fields=[FieldProblem("employee", "required", "Choose who meets the customer.")])
    member = gateway().staff.find(key)
    wrong = assigning.check("employee", member)
    if wrong is not None or member is None:
        raise Invalid(fields=[wrong] if wrong else [])
    return {
        "employee": member["name"],
        "employee_id": member["id"],
        **_office(values["office"], member, kept),
    }


def _office(key: str, member: Mapping[str, Any] | None, kept: Mapping[str, Any] | None) -> dict[str, str]:
    """The office that was chosen, else the employee's own."""
    if not key:
        own = (member or {}).get("office")
        return {"office": own["name"], "office_id": str(own["id"])} if own else {}
    found = next((each for each in offices(kept) if each["code"] == key), None)
    if found is None:
        raise Invalid(fields=[FieldProblem("office", "unknown_office", "Choose an office of the list.")])
    return {"office": found["label"], "office_id": key}


def free_of(employee: str, day_text: str, minutes: int, moving: int = 0) -> Free:
    """What is free of somebody's day; nothing where it is not said yet whose, or which."""
    member = gateway().staff.find(employee) if employee else None
    day = _day(day_text)
    if member is None or day is None or not member["active"]:
        return Free(member, day)
    hours = workinghours.of_day(member["hours"], day)
    if not hours.works:
        return Free(member, day, hours)
    query = {
        "date": day.isoformat(), "opens": hours.opens, "closes": hours.closes, "employee": member["name"],
        "employee_id": member["id"], "minutes": minutes, "moving": moving,
    }  # fmt: skip
    try:
        items = ask("list_free_times", [], query)["items"]
    except Problem:
        return Free(member, day, hours, away=True)
    return Free(member, day, hours, [_offered(item) for item in items])


def _offered(item: Mapping[str, str]) -> dict[str, str]:
    start, end = local(item["starts_at"]), local(item["ends_at"])
    return {"code": f"{start:%H:%M}-{end:%H:%M}", "starts_at": item["starts_at"], "ends_at": item["ends_at"]}


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except RuleBroken:
        return None
