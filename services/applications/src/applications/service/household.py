"""Households, and the protected numbers of their members."""

from __future__ import annotations

from typing import Any

from applications.schemas import household as schemas
from applications.usecases import household, reading
from homefire.operations import operation
from homefire.work import Work


class HouseholdOperations:
    """Operations on households."""

    @operation(
        "GET",
        "/applications/{application_id}/household",
        scope="applications:read",
        returns=schemas.Household,
    )
    def get_household(self, work: Work, application_id: int) -> dict[str, Any]:
        """One application's household, SSNs masked."""
        return reading.get_household(work, application_id)

    @operation(
        "PUT",
        "/applications/{application_id}/household/members",
        scope="applications:write",
        takes=schemas.MembersInput,
        returns=schemas.Household,
        versioned=True,
        guarded=True,
    )
    def set_household_members(self, work: Work, application_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Enters the household member by member: the whole list, of which exactly one is SELF."""
        return household.set_household_members(work, application_id, body)

    @operation(
        "PUT",
        "/applications/{application_id}/household/summary",
        scope="applications:write",
        takes=schemas.SummaryInput,
        returns=schemas.Household,
        versioned=True,
        guarded=True,
    )
    def set_household_summary(self, work: Work, application_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Enters the household as numbers per category; the customer record does not show it."""
        return household.set_household_summary(work, application_id, body)

    @operation(
        "POST",
        "/household-members/{member_id}/ssn/reveal",
        scope="applications:ssn.reveal",
        takes=schemas.RevealRequest,
        returns=schemas.RevealedSsn,
        stores_answer=False,
    )
    def reveal_member_ssn(self, work: Work, member_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Shows a household member's Social Security number, for a reason that is logged first."""
        return household.reveal_member_ssn(work, member_id, body["reason"])
