"""What is confirmed by itself when other services tell of something."""

from __future__ import annotations

from homefire.events import Event
from homefire.inbox import handler
from homefire.work import Work
from messaging.domain import receipts
from messaging.usecases.receipts import give_receipt


class ReceiptHandlers:
    """Receipts and confirmations (R260). Imported history is confirmed to nobody."""

    @handler("applications", "application_received")
    def confirm_application(self, work: Work, event: Event) -> None:
        """Confirms a received application."""
        give_receipt(work, event, receipts.APPLICATION_RECEIVED)

    @handler("appointments", "appointment_booked")
    def confirm_appointment(self, work: Work, event: Event) -> None:
        """Confirms an appointment; one that was entered after it took place needs none."""
        if not event.data.get("recorded_late"):
            give_receipt(work, event, receipts.APPOINTMENT_BOOKED)

    @handler("documents", "document_uploaded")
    def confirm_document(self, work: Work, event: Event) -> None:
        """Confirms a document that was handed in; one that went with a message of somebody else is none."""
        if event.data.get("message_id") is None or event.actor_kind == "customer":
            give_receipt(work, event, receipts.DOCUMENT_RECEIVED)
