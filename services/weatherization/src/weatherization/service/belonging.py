"""What stands under a customer's number, and what this service knows of customers."""

from __future__ import annotations

from typing import Any

from homefire import belonging, belonging_contract
from homefire.events import Event
from homefire.inbox import handler
from homefire.operations import operation
from homefire.work import Work
from weatherization.belongings import BELONGINGS


class BelongingOperations:
    """Counting before a delete or a merge, and following what customers tells."""

    @operation(
        "GET",
        "/customers/{number}/dwellings/count",
        scope="weatherization:read",
        query=belonging_contract.CountQuery,
        returns=belonging_contract.BelongingCount,
    )
    def count_customer_dwellings(self, work: Work, number: int, query: dict[str, Any]) -> dict[str, Any]:
        """Counts what this service has under a number, and what of it keeps the record from being deleted."""
        return belonging.count(work, number, query["other"], BELONGINGS)

    @handler("customers", *belonging.FOLLOWED, historic=True)
    def remember_customer(self, work: Work, event: Event) -> None:
        """Keeps who a customer is, so that a link to nobody is refused without asking."""
        belonging_contract.tell_move(work, belonging.follow(work, event, BELONGINGS))
