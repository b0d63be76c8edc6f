"""The questionnaire that a customer answers at sign-up: questions of a program, and answers that stay (R199)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from homefire.rules import RuleBroken

LONGEST_ANSWER = 1000
MOST_ANSWERS = 200


class Kind(StrEnum):
    """How a question is answered."""

    TEXT = "TEXT"
    YES_NO = "YES_NO"
    CHOICE = "CHOICE"


YES_NO = ("YES", "NO")


def choices_of(question: Mapping[str, Any]) -> list[str]:
    """The answers that a question allows; none where any text is one."""
    match Kind(question["kind"]):
        case Kind.YES_NO:
            return list(YES_NO)
        case Kind.CHOICE:
            return list(question["choices"])
        case Kind.TEXT:
            return []


def check_answer(question: Mapping[str, Any], answer: str) -> None:
    """Raises where an answer is missing that is required, or is none of those to choose from."""
    if not answer:
        if question["required"]:
            raise RuleBroken("required", "This question must be answered.")
        return
    choices = choices_of(question)
    if choices and answer not in choices:
        raise RuleBroken("not_a_choice", f"Choose one of: {', '.join(choices)}.")


def as_given(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, str]) -> list[dict[str, Any]]:
    """The answered questions in the form's order, each as it was asked: text, kind and form version with the answer."""
    return [
        {
            "code": question["code"],
            "question": question["text"],
            "kind": question["kind"],
            "form_version": question["form_version"],
            "answer": answers[question["code"]],
        }
        for question in questions
        if answers.get(question["code"])
    ]
