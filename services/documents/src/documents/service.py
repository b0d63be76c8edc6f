"""The documents service: what can be asked of it."""

from __future__ import annotations

from typing import Any

from documents import errors, message_documents, portal, schemas, usecases
from documents.belongings import BELONGINGS
from documents.provider import StoreProvider
from documents.settings import MOST_REQUEST_BYTES
from documents.sweeping import Sweeper
from homefire import belonging, belonging_contract, reference
from homefire.events import Event
from homefire.inbox import handler
from homefire.operations import Blob, Service, operation
from homefire.paging import PageQuery
from homefire.reference import ReferenceList
from homefire.reference_operations import reference_operations
from homefire.reference_rules import ListRules
from homefire.schemas import page_of
from homefire.work import Work

Documents = page_of(schemas.ListedDocument)
LISTS = {"document_type": ListRules(one_meaning=True)}
"""A document keeps the code of its type and not whose it was, so a code has one label on each day (R195)."""


class DocumentsService(reference_operations("documents", LISTS), Service):
    """What customers hand in, kept encrypted, checked, and found again."""

    name = "documents"
    calls = ("customers",)
    background = (Sweeper,)
    constraints = errors.CONSTRAINTS

    store: Any = StoreProvider()

    @operation(
        "GET",
        "/customers/{number}/documents",
        scope="documents:read",
        query=PageQuery,
        returns=Documents,
    )
    def list_documents(self, work: Work, number: int, query: dict[str, Any]) -> dict[str, Any]:
        """A customer's documents, newest first."""
        return usecases.list_documents(work, number, query)

    @operation("GET", "/documents/{document_id}", scope="documents:read", returns=schemas.Document)
    def get_document(self, work: Work, document_id: int) -> dict[str, Any]:
        """One document: its name, type, size and hash."""
        return usecases.get_document(work, document_id)

    @operation("GET", "/documents/{document_id}/content", scope="documents:read", binary=True)
    def get_document_content(self, work: Work, document_id: int) -> Blob:
        """A document's bytes, for download."""
        return usecases.get_document_content(work, self.store, document_id)

    @operation(
        "POST",
        "/customers/{number}/documents",
        scope="documents:write",
        takes=schemas.NewDocument,
        returns=schemas.Document,
        status=201,
        media="multipart/form-data",
        max_body=MOST_REQUEST_BYTES,
        guarded=True,
    )
    def upload_document(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Takes a file for a customer; what its content is must agree with what its name says."""
        return usecases.upload_document(work, self.store, number, body)

    @operation("GET", "/portal/documents", scope="portal:documents.read", returns=schemas.OwnDocuments)
    def list_own_documents(self, work: Work) -> dict[str, Any]:
        """What the log-in that asks has handed in through the portal, and what it may hand in."""
        return portal.list_own(work)

    @operation(
        "POST",
        "/portal/documents",
        scope="portal:documents.write",
        takes=schemas.OwnNewDocument,
        returns=schemas.Document,
        status=201,
        media="multipart/form-data",
        max_body=MOST_REQUEST_BYTES,
    )
    def hand_in_document(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Takes a file of the customer who asks."""
        return portal.hand_in(work, self.store, body)

    @operation("GET", "/portal/documents/{document_id}/content", scope="portal:documents.read", binary=True)
    def get_own_document_content(self, work: Work, document_id: int) -> Blob:
        """The bytes of what the log-in that asks has handed in."""
        return portal.get_own_content(work, self.store, document_id)

    @operation(
        "POST",
        "/message-documents",
        scope="documents:write",
        takes=schemas.NewMessageDocument,
        returns=schemas.MessageDocument,
        status=201,
        media="multipart/form-data",
        max_body=MOST_REQUEST_BYTES,
    )
    def upload_message_document(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Takes a file for a secure message that is about to be sent; it is nobody's document until it is."""
        return message_documents.upload(work, self.store, body)

    @operation(
        "POST",
        "/portal/message-documents",
        scope="portal:messages.write",
        takes=schemas.NewMessageDocument,
        returns=schemas.MessageDocument,
        status=201,
        media="multipart/form-data",
        max_body=MOST_REQUEST_BYTES,
    )
    def upload_portal_message_document(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """The same for a customer or vendor who has signed in."""
        return message_documents.upload_for_party(work, self.store, body)

    @operation(
        "POST",
        "/message-documents/{digest}/claim",
        scope="documents:message_documents.claim",
        takes=schemas.Claim,
        returns=schemas.MessageDocument,
    )
    def claim_message_document(self, work: Work, digest: str, body: dict[str, Any]) -> dict[str, Any]:
        """Says that a message goes with what was uploaded under the key of this SHA-256."""
        return message_documents.claim(work, digest, body)

    @operation(
        "POST",
        "/portal/message-documents/content",
        scope="portal:messages.read",
        takes=schemas.KeyedDocument,
        safe=True,
        binary=True,
    )
    def get_portal_message_document(self, work: Work, body: dict[str, Any]) -> Blob:
        """The bytes of a message's document, for whoever was told its key by the message."""
        return message_documents.content_for_party(work, self.store, body)

    @operation("GET", "/portal/message-documents/types", scope="portal:messages.write", returns=ReferenceList)
    def list_message_document_types(self, work: Work) -> dict[str, Any]:
        """The types that a customer or vendor can choose for a document today."""
        return {"items": portal.offered_types(work)}

    @handler("messaging", "secure_message_sent")
    def file_message_document(self, work: Work, event: Event) -> None:
        """Files the document of a message that was sent with its customer."""
        message_documents.file_sent(work, event)

    @operation("GET", "/documents/reference/{name}", scope="reference:read", returns=ReferenceList)
    def list_document_reference(self, work: Work, name: str) -> dict[str, Any]:
        """One of this service's reference lists: document_type, with what a type proves and takes."""
        return {"items": reference.entries(work.connection, name)}

    @operation(
        "GET",
        "/customers/{number}/documents/count",
        scope="documents:read",
        query=belonging_contract.CountQuery,
        returns=belonging_contract.BelongingCount,
    )
    def count_customer_documents(self, work: Work, number: int, query: dict[str, Any]) -> dict[str, Any]:
        """Counts what this service has under a number, and what of it keeps the record from being deleted."""
        return belonging.count(work, number, query["other"], BELONGINGS)

    @handler("customers", *belonging.FOLLOWED, historic=True)
    def remember_customer(self, work: Work, event: Event) -> None:
        """Keeps what this service knows of each customer."""
        belonging_contract.tell_move(work, belonging.follow(work, event, BELONGINGS))
