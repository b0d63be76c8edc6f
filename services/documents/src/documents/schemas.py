"""What the operations of documents take and return."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate

from documents.domain import names
from homefire.reference_rules import LONGEST_CODE
from homefire.rules import RuleBroken
from homefire.schemas import HistoryFields, Labelled, Moment, Ruled, Schema, Text

_KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)
_PROGRAM = {"description": "Whose own type it is; empty for a type of all programs."}
_FILE = {
    "protected": True,
    "type": "string",
    "format": "binary",
    "description": "The file itself, with its name. Its content never travels on the bus.",
}


class FilePart(fields.Raw):
    """A file of a form, as `homefire.web` reads it: `file_name`, `media_type` and `content`."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, Mapping) or not isinstance(value.get("content"), bytes):
            raise ValidationError("Send the file itself, with its name.")
        return value


class DocumentHistory(HistoryFields):
    """What an import may give besides who and when."""

    id = fields.Integer(validate=validate.Range(1, 10**12))


class HistoryPart(fields.Nested):
    """The `history` field of a form: its part holds JSON."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            loaded = json.loads(value)
        except (TypeError, ValueError):
            raise ValidationError("Send this part as JSON.") from None
        return super()._deserialize(loaded, *args, **kwargs)


class NewDocument(Schema):
    """A form with a file and its type (R194). UNCLASSIFIED takes more kinds of file than others (R125)."""

    file = FilePart(required=True, metadata=_FILE)
    document_type = Text(most=40, least=1, required=True, metadata={"description": "A code of the list."})
    program = Text(most=LONGEST_CODE, load_default="", metadata=_PROGRAM)
    folder = Ruled(
        names.parse_folder,
        load_default="",
        metadata={"description": "Folders between slashes; empty for the top."},
    )
    history = HistoryPart(DocumentHistory, load_default=None, metadata={"scope": "history:write"})


class OwnNewDocument(Schema):
    """A form with a file and its type, as a customer hands it in through the portal (R245)."""

    file = FilePart(required=True, metadata=_FILE)
    document_type = Text(
        most=40, least=1, required=True, metadata={"description": "A code of the types offered."}
    )
    program = Text(most=LONGEST_CODE, load_default="", metadata=_PROGRAM)


class ListedDocument(Schema):
    """One row of a customer's documents."""

    id = fields.Integer(required=True)
    file_name = fields.String(required=True)
    document_type = fields.Nested(Labelled, required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "Bytes."})
    sha256 = fields.String(required=True)
    folder = fields.String(required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)


class Document(ListedDocument):
    """One document, less its content."""

    customer_number = fields.Integer(required=True)
    version = fields.Integer(required=True)


class DocumentType(Schema):
    """A type that a customer may choose."""

    code = fields.String(required=True)
    label = fields.String(required=True)
    program = fields.String(required=True, metadata=_PROGRAM)


class OwnDocuments(Schema):
    """What a log-in has handed in, newest first, and what it may hand in."""

    items = fields.List(fields.Nested(ListedDocument), required=True)
    types = fields.List(fields.Nested(DocumentType), required=True)
    extensions = fields.List(fields.String(), required=True)


def parse_key(text: str) -> str:
    """The key of a message's document: 32 random bytes in hexadecimal, chosen by the uploader."""
    if not _KEY.fullmatch(text):
        raise RuleBroken("not_a_key", "Choose 32 random bytes and write them in hexadecimal.")
    return text


class NewMessageDocument(Schema):
    """A form with a file, its type, and the key under which a secure message will name it (R232)."""

    file = FilePart(required=True, metadata=_FILE)
    document_type = Text(most=40, least=1, required=True, metadata={"description": "A code of the list."})
    program = Text(most=LONGEST_CODE, load_default="", metadata=_PROGRAM)
    key = Ruled(
        parse_key,
        required=True,
        metadata={
            "protected": True,
            "description": "32 random bytes in hexadecimal; whoever has it may read.",
        },
    )


class MessageDocument(Schema):
    """A file that waits for its message."""

    document_id = fields.Integer(required=True)
    file_name = fields.String(required=True)
    document_type = fields.Nested(Labelled, required=True)
    size = fields.Integer(required=True, metadata={"description": "Bytes."})


class Claim(Schema):
    """Who sends the message that a document goes with: the caller, and whom they act for in the portal."""

    uploaded_by = Text(most=200, least=1, required=True)
    party = Text(most=40, allow_none=True, load_default=None)


class KeyedDocument(Schema):
    """A document that came with a message, and the key that the message told."""

    document_id = fields.Integer(required=True, validate=validate.Range(1, 10**12))
    key = Ruled(parse_key, required=True, metadata={"protected": True})
