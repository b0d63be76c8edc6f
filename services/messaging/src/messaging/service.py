"""The messaging service: what can be asked of it, and what it does by itself."""

from __future__ import annotations

from typing import Any

from homefire import belonging, belonging_contract, reference
from homefire.events import Event
from homefire.inbox import handler
from homefire.operations import Service, operation
from homefire.paging import PageQuery
from homefire.reference import ReferenceList
from homefire.reference_operations import reference_operations
from homefire.schemas import page_of
from homefire.work import Work
from messaging import errors, schemas, usecases
from messaging.belongings import BELONGINGS

ContactEntries = page_of(schemas.ContactRow)


class MessagingService(reference_operations("messaging"), Service):
    """Every contact with a customer, and the letters that follow from it."""

    name = "messaging"
    calls = ("customers",)
    constraints = errors.CONSTRAINTS

    @operation(
        "GET",
        "/customers/{number}/contact-entries",
        scope="messaging:read",
        query=PageQuery,
        returns=ContactEntries,
    )
    def list_contact_entries(self, work: Work, number: int, query: dict[str, Any]) -> dict[str, Any]:
        """A customer's contacts, newest first."""
        return usecases.list_contact_entries(work, number, query)

    @operation("GET", "/contact-entries/{entry_id}", scope="messaging:read", returns=schemas.ContactEntry)
    def get_contact_entry(self, work: Work, entry_id: int) -> dict[str, Any]:
        """One contact entry, with the codes behind its words."""
        return usecases.get_contact_entry(work, entry_id)

    @operation(
        "GET",
        "/contact-entries/{entry_id}/versions",
        scope="messaging:read",
        returns=schemas.EarlierVersions,
    )
    def list_contact_entry_versions(self, work: Work, entry_id: int) -> dict[str, Any]:
        """A contact entry as it stood before each edit, newest first."""
        return usecases.list_earlier_versions(work, entry_id)

    @operation(
        "POST",
        "/customers/{number}/contact-entries",
        scope="messaging:write",
        takes=schemas.NewContactEntry,
        returns=schemas.ContactEntry,
        status=201,
        guarded=True,
    )
    def add_contact_entry(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Records an incoming or outgoing contact with a customer."""
        return usecases.add_contact_entry(work, number, body)

    @operation(
        "PATCH",
        "/contact-entries/{entry_id}",
        scope="messaging:write",
        takes=schemas.ContactEntryPatch,
        returns=schemas.ContactEntry,
        versioned=True,
        guarded=True,
    )
    def update_contact_entry(self, work: Work, entry_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Changes the fields named; the version before is kept."""
        return usecases.update_contact_entry(work, entry_id, body)

    @operation("GET", "/messaging/reference/{name}", scope="reference:read", returns=ReferenceList)
    def list_messaging_reference(self, work: Work, name: str) -> dict[str, Any]:
        """One of this service's reference lists: contact_action, call_code, mailing_code, language."""
        return {"items": reference.entries(work.connection, name)}

    @operation(
        "GET",
        "/customers/{number}/contact-entries/count",
        scope="messaging:read",
        query=belonging_contract.CountQuery,
        returns=belonging_contract.BelongingCount,
    )
    def count_customer_contact_entries(
        self, work: Work, number: int, query: dict[str, Any]
    ) -> dict[str, Any]:
        """Counts what this service has under a number, and what of it keeps the record from being deleted."""
        return belonging.count(work, number, query["other"], BELONGINGS)

    @handler("customers", *belonging.FOLLOWED, "consent_given", "consent_revoked", historic=True)
    def remember_customer(self, work: Work, event: Event) -> None:
        """Keeps what this service knows of each customer."""
        belonging_contract.tell_move(work, belonging.follow(work, event, BELONGINGS))

    @handler("applications", "application_received")
    def add_received_application_entry(self, work: Work, event: Event) -> None:
        """Adds the contact entry of a received application."""
        usecases.add_received_application_entry(work, event)
