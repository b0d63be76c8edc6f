"""The steps of one application's pages, in the order in which a caseworker takes them (R259)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from gateway.tokens import Principal


@dataclass(frozen=True, slots=True)
class Step:
    """One page of an application. Its template says with `{% set step = "…" %}` which step it is."""

    name: str
    endpoint: str
    label: Any
    scope: str = "applications:read"


STEPS = (
    Step("application", "record.application", _("Application")),
    Step("household", "record.household", _("Household")),
    Step("housing", "record.housing", _("Housing")),
    Step("income", "record.income", _("Income")),
    Step("verification", "record.verification", _("Verification")),
    Step("eligibility", "record.eligibility", _("Eligibility")),
    Step("questionnaire", "record.questionnaire", _("Questionnaire")),
    Step("checklist", "record.checklist", _("Checklist")),
    Step("pledges", "record.pledges", _("Pledges")),
    Step("transfer", "record.transfer", _("Certify and transfer")),
)


def steps_of(principal: Principal) -> list[Step]:
    """The steps whose pages a person may open."""
    return [step for step in STEPS if principal.may(step.scope)]


def step_after(principal: Principal, name: str) -> Step | None:
    """The step that a person takes after the one of this name; none after the last."""
    steps = steps_of(principal)
    names = [step.name for step in steps]
    following = names.index(name) + 1 if name in names else len(steps)
    return steps[following] if following < len(steps) else None
