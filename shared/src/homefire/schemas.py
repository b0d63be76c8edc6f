"""Marshmallow as every service uses it: strict input, one error form, rules from the domain.

A rule is plain Python in a service's `domain.py`: it takes a value, returns it in its stored form, or raises
`homefire.rules.RuleBroken`. A field here only carries it to the edge.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import MAXYEAR, UTC, datetime
from typing import Any, TypeVar, cast

import marshmallow
from marshmallow import RAISE, ValidationError, fields, validates_schema

from homefire import field_sentences
from homefire.errors import FieldProblem, Invalid
from homefire.rules import RuleBroken, clean_text
from homefire.us import tax_ids


class Schema(marshmallow.Schema):
    """Input and output of an operation. Fields that nobody declared are refused.

    What an import brings stays for good, and nobody has read it: with a `history`, no text beside it or in it may
    hold a number that reads as an SSN (R249).
    """

    class Meta:
        unknown = RAISE

    @validates_schema(skip_on_field_errors=False)
    def _refuse_imported_numbers(self, data: Any, **_: Any) -> None:
        history, nested = data.get("history"), self.fields.get("history")
        if history is None or not isinstance(nested, fields.Nested):
            return
        within = _personal_numbers(nested.schema.fields, history)
        found: dict[str, Any] = _personal_numbers(self.fields, data) | ({"history": within} if within else {})
        if found:
            raise ValidationError(found)


class _Message(str):
    """A message that remembers the stable code of the rule it stands for."""

    __slots__ = ("code",)
    code: str


def _message(broken: RuleBroken) -> ValidationError:
    message = _Message(broken.detail)
    message.code = broken.code
    return ValidationError([message])


def _personal_numbers(declared: Mapping[str, fields.Field[Any]], data: Mapping[str, Any]) -> dict[str, Any]:
    """What is wrong with the texts in which a number reads as an SSN, by field; an account's id is no text."""
    found = {}
    for name, field in declared.items():
        if isinstance(field, Text) and not name.endswith("_id"):
            try:
                tax_ids.refuse_in_text(data.get(field.attribute or name) or "")
            except RuleBroken as broken:
                found[field.data_key or name] = _message(broken).messages
    return found


_T = TypeVar("_T")


def in_field(field: str, rule: Callable[[], _T]) -> _T:
    """Runs a rule that needs more than one value or today's date; names the field when it is broken."""
    try:
        return rule()
    except RuleBroken as broken:
        raise Invalid(broken.detail, fields=[FieldProblem(field, broken.code, broken.detail)]) from None


class Text(fields.String):
    """Text as a person types it: trimmed, no control characters, at most `most` characters (code points)."""

    def __init__(self, *, most: int = 200, least: int = 0, lines: bool = False, **kwargs: Any) -> None:
        metadata = {
            "maxLength": most,
            **({"minLength": least} if least else {}),
            **kwargs.pop("metadata", {}),
        }
        super().__init__(metadata=metadata, **kwargs)
        self.most, self.least, self.lines = most, least, lines

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return clean_text(text, most=self.most, least=self.least, lines=self.lines)
        except RuleBroken as broken:
            raise _message(broken) from broken


class ToldText(Text):
    """Text that is told in events and kept in notes: a number that reads as an SSN is refused (R249)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return tax_ids.refuse_in_text(text)
        except RuleBroken as broken:
            raise _message(broken) from broken


class HeardText(Text):
    """Text that an event of a system outside brings: what reads as an SSN is hidden, what is too long is cut."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = fields.String._deserialize(self, value, attr, data, **kwargs)
        text = unicodedata.normalize("NFC", tax_ids.mask_in_text(text)).strip()[: self.most]
        return super()._deserialize(text, attr, data, **kwargs)


