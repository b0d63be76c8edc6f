"""The audit service: the notes log's operations. Its events come in through `audit.ingest`."""

from __future__ import annotations

from typing import Any

from audit import exporting, schemas, usecases, vendors
from audit.domain import codes
from audit.ingest import QUEUE
from audit.notes_log import NotesLog
from homefire.operations import Service, operation
from homefire.reference_operations import reference_operations
from homefire.reference_rules import ListRules
from homefire.topology import EVERY, Consumption
from homefire.work import Work

# Notes are labelled and filtered by code alone, so that a code cannot mean one thing here and another there.
_RULES = {codes.LIST: ListRules(check_code=codes.check_code, one_meaning=True)}


class AuditService(reference_operations("audit", _RULES), Service):
    """Every change in the suite as a permanent note."""

    name = "audit"
    calls = ("customers", "weatherization")
    # One active consumer: numbers and hashes follow the order of arrival, and the queue keeps that order.
    consumes = (Consumption(QUEUE, EVERY, ("*",), single_active=True),)

    keys = NotesLog()

    @operation(
        "GET",
        "/customers/{number}/notes",
        scope="notes:read",
        query=schemas.NotesQuery,
        returns=schemas.NotesPage,
    )
    def list_notes(self, work: Work, number: int, query: dict[str, Any]) -> dict[str, Any]:
        """A customer's notes, newest first, each with its newest text."""
        return usecases.list_notes(work, self.keys, number, query)

    @operation(
        "POST",
        "/customers/{number}/notes",
        scope="notes:write",
        takes=schemas.NewNote,
        returns=schemas.AddedNote,
        status=201,
    )
    def add_note(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Writes a permanent note about a customer."""
        return usecases.add_note(work, self.keys, number, body)

    @operation(
        "POST",
        "/customers/{number}/notes/{note_id}/amendments",
        scope="notes:write",
        takes=schemas.Amendment,
        returns=schemas.AddedNote,
        status=201,
    )
    def amend_note(self, work: Work, number: int, note_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """Gives a note a newer text; the original stays in its history."""
        return usecases.amend_note(work, self.keys, number, note_id, body)

    @operation(
        "POST",
        "/customers/{number}/notes/{note_id}/acknowledgement",
        scope="notes:write",
        returns=schemas.AddedNote,
        status=201,
    )
    def acknowledge_note(self, work: Work, number: int, note_id: str) -> dict[str, Any]:
        """Acknowledges a high-priority note by a new note; it is pinned no longer."""
        return usecases.acknowledge_note(work, self.keys, number, note_id)

    @operation(
        "GET",
        "/customers/{number}/notes/{note_id}/history",
        scope="notes:read",
        returns=schemas.NoteHistory,
    )
    def get_note_history(self, work: Work, number: int, note_id: str) -> dict[str, Any]:
        """The original of a note and every amendment, oldest first."""
        return usecases.get_note_history(work, self.keys, number, note_id)

    @operation(
        "POST",
        "/customers/{number}/exports",
        scope="grids:export",
        takes=schemas.NewExport,
        returns=schemas.AddedNote,
        status=201,
    )
    def record_export(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Notes that rows of a customer's record are given out as a file, before they are."""
        return exporting.record_export(work, self.keys, number, body)

    @operation(
        "GET",
        "/vendors/{vendor_number}/notes",
        scope="notes:read",
        query=schemas.NotesQuery,
        returns=schemas.NotesPage,
    )
    def list_vendor_notes(self, work: Work, vendor_number: int, query: dict[str, Any]) -> dict[str, Any]:
        """A vendor's notes, newest first, each with its newest text."""
        return vendors.list_vendor_notes(work, self.keys, vendor_number, query)

    @operation(
        "POST",
        "/vendors/{vendor_number}/notes",
        scope="notes:write",
        takes=schemas.NewVendorNote,
        returns=schemas.AddedNote,
        status=201,
    )
    def add_vendor_note(self, work: Work, vendor_number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Writes a permanent note about a vendor."""
        return vendors.add_vendor_note(work, self.keys, vendor_number, body)

    @operation("GET", "/notes/action-codes", scope="notes:read", returns=schemas.ActionCodes)
    def list_action_codes(self, work: Work) -> dict[str, Any]:
        """The action codes of notes, retired ones included."""
        return usecases.list_action_codes(work)

    @operation(
        "GET",
        "/customers/{number}/access-log",
        scope="access_log:read",
        query=schemas.AccessQuery,
        returns=schemas.AccessPage,
    )
    def list_access_log(self, work: Work, number: int, query: dict[str, Any]) -> dict[str, Any]:
        """Who was shown a customer's protected fields, when and why."""
        return usecases.list_access_log(work, self.keys, number, query)

    @operation(
        "GET",
        "/technical-log",
        scope="access_log:read",
        query=schemas.TechnicalQuery,
        returns=schemas.TechnicalPage,
    )
    def list_technical_log(self, work: Work, query: dict[str, Any]) -> dict[str, Any]:
        """Events that became no notes: checklist items, lists, programs, what services count after a merge."""
        return usecases.list_technical_log(work, self.keys, query)
