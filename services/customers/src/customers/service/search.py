"""Finding customers, and keeping what they are found by."""

from __future__ import annotations

from typing import Any

from customers.schemas import search as schemas
from customers.usecases import following, search, unread
from homefire.catching_up import catches_up
from homefire.events import Event
from homefire.inbox import handler
from homefire.operations import operation
from homefire.schemas import page_of
from homefire.work import Work

CustomersFound = page_of(schemas.FoundCustomer)


class SearchOperations:
    """Operations that find customers."""

    @operation(
        "GET", "/customers", scope="customers:read", query=schemas.CustomerSearch, returns=CustomersFound
    )
    def search_customers(self, work: Work, query: dict[str, Any]) -> dict[str, Any]:
        """Finds customers by whatever is known of them, besides what is protected."""
        return search.search_customers(work, query)

    @operation(
        "POST",
        "/customers/search",
        scope="customers:read",
        takes=schemas.ProtectedSearch,
        returns=CustomersFound,
        safe=True,
    )
    def find_customers(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Finds customers by whatever is known of them, a date of birth and an SSN or its last four included."""
        return search.find_customers(work, body)

    @operation(
        "POST",
        "/customers/search/copy",
        scope="customers:write",
        takes=schemas.CopyRequest,
        returns=schemas.Copied,
        stores_answer=False,
    )
    def copy_applications(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Asks the applications service for one page of what customers are found by, and keeps it."""
        return following.copy_applications(work, body)

    @handler(
        "applications",
        "application_received",
        "application_updated",
        "application_status_changed",
        "household_updated",
        historic=True,
    )
    def follow_applications(self, work: Work, event: Event) -> None:
        """Keeps what a customer is found by in an application: its status, account, place and household."""
        following.follow_application(work, event)

    @handler("messaging", unread.SENT, unread.READ)
    def follow_messages(self, work: Work, event: Event) -> None:
        """Keeps how many messages of a customer nobody of the staff has read."""
        unread.follow_messages(work, event)

    @catches_up
    def make_search_keys(self, work: Work) -> bool:
        """Makes the search keys of records that have none yet, or old ones."""
        return following.make_search_keys(work)
