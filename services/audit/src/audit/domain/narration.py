"""From an event to the notes that tell it: one for each changed field, in plain words (R204)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from audit.domain import codes, lines
from audit.domain.sentences import ACTION_CODES, CODES_BY_VALUE, OF_THE_LOG, PREFIXES, SENTENCES, TECHNICAL
from homefire.us.dates import show_date, show_moment

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Draft:
    """A note before it has a number. `values` holds a changed field with its old and new value."""

    action_code: str
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)


def is_noted(event_type: str) -> bool:
    """Whether events of this type become notes, or reads of the access log."""
    return event_type not in OF_THE_LOG and not is_technical(event_type)


def is_technical(event_type: str) -> bool:
    """Whether the event goes to the technical log and becomes no note (R187)."""
    return event_type in TECHNICAL


def describe(event_type: str, data: Mapping[str, Any], zone: ZoneInfo) -> list[str]:
    """What an event of the technical log says, one text per changed field. Raises as `narrate` does."""
    return [text for text, _ in _told(event_type, data, zone)]


def is_access(event_type: str) -> bool:
    """Whether the event tells that somebody read a protected field: it goes to the access log (R248)."""
    return event_type.endswith("_revealed")


def narrate(event_type: str, data: Mapping[str, Any], zone: ZoneInfo) -> list[Draft]:
    """The notes that an event makes, in order; none for what is kept out of notes. Raises `ValueError` or
    `TypeError` when `changes` is no list of changed fields.

    `zone` is the agency's, in which times are told (R250).
    """
    if not is_noted(event_type) or is_access(event_type):
        return []
    drafts: list[Draft] = []
    for text, values in _told(event_type, data, zone):
        code = _action_code(event_type, data, values)
        pieces = lines.parts(text)
        drafts.append(Draft(code, pieces[0], values))
        drafts += [Draft(code, piece) for piece in pieces[1:]]
    return drafts


def narrate_imported(aggregate: str) -> Draft:
    """The one entry for a record that came from another system."""
    kind, _, key = aggregate.partition("/")
    return Draft(codes.IMPORTED, f"{_in_words(kind)} {key} imported".replace("  ", " "))


def _told(
    event_type: str, data: Mapping[str, Any], zone: ZoneInfo
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if data.get("changes") or (data.get("changes") is not None and event_type not in SENTENCES):
        prefix = _first_that_fits((PREFIXES.get(event_type, ""),), data, zone) or ""
        for change in data["changes"]:
            yield prefix + describe_change(change), _values(change)
    else:
        yield _first_that_fits(SENTENCES.get(event_type, ()), data, zone) or _in_words(event_type), {}


def describe_change(change: Mapping[str, Any]) -> str:
    """One changed field as a sentence. A protected field tells that it changed and nothing else."""
    label = str(change.get("label") or _in_words(str(change.get("field", "value"))).upper())
    if change.get("protected"):
        return f"{label} changed"
    old, new = _shown(change, "old"), _shown(change, "new")
    if old and new:
        return f"{label} changed from {old} to {new}"
    if new:
        return f"{label} set to {new}"
    if old:
        return f"{label} cleared, was {old}"
    return f"{label} changed"


def _values(change: Mapping[str, Any]) -> dict[str, Any]:
    names = ("field", "label") if change.get("protected") else ("field", "label", "old", "new")
    return {name: change[name] for name in names if name in change}


def _shown(change: Mapping[str, Any], side: str) -> str:
    if change.get(side) is None:
        return ""
    text = change.get(f"{side}_text")
    return str(text) if text else _read_aloud(change.get(side))


def _read_aloud(value: Any) -> str:
    """A JSON value as a caseworker would write it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(_read_aloud(item) for item in value)
        case dict():
            return json.dumps(value, ensure_ascii=False, sort_keys=True)
        case str() if _ISO_DATE.fullmatch(value):
            return _Sentence.date(value)
        case _:
            return str(value)


def _action_code(event_type: str, data: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    for key, by_value in CODES_BY_VALUE.get(event_type, ()):
        decisive = data.get(key)
        if decisive is None and values.get("field") == key.removeprefix("new_"):
            decisive = values.get("new")
        if str(decisive) in by_value:
            return by_value[str(decisive)]
    return ACTION_CODES.get(event_type, codes.DEFAULT)


def _first_that_fits(sentences: tuple[str, ...], data: Mapping[str, Any], zone: ZoneInfo) -> str | None:
    teller = _Sentence(zone)
    for sentence in sentences:
        try:
            return teller.vformat(sentence, (), data)
        except (LookupError, ValueError, TypeError, InvalidOperation):
            continue
    return None


def _in_words(name: str) -> str:
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


class _Sentence(Formatter):
    """Fills a sentence; a key that is missing or empty makes it fail, so that a poorer sentence is tried."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, str]:
        # The stock method follows dots and brackets into objects; event data is data and nothing more.
        value = kwargs[field_name]
        if value is None or value == "":
            raise KeyError(field_name)
        return value, field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        match format_spec:
            case "date":
                return self.date(value)
            case "moment":
                return show_moment(datetime.fromisoformat(value), self._zone)
            case "time":
                return f"{datetime.fromisoformat(value).astimezone(self._zone):%H:%M}"
            case "money":
                return f"${Decimal(str(value)):,.2f}"
            case _:
                return _read_aloud(value)

    @staticmethod
    def date(value: Any) -> str:
        if not isinstance(value, str):
            raise TypeError(value)
        return show_date(value[:10])
