"""The list of addresses that are ineligible for weatherization."""

from __future__ import annotations

from typing import Any

from homefire.operations import operation
from homefire.schemas import page_of
from homefire.work import Work
from weatherization import usecases
from weatherization.schemas import ineligible as schemas

IneligiblePage = page_of(schemas.IneligibleAddress)


class IneligibleOperations:
    """Operations on the list. An address stands on it without its unit."""

    @operation(
        "POST",
        "/ineligible-addresses",
        scope="weatherization:write",
        takes=schemas.NewIneligibleAddress,
        returns=schemas.IneligibleAddress,
        status=201,
    )
    def add_ineligible_address(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Puts an address on the list from a day on: it gets no job and no weatherization form."""
        return usecases.add_ineligible_address(work, body)

    @operation(
        "GET",
        "/ineligible-addresses",
        scope="weatherization:read",
        query=schemas.IneligibleQuery,
        returns=IneligiblePage,
    )
    def list_ineligible_addresses(self, work: Work, query: dict[str, Any]) -> dict[str, Any]:
        """The list, the latest entries first."""
        return usecases.list_ineligible_addresses(work, query)

    @operation(
        "POST",
        "/ineligible-addresses/{entry_id}/end",
        scope="weatherization:write",
        takes=schemas.EndedAddress,
        returns=schemas.IneligibleAddress,
        versioned=True,
    )
    def end_ineligible_address(self, work: Work, entry_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Sets or corrects the last day of an entry."""
        return usecases.end_ineligible_address(work, entry_id, body)

    @operation(
        "POST",
        "/ineligible-addresses/match",
        scope="weatherization:read",
        takes=schemas.MatchedPlace,
        returns=schemas.Match,
        safe=True,
    )
    def match_ineligible_address(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Whether an address is on the list today, whatever its unit and however it is written."""
        return usecases.match_ineligible_address(work, body)
