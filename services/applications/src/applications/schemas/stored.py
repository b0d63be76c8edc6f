"""Dates and times in answers, where the database may already have written them as text."""

from __future__ import annotations

from typing import Any

from marshmallow import fields


class Day(fields.Date):
    """A date, or its ISO text as the database put it into a list."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value if isinstance(value, str) else super()._serialize(value, attr, obj, **kwargs)


class Moment(fields.AwareDateTime):
    """A time with its zone, or its ISO text as the database put it into a list."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value if isinstance(value, str) else super()._serialize(value, attr, obj, **kwargs)
