"""The verification panel: five items, where each stands, and who or what may move it (R134 to R143).

An item that the application's program does not have is not applicable, whatever was said of it before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from applications.domain.status import TO_BE_SENT, Status
from homefire.rules import RuleBroken
from homefire.sentences import say

IDENTITY, ADDRESS, INCOME, HOME_OWNERSHIP, EXISTING_BENEFITS = ITEMS = (
    "IDENTITY",
    "ADDRESS",
    "INCOME",
    "HOME_OWNERSHIP",
    "EXISTING_BENEFITS",
)
"""The items in the order in which the panel shows them."""


class ItemStatus(StrEnum):
    """Where an item stands: grey, yellow, green, red, and N/A without a colour (R138)."""

    NOT_STARTED = "NOT_STARTED"
    REVIEW = "REVIEW"
    VERIFIED = "VERIFIED"
    REJECTED = "REJECTED"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class Action(StrEnum):
    """What a person decides about an item (R135)."""

    VERIFY = "VERIFY"
    REJECT = "REJECT"
    REOPEN = "REOPEN"


class Rule(StrEnum):
    """What the system does by itself, where a program turns it on for an item (R140)."""

    DOCUMENT_RECEIVED = "DOCUMENT_RECEIVED"  # A document that serves the item came in: look at it.
    BENEFIT_LETTER = "BENEFIT_LETTER"  # A SNAP, TANF or SSI letter was verified (R137).


PLACE_MOVED = "PLACE_MOVED"
"""The rule that no program turns off: somebody who has moved is to be verified anew (R142)."""
RESIDENCE_CHANGED = "RESIDENCE_CHANGED"
"""The same, where another residence was entered and nobody said whether it is a move or a correction (R142)."""

OPEN = (ItemStatus.NOT_STARTED, ItemStatus.REVIEW)
SETTLED = (ItemStatus.VERIFIED, ItemStatus.NOT_APPLICABLE)
"""What lets an application become ELIGIBLE (R80)."""

LETTER_KINDS = ("SNAP", "TANF", "SSI")
LETTER = "LETTER"
"""How a benefit is verified that an award letter proves."""


@dataclass(frozen=True, slots=True)
class ItemSettings:
    """What a program says of one item; `document_types` are codes of the documents service's list."""

    code: str
    label: str
    applies: bool
    required: bool
    wants_document: bool
    document_types: tuple[str, ...]
    rules: tuple[str, ...]


def parse_item(text: str) -> str:
    """An item's code, in any case."""
    code = text.upper()
    if code not in ITEMS:
        raise RuleBroken(
            "no_such_item", f"There is no such verification item. Choose one of: {', '.join(ITEMS)}."
        )
    return code


def settings_of(rows: Iterable[Mapping[str, object]]) -> dict[str, ItemSettings]:
    """All five items by code, in the panel's order; one that the program has no row for does not apply (R143)."""
    said = {str(row["code"]): row for row in rows}
    return {code: _settings(code, said.get(code)) for code in ITEMS}


def _settings(code: str, row: Mapping[str, object] | None) -> ItemSettings:
    if row is None:
        return ItemSettings(code, code.replace("_", " "), False, False, False, (), ())
    return ItemSettings(
        code,
        str(row["label"]),
        bool(row["applies"]),
        bool(row["required"]),
        bool(row["wants_document"]),
        _codes(row["document_types"]),
        _codes(row["rules"]),
    )


