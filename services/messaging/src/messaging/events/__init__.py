"""What the messaging service publishes, one module per concept. No text of a message or a note is ever in it (R249)."""

from __future__ import annotations

from homefire.belonging_contract import customer_records_moved
from homefire.heeding import special_handling_acknowledged
from homefire.reference_editing import reference_changed
from messaging.events.contact_entry import contact_entry_added, contact_entry_updated
from messaging.events.outgoing import email_failed, email_sent, notification_failed, notification_sent
from messaging.events.secure_message import secure_message_read, secure_message_sent

PUBLISHED = (
    contact_entry_added,
    contact_entry_updated,
    secure_message_sent,
    secure_message_read,
    email_sent,
    email_failed,
    notification_sent,
    notification_failed,
    reference_changed,
    special_handling_acknowledged,
    customer_records_moved,
)

__all__ = [
    "PUBLISHED",
    "contact_entry_added",
    "contact_entry_updated",
    "customer_records_moved",
    "email_failed",
    "email_sent",
    "notification_failed",
    "notification_sent",
    "reference_changed",
    "secure_message_read",
    "secure_message_sent",
    "special_handling_acknowledged",
]
