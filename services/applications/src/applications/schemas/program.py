"""Programs, their years and parts as they are sent and answered (R243)."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from applications.domain import part_rows, program
from applications.schemas.application import Program, a_date
from homefire.schemas import Day, Moment, Ruled, Schema, Text

_UNIQUE_BY = {"description": "What only one active application of a program and year may have."}


def _unique_by(**options: Any) -> fields.List:
    return fields.List(
        fields.String(validate=validate.OneOf(program.UNIQUE_BY)),
        validate=validate.Length(1, len(program.UNIQUE_BY)),
        metadata=_UNIQUE_BY,
        **options,
    )


class NewProgram(Schema):
    """A program as it begins. Without `unique_by` a customer has one active application a year."""

    code = Ruled(program.parse_code, required=True, metadata={"maxLength": program.LONGEST_CODE})
    name = Text(most=program.LONGEST_NAME, least=1, required=True)
    unique_by = _unique_by(load_default=lambda: ["customer"])


class ProgramPatch(Schema):
    """The fields to change; what is left out stays as it is."""

    name = Text(most=program.LONGEST_NAME, least=1)
    unique_by = _unique_by()


class ProgramYearInput(Schema):
    """Between which intake dates a year takes applications. A year ends with its last day."""

    valid_from = a_date(required=True)
    valid_to = a_date(required=True)


class ProgramVersion(Schema):
    """How a program and its years were set up, and who did it when."""

    version = fields.Integer(required=True)
    state = fields.Nested(Program, required=True, metadata={"description": "The program as it then was."})
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)


class ProgramHistory(Schema):
    """Every version of a program, newest first."""

    items = fields.List(fields.Nested(ProgramVersion), required=True)


class PartColumn(Schema):
    """One column of a part. `most` limits a text's characters and a number's size."""

    name = fields.String(required=True)
    title = fields.String(required=True)
    kind = fields.String(required=True)
    required = fields.Boolean(required=True)
    choices = fields.List(fields.String(), required=True)
    most = fields.Integer(required=True)


class PlannedDay(Schema):
    """A day from which a part will hold otherwise."""

    valid_from = Day(required=True)
    revision = fields.Integer(required=True)


class ListedPart(Schema):
    """A part of a program as it holds today: since when, or as shipped (null), and from when it changes."""

    name = fields.String(required=True)
    title = fields.String(required=True)
    explains = fields.String(required=True)
    single = fields.Boolean(required=True)
    columns = fields.List(fields.Nested(PartColumn), required=True)
    rows = fields.List(fields.Dict(), required=True)
    since = Day(required=True, allow_none=True)
    planned = fields.List(fields.Nested(PlannedDay), required=True)
    version = fields.Integer(required=True, metadata={"description": "The newest revision; 0 for none."})


class ProgramParts(Schema):
    """Every part of a program."""

    program = fields.String(required=True)
    items = fields.List(fields.Nested(ListedPart), required=True)


class PartRevision(Schema):
    """One setting of a part. `state` is `holds`, `planned`, `past`, or `replaced` by a later one of the same day."""

    valid_from = Day(required=True)
    revision = fields.Integer(required=True)
    state = fields.String(required=True)
    rows = fields.List(fields.Dict(), required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)


class ProgramPart(ListedPart):
    """A part of a program with every setting that it has had or will have, newest day first."""

    program = fields.String(required=True)
    revisions = fields.List(fields.Nested(PartRevision), required=True)
    shipped = fields.List(fields.Dict(), required=True, metadata={"description": "Before anybody set it."})


class ProgramPartInput(Schema):
    """All rows of a part, and the day from which they hold: today or later, today where it is left out."""

    valid_from = a_date(allow_none=True, load_default=None)
    rows = fields.List(
        fields.Dict(keys=fields.String()),
        required=True,
        validate=validate.Length(max=part_rows.MOST_ROWS),
        metadata={"description": "Objects with the part's columns as keys."},
    )
