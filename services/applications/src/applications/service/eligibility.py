"""Income, and what is proposed and decided on it."""

from __future__ import annotations

from typing import Any

from applications.schemas import eligibility as schemas
from applications.schemas import income as income_schemas
from applications.usecases import eligibility, income
from homefire.operations import operation
from homefire.work import Work


class EligibilityOperations:
    """Operations on income and eligibility."""

    @operation(
        "GET",
        "/applications/{application_id}/income",
        scope="applications:read",
        returns=income_schemas.Income,
    )
    def get_income(self, work: Work, application_id: int) -> dict[str, Any]:
        """An application's income, with how each amount comes to a year's."""
        return income.get_income(work, application_id)

    @operation(
        "PUT",
        "/applications/{application_id}/income",
        scope="applications:write",
        takes=income_schemas.IncomeInput,
        returns=income_schemas.Income,
        versioned=True,
        guarded=True,
    )
    def set_income(self, work: Work, application_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Enters all income of a household, or its statement that it has none."""
        return income.set_income(work, application_id, body)

    @operation(
        "POST",
        "/applications/income/total",
        scope="applications:read",
        takes=income_schemas.IncomeInput,
        returns=income_schemas.Totals,
        safe=True,
    )
    def total_income(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """What amounts come to in a year and in a month; nothing is saved."""
        return income.total_income(work, body)

    @operation(
        "GET",
        "/applications/{application_id}/eligibility",
        scope="applications:read",
        returns=schemas.Eligibility,
    )
    def get_eligibility(self, work: Work, application_id: int) -> dict[str, Any]:
        """What was decided on an application, as it was decided, and the appeal that waits."""
        return eligibility.get_eligibility(work, application_id)

    @operation(
        "GET",
        "/applications/{application_id}/eligibility/proposal",
        scope="applications:read",
        query=schemas.AsOf,
        returns=schemas.Proposal,
    )
    def propose_eligibility(self, work: Work, application_id: int, query: dict[str, Any]) -> dict[str, Any]:
        """What the tables of a day propose, with every rule on the way; nothing is written."""
        return eligibility.propose_eligibility(work, application_id, query)

    @operation(
        "POST",
        "/applications/{application_id}/eligibility/decisions",
        scope="applications:write",
        takes=schemas.Decide,
        returns=schemas.Eligibility,
        versioned=True,
        guarded=True,
    )
    def decide_eligibility(self, work: Work, application_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Decides, and keeps the proposal as it was; the application becomes ELIGIBLE or DENIED."""
        return eligibility.decide_eligibility(work, application_id, body)

    @operation(
        "POST",
        "/applications/{application_id}/eligibility/appeals",
        scope="applications:write",
        takes=schemas.Appeal,
        returns=schemas.Eligibility,
        versioned=True,
        guarded=True,
    )
    def receive_appeal(self, work: Work, application_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Records that an appeal against the denial was received; it is reviewed within 15 days."""
        return eligibility.receive_appeal(work, application_id, body)
