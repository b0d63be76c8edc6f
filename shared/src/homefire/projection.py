"""What a service knows of another service's aggregates: a small copy, kept from events.

A write that needs to know a customer looks here first and asks the owner once when it has never heard of the
number. Reads never chain through services.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from homefire import plumbing
from homefire.events import Event
from homefire.work import Work


def remember(
    session: Session | sa.Connection, source: str, key: str, sequence: int, data: dict[str, Any]
) -> None:
    """Keeps the newest state: an older or repeated one changes nothing, in whatever order they arrive."""
    table = plumbing.projection
    fresh = insert(table).values(source=source, key=key, sequence=sequence, data=data)
    session.execute(
        fresh.on_conflict_do_update(
            index_elements=[table.c.source, table.c.key],
            set_={"sequence": fresh.excluded.sequence, "data": fresh.excluded.data},
            where=table.c.sequence < fresh.excluded.sequence,
        )
    )


def recall(
    session: Session | sa.Connection, source: str, key: str, *, hold: bool = False
) -> dict[str, Any] | None:
    """What is known of an aggregate, or None. `hold` keeps it from changing until the transaction ends."""
    table = plumbing.projection
    query = sa.select(table.c.data).where(table.c.source == source, table.c.key == key)
    found: dict[str, Any] | None = session.execute(
        query.with_for_update(read=True) if hold else query
    ).scalar()
    return found


def remember_event(work: Work, event: Event, part: str) -> None:
    """Keeps the state that an event carries under `part`, for its subject."""
    remember(work.session, event.service, event.subject, event.sequence, event.data[part])


def require(work: Work, source: str, key: int, method: str) -> dict[str, Any]:
    """What is known of an aggregate; otherwise its owner is asked once, and the answer is kept.

    `method` answers the same state that the owner's events carry, with its `version`. Raises the owner's own
    `NotFound` for a key nobody has, `Unavailable` when it is not known here and the owner does not answer.
    What is known is held, shared with other writers, until the transaction ends: a handler that acts on a newer
    state waits for what is written under this one, and then finds it.
    """
    known = recall(work.session, source, str(key), hold=True)
    if known is None:
        asked = dict(work.ask(source, method, key))
        remember(work.session, source, str(key), asked.pop("version"), asked)
        # An event may have told more meanwhile.
        known = recall(work.session, source, str(key), hold=True) or asked
    return known
