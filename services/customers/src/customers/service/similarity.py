"""Looking for the same person among those who have a record."""

from __future__ import annotations

from typing import Any

from customers.schemas import similarity as schemas
from customers.usecases import similarity as usecases
from homefire.operations import operation
from homefire.work import Work


class SimilarityOperations:
    """Operations that keep a second record of one person from being entered."""

    @operation(
        "POST",
        "/customers/similar",
        scope="customers:write",
        takes=schemas.SimilarTo,
        returns=schemas.SimilarCustomers,
        safe=True,
    )
    def find_similar_customers(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Who may be the one that is about to be entered, with an explained score."""
        return usecases.find_similar_customers(work, body)
