"""Notes of vendors: the same log, each vendor's chain under the vendor's own number (R258)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audit import errors, repository, usecases
from audit.sealing import KeyRing
from homefire.errors import NotFound
from homefire.work import Work


def list_vendor_notes(
    work: Work, keys: KeyRing, vendor_number: int, query: Mapping[str, Any]
) -> dict[str, Any]:
    """A vendor's notes, newest first, automatic ones included. Nobody's number is an empty list, as a customer's is."""
    return usecases.notes_of(work, keys, [subject_of(vendor_number)], query)


def add_vendor_note(work: Work, keys: KeyRing, vendor_number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """A note about a vendor, as permanent as a customer's. It pins nothing: the alert queue is of customers."""
    note = {**body, "high_priority": False}
    return usecases.add_note_about(work, keys, lambda: _require_vendor(work, vendor_number), note)


def subject_of(vendor_number: int) -> str:
    """The subject of a vendor's notes and events."""
    return f"vendor:{vendor_number}"


def _require_vendor(work: Work, vendor_number: int) -> str:
    """The vendor's subject. Raises `VendorNotFound` unless the log has heard of it, or its owner knows it."""
    subject = subject_of(vendor_number)
    if not repository.has_heard_of(work.connection, subject, "/weatherization"):
        try:
            work.ask("weatherization", "get_vendor", vendor_number)
        except NotFound:
            raise errors.VendorNotFound() from None
    return subject
