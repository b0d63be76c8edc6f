"""The questionnaire that a customer answers when signing up; answers are given once and stay (R199)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from applications import errors, events
from applications.domain import application as titles
from applications.domain import questionnaire as rules
from applications.domain.parts.questionnaire import QUESTIONNAIRE
from applications.domain.program_part import Row
from applications.models import Application, QuestionnaireAnswer
from applications.repository import intake, programs
from applications.usecases import aggregate
from homefire.errors import FieldProblem, Invalid
from homefire.rules import RuleBroken
from homefire.work import Work


def get_questionnaire(work: Work, application_id: int) -> dict[str, Any]:
    """The answers as they were given; before that, the questions as the program asks them today."""
    row = intake.find_questionnaire(work.connection, application_id)
    if row is None:
        raise errors.ApplicationNotFound()
    questions = [] if row["answers"] else asked_in(work, row["program_code"])
    return {
        "application_id": row["id"],
        "customer_number": row["customer_number"],
        "program": titles.title(row["program_code"], row["program_year"]),
        "answers": row["answers"],
        "questions": questions,
        "version": row["version"],
    }


def answer_questionnaire(work: Work, application_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Stores all answers with their questions. Where there are some already, the database's key refuses them."""
    application = aggregate.load(work, application_id)
    store(work, application, body["answers"])
    return get_questionnaire(work, application_id)


def store(work: Work, application: Application, answers: Sequence[Mapping[str, str]]) -> None:
    """Puts the answers with their questions under a locked application and tells it; raises `Invalid`."""
    given = checked(work, application.program_code, answers)
    if not given:
        raise errors.NothingAnswered()
    stamp = work.stamp()
    aggregate.touch(application, stamp)
    work.session.add_all(
        QuestionnaireAnswer(
            application_id=application.id,
            position=position,
            entered_by=stamp.entered_by,
            entered_at=stamp.entered_at,
            **answer,
        )
        for position, answer in enumerate(given)
    )
    work.session.flush()
    aggregate.tell(work, events.questionnaire_answered, application, told_of(given))


def told_of(given: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What is told of answers: how many, and to which versions of the form."""
    versions = sorted({answer["form_version"] for answer in given})
    return {"answers": len(given), "form_version": ", ".join(versions)}


def asked_in(work: Work, program: str) -> list[dict[str, Any]]:
    """The questions of a program as they are asked today."""
    return [_asked(question) for question in _questions(work, program)]


def checked(work: Work, program: str, answers: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """The answers with the questions that a program asks today; raises `Invalid` with all that is wrong."""
    return _checked(_questions(work, program), answers)


def _asked(question: Row) -> dict[str, Any]:
    told = {name: question[name] for name in ("code", "kind", "required", "form_version")}
    return told | {"question": question["text"], "choices": rules.choices_of(question)}


def _questions(work: Work, program: str) -> list[Row]:
    return programs.rows_of(work.connection, program, QUESTIONNAIRE, work.today())


def _checked(questions: Sequence[Row], answers: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """The answers with their questions; raises `Invalid` with all that is wrong, each in its place of the list."""
    places = {entry["code"]: place for place, entry in enumerate(answers)}
    given = {entry["code"]: entry["answer"] for entry in answers}
    asked = {question["code"] for question in questions}
    wrong = [
        FieldProblem(f"answers.{place}", "not_asked", "This is no question of the form. Open the form again.")
        for code, place in places.items()
        if code not in asked
    ]
    for question in questions:
        code = question["code"]
        try:
            rules.check_answer(question, given.get(code, ""))
        except RuleBroken as broken:
            field = f"answers.{places[code]}.answer" if code in places else f"answers.{code}"
            wrong.append(FieldProblem(field, broken.code, broken.detail))
    if wrong:
        raise Invalid("Some answers are missing or are none of those to choose from.", fields=wrong)
    return rules.as_given(questions, given)
