"""Rules of secure messages: who may write to whom, how long a text is, who counts as having read it (R226 to R235)."""

from __future__ import annotations

from datetime import timedelta

from homefire.rules import RuleBroken

LONGEST = 500
"""Code points of a message (R231)."""
STAFF, CUSTOMER, VENDOR, OBSERVER = "staff", "customer", "vendor", "observer"
"""Who writes and reads. An observer is of the staff and may read alone: an auditor leaves the staff's count as it is."""
WRITERS = (STAFF, CUSTOMER, VENDOR)
CUSTOMER_STAFF, VENDOR_STAFF, CUSTOMER_VENDOR = "CUSTOMER_STAFF", "VENDOR_STAFF", "CUSTOMER_VENDOR"
KINDS = (CUSTOMER_STAFF, VENDOR_STAFF, CUSTOMER_VENDOR)
FINISHED = frozenset({"COMPLETED", "REPORTED"})
"""How an assessment or a project of weatherization stands when its work is done: who did it may read on for a while."""
_GIVEN_UP = frozenset({"CANCELLED", "DEFERRED"})
MOST_FROM_PORTAL = 30
PER = timedelta(days=1)
"""How many messages one log-in of the portal sends within which time."""
READS_ON_FOR = timedelta(days=30)
"""How long a vendor reads the messages about a customer after its work for them was finished. It writes no longer."""
_BETWEEN = {
    frozenset((CUSTOMER, STAFF)): CUSTOMER_STAFF,
    frozenset((VENDOR, STAFF)): VENDOR_STAFF,
    frozenset((CUSTOMER, VENDOR)): CUSTOMER_VENDOR,
}
_PARTIES = {kind: parties for parties, kind in _BETWEEN.items()}


def kind_between(sender: str, recipient: str) -> str:
    """The kind of thread between two parties (R227); nobody writes to their own side."""
    kind = _BETWEEN.get(frozenset((sender, recipient)))
    if kind is None:
        raise RuleBroken("not_an_addressee", "Choose somebody else to write to than your own side.")
    return kind


def kinds_of(side: str) -> tuple[str, ...]:
    """The kinds of thread that this side takes part in."""
    return tuple(kind for kind in KINDS if side in _PARTIES[kind])


def recipient_of(kind: str, sender: str) -> str:
    """Whom a message in a thread of this kind goes to."""
    [other] = _PARTIES[kind] - {sender}
    return other


def check_text(text: str, *, has_document: bool, without_text: bool) -> None:
    """Refuses a message that says nothing; a document alone must be meant to go alone (R232)."""
    if text:
        return
    if not has_document:
        raise RuleBroken("required", "Write a message.")
    if not without_text:
        raise RuleBroken("text_is_empty", "Write a message, or confirm that the document goes without one.")


def is_open(status: str) -> bool:
    """Whether an assessment or a project of this status is work that goes on: who does it may write (R226)."""
    return status not in FINISHED | _GIVEN_UP
