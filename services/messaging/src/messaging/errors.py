"""What can go wrong with a contact entry, an e-mail, a preset or a secure message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from homefire.errors import Conflict, Invalid, NotFound, Problem, TooManyRequests
from homefire.us.dates import show_moment


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
    sentence = (
        "E-mail cannot be sent to this customer now. Check the contact details, or call or write a letter."
    )


class PersonalDataFound(Invalid):
    """What may not leave by e-mail stands in the message (R215)."""

    code = "personal_data"
    sentence = "E-mail leaves the secure system. Take out what is named, or use a secure message."


class ConfirmationNeeded(Conflict):
    """The sender has to say that this is meant (R153, R215); `fields` names what."""

    code = "confirmation_needed"
    sentence = "Look at what is named, and confirm that it is meant."


class OutgoingMessageNotFound(NotFound):
    """No message has this id."""

    code = "outgoing_message_not_found"
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


class MessageNotFound(NotFound):
    """There is no such message, or none that this side may see."""

    code = "message_not_found"
    sentence = "No message of yours has this id. Open the list of messages and choose one."


class AddresseeNotFound(NotFound):
    """Nobody of this number is related to this customer in a way that lets the sender write (R226)."""

    code = "addressee_not_found"
    sentence = (
        "There is nobody of this number whom you can write to here. Choose one of those who are offered."
    )


class CustomerIsDormant(Conflict):
    """A message to a dormant customer that the sender has not confirmed (R153)."""

    code = "customer_dormant"
    sentence = "This customer is dormant. Confirm that the message is to be sent all the same."


class TooManySent(TooManyRequests):
    """A log-in of the portal has sent as many messages within a day as it may; `again_at` is when it may again."""

    code = "too_many_messages"

    def __init__(self, most: int, again_at: datetime, zone: ZoneInfo) -> None:
        detail = f"You have sent {most} messages within a day. You can send again after {show_moment(again_at, zone)}."
        super().__init__(detail, again_at=again_at.isoformat())


class DocumentIsSent(Conflict):
    """The document went with another message already."""

    code = "document_sent"
    sentence = "This document went with another message. Choose the file again."


CONSTRAINTS: dict[str, Callable[[], Problem]] = {
    "pk_contact_entry": EntryIsTaken,
    "uq_secure_message_document_id": DocumentIsSent,
    "ck_contact_entry_mailing_date_needs_code": NothingMailed,
    "ex_message_preset_overlap": PresetOverlaps,
    "ck_message_preset_dates": PresetEndsBeforeItBegins,
}
