"""The questionnaire of signing up, as it is sent and answered (R199)."""

from __future__ import annotations

from marshmallow import fields, validate

from applications.domain.questionnaire import LONGEST_ANSWER, MOST_ANSWERS, Kind
from homefire.schemas import Moment, Schema, Text


class QuestionnaireAnswerInput(Schema):
    """One answer: a code of the choices, YES or NO, or a text, as the question asks."""

    code = Text(most=40, least=1, required=True)
    answer = Text(most=LONGEST_ANSWER, required=True)


class AnswersInput(Schema):
    """All answers at once. They stay as they are given."""

    answers = fields.List(
        fields.Nested(QuestionnaireAnswerInput), required=True, validate=validate.Length(max=MOST_ANSWERS)
    )


class Question(Schema):
    """A question as it is asked now."""

    code = fields.String(required=True)
    question = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(Kind)))
    choices = fields.List(fields.String(), required=True)
    required = fields.Boolean(required=True)
    form_version = fields.String(required=True)


class Answer(Schema):
    """An answer, with the question's text and form version as they were."""

    code = fields.String(required=True)
    question = fields.String(required=True)
    kind = fields.String(required=True)
    form_version = fields.String(required=True)
    answer = fields.String(required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)


class Questionnaire(Schema):
    """What was answered; or, as long as nothing was, what is asked."""

    application_id = fields.Integer(required=True)
    customer_number = fields.Integer(required=True)
    program = fields.String(required=True)
    answers = fields.List(fields.Nested(Answer), required=True)
    questions = fields.List(fields.Nested(Question), required=True)
    version = fields.Integer(required=True, metadata={"description": "The application's."})
