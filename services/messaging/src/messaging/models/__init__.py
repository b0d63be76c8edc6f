"""The messaging service's own tables, one module per concept.

Every module is imported here, so that whoever has one table has the metadata of all.
"""

from messaging.models.base import Base
from messaging.models.contact_entry import SAID, ContactEntry, ContactEntryVersion
from messaging.models.outgoing import MessagePreset, OutgoingMessage
from messaging.models.secure_message import (
    MessageReading,
    MessageThread,
    Residence,
    SecureMessage,
    VendorAssignment,
)

__all__ = [
    "SAID",
    "Base",
    "ContactEntry",
    "ContactEntryVersion",
    "MessagePreset",
    "MessageReading",
    "MessageThread",
    "OutgoingMessage",
    "Residence",
    "SecureMessage",
    "VendorAssignment",
]