class Ruled(fields.String):
    """A value given as text that a domain rule reads and turns into its stored form."""

    def __init__(self, rule: Callable[[str], Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rule = rule

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return self.rule(clean_text(text, most=400))
        except RuleBroken as broken:
            raise _message(broken) from broken


def _check_moment(moment: datetime) -> None:
    """Refuses a moment that has no place in the calendar of every time zone, and so cannot be told."""
    if not 1 < moment.year < MAXYEAR:
        raise _message(RuleBroken("not_a_date", "Enter a date and time that can have been."))


class HistoryFields(Schema):
    """What only an import or a restore may give; the scope `history:write` alone opens this door."""

    entered_by = Text(most=120, metadata={"description": "Who entered it in the system it comes from."})
    entered_at = fields.AwareDateTime(
        validate=_check_moment, metadata={"description": "When, with its time zone."}
    )


def history_field(schema: type[HistoryFields] = HistoryFields) -> fields.Nested:
    """The `history` field of an operation that creates something."""
    return fields.Nested(schema, load_default=None, metadata={"scope": "history:write"})


class Day(fields.Date):
    """A date in an answer, or its ISO text as the database put it into a list."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value if isinstance(value, str) else super()._serialize(value, attr, obj, **kwargs)


class Moment(fields.AwareDateTime):
    """A time in an answer: RFC 3339 in UTC with a `Z`, or that text as the database put it into a list.

    The answer to a write and that to a read show a time as the same text: no fraction in a whole second.
    """

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        if not isinstance(value, datetime):
            return value
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Labelled(Schema):
    """A code from a reference list with its label."""

    code = fields.String(required=True)
    label = fields.String(required=True)


class Warning(Schema):
    """Something to draw attention to; it blocks nothing."""

    field = fields.String(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)


def page_of(item: type[marshmallow.Schema]) -> type[marshmallow.Schema]:
    """The schema of one page of a list: `items`, and `next`, the cursor of the page after it or null."""
    members: dict[str, Any] = {
        "items": fields.List(fields.Nested(item), required=True),
        "next": fields.String(allow_none=True, required=True),
    }
    return type(f"{item.__name__}Page", (Schema,), members)


def load(schema: marshmallow.Schema, values: Any) -> dict[str, Any]:
    """Loads input; raises `Invalid` with every field that is wrong and what to do about it."""
    if not isinstance(values, Mapping):
        raise Invalid("Send a JSON object with the documented fields.", code="not_an_object")
    try:
        # A list comes of `many` alone, which no operation asks for.
        return cast(dict[str, Any], schema.load(values))
    except ValidationError as error:
        problems = list(_flatten(error.messages))
        named = ", ".join(dict.fromkeys(problem.field for problem in problems))
        raise Invalid(f"Correct these fields and send the request again: {named}.", fields=problems) from None


def _flatten(messages: Any, path: str = "") -> Iterator[FieldProblem]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            here = path if name == "_schema" else f"{path}.{name}" if path else str(name)
            yield from _flatten(inner, here)
    elif isinstance(messages, list):
        for message in messages:
            yield from _flatten(message, path)
    else:
        own = (messages.code, str(messages)) if isinstance(messages, _Message) else None
        code, detail = own or field_sentences.told(str(messages))
        yield FieldProblem(path or "body", code, detail)


def marked(schema: marshmallow.Schema, mark: str) -> dict[str, Any]:
    """The dotted paths of fields whose metadata carry a mark (`protected`, `scope`), with its value."""
    found: dict[str, Any] = {}
    for name, field in schema.fields.items():
        path = field.data_key or name
        if mark in field.metadata:
            found[path] = field.metadata[mark]
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            found |= {f"{path}.{deeper}": value for deeper, value in marked(inner.schema, mark).items()}
    return found


def present(values: Any, path: str) -> bool:
    """Whether a value other than null stands at a dotted path, through lists as well."""
    if isinstance(values, list):
        return any(present(value, path) for value in values)
    if not isinstance(values, Mapping):
        return False
    head, _, rest = path.partition(".")
    if values.get(head) is None:
        return False
    return present(values[head], rest) if rest else True


def without(values: Any, paths: tuple[str, ...]) -> Any:
    """The values less what stands at the dotted paths, through lists as well."""
    for path in paths:
        values = _drop(values, path.split("."))
    return values


def _drop(values: Any, path: list[str]) -> Any:
    if isinstance(values, list):
        return [_drop(value, path) for value in values]
    if not isinstance(values, Mapping) or path[0] not in values:
        return values
    if len(path) == 1:
        return {name: value for name, value in values.items() if name != path[0]}
    return {**values, path[0]: _drop(values[path[0]], path[1:])}
