"""The questionnaire of signing up."""

from __future__ import annotations

from typing import Any

from applications.schemas import questionnaire as schemas
from applications.usecases import questionnaire
from homefire.operations import operation
from homefire.work import Work


class QuestionnaireOperations:
    """Operations on the questionnaire of an application."""

    @operation(
        "GET",
        "/applications/{application_id}/questionnaire",
        scope="applications:read",
        returns=schemas.Questionnaire,
    )
    def get_questionnaire(self, work: Work, application_id: int) -> dict[str, Any]:
        """The answers with their questions as they were asked; before they are given, the questions of today."""
        return questionnaire.get_questionnaire(work, application_id)

    @operation(
        "POST",
        "/applications/{application_id}/questionnaire",
        scope="applications:write",
        takes=schemas.AnswersInput,
        returns=schemas.Questionnaire,
        status=201,
        versioned=True,
        guarded=True,
    )
    def answer_questionnaire(self, work: Work, application_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Stores the answers, once: afterwards they are read and no longer changed."""
        return questionnaire.answer_questionnaire(work, application_id, body)
