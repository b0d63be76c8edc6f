"""What the form of this request sent: texts, numbers, and what every form carries beside its fields."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request

LONGEST_NUMBER = 18
"""Digits: more are no number of the services."""


def text(name: str) -> str:
    """A field without the blanks around it; empty where the form has none."""
    return request.form.get(name, "").strip()


def texts(names: Iterable[str]) -> dict[str, str]:
    """The same of several fields, by their names."""
    return {name: text(name) for name in names}


def sentence(name: str) -> str:
    """A text of one line, as a reason is: blanks within it count once."""
    return " ".join(request.form.get(name, "").split())


def number(name: str) -> int | None:
    """A number of the form's own hidden fields; nothing for anything else."""
    return whole(request.form.get(name, ""))


def whole(given: str) -> int | None:
    """A number that was sent as a text; nothing for anything else."""
    known = given.isascii() and given.isdigit() and len(given) <= LONGEST_NUMBER
    return int(given) if known else None
