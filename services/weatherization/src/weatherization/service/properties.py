"""Properties of customers, and what is decided of them."""

from __future__ import annotations

from typing import Any

from homefire.operations import operation
from homefire.schemas import page_of
from homefire.work import Work
from weatherization import usecases
from weatherization.schemas import property as schemas

PropertiesPage = page_of(schemas.PropertyRow)


class PropertyOperations:
    """Operations on properties. A property has the id of its dwelling; `/dwellings` enters and changes it."""

    @operation("GET", "/customers/{number}/properties", scope="weatherization:read", returns=PropertiesPage)
    def list_properties(self, work: Work, number: int) -> dict[str, Any]:
        """A customer's properties now and before, with the customer's own links; those of today first."""
        return usecases.list_properties(work, number)

    @operation("GET", "/properties/{dwelling_id}", scope="weatherization:read", returns=schemas.Property)
    def get_property(self, work: Work, dwelling_id: int) -> dict[str, Any]:
        """One property with its jobs and eligibility; of a building, its units and the tenants of each."""
        return usecases.get_property(work, dwelling_id)

    @operation(
        "POST",
        "/properties/{dwelling_id}/eligibility",
        scope="weatherization:write",
        takes=schemas.Decision,
        returns=schemas.Found,
        status=201,
        guarded=True,
    )
    def decide_property_eligibility(
        self, work: Work, dwelling_id: int, body: dict[str, Any]
    ) -> dict[str, Any]:
        """Says whether a property may take part in a program, and why; what was said before stays."""
        return usecases.decide_property_eligibility(work, dwelling_id, body)
