"""Linking a log-in of the portal to a customer: mailed codes, as plain Python (R262).

A code is sixteen letters and digits in groups of four. The first group finds it; the rest proves it and is kept as
a keyed hash alone. It is good once, for thirty days, and no longer after five wrong tries.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and digits that are not taken for one another when they are read from paper."""
GROUP, GROUPS = 4, 4
LENGTH = GROUP * GROUPS
LIFE = timedelta(days=30)
MOST_TRIES = 5
LONGEST_TYPED = 40
"""Characters of what somebody may type as a code, blanks and dashes included."""


class Way(StrEnum):
    """How a log-in came to be linked."""

    STAFF = "STAFF"
    CODE = "CODE"


class State(StrEnum):
    """Where a code stands."""

    OPEN = "OPEN"
    USED = "USED"
    LOCKED = "LOCKED"
    REPLACED = "REPLACED"
    EXPIRED = "EXPIRED"


WAY_LABELS = {Way.STAFF: "by the agency", Way.CODE: "by a mailed code"}


def parse_code(text: str) -> tuple[str, str] | None:
    """The group that finds a code and the groups that prove it; nothing for what cannot be a code."""
    plain = "".join(text.upper().split()).replace("-", "")
    if len(plain) != LENGTH or not set(plain) <= set(ALPHABET):
        return None
    return plain[:GROUP], plain[GROUP:]


def show_code(finder: str, proof: str) -> str:
    """A code as the letter has it: groups of four between dashes."""
    plain = finder + proof
    return "-".join(plain[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def state_of(
    *,
    expires_at: datetime,
    used_at: datetime | None,
    replaced_at: datetime | None,
    wrong_tries: int,
    now: datetime,
) -> State:
    """Where a code stands at an instant."""
    if used_at is not None:
        return State.USED
    if wrong_tries >= MOST_TRIES:
        return State.LOCKED
    if replaced_at is not None:
        return State.REPLACED
    return State.EXPIRED if now >= expires_at else State.OPEN
