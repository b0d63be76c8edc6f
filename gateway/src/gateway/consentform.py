"""What a customer says about a channel, as a form on the record's page (R46)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from gateway.forms import Form, reading

OPERATIONS = {"GIVEN": "record_consent", "REVOKED": "revoke_consent"}
"""What is said, and the operation that says it."""


@dataclass(frozen=True, slots=True)
class ConsentForm(Form):
    """The form as it is shown: what was chosen, what was wrong with it, or that it was recorded."""

    channel: str = ""
    state: str = ""
    date: str = ""
    source: str = ""
    recorded: bool = False

    @property
    def body(self) -> dict[str, Any]:
        """What the service takes; a date that was left out is today."""
        chosen = {"channel": self.channel, "source": self.source, "date": self.date}
        return {name: value for name, value in chosen.items() if value}


def read() -> ConsentForm:
    """The form as this request sent it. It stands within the record's, so its fields have names of their own."""
    names = ("channel", "state", "date", "source")
    form = ConsentForm(**{name: reading.text(f"consent_{name}") for name in names}).sent()
    return replace(form, acknowledgement=reading.sentence("consent_acknowledgement"))
