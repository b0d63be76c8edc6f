"""What can go wrong with a contact entry, an e-mail or a preset."""

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


class CannotSend(Conflict):
    """Something keeps e-mail to this customer back (R223); `reason` is its code."""

    code = "cannot_send"
    sentence = "E-mail cannot be sent to this customer now."


class PersonalDataFound(Invalid):
    """What may not leave by e-mail stands in the message (R215)."""

    code = "personal_data"
    sentence = "E-mail leaves the secure system. Take out what is named, or use a secure message."


class ConfirmationNeeded(Conflict):
    """The sender has to say that this is meant (R153, R215); `fields` names what."""

    code = "confirmation_needed"
    sentence = "Look at what is named, and confirm that it is meant."


class MessageNotFound(NotFound):
    """No message has this id."""

    code = "message_not_found"
    sentence = "No message has this id. Open the customer's record and choose one from the list."


class PresetNotFound(NotFound):
    """No preset has this id."""

    code = "preset_not_found"
    sentence = "No preset has this id. Load the presets again."


class PresetOverlaps(Conflict):
    """The same code holds on some of these days already."""

    code = "preset_overlaps"
    sentence = "This code holds on some of these days already. Choose other days, or change the preset that is there."


class PresetEndsBeforeItBegins(Invalid):
    """The last day is before the first."""

    code = "ends_before_it_begins"
    sentence = "Give a last day that is not before the first one."


CONSTRAINTS: dict[str, Callable[[], Problem]] = {
    "pk_contact_entry": EntryIsTaken,
    "ck_contact_entry_mailing_date_needs_code": NothingMailed,
    "ex_message_preset_overlap": PresetOverlaps,
    "ck_message_preset_dates": PresetEndsBeforeItBegins,
}
