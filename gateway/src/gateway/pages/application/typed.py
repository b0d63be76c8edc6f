"""What was typed into a form of an application's page, and why it was not saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gateway.forms import Form, new_key, reading
from gateway.pages.application import sending
from homefire.errors import Problem

fresh_key = new_key


@dataclass(frozen=True, slots=True)
class Typed(Form):
    """A form of an application's page. `about` says which of the page's forms it is."""

    about: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


BLANK = Typed()
"""No form was sent."""


def read(about: str, *names: str) -> Typed:
    """The form as it was sent. Line ends within a text are kept."""
    return Typed(about, reading.texts(names)).sent()


def send(typed: Typed, number: int, operation: str, arguments: Sequence[object]) -> Typed | None:
    """Asks the service for a change, in the version that the page showed; the form again where it refuses."""
    try:
        sending.write(number, operation, arguments, typed)
    except Problem as problem:
        return typed.refused(problem, inline=True)
    return None
