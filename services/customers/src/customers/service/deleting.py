"""Deleting a record, and restoring it."""

from __future__ import annotations

from typing import Any

from customers.schemas import record as record_schemas
from customers.schemas import standing as schemas
from customers.usecases import deleting as usecases
from homefire.operations import operation
from homefire.work import Work


class DeletionOperations:
    """Operations by which a record goes out of use and comes back."""

    @operation("GET", "/customers/{number}/blockers", scope="customers:delete", returns=schemas.Blockers)
    def list_blockers(self, work: Work, number: int) -> dict[str, Any]:
        """What keeps a record from being deleted now."""
        return usecases.list_blockers(work, number)

    @operation(
        "POST",
        "/customers/{number}/delete",
        scope="customers:delete",
        takes=schemas.Reason,
        returns=record_schemas.Customer,
        versioned=True,
        guarded=True,
    )
    def delete_customer(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Deletes a record to which nothing belongs that must be kept; its number and its notes stay."""
        return usecases.delete_customer(work, number, body["reason"])

    @operation(
        "POST",
        "/customers/{number}/restore",
        scope="customers:restore",
        takes=schemas.Reason,
        returns=record_schemas.Customer,
        versioned=True,
        guarded=True,
    )
    def restore_customer(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Takes a deleted record into use again."""
        return usecases.restore_customer(work, number, body["reason"])
