"""The messaging service: what can be asked of it, and what it does by itself, one module per concept."""

from __future__ import annotations

from typing import Any

from homefire import reference
from homefire.operations import Service, operation
from homefire.reference import ReferenceList
from homefire.reference_operations import reference_operations
from homefire.work import Work
from messaging import errors
from messaging.sending.sender import Sender
from messaging.service.belonging import BelongingOperations
from messaging.service.contact_entries import ContactEntryOperations
from messaging.service.emails import EmailOperations
from messaging.service.portal_messages import PortalMessageOperations
from messaging.service.receipts import ReceiptHandlers
from messaging.service.secure_messages import SecureMessageOperations


class MessagingService(
    ContactEntryOperations,
    EmailOperations,
    SecureMessageOperations,
    PortalMessageOperations,
    ReceiptHandlers,
    BelongingOperations,
    reference_operations("messaging"),
    Service,
):
    """Every contact with a customer, what goes out to them by letter, e-mail and text, and secure messages."""

    name = "messaging"
    calls = ("customers", "applications", "documents")
    scopes = ("customers:email.bounced", "documents:message_documents.claim")
    background = (Sender,)
    constraints = errors.CONSTRAINTS

    @operation("GET", "/messaging/reference/{name}", scope="reference:read", returns=ReferenceList)
    def list_messaging_reference(self, work: Work, name: str) -> dict[str, Any]:
        """One of this service's reference lists: contact_action, call_code, mailing_code, language."""
        return {"items": reference.entries(work.connection, name)}
