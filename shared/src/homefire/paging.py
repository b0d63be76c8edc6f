"""Pages of lists: a page ends at a place, and the next one begins after it.

The place is the pair by which a list is ordered, such as a date and an id. It travels as an opaque cursor, which
a caller can change at will: what comes back is read with care and refused as `BadCursor`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from marshmallow import fields, validate

from homefire.clock import to_wire
from homefire.errors import FieldProblem, Invalid
from homefire.schemas import Schema

_LARGEST_NUMBER = 2**63 - 1
_Row = TypeVar("_Row")
_First = TypeVar("_First")
_Second = TypeVar("_Second")


class BadCursor(Invalid):
    """A cursor that no page of ours gave out."""

    code = "bad_cursor"
    sentence = "This page no longer exists. Load the list again."

    def __init__(self) -> None:
        super().__init__(fields=[FieldProblem("cursor", "bad_cursor", "Leave it out to get the first page.")])


class PageQuery(Schema):
    """Which page of a grid, and how many rows on it."""

    cursor = fields.String(validate=validate.Length(max=200))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 200))


def cut(
    rows: Sequence[_Row], limit: int, place: Callable[[_Row], tuple[Any, Any]]
) -> tuple[Sequence[_Row], str | None]:
    """The rows of one page out of `limit` + 1 that were asked for, and the cursor of the page after it."""
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], write_cursor(*place(rows[limit - 1]))


def write_cursor(first: Any, second: Any) -> str:
    """A place as an opaque text. A part is a text, a date, a time, a number or a UUID."""
    place = json.dumps([_written(first), _written(second)], ensure_ascii=False)
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def read_cursor(
    cursor: str, first: Callable[[str], _First], second: Callable[[str], _Second]
) -> tuple[_First, _Second]:
    """The place that `write_cursor` wrote, each part read by its own rule; raises `BadCursor`.

    A rule raises `ValueError` for what it cannot read: `text` and `number` here, `date.fromisoformat`,
    `homefire.clock.from_wire`, `uuid.UUID`.
    """
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        match place:
            case [str(one), str(other)]:
                return first(one), second(other)
    except (ValueError, OverflowError, RecursionError):
        pass
    raise BadCursor()


def text(part: str) -> str:
    """A part that is text: printable, since PostgreSQL takes neither NUL nor a lone surrogate."""
    if not part.isprintable():
        raise ValueError("not printable")
    return part


def number(part: str) -> int:
    """A part that is a number or an id: positive, and no larger than a bigint."""
    if not (part.isascii() and part.isdigit() and len(part) <= 19 and 0 < int(part) <= _LARGEST_NUMBER):
        raise ValueError("not a number of ours")
    return int(part)


def _written(part: Any) -> str:
    if isinstance(part, datetime):
        return to_wire(part)
    return part.isoformat() if isinstance(part, date) else str(part)
