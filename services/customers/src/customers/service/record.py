"""The record itself: read, enter, change; its protected number; what a ZIP code says."""

from __future__ import annotations

from typing import Any

from customers.schemas import identity
from customers.schemas import record as schemas
from customers.usecases import record as usecases
from homefire import reference
from homefire.operations import operation
from homefire.reference import ReferenceList
from homefire.work import Work


class RecordOperations:
    """Operations on one customer's record."""

    @operation("GET", "/customers/{number}", scope="customers:read", returns=schemas.Customer)
    def get_customer(self, work: Work, number: int) -> dict[str, Any]:
        """One customer's record, the tax identifier masked."""
        return usecases.get_customer(work, number)

    @operation("GET", "/customers/{number}/summary", scope="customers:read", returns=schemas.CustomerSummary)
    def get_customer_summary(self, work: Work, number: int) -> dict[str, Any]:
        """What another service may keep of a customer it has not heard of."""
        return usecases.get_customer_summary(work, number)

    @operation(
        "POST",
        "/customers/{number}/ssn-index/compare",
        scope="customers:ssn.compare",
        takes=identity.SsnIndex,
        returns=identity.SameSsn,
        safe=True,
    )
    def compare_ssn_index(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Whether a customer's Social Security number is the one that another service knows by its index."""
        return usecases.compare_ssn_index(work, number, body["ssn_index"])

    @operation(
        "POST",
        "/customers/{number}/identity",
        scope="customers:identity.take",
        takes=identity.IdentityRequest,
        returns=identity.Identity,
        stores_answer=False,
    )
    def take_identity(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Who a customer is, number included, for the service that sends them to CORE; it is logged first."""
        return usecases.take_identity(work, number, body)

    @operation(
        "POST",
        "/customers",
        scope="customers:write",
        takes=schemas.NewCustomer,
        returns=schemas.Customer,
        status=201,
    )
    def create_customer(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Enters a new customer under a number of its own."""
        return usecases.create_customer(work, body)

    @operation(
        "PATCH",
        "/customers/{number}",
        scope="customers:write",
        takes=schemas.CustomerPatch,
        returns=schemas.Customer,
        versioned=True,
        guarded=True,
    )
    def update_customer(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Changes the fields named; each change becomes a note."""
        return usecases.update_customer(work, number, body)

    @operation(
        "POST",
        "/customers/{number}/ssn/reveal",
        scope="customers:ssn.reveal",
        takes=identity.RevealRequest,
        returns=identity.RevealedSsn,
        stores_answer=False,
    )
    def reveal_ssn(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Shows a Social Security number, for a reason that is logged first."""
        return usecases.reveal_ssn(work, number, body["reason"])

    @operation("GET", "/zip-codes/{zip_code}", scope="customers:read", returns=schemas.ZipCode)
    def look_up_zip(self, work: Work, zip_code: str) -> dict[str, Any]:
        """City, county and state of a ZIP code."""
        return usecases.look_up_zip(zip_code)

    @operation("GET", "/customers/reference/{name}", scope="reference:read", returns=ReferenceList)
    def list_customer_reference(self, work: Work, name: str) -> dict[str, Any]:
        """One of this service's reference lists: ethnicity, best_time, preferred_method, street_type, …"""
        return {"items": reference.entries(work.connection, name)}
