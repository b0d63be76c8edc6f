"""Whom an event of a system outside is believed to come from, and in whose name."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from homefire.events import Event, new_id
from homefire.inbox import EventHandler, ForgedEvent, Handler, vouched


def declared(*, outside: bool) -> Handler:
    return Handler("hear", "bank", ("paid",), False, outside, lambda service, work, event: None)


def envelope(**fields: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": str(new_id()),
        "source": "/bank",
        "type": "paid",
        "subject": "990385",
        "time": "2018-01-02T11:04:05Z",
        "data": {},
        "aggregate": "bill/1",
        "sequence": 1,
        "actorid": "42",
        "actorname": "JMEDINA",
        "actorkind": "staff",
        "historic": True,
        **fields,
    }


@pytest.mark.req("R247", "R204")
def test_a_system_outside_speaks_for_itself_and_of_the_present_alone() -> None:
    event = vouched(declared(outside=True), Event.from_envelope(envelope()), "bank")
    assert (event.actor_id, event.actor_name, event.actor_kind) == ("bank", "BANK", "system")
    assert event.historic is False


def test_a_service_names_whom_its_work_began_with() -> None:
    event = Event.from_envelope(envelope())
    assert vouched(declared(outside=False), event, None) is event


@pytest.mark.req("R247")
@pytest.mark.parametrize(
    ("source", "user"),
    [("/bank", None), ("/bank", "gateway"), ("/applications", "bank"), ("/applications", "applications")],
)
def test_what_somebody_else_published_in_its_place_goes_to_the_dead_letters(
    source: str, user: str | None
) -> None:
    with pytest.raises(ForgedEvent):
        vouched(declared(outside=True), Event.from_envelope(envelope(source=source)), user)
    settled: list[dict[str, Any]] = []
    handling = EventHandler.__new__(EventHandler)
    handling.declared = declared(outside=True)
    handling.queue_consumer = SimpleNamespace(settle=lambda message, **how: settled.append(how))
    handling.handle_message(envelope(source=source), SimpleNamespace(properties={"user_id": user}))
    assert settled == [{"accept": False, "requeue": False}]
