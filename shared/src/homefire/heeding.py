"""Heeding that a record is under special handling, in a service that keeps a part of it (R26).

The record's owner tells of it in its events, and each service keeps that in its projection. A write then needs an
acknowledgement, a reason in the caller's words, which the service tells as an event of its own, so that it becomes a
note. What a service does by itself, and what an import brings, needs none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import fields

from homefire.errors import AcknowledgementRequired
from homefire.events import EventData, EventType
from homefire.work import Stamp, Work

Known = Mapping[str, Any] | None
"""What the projection holds of a record: `special_handling` says whether it is under it."""


class AcknowledgementData(EventData):
    """Somebody changed a part of a record under special handling, and why."""

    reason = fields.String(required=True)


special_handling_acknowledged = EventType(
    "special_handling_acknowledged",
    AcknowledgementData,
    "A part of a record under special handling was changed, for this reason.",
)
"""Every service that heeds special handling publishes it."""


def heed(work: Work, *records: Known, stamp: Stamp | None = None) -> None:
    """Raises `AcknowledgementRequired` for a change of records of which one is under special handling.

    Call it before anything changes. `stamp`, when historic, marks what an import brings.
    """
    imported = stamp is not None and stamp.historic
    if work.acknowledgement is None and not imported and any(map(_needs_it, records)):
        raise AcknowledgementRequired()


def tell(
    work: Work,
    records: Iterable[tuple[int | str, Known]],
    *,
    aggregate: str,
    sequence: int,
    stamp: Stamp | None = None,
) -> None:
    """Tells why each record under special handling was changed, once the change itself was told.

    `records` pairs the subject of the event with what is known of the record; `aggregate` and `sequence` are the
    change's own.
    """
    if work.acknowledgement is None or (stamp is not None and stamp.historic):
        return
    for subject, known in records:
        if _needs_it(known):
            work.emit(
                special_handling_acknowledged,
                subject=subject,
                aggregate=aggregate,
                sequence=sequence,
                data={"reason": work.acknowledgement},
            )


def _needs_it(known: Known) -> bool:
    return known is not None and bool(known.get("special_handling"))
