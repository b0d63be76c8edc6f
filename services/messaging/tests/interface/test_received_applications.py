"""What messaging does by itself when the agency has received an application."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
import pika
import pytest

from homefire.clock import to_wire
from homefire.testing.suite import eventually

HANDLER = "add_received_application_entry"


@pytest.fixture
def number(running, new_customer):
    """A customer who speaks Spanish and has no contacts."""
    running("customers", "messaging")
    return new_customer(language="SPANISH")["number"]


@pytest.fixture
def publish(stack, running) -> Callable[..., None]:
    """Publishes an event as the applications service would."""
    running("messaging")

    def send(event: dict[str, Any]) -> None:
        with pika.BlockingConnection(pika.URLParameters(stack.amqp_url("applications"))) as connection:
            channel = connection.channel()
            channel.confirm_delivery()
            properties = pika.BasicProperties(
                content_type="application/json", delivery_mode=2, user_id="applications"
            )
            channel.basic_publish(
                "applications.events", event["type"], orjson.dumps(event), properties, mandatory=True
            )

    return send


@pytest.fixture
def handled(client) -> Callable[[], int]:
    """How many application events this process of messaging has settled."""
    http = client("messaging")

    def count() -> int:
        pattern = rf'homefire_events_handled_total\{{handler="{HANDLER}",outcome="ok"\}} ([\d.]+)'
        found = re.search(pattern, http.get("/metrics").text)
        return int(float(found[1])) if found else 0

    return count


def received(number: int, **more: Any) -> dict[str, Any]:
    """The envelope of an `application_received`."""
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "/applications",
        "type": "application_received",
        "subject": str(number),
        "time": to_wire(datetime.now(UTC)),
        "data": {"application_id": 1, "program": "HEAP", "program_year": 2018, "intake_date": "2019-03-07"},
        "actorid": "u-1",
        "actorname": "MARIA LOPEZ",
        "actorkind": "staff",
        "correlationid": "c-1",
        "aggregate": "application/1",
        "sequence": 1,
        "pubseq": 1,
    } | more


@pytest.mark.req("R52", "R55", "R56", "R254")
def test_event_that_arrives_three_times_adds_one_entry(client, number, publish, handled, outbox_of):
    event = received(number)
    before = handled()
    for _ in range(3):
        publish(event)
    eventually(lambda: handled() >= before + 3)
    [row] = client("messaging").get(f"/customers/{number}/contact-entries").json()["items"]
    assert {name: value for name, value in row.items() if name not in ("id", "entered_at")} == {
        "contact_date": "2019-03-07",
        "contact_type": "INCOMING",
        "contact_action": "HEAP APPLICATION RECEIVED",
        "call_code": "NO ACTION REQ - RECORD ONLY",
        "language": "SPANISH",
        "notes": "CONTACT ACTION ADDED FROM APPLICATION RECEIVING SCREEN",
        "mailing_code": "NL - WRITTEN NOTIFICATION LETTER OF APPLICATION RECEIVED",
        "mailing_date": None,
        "entered_by": "MARIA LOPEZ",
        "version": 1,
    }
    [told] = outbox_of("messaging", subject=number)
    assert (told["type"], told["actorname"], told["correlationid"]) == (
        "contact_entry_added",
        "MARIA LOPEZ",
        "c-1",
    )


@pytest.mark.req("R56")
def test_imported_application_adds_no_entry(client, number, publish, handled):
    before = handled()
    publish(received(number, historic=True))
    eventually(lambda: handled() >= before + 1)
    assert client("messaging").get(f"/customers/{number}/contact-entries").json()["items"] == []
