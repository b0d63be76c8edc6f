"""The addresses that a customer has had."""

from __future__ import annotations

from typing import Any

from customers.schemas import addresses as schemas
from customers.usecases import addresses as usecases
from homefire.operations import operation
from homefire.work import Work


class AddressOperations:
    """Operations on former addresses."""

    @operation("GET", "/customers/{number}/addresses", scope="customers:read", returns=schemas.AddressHistory)
    def list_addresses(self, work: Work, number: int) -> dict[str, Any]:
        """Every mailing and residence address with its days and who entered it, the present ones first."""
        return usecases.list_addresses(work, number)
