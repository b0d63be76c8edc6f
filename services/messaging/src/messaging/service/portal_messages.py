"""Secure messages for customers and vendors. Whose they are stands in the caller's token, and in no request (R226)."""

from __future__ import annotations

from typing import Any

from homefire.operations import operation
from homefire.paging import PageQuery
from homefire.work import Work
from messaging.schemas import secure_message as schemas
from messaging.usecases import message_lists, secure_messages


class PortalMessageOperations:
    """Operations of the portal on secure messages."""

    @operation(
        "GET",
        "/portal/messages",
        scope="portal:messages.read",
        query=PageQuery,
        returns=schemas.SecureMessagePage,
    )
    def list_portal_messages(self, work: Work, query: dict[str, Any]) -> dict[str, Any]:
        """The secure messages of whoever has signed in, newest first, without their texts."""
        return message_lists.list_of_party(work, query)

    @operation("GET", "/portal/messages/addressees", scope="portal:messages.read", returns=schemas.Addressees)
    def list_portal_addressees(self, work: Work) -> dict[str, Any]:
        """Whom the one who has signed in can write to besides the staff."""
        return message_lists.addressees_of_party(work)

    @operation(
        "POST",
        "/portal/messages",
        scope="portal:messages.write",
        takes=schemas.NewPortalMessage,
        returns=schemas.ListedMessage,
        status=201,
    )
    def send_portal_message(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Writes to the staff, to a vendor who works for the customer, or to a customer of the vendor's."""
        return secure_messages.send_as_party(work, body)

    @operation(
        "POST",
        "/portal/messages/{message_id}/opened",
        scope="portal:messages.read",
        returns=schemas.OpenedMessage,
        stores_answer=False,
    )
    def open_portal_message(self, work: Work, message_id: int) -> dict[str, Any]:
        """Gives the text of a message, which is read by that: who and when is kept."""
        return secure_messages.open_as_party(work, message_id)
