"""How a hand-over ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Ended(Enum):
    """Taken by the other side; not now; never to this recipient; never at all."""

    TAKEN = "taken"
    LATER = "later"
    NO_SUCH_RECIPIENT = "no_such_recipient"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class HandOver:
    """The end of one attempt, with a stable word for it. Never a server's own text, which may quote the message."""

    ended: Ended
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is handed over. `message_id` stays the same in every attempt; `automatic`: no person has written it."""

    to: str
    subject: str
    body: str
    message_id: str
    automatic: bool = False
