"""The terms of a customer's account, and the sales that an import brings."""

from __future__ import annotations

from typing import Any

from customers.schemas import sales as sale_schemas
from customers.schemas import terms as schemas
from customers.usecases import sales, terms
from homefire.operations import operation
from homefire.paging import PageQuery
from homefire.schemas import page_of
from homefire.work import Work

Sales = page_of(sale_schemas.SaleRow)


class TermsOperations:
    """Operations on account terms and sales."""

    @operation(
        "GET", "/customers/{number}/account-terms", scope="customers:read", returns=schemas.AccountTerms
    )
    def get_account_terms(self, work: Work, number: int) -> dict[str, Any]:
        """Taxes, discounts, credit, prices and delivery of one customer, and what the sales come to."""
        return terms.get_account_terms(work, number)

    @operation(
        "PATCH",
        "/customers/{number}/account-terms",
        scope="customers:write",
        takes=schemas.AccountTermsPatch,
        returns=schemas.AccountTerms,
        versioned=True,
        guarded=True,
    )
    def update_account_terms(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Changes the terms named; each change becomes a note. The version before the first change is 0."""
        return terms.update_account_terms(work, number, body)

    @operation(
        "POST",
        "/sales/import",
        scope="history:write",
        takes=sale_schemas.SalesImport,
        returns=sale_schemas.SalesImported,
        max_body=4_000_000,
    )
    def import_sales(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Takes a batch of sales of any customers, all or none; a known sale is brought up to date."""
        return sales.import_sales(work, body)

    @operation("GET", "/customers/{number}/sales", scope="customers:read", query=PageQuery, returns=Sales)
    def list_sales(self, work: Work, number: int, query: dict[str, Any]) -> dict[str, Any]:
        """A customer's sales, newest first."""
        return sales.list_sales(work, number, query)

    @operation(
        "GET",
        "/customers/{number}/sales/{sale_number}",
        scope="customers:read",
        returns=sale_schemas.Sale,
    )
    def get_sale(self, work: Work, number: int, sale_number: str) -> dict[str, Any]:
        """One sale with its lines."""
        return sales.get_sale(work, number, sale_number)
