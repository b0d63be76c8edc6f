"""The questions of a program's sign-up questionnaire (R199)."""

from __future__ import annotations

from applications.domain.program_part import Column, ColumnKind, Part
from applications.domain.questionnaire import Kind

QUESTIONNAIRE = Part(
    name="questionnaire",
    title="Questionnaire",
    explains=(
        "What a customer is asked when signing up. Answers keep the text and the form version that they were given to."
    ),
    columns=(
        Column("code", "Code", ColumnKind.CODE, required=True, most=40),
        Column("form_version", "Form version", required=True, most=20),
        Column("text", "Question", ColumnKind.LONG_TEXT, required=True, most=500),
        Column("kind", "Answered by", ColumnKind.CHOICE, required=True, choices=tuple(Kind)),
        Column("choices", "Choices", ColumnKind.CHOICES),
        Column("required", "Required", ColumnKind.FLAG),
    ),
    shipped=(
        {
            "code": "AVAILABILITY",
            "form_version": "1",
            "text": "When can we reach or visit you?",
            "kind": Kind.CHOICE,
            "choices": ["MORNINGS", "AFTERNOONS", "EVENINGS", "WEEKENDS", "ANY_TIME"],
            "required": True,
        },
        {
            "code": "PREFERRED_METHOD",
            "form_version": "1",
            "text": "How do you want to hear from us?",
            "kind": Kind.CHOICE,
            "choices": ["HOME_PHONE", "MESSAGE_PHONE", "TEXT_MESSAGE", "EMAIL", "MAIL"],
            "required": True,
        },
        {
            "code": "SHUT_OFF",
            "form_version": "1",
            "text": "Is your energy shut off, or have you got a notice that it will be?",
            "kind": Kind.YES_NO,
            "choices": [],
            "required": True,
        },
        {
            "code": "HEATING_WORKS",
            "form_version": "1",
            "text": "Does your heating work?",
            "kind": Kind.YES_NO,
            "choices": [],
            "required": False,
        },
        {
            "code": "HEARD_OF_US",
            "form_version": "1",
            "text": "How did you hear of this program?",
            "kind": Kind.TEXT,
            "choices": [],
            "required": False,
        },
    ),
    key=("code",),
)
