"""What can go wrong with a note."""

from __future__ import annotations

from homefire.errors import Conflict, NotFound


class NoteNotFound(NotFound):
    """The customer has no such note."""

    code = "note_not_found"
    sentence = "This customer has no such note. Load the notes again."


class VendorNotFound(NotFound):
    """No vendor has this number, so there is nobody to write about."""

    code = "vendor_not_found"
    sentence = "No vendor has this number, so the note was not added. Check the number."


class CustomerNotFound(NotFound):
    """Nobody has this number, so there is nobody to write about."""

    code = "customer_not_found"
    sentence = "No customer has this number, so the note was not added. Check the number."


class NoteIsPermanent(Conflict):
    """What the system wrote by itself stands as it is (R206)."""

    code = "note_is_permanent"
    sentence = "This note was written automatically and stays as it is. Add a note of your own instead."


class NoteIsNotHighPriority(Conflict):
    """There is nothing to acknowledge."""

    code = "note_is_not_high_priority"
    sentence = "Only a high-priority note is acknowledged. This one is not."


class NoteIsAcknowledged(Conflict):
    """Somebody has acknowledged it before (R211)."""

    code = "note_is_acknowledged"
    sentence = "This note is acknowledged already. Load the notes again to see by whom."
