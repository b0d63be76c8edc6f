"""Merging two records, undoing it, and what the other services say of their rows."""

from __future__ import annotations

from typing import Any

from customers.schemas import standing as schemas
from customers.usecases import merging as usecases
from homefire.events import Event
from homefire.inbox import handler
from homefire.operations import operation
from homefire.topology import EVERY
from homefire.work import Work


class MergeOperations:
    """Operations by which two records become one, and two again."""

    @operation(
        "GET",
        "/customers/{number}/merge-preview",
        scope="customers:merge",
        query=schemas.PreviewQuery,
        returns=schemas.MergePreview,
    )
    def preview_merge(self, work: Work, number: int, query: dict[str, Any]) -> dict[str, Any]:
        """What stands under both numbers, and what stands against their becoming one."""
        return usecases.preview_merge(work, number, query["other"])

    @operation(
        "POST",
        "/customers/{number}/merge",
        scope="customers:merge",
        takes=schemas.MergeRequest,
        returns=schemas.Merge,
        versioned=True,
        guarded=True,
    )
    def merge_customers(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Merges a record into another; both numbers lead to the survivor from then on."""
        return usecases.merge_customers(work, number, body)

    @operation(
        "POST",
        "/customers/{number}/unmerge",
        scope="customers:merge",
        takes=schemas.UnmergeRequest,
        returns=schemas.Merge,
        guarded=True,
    )
    def unmerge_customers(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Undoes the merge of a record; what was changed in the survivor since stays and is named."""
        return usecases.unmerge_customers(work, number, body)

    @operation("GET", "/customers/{number}/merges", scope="customers:read", returns=schemas.Merges)
    def list_merges(self, work: Work, number: int) -> dict[str, Any]:
        """The merges that a number had a part in, each with the counts before and after."""
        return usecases.list_merges(work, number)

    @handler(EVERY, "customer_records_moved")
    def record_move(self, work: Work, event: Event) -> None:
        """Keeps what a service says of the rows that it has moved."""
        usecases.record_move(work, event)
