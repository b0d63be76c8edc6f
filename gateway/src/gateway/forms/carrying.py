"""A form without its fields: what it carries beside them, and how it comes back when it is refused."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import Self

from flask import request

from gateway.forms import reading
from homefire.errors import AcknowledgementRequired, Problem, Unavailable
from homefire.statuses import status_of

ACKNOWLEDGEMENT_INVALID = "acknowledgement_invalid"
LONGEST_KEY = 100
"""Characters."""


def new_key() -> str:
    """A key for a form that was not sent yet."""
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What every form carries, and what was wrong with it.

    `key` keeps the form from having its effect twice (R254), `version` is that of the thing it was made for (R152),
    `token` that of the record's lock while its page holds one (R148), `acknowledgement` the reason under special
    handling (R26), which `asks_acknowledgement` asks for.
    """

    key: str = field(default_factory=new_key)
    version: int = 0
    token: int | None = None
    acknowledgement: str = ""
    problem: Problem | None = None
    asks_acknowledgement: bool = False

    def sent(self) -> Self:
        """The same form as this request sent it."""
        reason = reading.sentence("acknowledgement")
        return replace(
            self,
            key=request.form.get("key", "")[:LONGEST_KEY] or self.key,
            version=reading.number("version") or 0,
            token=reading.number("lock_token"),
            acknowledgement=reason,
            asks_acknowledgement=bool(reason),
        )

    def refused(self, problem: Problem, *, inline: bool = False) -> Self:
        """The form with what was typed and why nothing was done.

        An answer that did not come was perhaps a change: only the form's own key keeps it from a second one. That the
        reason under special handling is missing is no problem to be told as long as nobody was asked for it; it is
        where the page has the field among the others anyway (`inline`).
        """
        wanted = isinstance(problem, AcknowledgementRequired)
        asks = wanted or problem.code == ACKNOWLEDGEMENT_INVALID or bool(self.acknowledgement)
        return replace(
            self,
            key=self.key if isinstance(problem, Unavailable) else new_key(),
            problem=None if wanted and not self.acknowledgement and not inline else problem,
            asks_acknowledgement=asks,
        )

    def carrying(self, other: Form) -> Self:
        """This form's fields with what another one carries, and with what was wrong with that."""
        return replace(
            self,
            key=other.key,
            version=other.version,
            token=other.token,
            acknowledgement=other.acknowledgement,
            problem=other.problem,
            asks_acknowledgement=other.asks_acknowledgement,
        )

    @property
    def status(self) -> int:
        """The HTTP status of a page with this form: that of what was wrong, or that a reason has to be given (428)."""
        if self.problem is not None:
            return status_of(self.problem)
        return status_of(AcknowledgementRequired()) if self.asks_acknowledgement else 200

    @property
    def unanswered(self) -> bool:
        """Whether the answer did not come, so that nobody knows whether the change was made."""
        return isinstance(self.problem, Unavailable)

    def version_of(self, current: int) -> int:
        """The version that the form is sent for next: that of the thing as it is shown now.

        While nobody knows whether the change was made it is the form's own: a service knows the same request by its
        key and by its version.
        """
        return self.version if self.unanswered else current

    def at_version(self, current: int) -> Self:
        """The form for the thing as it is shown now."""
        return replace(self, version=self.version_of(current))

    def place_of(self, name: str) -> str:
        """What the page calls the field in which a problem of the service stands."""
        return name

    def told(self) -> dict[str, str]:
        """What the problem says, by field."""
        found: dict[str, str] = {}
        for entry in self.problem.fields if self.problem else ():
            found.setdefault(self.place_of(entry.field), entry.detail)
        return found

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by field."""
        return self.told()
