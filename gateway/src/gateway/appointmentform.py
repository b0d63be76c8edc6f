"""The form of an appointment: who meets the customer, where, on which day and at which free time (R101 to R108)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from gateway.recordfields import RecordField

SECTION = "appointment"
FIELDS: dict[str, RecordField] = {
    each.name: each
    for each in (
        RecordField("type", _("Appointment Type"), SECTION),
        RecordField("employee", _("Employee"), SECTION),
        RecordField("office", _("Office"), SECTION),
        RecordField("date", _("Appointment Date"), SECTION),
        RecordField("slot", _("Free times"), SECTION),
        RecordField("start_time", _("Start Time"), SECTION),
        RecordField("end_time", _("End Time"), SECTION),
        RecordField("override_reason", _("Reason for the double booking"), SECTION),
    )
}
REASON = {"reason": RecordField("reason", _("Reason"), SECTION)}
DEFAULT_MINUTES = 30
"""How long a type lasts whose list says nothing (R106)."""


def body_of(values: Mapping[str, str], people: Mapping[str, str]) -> dict[str, Any]:
    """What the service takes for a new appointment. `people` names employee and office with their ids."""
    body: dict[str, Any] = {"type": values["type"], **people, "date": values["date"], **_times(values)}
    # What must not be missing is sent blank, so that the service tells it by its field.
    return {"start_time": "", **body, **_override(values)}


def move_of(values: Mapping[str, str], people: Mapping[str, str], date: str) -> dict[str, Any]:
    """What the service takes for a move. `date` is the day now: where neither day nor time is new, none is sent."""
    times = _times(values)
    if times or values["date"] != date:
        times = {"date": values["date"], "start_time": "", **times}
    return {**people, **times, **_override(values)}


def minutes_of(entries: list[dict[str, Any]], kind: str) -> int:
    """How long an appointment of a type lasts."""
    found = next((entry for entry in entries if entry["code"] == kind), None)
    return int((found or {}).get("data", {}).get("minutes", DEFAULT_MINUTES))


def _times(values: Mapping[str, str]) -> dict[str, str]:
    """A free time that was chosen, which lasts as long as it was offered for, or what was typed instead."""
    if values["slot"]:
        start, _dash, end = values["slot"].partition("-")
        return {"start_time": start, "end_time": end}
    return {name: values[name] for name in ("start_time", "end_time") if values[name]}


def _override(values: Mapping[str, str]) -> dict[str, str]:
    return {"override_reason": values["override_reason"]} if values["override_reason"] else {}
