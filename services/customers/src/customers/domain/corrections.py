"""Corrections of a tax identifier that is set: what is asked for, and who decides (R20, R113)."""

from __future__ import annotations

import re
from enum import StrEnum

from homefire.rules import RuleBroken
from homefire.us import tax_ids

LEAST_REASON, MOST_REASON = 5, 200
"""Characters of a reason, and of the words for a paper that was seen."""

# Nine digits as identifiers are written, and not as a part of a longer number.
_WHOLE_NUMBER = re.compile(r"(?<!\d)(?:\d{3}([-. ]?)\d{2}\1\d{4}|\d{2}-\d{7})(?!\d)")


class Status(StrEnum):
    """Where a request stands."""

    OPEN = "OPEN"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


def refuse_number(text: str) -> None:
    """Refuses words with a whole identifier in them: they are told in events and notes, a number never (R249)."""
    if _WHOLE_NUMBER.search(text):
        raise RuleBroken("number_in_text", "Leave the number itself out of these words; they become a note.")


def check_new_number(kind: str, digits: str, *, current_kind: str, same: bool) -> None:
    """Refuses a number that cannot have been issued (R19), or that is recorded already."""
    if same and kind == current_kind:
        raise RuleBroken("same_number", "This is the number that is recorded. Enter the right one.")
    tax_ids.check_tax_id(kind, digits)


def check_proof(document_id: int | None, paper: str) -> None:
    """Refuses a request without proof: a document of the customer's files, or words for a paper that was seen."""
    if document_id is None and not paper:
        raise RuleBroken(
            "proof_missing", "Choose a document of the customer's files, or say which paper you saw."
        )


def may_decide(decider_id: str, requester_id: str) -> bool:
    """Whether this person may approve or reject: two pairs of eyes are two people (R113)."""
    return decider_id != requester_id
