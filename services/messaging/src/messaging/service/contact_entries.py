"""Contacts with customers."""

from __future__ import annotations

from typing import Any

from homefire.events import Event
from homefire.inbox import handler
from homefire.operations import operation
from homefire.paging import PageQuery
from homefire.schemas import page_of
from homefire.work import Work
from messaging.schemas import contact_entry as schemas
from messaging.usecases import contact_entries

ContactEntries = page_of(schemas.ContactRow)


class ContactEntryOperations:
    """Operations on contact entries, and the entry that a received application adds."""

    @operation(
        "GET",
        "/customers/{number}/contact-entries",
        scope="messaging:read",
        query=PageQuery,
        returns=ContactEntries,
    )
    def list_contact_entries(self, work: Work, number: int, query: dict[str, Any]) -> dict[str, Any]:
        """A customer's contacts, newest first."""
        return contact_entries.list_contact_entries(work, number, query)

    @operation("GET", "/contact-entries/{entry_id}", scope="messaging:read", returns=schemas.ContactEntry)
    def get_contact_entry(self, work: Work, entry_id: int) -> dict[str, Any]:
        """One contact entry, with the codes behind its words."""
        return contact_entries.get_contact_entry(work, entry_id)

    @operation(
        "GET",
        "/contact-entries/{entry_id}/versions",
        scope="messaging:read",
        returns=schemas.EarlierVersions,
    )
    def list_contact_entry_versions(self, work: Work, entry_id: int) -> dict[str, Any]:
        """A contact entry as it stood before each edit, newest first."""
        return contact_entries.list_earlier_versions(work, entry_id)

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
        return contact_entries.add_contact_entry(work, number, body)

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
        return contact_entries.update_contact_entry(work, entry_id, body)

    @handler("applications", "application_received")
    def add_received_application_entry(self, work: Work, event: Event) -> None:
        """Adds the contact entry of a received application."""
        contact_entries.add_received_application_entry(work, event)

    @handler("customers", "portal_code_ordered")
    def add_code_letter_entry(self, work: Work, event: Event) -> None:
        """Adds the contact entry of a letter with a code for the portal."""
        contact_entries.add_code_letter_entry(work, event)
