"""Which numbers lead to one another, as customers' events have told: notes of merged records show together (R206).

The log itself is never re-pointed. A note stays under the number that it was written for.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from homefire import belonging, projection
from homefire.events import Event

STANDING = frozenset({"customer_deleted", "customer_restored", "customer_merged", "customer_unmerged"})
"""The events after which a number stands differently. The log keeps no other state of a customer."""


def keep_standing(connection: sa.Connection, event: Event) -> None:
    """Keeps where a record stands, in the transaction that notes the event. An event of nobody's record is passed over."""
    state = event.data.get("customer")
    if event.service == belonging.SOURCE and event.subject.isdigit() and isinstance(state, dict):
        projection.remember(connection, belonging.SOURCE, event.subject, event.sequence, state)


def shown_together(connection: sa.Connection, number: int) -> Sequence[str]:
    """The subjects whose notes a customer's view shows: its own, and those of records merged into it."""
    return [str(home) for home in belonging.led_by(connection, belonging.lead(connection, number))]
