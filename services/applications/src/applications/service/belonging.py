"""What belongs to a customer, and following where the customer goes."""

from __future__ import annotations

from typing import Any

from applications.belongings import BELONGINGS
from homefire import belonging, belonging_contract
from homefire.events import Event
from homefire.inbox import handler
from homefire.operations import operation
from homefire.work import Work


class BelongingOperations:
    """Operations on what stands under a customer's number, and the events that move it."""

    @operation(
        "GET",
        "/customers/{number}/applications/count",
        scope="applications:read",
        query=belonging_contract.CountQuery,
        returns=belonging_contract.BelongingCount,
    )
    def count_customer_applications(self, work: Work, number: int, query: dict[str, Any]) -> dict[str, Any]:
        """Counts what this service has under a number, and what of it keeps the record from being deleted."""
        return belonging.count(work, number, query["other"], BELONGINGS)

    @handler("customers", *belonging.FOLLOWED, historic=True)
    def remember_customer(self, work: Work, event: Event) -> None:
        """Keeps what is needed of a customer, imported ones included."""
        belonging_contract.tell_move(work, belonging.follow(work, event, BELONGINGS))
