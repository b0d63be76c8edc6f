"""Log-ins of the portal that act for customers."""

from __future__ import annotations

from typing import Any

from customers.schemas import portal_access as schemas
from customers.usecases import portal_access
from homefire.auth import SIGN_UP
from homefire.operations import operation
from homefire.work import Work


class PortalAccessOperations:
    """Operations of the staff on a customer's log-ins, and of a log-in on its own link."""

    @operation(
        "GET", "/customers/{number}/portal-access", scope="customers:read", returns=schemas.PortalAccess
    )
    def get_portal_access(self, work: Work, number: int) -> dict[str, Any]:
        """Which log-ins act for a customer in the portal, and which codes were mailed."""
        return portal_access.get_portal_access(work, number)

    @operation(
        "POST",
        "/customers/{number}/portal-access/links",
        scope="customers:portal.link",
        takes=schemas.NewPortalLink,
        returns=schemas.PortalLink,
        status=201,
        guarded=True,
    )
    def link_portal_account(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Links a log-in to a customer, once the staff know whose it is."""
        return portal_access.link_account(work, number, body)

    @operation(
        "POST",
        "/customers/{number}/portal-access/links/{link_id}/end",
        scope="customers:portal.link",
        returns=schemas.PortalLink,
        guarded=True,
    )
    def end_portal_link(self, work: Work, number: int, link_id: int) -> dict[str, Any]:
        """Takes a log-in away from a customer."""
        return portal_access.end_link(work, number, link_id)

    @operation(
        "POST",
        "/customers/{number}/portal-access/codes",
        scope="customers:portal.link",
        returns=schemas.OrderedCode,
        status=201,
        guarded=True,
    )
    def order_portal_code(self, work: Work, number: int) -> dict[str, Any]:
        """Makes a code for a letter to the customer's mailing address; it is told this once."""
        return portal_access.order_code(work, number)

    @operation("GET", "/portal/link", scope=SIGN_UP, returns=schemas.OwnLink)
    def get_own_portal_link(self, work: Work) -> dict[str, Any]:
        """For whom the log-in that asks acts."""
        return portal_access.get_own_link(work)

    @operation("POST", "/portal/link", scope=SIGN_UP, takes=schemas.TypedCode, returns=schemas.OwnLink)
    def enter_portal_code(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Links the log-in that asks by the code of a letter; a wrong one is counted and links nothing."""
        return portal_access.enter_code(work, body)
