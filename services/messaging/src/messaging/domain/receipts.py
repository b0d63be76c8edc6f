"""What is confirmed to a customer by itself, and the letter that goes where nothing else may (R260)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """A contact entry by which a letter stands in the mail-out queue: its action, its mailing code, its notes."""

    contact_action: str
    mailing_code: str
    notes: str


APPLICATION_RECEIVED, APPOINTMENT_BOOKED, DOCUMENT_RECEIVED = (
    "APPLICATION_RECEIVED", "APPOINTMENT_BOOKED", "DOCUMENT_RECEIVED",
)  # fmt: skip
LETTERS: dict[str, Letter | None] = {
    # The entry that every received application adds has its letter already (R56): there is no second one.
    APPLICATION_RECEIVED: None,
    APPOINTMENT_BOOKED: Letter("APPOINTMENT", "AL", "CONTACT ACTION ADDED FROM APPOINTMENT SCREEN"),
    DOCUMENT_RECEIVED: Letter("DOCUMENTS_RECEIVED", "DR", "CONTACT ACTION ADDED FROM DOCUMENT UPLOAD"),
}
CALL_CODE, CONTACT_TYPE = "NO_ACTION", "OUTGOING"
