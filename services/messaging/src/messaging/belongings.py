"""What of this service belongs to a customer, for a delete and a merge (R11, R252)."""

from __future__ import annotations

from homefire.belonging import Belongings, Kind
from messaging.models import ContactEntry, MessageThread, OutgoingMessage

BELONGINGS = Belongings(
    (
        Kind.of(ContactEntry.__table__, "contact_entries", "Contacts"),
        Kind.of(MessageThread.__table__, "message_threads", "Secure message threads"),
        Kind.of(OutgoingMessage.__table__, "outgoing_messages", "Messages sent"),
    )
)
