"""Tables of eligibility figures: drafts, what they would change, and publishing them."""

from __future__ import annotations

from typing import Any

from applications.schemas import rule_table as schemas
from applications.usecases import rule_tables, what_if
from homefire.operations import operation
from homefire.paging import PageQuery
from homefire.work import Work

WRITE = "applications:rules.write"


class RuleTableOperations:
    """Operations on rule tables."""

    @operation("GET", "/rule-tables", scope="applications:read", returns=schemas.RuleTableList)
    def list_rule_tables(self, work: Work) -> dict[str, Any]:
        """Every table, drafts first."""
        return rule_tables.list_rule_tables(work)

    @operation(
        "POST",
        "/rule-tables",
        scope=WRITE,
        takes=schemas.RuleTableInput,
        returns=schemas.RuleTable,
        status=201,
    )
    def draft_rule_table(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Begins a draft."""
        return rule_tables.draft_rule_table(work, body)

    @operation("GET", "/rule-tables/{table_id}", scope="applications:read", returns=schemas.RuleTable)
    def get_rule_table(self, work: Work, table_id: int) -> dict[str, Any]:
        """One table with its figures."""
        return rule_tables.get_rule_table(work, table_id)

    @operation(
        "PUT",
        "/rule-tables/{table_id}",
        scope=WRITE,
        takes=schemas.RuleTableInput,
        returns=schemas.RuleTable,
        versioned=True,
    )
    def change_rule_table(self, work: Work, table_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Changes a draft. A published table is never changed."""
        return rule_tables.change_rule_table(work, table_id, body)

    @operation(
        "POST",
        "/rule-tables/{table_id}/discard",
        scope=WRITE,
        returns=schemas.RuleTable,
        versioned=True,
    )
    def discard_rule_table(self, work: Work, table_id: int) -> dict[str, Any]:
        """Takes a draft away."""
        return rule_tables.discard_rule_table(work, table_id)

    @operation(
        "POST",
        "/rule-tables/{table_id}/publish",
        scope=WRITE,
        returns=schemas.RuleTable,
        versioned=True,
    )
    def publish_rule_table(self, work: Work, table_id: int) -> dict[str, Any]:
        """Publishes a draft for good."""
        return rule_tables.publish_rule_table(work, table_id)

    @operation(
        "GET",
        "/rule-tables/{table_id}/what-if",
        scope=WRITE,
        query=PageQuery,
        returns=schemas.WhatIf,
    )
    def try_rule_table(self, work: Work, table_id: int, query: dict[str, Any]) -> dict[str, Any]:
        """Which open applications a draft would answer otherwise, page by page; nothing is written."""
        return what_if.try_rule_table(work, table_id, query)
