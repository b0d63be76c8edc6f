"""What the documents service publishes. A document's content is never in it (R249)."""

from __future__ import annotations

from marshmallow import fields

from homefire.belonging_contract import customer_records_moved
from homefire.events import EventData, EventType
from homefire.heeding import special_handling_acknowledged
from homefire.reference_editing import reference_changed


class DocumentData(EventData):
    """A document came into the store: what it is called and what it is, by type, size and hash."""

    document_id = fields.Integer(required=True)
    file_name = fields.String(required=True)
    folder = fields.String(required=True)
    document_type = fields.String(required=True)
    document_type_label = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)
    sha256 = fields.String(required=True)
    message_id = fields.Integer(
        metadata={"description": "The secure message that it came with; absent for any other document."}
    )


document_uploaded = EventType("document_uploaded", DocumentData, "A document of a customer was uploaded.")

PUBLISHED = (document_uploaded, reference_changed, special_handling_acknowledged, customer_records_moved)
