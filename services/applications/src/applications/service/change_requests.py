"""Change requests to CSD, and where a customer's record differs from what CORE was sent."""

from __future__ import annotations

from typing import Any

from applications.schemas import change_request as schemas
from applications.usecases import change_requests
from homefire.operations import operation
from homefire.work import Work


class ChangeRequestOperations:
    """Operations on change requests."""

    @operation(
        "GET",
        "/customers/{number}/change-requests",
        scope="applications:read",
        returns=schemas.ChangeRequests,
    )
    def list_change_requests(self, work: Work, number: int) -> dict[str, Any]:
        """A customer's change requests, newest first, SSNs masked."""
        return change_requests.list_of_customer(work, number)

    @operation(
        "POST",
        "/customers/{number}/change-requests",
        scope="applications:write",
        takes=schemas.ChangeRequestInput,
        returns=schemas.ChangeRequest,
        status=201,
        guarded=True,
    )
    def draft_change_request(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Writes a request to CSD to correct its copy of the customer; it goes out when it is submitted."""
        return change_requests.draft(work, number, body)

    @operation(
        "PUT",
        "/change-requests/{change_request_id}",
        scope="applications:write",
        takes=schemas.ChangeRequestInput,
        returns=schemas.ChangeRequest,
        versioned=True,
        guarded=True,
    )
    def update_change_request(
        self, work: Work, change_request_id: int, body: dict[str, Any]
    ) -> dict[str, Any]:
        """Writes a draft anew."""
        return change_requests.update(work, change_request_id, body)

    @operation(
        "POST",
        "/change-requests/{change_request_id}/status",
        scope="applications:write",
        takes=schemas.RequestMove,
        returns=schemas.ChangeRequest,
        versioned=True,
        guarded=True,
    )
    def change_change_request_status(
        self, work: Work, change_request_id: int, body: dict[str, Any]
    ) -> dict[str, Any]:
        """Submits a request, records what CSD decided, or withdraws it."""
        return change_requests.change_status(work, change_request_id, body)

    @operation(
        "POST",
        "/customers/{number}/core-comparison",
        scope="applications:read",
        takes=schemas.RecordNow,
        returns=schemas.Comparison,
        safe=True,
    )
    def compare_with_core(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Where the record as it is now differs from what CORE was last sent of this customer."""
        return change_requests.compare(work, number, body)
