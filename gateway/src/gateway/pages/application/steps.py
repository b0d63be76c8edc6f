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
    Step("pledges", "record.pledges", _("Pledges")),
)


def steps_of(principal: Principal) -> list[Step]:
    """The steps whose pages a person may open."""
    return [step for step in STEPS if principal.may(step.scope)]
