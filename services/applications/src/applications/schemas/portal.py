"""What the portal asks of applications and is answered (R245, R262)."""

from __future__ import annotations

from marshmallow import EXCLUDE, fields, validate

from applications.domain.status import Status
from applications.schemas.questionnaire import AnswersInput, Question
from homefire.schemas import Moment, Schema, Text


class SignUpInput(AnswersInput):
    """A program that takes applications today, and the answers to its questionnaire."""

    program = Text(most=40, least=1, required=True)


class QuestionnaireInput(SignUpInput):
    """Answers for an application that is open: its program and year."""

    program_year = fields.Integer(required=True, validate=validate.Range(1900, 2200))


class OpenProgram(Schema):
    """A program that takes applications today, with what it asks."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    questions = fields.List(fields.Nested(Question), required=True)


class Registration(Schema):
    """A sign-up for a program. `registered_on` is the registration date."""

    program = fields.String(required=True)
    program_name = fields.String(required=True)
    program_year = fields.Integer(required=True)
    registered_on = fields.Date(required=True)
    answers = fields.Integer(required=True, metadata={"description": "How many questions were answered."})
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)
    received = fields.Boolean(
        required=True, metadata={"description": "Whether an application has taken the answers over."}
    )


class SignUp(Schema):
    """What a log-in has signed up for, and what it may sign up for today."""

    registrations = fields.List(fields.Nested(Registration), required=True)
    programs = fields.List(fields.Nested(OpenProgram), required=True)


class Registrations(Schema):
    """A customer's sign-ups, newest first."""

    items = fields.List(fields.Nested(Registration), required=True)


class OwnApplication(Schema):
    """What a customer sees of an application."""

    program = fields.String(required=True)
    program_name = fields.String(required=True)
    program_year = fields.Integer(required=True)
    status = fields.String(required=True, validate=validate.OneOf(list(Status)))
    intake_date = fields.Date(required=True)
    questionnaire_open = fields.Boolean(required=True)


class OwnApplications(Schema):
    """A customer's applications, newest first."""

    items = fields.List(fields.Nested(OwnApplication), required=True)


class OpenQuestionnaire(Schema):
    """The questions of an application that nobody has answered yet."""

    program = fields.String(required=True)
    program_name = fields.String(required=True)
    program_year = fields.Integer(required=True)
    questions = fields.List(fields.Nested(Question), required=True)


class OpenQuestionnaires(Schema):
    """What a customer may answer now."""

    items = fields.List(fields.Nested(OpenQuestionnaire), required=True)


class LinkedAccount(Schema):
    """What is read of customers' events that link a log-in and end that."""

    class Meta:
        unknown = EXCLUDE

    account_id = fields.String(required=True)
