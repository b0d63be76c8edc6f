"""Secure messages for the staff, in the records of customers and vendors (R224 to R238)."""

from __future__ import annotations

from typing import Any

from homefire.events import Event
from homefire.inbox import handler
from homefire.operations import operation
from homefire.paging import PageQuery
from homefire.work import Work
from messaging.schemas import secure_message as schemas
from messaging.usecases import message_lists, secure_messages


class SecureMessageOperations:
    """Operations of the staff on secure messages, and what they follow of weatherization."""

    @operation(
        "GET",
        "/customers/{number}/secure-messages",
        scope="messaging:read",
        query=PageQuery,
        returns=schemas.SecureMessagePage,
    )
    def list_secure_messages(self, work: Work, number: int, query: dict[str, Any]) -> dict[str, Any]:
        """The secure messages about a customer, newest first, without their texts."""
        return message_lists.list_of_customer(work, number, query)

    @operation(
        "POST",
        "/customers/{number}/secure-messages",
        scope="messaging:write",
        takes=schemas.NewSecureMessage,
        returns=schemas.ListedMessage,
        status=201,
        guarded=True,
    )
    def send_secure_message(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Writes to a customer, or to a vendor who works for them."""
        return secure_messages.send_as_staff(work, number, body)

    @operation(
        "GET",
        "/customers/{number}/secure-messages/addressees",
        scope="messaging:read",
        returns=schemas.Addressees,
    )
    def list_message_addressees(self, work: Work, number: int) -> dict[str, Any]:
        """The vendors whom the staff can write to about a customer, and their projects."""
        return message_lists.addressees_of_customer(work, number)

    @operation(
        "GET",
        "/vendors/{vendor_number}/secure-messages",
        scope="messaging:read",
        query=PageQuery,
        returns=schemas.SecureMessagePage,
    )
    def list_vendor_messages(self, work: Work, vendor_number: int, query: dict[str, Any]) -> dict[str, Any]:
        """The secure messages with a vendor, newest first, without their texts."""
        return message_lists.list_of_vendor(work, vendor_number, query)

    @operation(
        "GET",
        "/vendors/{vendor_number}/secure-messages/customers",
        scope="messaging:read",
        returns=schemas.Addressees,
    )
    def list_vendor_customers(self, work: Work, vendor_number: int) -> dict[str, Any]:
        """The customers about whom the staff can write to a vendor."""
        return message_lists.addressees_of_vendor(work, vendor_number)

    @operation("GET", "/secure-messages/{message_id}", scope="messaging:read", returns=schemas.ListedMessage)
    def get_secure_message(self, work: Work, message_id: int) -> dict[str, Any]:
        """One message without its text, which stays as unread as it was."""
        return message_lists.find_for_staff(work, message_id)

    @operation(
        "POST",
        "/secure-messages/{message_id}/opened",
        scope="messaging:read",
        returns=schemas.OpenedMessage,
        stores_answer=False,
    )
    def open_secure_message(self, work: Work, message_id: int) -> dict[str, Any]:
        """Gives the text of a message, which is read by that: who and when is kept, once per reader."""
        return secure_messages.open_as_staff(work, message_id)

    @handler("weatherization", *message_lists.ASSIGNING, historic=True)
    def follow_assignments(self, work: Work, event: Event) -> None:
        """Keeps which vendors work in which dwellings."""
        message_lists.follow_assignment(work, event)

    @handler("weatherization", message_lists.MOVING, historic=True)
    def follow_project_status(self, work: Work, event: Event) -> None:
        """Keeps how far projects are."""
        message_lists.follow_status(work, event)

    @handler("weatherization", *message_lists.HOUSING, historic=True)
    def follow_residence(self, work: Work, event: Event) -> None:
        """Keeps who lives in which dwelling."""
        message_lists.follow_residence(work, event)

    @handler("weatherization", *message_lists.NAMING, historic=True)
    def remember_vendor(self, work: Work, event: Event) -> None:
        """Keeps what vendors are called, and when they are active."""
        message_lists.follow_vendor(work, event)
