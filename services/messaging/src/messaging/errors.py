"""What can go wrong with a contact entry."""

from __future__ import annotations

from collections.abc import Callable

from homefire.errors import Conflict, Invalid, NotFound, Problem


class ContactEntryNotFound(NotFound):
    """No entry has this id."""

    code = "contact_entry_not_found"
    sentence = "No contact entry has this id. Open the customer's record and choose one from the grid."


class EntryIsTaken(Conflict):
    """An import gives an id that an entry has."""

    code = "contact_entry_taken"
    sentence = "A contact entry already has this id."


class NothingMailed(Invalid):
    """A mailing date without a mailing code (R54)."""

    code = "nothing_mailed"
    sentence = "Choose a mailing code, or leave the mailing date blank."


CONSTRAINTS: dict[str, Callable[[], Problem]] = {
    "pk_contact_entry": EntryIsTaken,
    "ck_contact_entry_mailing_date_needs_code": NothingMailed,
}
