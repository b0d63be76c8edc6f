"""Links between customers and dwellings: who lived where, or owned what, and when (R95)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from homefire.changes import TrackedField
from homefire.rules import RuleBroken
from homefire.us.dates import show_date

OCCUPANT, OWNER = "occupant", "owner"
ROLES = (OCCUPANT, OWNER)

TRACKED: dict[str, TrackedField] = {"linked_to": TrackedField("DWELLING LINK END", show_date)}


@dataclass(frozen=True, slots=True)
class CurrentLink:
    """One customer who lives in a dwelling, or owns it, today."""

    customer_number: int
    role: str
    linked_from: date


def check_period(first: date, last: date | None) -> None:
    """A link lasts from its first to its last day, both included; without a last day it lasts until now."""
    if last is not None and last < first:
        raise RuleBroken("ends_before_it_begins", "The last day lies before the first. Correct one of them.")


def subject_of(dwelling_id: int, links: Sequence[CurrentLink]) -> str:
    """Whose record an event about a dwelling or its jobs belongs to: an event has exactly one subject.

    The occupant comes before the owner, since the work is done for whoever lives there; among several, who
    came last, and at last the lower number, so that the choice never depends on chance. With nobody linked
    the event is about the dwelling alone.
    """
    if not links:
        return f"dwelling:{dwelling_id}"
    ranked = sorted(links, key=lambda found: found.customer_number)
    ranked.sort(key=lambda found: found.linked_from, reverse=True)
    ranked.sort(key=lambda found: ROLES.index(found.role))
    return str(ranked[0].customer_number)
