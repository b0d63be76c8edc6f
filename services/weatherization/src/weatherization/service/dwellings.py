"""Dwellings, and who lives in them or owns them."""

from __future__ import annotations

from typing import Any

from homefire.operations import operation
from homefire.schemas import page_of
from homefire.work import Work
from weatherization import usecases
from weatherization.schemas import dwelling, link

DwellingsPage = page_of(link.Link)


class DwellingOperations:
    """Operations on dwellings and on links to them."""

    @operation(
        "POST",
        "/dwellings",
        scope="weatherization:write",
        takes=dwelling.NewDwelling,
        returns=dwelling.Dwelling,
        status=201,
    )
    def create_dwelling(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Enters a dwelling. City, county and state fill in from the ZIP code."""
        return usecases.create_dwelling(work, body)

    @operation("GET", "/dwellings/{dwelling_id}", scope="weatherization:read", returns=dwelling.Dwelling)
    def get_dwelling(self, work: Work, dwelling_id: int) -> dict[str, Any]:
        """One dwelling, without the people who live there."""
        return usecases.get_dwelling(work, dwelling_id)

    @operation(
        "PATCH",
        "/dwellings/{dwelling_id}",
        scope="weatherization:write",
        takes=dwelling.DwellingPatch,
        returns=dwelling.Dwelling,
        versioned=True,
        guarded=True,
    )
    def update_dwelling(self, work: Work, dwelling_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Changes a dwelling's kind or address."""
        return usecases.update_dwelling(work, dwelling_id, body)

    @operation(
        "POST",
        "/customers/{number}/dwellings",
        scope="weatherization:write",
        takes=link.NewLink,
        returns=link.Link,
        status=201,
        guarded=True,
    )
    def link_dwelling(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Links a customer to a dwelling as its occupant or owner."""
        return usecases.link_dwelling(work, number, body)

    @operation(
        "POST",
        "/customers/{number}/dwellings/{link_id}/end",
        scope="weatherization:write",
        takes=link.LinkEnd,
        returns=link.Link,
        versioned=True,
        guarded=True,
    )
    def end_dwelling_link(
        self, work: Work, number: int, link_id: int, body: dict[str, Any]
    ) -> dict[str, Any]:
        """Sets or corrects the last day of a customer's link to a dwelling."""
        return usecases.end_dwelling_link(work, number, link_id, body)

    @operation("GET", "/customers/{number}/dwellings", scope="weatherization:read", returns=DwellingsPage)
    def list_dwellings(self, work: Work, number: int) -> dict[str, Any]:
        """A customer's dwellings, past ones included, newest link first."""
        return usecases.list_dwellings(work, number)
