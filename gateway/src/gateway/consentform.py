"""What a customer says about a channel, as a form on the record's page (R46)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from homefire.errors import Problem

OPERATIONS = {"GIVEN": "record_consent", "REVOKED": "revoke_consent"}
"""What is said, and the operation that says it."""


@dataclass(frozen=True, slots=True)
class ConsentForm:
    """The form as it is shown: what was chosen, what was wrong with it, or that it was recorded."""

    channel: str = ""
    state: str = ""
    date: str = ""
    source: str = ""
    acknowledgement: str = ""
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    problem: Problem | None = None
    recorded: bool = False

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by field."""
        return {entry.field: entry.detail for entry in self.problem.fields} if self.problem else {}

    @property
    def body(self) -> dict[str, Any]:
        """What the service takes; a date that was left out is today."""
        chosen = {"channel": self.channel, "source": self.source, "date": self.date}
        return {name: value for name, value in chosen.items() if value}


def read(form: Mapping[str, str]) -> ConsentForm:
    """The form as it was sent."""
    names = ("channel", "state", "date", "source")
    return ConsentForm(
        **{name: form.get(f"consent_{name}", "").strip() for name in names},
        acknowledgement=" ".join(form.get("consent_acknowledgement", "").split()),
        key=form.get("key") or str(uuid.uuid4()),
    )
