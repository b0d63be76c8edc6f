"""The Resources Hub at the left of a record: the details behind its statuses, in the manual's order (R158)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _

from gateway.pages.application.selecting import newest_active
from gateway.pages.application.steps import steps_of
from gateway.tokens import Principal


@dataclass(frozen=True, slots=True)
class Resource:
    """One tab: its name, where it leads, the section whose state and count it shows."""

    name: str
    label: Any
    url: str
    section: str = ""
    count: int | None = None


def resources_of(composed: Mapping[str, Any], principal: Principal) -> list[Resource]:
    """The tabs that lead somewhere for this customer and this person, less those that no program of theirs has."""
    features = composed.get("features")
    left_out = features.left_out if features is not None else frozenset()
    return [each for each in _all(composed, principal) if each.name not in left_out]


def _all(composed: Mapping[str, Any], principal: Principal) -> list[Resource]:
    number, sections = composed["number"], composed["sections"]
    features = composed.get("features")
    newest = newest_active(sections["applications"])
    found: list[Resource] = []
    if features is not None and features.home:
        found.append(Resource("home", _("Home"), url_for("terms.show", number=number)))
    found.append(_application(composed, newest))
    to_properties = url_for("properties.show", number=number)
    found.append(
        Resource("properties", _("Properties"), to_properties, "properties", properties_now(composed))
    )
    if principal.may("weatherization:read"):
        found.append(
            Resource("assessments", _("Assessments"), url_for("record.assessments", number=number), "jobs")
        )
        found.append(Resource("projects", _("Projects"), url_for("record.projects", number=number), "jobs"))
    steps = {step.name: step for step in steps_of(principal)}
    found += _of_step(steps.get("checklist"), number, newest)
    files = url_for("record.files", number=number)
    found.append(Resource("documents", _("Documents"), files, "documents"))
    return found + _of_step(steps.get("questionnaire"), number, newest)


def properties_now(composed: Mapping[str, Any]) -> int | None:
    """How many properties the customer has today (R157); None while weatherization cannot say."""
    section = composed["sections"].get("properties", {"state": "unavailable"})
    return sum(item["current"] for item in section["data"]["items"]) if section["state"] == "ok" else None


def _application(composed: Mapping[str, Any], newest: Mapping[str, Any] | None) -> Resource:
    number = composed["number"]
    if newest is None:
        to = url_for("record.show", number=number, _anchor="applications")
    else:
        to = url_for("record.application", number=number, application_id=newest["id"])
    return Resource("application", _("Application"), to, "applications")


def _of_step(step: Any, number: int, newest: Mapping[str, Any] | None) -> list[Resource]:
    """A tab that is a step of the newest application."""
    if step is None or newest is None:
        return []
    to = url_for(step.endpoint, number=number, application_id=newest["id"])
    return [Resource(step.name, step.label, to, "applications")]
