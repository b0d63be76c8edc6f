"""What a customer sees and does in the portal about applications of their own (R245)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications import errors, guarding
from applications.repository import changing
from applications.repository import registrations as repository
from applications.usecases import questionnaire
from homefire import belonging
from homefire.work import Work

_NAMED = ("program", "program_name", "program_year")
_REASON = "The customer answered the questionnaire in the portal."
"""What stands beside a change of a record under special handling that the customer makes."""


def list_applications(work: Work) -> dict[str, Any]:
    """The caller's applications, newest first."""
    return {"items": repository.own_applications(work.connection, belonging.own_number(work))}


def list_questionnaires(work: Work) -> dict[str, Any]:
    """The questions of the caller's open applications that nobody has answered."""
    mine = repository.own_applications(work.connection, belonging.own_number(work))
    return {
        "items": [
            {name: application[name] for name in _NAMED} | {"questions": questions}
            for application in mine
            if application["questionnaire_open"]
            and (questions := questionnaire.asked_in(work, application["program"]))
        ]
    }


def answer_questionnaire(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """Answers for the caller's open application of a program and year; once given, they stay (R199).

    Raises `QuestionnaireAnswered` where there is none that waits for answers, `Locked` while the staff have the record
    open.
    """
    number = belonging.own_number(work)
    if work.acknowledgement is None:
        work.acknowledgement = _REASON
    guarding.guard(work, number, work.stamp())
    application_id = repository.newest_unanswered(work.session, number, body["program"], body["program_year"])
    application = changing.find_for_change(work.session, application_id) if application_id else None
    if application is None:
        raise errors.QuestionnaireAnswered()
    questionnaire.store(work, application, body["answers"])
    return list_questionnaires(work)
