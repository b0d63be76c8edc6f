"""What programs ask of properties and of their work, as operations take and return it."""

from __future__ import annotations

from marshmallow import fields, validate

from homefire.schemas import Moment, Ruled, Schema, Text
from weatherization.domain import program_rule as rules
from weatherization.schemas.base import day

_DAYS = validate.Range(1, 3660)


def _codes(description: str, most: int) -> fields.List:
    return fields.List(
        Text(most=60, least=1),
        required=True,
        validate=validate.Length(max=most),
        metadata={"description": description},
    )


class NewProgramRule(Schema):
    """What a program asks from a day on: today or a later one than its newest rule has."""

    program = Ruled(rules.parse_program, required=True, metadata={"maxLength": 20})
    valid_from = day("The first day, today or later.", required=True)
    name = Text(most=120, least=1, required=True)
    dwelling_kinds = _codes("Codes of `dwelling_kind`; none for every kind.", 20)
    counties = _codes("Names of counties; none for every county.", 60)
    occupied = fields.Boolean(
        required=True, metadata={"description": "Whether a customer must live in the dwelling."}
    )
    certified = fields.Boolean(
        required=True, metadata={"description": "Whether it takes a certified application."}
    )
    application_program = Ruled(
        rules.parse_program,
        load_default=None,
        allow_none=True,
        metadata={
            "maxLength": 20,
            "description": "The applications' program whose certification counts; null: the same code.",
        },
    )
    years_between = fields.Integer(
        required=True,
        allow_none=True,
        validate=validate.Range(1, 100),
        metadata={"description": "For how long a weatherized dwelling is left alone; null: no limit."},
    )
    unassessed_types = _codes("Codes of `job_type` that need no qualifying assessment.", 40)
    certification_days = fields.Integer(
        required=True, validate=_DAYS, metadata={"description": "From certification to assessment (R92)."}
    )
    completion_days = fields.Integer(
        required=True, validate=_DAYS, metadata={"description": "From assessment to completion (R92)."}
    )


class ProgramRule(NewProgramRule):
    """A rule as it is kept; `in_force` marks the one that its program has today."""

    program = fields.String(required=True)
    application_program = fields.String(required=True)
    valid_from = fields.Date(required=True)
    in_force = fields.Boolean(required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)


class ProgramRules(Schema):
    """Every rule, by program, newest first."""

    items = fields.List(fields.Nested(ProgramRule), required=True)
