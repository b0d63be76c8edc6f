"""The Customer Alert Queue: whom to follow up, and when next."""

from __future__ import annotations

from typing import Any

from customers.schemas import queue as schemas
from customers.usecases import priority
from customers.usecases import queue as usecases
from homefire.events import Event
from homefire.inbox import handler
from homefire.operations import operation
from homefire.work import Work


class QueueOperations:
    """Operations on the queue, and what it hears of the notes log."""

    @operation(
        "GET", "/alert-queue", scope="customers:read", query=schemas.QueueQuery, returns=schemas.AlertQueue
    )
    def list_alert_queue(self, work: Work, query: dict[str, Any]) -> dict[str, Any]:
        """Customers to follow up: high-priority notes first, then the oldest contact date, blanks last."""
        return usecases.list_alert_queue(work, query)

    @operation(
        "GET",
        "/alert-queue/counts",
        scope="customers:read",
        query=schemas.QueueFilter,
        returns=schemas.QueueCounts,
    )
    def count_alert_queue(self, work: Work, query: dict[str, Any]) -> dict[str, Any]:
        """How many customers are to be followed up: overdue, today, without a date."""
        return usecases.count_alert_queue(work, query)

    @operation(
        "GET",
        "/alert-queue/neighbours",
        scope="customers:read",
        query=schemas.QueuePlaceQuery,
        returns=schemas.QueueNeighbours,
    )
    def find_queue_neighbours(self, work: Work, query: dict[str, Any]) -> dict[str, Any]:
        """The customers before and after a place in the queue."""
        return usecases.find_queue_neighbours(work, query)

    @operation(
        "POST",
        "/customers/{number}/contact-date",
        scope="customers:write",
        takes=schemas.NewContactDate,
        returns=schemas.ContactDate,
        versioned=True,
        guarded=True,
    )
    def set_contact_date(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Says when to follow up next; the change becomes a note."""
        return usecases.set_contact_date(work, number, body)

    @handler("audit", priority.ADDED, priority.ACKNOWLEDGED, historic=True)
    def follow_priority_notes(self, work: Work, event: Event) -> None:
        """Keeps which customers have a high-priority note that nobody has acknowledged."""
        priority.follow_priority_notes(work, event)
