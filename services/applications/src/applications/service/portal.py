"""The portal: signing up, the questionnaire, and what stands with a customer's applications."""

from __future__ import annotations

from typing import Any

from applications.schemas import portal as schemas
from applications.usecases import own, registrations
from homefire.auth import SIGN_UP
from homefire.events import Event
from homefire.inbox import handler
from homefire.operations import operation
from homefire.work import Work


class PortalOperations:
    """Operations of customers on what is theirs, and of the staff on sign-ups."""

    @operation("GET", "/portal/sign-up", scope=SIGN_UP, returns=schemas.SignUp)
    def get_sign_up(self, work: Work) -> dict[str, Any]:
        """What the log-in that asks has signed up for, and what it may choose today."""
        return registrations.get_sign_up(work)

    @operation(
        "POST",
        "/portal/sign-up",
        scope=SIGN_UP,
        takes=schemas.SignUpInput,
        returns=schemas.SignUp,
        status=201,
    )
    def sign_up(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Signs the log-in that asks up for a program; today is the registration date."""
        return registrations.sign_up(work, body)

    @operation(
        "GET", "/portal/applications", scope="portal:applications.read", returns=schemas.OwnApplications
    )
    def list_own_applications(self, work: Work) -> dict[str, Any]:
        """The caller's own applications, newest first."""
        return own.list_applications(work)

    @operation(
        "GET", "/portal/questionnaires", scope="portal:questionnaire", returns=schemas.OpenQuestionnaires
    )
    def list_own_questionnaires(self, work: Work) -> dict[str, Any]:
        """The questions of the caller's open applications that nobody has answered."""
        return own.list_questionnaires(work)

    @operation(
        "POST",
        "/portal/questionnaires",
        scope="portal:questionnaire",
        takes=schemas.QuestionnaireInput,
        returns=schemas.OpenQuestionnaires,
        status=201,
    )
    def answer_own_questionnaire(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Stores the answers for an open application of the caller's, once."""
        return own.answer_questionnaire(work, body)

    @operation(
        "GET",
        "/customers/{number}/registrations",
        scope="applications:read",
        returns=schemas.Registrations,
    )
    def list_registrations(self, work: Work, number: int) -> dict[str, Any]:
        """What a customer has signed up for in the portal, newest first."""
        return registrations.list_registrations(work, number)

    @handler("customers", "portal_access_linked")
    def follow_portal_link(self, work: Work, event: Event) -> None:
        """Puts what a log-in has signed up for under the customer for whom it acts from now on."""
        registrations.follow_link(work, event)

    @handler("customers", "portal_access_ended")
    def follow_end_of_portal_link(self, work: Work, event: Event) -> None:
        """Takes what waits of a log-in's sign-ups away from a customer for whom it acts no more."""
        registrations.follow_end(work, event)
