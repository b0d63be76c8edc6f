"""Going through the alert queue record by record: the place in it that a record's page carries along.

The place stands in the address as `queue`: whose customers, the place of this one, the page of the queue it was
opened from. It is opaque, says nothing protected, and what comes back is read with care. Every link and form of the
record's pages that stays with the same customer takes it along by itself.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from typing import Any

import orjson
from flask import Flask, request, url_for

from gateway.context import gateway, principal, trace
from homefire.client import Call
from homefire.errors import Problem

NAME = "queue"
PATIENCE = 1.0
"""Seconds. A record is shown without its position where the queue does not answer."""
_LONGEST = 1200
_WITH_RECORD = ("record", "notes")


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Whose queue, the opaque place of one customer in it, and the cursor of the page it was opened from."""

    whose: str
    place: str
    page: str = ""

    @property
    def text(self) -> str:
        """The place as an address has it."""
        parts = orjson.dumps([self.whose, self.place, self.page])
        return urlsafe_b64encode(parts).decode().rstrip("=")

    @property
    def queue_url(self) -> str:
        """The page of the queue that the record was opened from."""
        return url_for("queue.show", whose=self.whose, cursor=self.page or None)

    def at(self, place: str) -> QueuePlace:
        """The same queue at another customer's place."""
        return replace(self, place=place)


def carried() -> QueuePlace | None:
    """The place that this request carries; nothing where it carries none of ours."""
    text = request.args.get(NAME, "")
    if not text or len(text) > _LONGEST:
        return None
    try:
        found = orjson.loads(urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
    except ValueError:
        return None
    match found:
        case [str(whose), str(place), str(page)]:
            return QueuePlace(whose, place, page)
    return None


def way_out() -> str:
    """Where leaving a record leads: back to the queue it was opened from, or to the lookup."""
    place = carried()
    return place.queue_url if place else url_for("customers.lookup")


def neighbours(place: QueuePlace, *, timeout: float = PATIENCE) -> dict[str, Any]:
    """What lies around a place in the queue. Raises the service's problem."""
    query = {"whose": place.whose, "place": place.place}
    call = Call("customers", "find_queue_neighbours", [], query)
    answer: dict[str, Any] = gateway().services.ask(principal(), call, trace=trace(), timeout=timeout)
    return answer


def shown_position() -> dict[str, Any] | None:
    """For a record's head: the place that is carried, and what lies around it where that is known."""
    place = carried()
    if place is None:
        return None
    try:
        around = neighbours(place)
    except Problem:
        around = None
    return {"place": place, "around": around}


def install(app: Flask) -> None:
    """The place goes along with every address of the same customer, and templates may show it."""
    app.url_defaults(_take_along)
    app.context_processor(lambda: {"queue_position": shown_position, "way_out": way_out})


def _take_along(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint.partition(".")[0] not in _WITH_RECORD or NAME in values or NAME not in request.args:
        return
    if values.get("number") == (request.view_args or {}).get("number") and carried() is not None:
        values[NAME] = request.args[NAME]