def _codes(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()


def standing(settings: ItemSettings, stored: str | None) -> ItemStatus:
    """Where an item stands, by what was stored of it, if anything."""
    if not settings.applies:
        return ItemStatus.NOT_APPLICABLE
    return ItemStatus(stored) if stored else ItemStatus.NOT_STARTED


def decide(status: ItemStatus, action: Action, label: str) -> ItemStatus:
    """Where a person's decision takes an item; raises `RuleBroken` for one that cannot be taken now."""
    match (action, status):
        case (_, ItemStatus.NOT_APPLICABLE):
            raise RuleBroken("not_applicable", f"{label} does not apply to this program.")
        case (Action.VERIFY, ItemStatus.VERIFIED) | (Action.REJECT, ItemStatus.REJECTED):
            raise RuleBroken("decided_before", f"{label} is {in_words(status)} already.")
        case (Action.VERIFY, _):
            return ItemStatus.VERIFIED
        case (Action.REJECT, _):
            return ItemStatus.REJECTED
        case (Action.REOPEN, ItemStatus.VERIFIED | ItemStatus.REJECTED):
            return ItemStatus.REVIEW
        case _:
            raise RuleBroken("not_decided", f"{label} is open: verify or reject it.")


def possible(status: ItemStatus) -> list[Action]:
    """What may be decided about an item that stands there."""
    found = []
    for action in Action:
        try:
            decide(status, action, "")
        except RuleBroken:
            continue
        found.append(action)
    return found


def check_reason(action: Action, settings: ItemSettings, reason: str, *, documents: int) -> None:
    """Raises where a decision lacks the reason it needs (R135, R136). `documents` counts those linked."""
    if reason:
        return
    match action:
        case Action.REJECT:
            raise RuleBroken("reason_required", f"Say why {settings.label} is rejected.")
        case Action.REOPEN:
            raise RuleBroken("reason_required", f"Say why {settings.label} is opened again.")
        case Action.VERIFY if settings.wants_document and not documents:
            raise RuleBroken(
                "reason_required",
                f"No document is linked to {settings.label}. Link one, or say what it is verified by.",
            )


def serves(settings: ItemSettings, document_type: str) -> bool:
    """Whether a document of this type is evidence for the item (R136)."""
    return settings.applies and document_type in settings.document_types


def check_serves(settings: ItemSettings, document_type: str) -> None:
    """Raises unless a document of this type may be linked to the item."""
    if not settings.applies:
        raise RuleBroken("not_applicable", f"{settings.label} does not apply to this program.")
    if document_type not in settings.document_types:
        wanted = ", ".join(code.replace("_", " ") for code in settings.document_types) or "no document"
        raise RuleBroken("wrong_type", f"{settings.label} is verified by: {wanted}. Choose such a document.")


def after_document(settings: ItemSettings, status: ItemStatus, document_type: str) -> bool:
    """Whether a document that came in takes the item to REVIEW by rule (R140)."""
    enabled = Rule.DOCUMENT_RECEIVED in settings.rules
    return enabled and status is ItemStatus.NOT_STARTED and serves(settings, document_type)


def after_benefit(
    settings: ItemSettings, status: ItemStatus, benefits: Iterable[Mapping[str, object]]
) -> bool:
    """Whether a verified SNAP, TANF or SSI letter verifies the item by rule (R137). A rejection stays."""
    if Rule.BENEFIT_LETTER not in settings.rules or status not in OPEN:
        return False
    return any(each["kind"] in LETTER_KINDS and each["verified_by"] == LETTER for each in benefits)


def after_move(code: str, status: ItemStatus) -> bool:
    """Whether a move to another place opens the item again (R142).

    The address is to be looked at in any case. Ownership is of the place that was left: what was decided of it is
    open again, and what nobody has begun stays so.
    """
    if code == ADDRESS:
        return status not in (ItemStatus.REVIEW, ItemStatus.NOT_APPLICABLE)
    return code == HOME_OWNERSHIP and status in (ItemStatus.VERIFIED, ItemStatus.REJECTED)


def rests_on_place(statuses: Mapping[str, ItemStatus]) -> bool:
    """Whether something was begun that hangs on where the place of service is (R142)."""
    untouched = (ItemStatus.NOT_STARTED, ItemStatus.NOT_APPLICABLE)
    return any(statuses[code] not in untouched for code in (ADDRESS, HOME_OWNERSHIP))


def missing(items: Iterable[tuple[ItemSettings, ItemStatus]]) -> list[str]:
    """The required items that keep an application from being ELIGIBLE, by what they are called (R80)."""
    return [settings.label for settings, status in items if settings.required and status not in SETTLED]


def standing_at(items: Iterable[tuple[ItemSettings, ItemStatus]], where: ItemStatus) -> list[ItemSettings]:
    """The required items that stand there."""
    return [settings for settings, status in items if settings.required and status is where]


def spoken(label: str) -> str:
    """An item's label in a sentence: those that Homefire ships are known in other languages too; another stays."""
    shipped = (
        say("IDENTITY"),
        say("ADDRESS"),
        say("INCOME"),
        say("HOME OWNERSHIP"),
        say("EXISTING BENEFITS"),
    )
    return next((each for each in shipped if each == label), label)


def check_ready(lacking: Collection[str]) -> None:
    """Raises while required items are missing (R80)."""
    if lacking:
        raise RuleBroken(
            "not_verified", f"Not verified yet: {', '.join(lacking)}. Verify them, then make it ELIGIBLE."
        )


def where_to_start(items: Iterable[tuple[ItemSettings, ItemStatus]], application: Status) -> str | None:
    """The item to do next: the first required one that is not settled, while that leads anywhere (R139)."""
    if application not in TO_BE_SENT:
        return None
    return next(
        (settings.code for settings, status in items if settings.required and status not in SETTLED), None
    )


def in_words(status: str) -> str:
    """`NOT_STARTED` as notes and pages write it."""
    return "N/A" if status == ItemStatus.NOT_APPLICABLE else status.replace("_", " ")
