"""The rules of a message that goes out: what may stand in it, by which way it goes, what keeps it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

EMAIL, SMS, MAIL = "email", "sms", "mail"
ELECTRONIC = (EMAIL, SMS)
MESSAGE, RECEIPT, NOTICE = "MESSAGE", "RECEIPT", "NOTICE"
QUEUED, SENDING, SENT, STOPPED, BOUNCED, FAILED = (
    "QUEUED", "SENDING", "SENT", "STOPPED", "BOUNCED", "FAILED",
)  # fmt: skip
"""Of a message: waiting, being handed over, handed over; kept back by a rule; refused for good; given up."""
WAITING = (QUEUED, SENDING)
LONGEST_SUBJECT = 48
LONGEST_BODY = 2190
"""Code points (R220, R221)."""

_REASONS = {
    "deleted": "the record was deleted",
    "no_address": "no address is recorded",
    "opted_out": "the customer has opted out",
    "bounced": "the address had bounced",
    "dormant": "the customer is dormant",
    "not_set_up": "sending is not set up",
    "record_unavailable": "the record could not be read",
    "server_away": "the server did not answer",
    "log_in_refused": "the server refused the log-in",
    "not_composed": "it cannot be written as an e-mail",
    "given_up": "every attempt broke off",
}
MOST_ATTEMPTS = 12
_FIRST_DELAY, _LONGEST_DELAY = 5.0, 3 * 3600.0


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why nothing can be sent: a stable code, and what to do about it."""

    code: str
    detail: str


_DELETED = Obstacle("deleted", "This record was deleted. Restore it before you write to the customer.")
_NOT_SET_UP = Obstacle("not_set_up", "Sending is not set up. Ask whoever runs Homefire to set it up.")
_DORMANT = Obstacle("dormant", "This customer is dormant. Confirm that the message is about their own case.")
_NO_ADDRESS = {
    EMAIL: Obstacle("no_address", "No email address is recorded. Ask the customer for one."),
    SMS: Obstacle("no_address", "No mobile phone is recorded. Ask the customer for one."),
}
_OPTED_OUT = {
    EMAIL: Obstacle("opted_out", "The customer wants no email. Call or write a letter."),
    SMS: Obstacle("opted_out", "The customer has not agreed to text messages. Call or write a letter."),
}
_BOUNCED = Obstacle("bounced", "Email to this address came back. Ask the customer for another one.")


def obstacle(
    channel: str, known: Mapping[str, Any], *, set_up: bool = True, confirmed: bool = False
) -> Obstacle | None:
    """What keeps a message back (R46, R153, R223), or None.

    `known` is what is told of the customer; a fact that nobody told counts as none against it, since the same is
    asked again at the moment of sending. The toggle for marketing has no say: this is about the customer's case.
    """
    consents = known.get("consents") or {}
    if known.get("status") == "DELETED":
        return _DELETED
    if known.get(f"has_{'email' if channel == EMAIL else 'mobile'}") is False:
        return _NO_ADDRESS[channel]
    if not consents.get(channel, channel == EMAIL):
        return _OPTED_OUT[channel]
    if channel == EMAIL and known.get("email_bounced"):
        return _BOUNCED
    if not set_up:
        return _NOT_SET_UP
    return _DORMANT if known.get("dormant") and not confirmed else None


def receipt_way(known: Mapping[str, Any], set_up: frozenset[str]) -> str | None:
    """How a receipt goes: by the preferred method where that can be used, else by US Mail (R260).

    None for a dormant customer: nothing about a case goes out before somebody has confirmed it (R153).
    """
    if known.get("dormant"):
        return None
    preferred = known.get("preferred_method")
    if preferred in ELECTRONIC and obstacle(preferred, known, set_up=preferred in set_up) is None:
        return str(preferred)
    return MAIL


def notice_way(known: Mapping[str, Any], set_up: frozenset[str], *, confirmed: bool = False) -> str | None:
    """How a notice goes: the preferred electronic way, else another one that may be used; None for no way (R228).

    `confirmed`: somebody has said that a dormant customer is to be told (R153).
    """
    preferred = known.get("preferred_method")
    for channel in sorted(ELECTRONIC, key=lambda each: each != preferred):
        if obstacle(channel, known, set_up=channel in set_up, confirmed=confirmed) is None:
            return channel
    return None


def reason_label(code: str) -> str:
    """Why something was not delivered, in words; a server's reply by its number. Empty for nothing."""
    return _REASONS.get(code) or code.replace("smtp_", "SMTP reply ").replace(
        "http_", "HTTP status "
    ).replace("sms_", "provider's code ")


def retry_delay(attempts: int) -> float:
    """Seconds to wait after this many attempts that failed for a while."""
    return float(min(_FIRST_DELAY * 4 ** min(attempts - 1, 20), _LONGEST_DELAY))
