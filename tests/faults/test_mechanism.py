"""Malformed requests and events, dead letters, and services that are away."""

from __future__ import annotations

import json
import time
import uuid
from contextlib import contextmanager

import pika
import pytest
import sqlalchemy as sa

from homefire.errors import Problem
from homefire.rights import RPC_EXCHANGE, events_exchange
from homefire.testing.suite import eventually
from homefire.topology import Topology
from homefire_cli import deadletters
from homefire_cli.suite import SERVICES

JSON = {"content_type": "application/json"}
A_CALL = b'{"args": [110385], "kwargs": {}}'
MALFORMED = [
    pytest.param(A_CALL, {"reply_to": "k"}, id="no content type"),
    pytest.param(A_CALL, JSON, id="no reply_to"),
    pytest.param(A_CALL, JSON | {"reply_to": "customers.get_customer"}, id="reply to a request key"),
    pytest.param(b"\xff\xfe", JSON | {"reply_to": "k"}, id="not JSON"),
    pytest.param(b"[]", JSON | {"reply_to": "k"}, id="not an object"),
    pytest.param(b'{"args": 1, "kwargs": 2}', JSON | {"reply_to": "k"}, id="wrong arguments"),
    pytest.param(b"{}", {"content_type": "application/x-python-serialize", "reply_to": "k"}, id="pickle"),
]


@pytest.mark.parametrize(("body", "properties"), MALFORMED)
def test_malformed_request_harms_nobody(suite, stack, rpc, new_customer, body, properties):
    number = new_customer()["number"]
    before = stack.running("customers")
    if properties.get("reply_to") == "k":
        properties = properties | {"reply_to": str(uuid.uuid4())}
    with pika.BlockingConnection(pika.URLParameters(stack.admin_amqp_url)) as connection:
        message = pika.BasicProperties(**properties)
        connection.channel().basic_publish(RPC_EXCHANGE, "customers.get_customer", body, message)
    assert rpc("customers", "get_customer", number)["number"] == number
    assert stack.running("customers") == before


def publish_event(stack, service: str, body: bytes) -> None:
    """Publishes a message as a service would, with the administrator's rights."""
    with pika.BlockingConnection(pika.URLParameters(stack.admin_amqp_url)) as connection:
        channel = connection.channel()
        properties = pika.BasicProperties(content_type="application/json", delivery_mode=2)
        channel.basic_publish(events_exchange(service), "customer_created", body, properties)


def dead(stack) -> dict[str, int]:
    """How many events lie in each dead-letter queue that has some."""
    found = deadletters.list_dead(stack.admin_amqp_url, Topology.load())
    return {queue.queue: queue.count for queue in found if queue.count}


@pytest.mark.parametrize(
    "body", [b"no JSON at all", b'{"specversion": "1.0"}'], ids=["undecodable", "incomplete"]
)
def test_malformed_event_is_dead_lettered_and_others_flow_on(suite, stack, notes_of, new_customer, body):
    suite.running("customers", "audit", "messaging")
    deadletters.drop(stack.admin_amqp_url, Topology.load())
    publish_event(stack, "customers", body)
    number = new_customer()["number"]
    eventually(lambda: notes_of(number))
    expected = {"audit.notes", "messaging.remember_customer"}
    eventually(lambda: expected <= dead(stack).keys())
    deadletters.drop(stack.admin_amqp_url, Topology.load())
    assert dead(stack) == {}


def test_event_that_could_not_be_handled_is_replayed_once_the_fault_is_mended(
    suite, stack, database, new_customer, client
):
    """The fault: messaging may not write to its own table, which no retry would mend soon enough."""
    suite.running("customers", "messaging", "applications")
    topology, queue = Topology.load(), "messaging.add_received_application_entry"
    deadletters.drop(stack.admin_amqp_url, topology)
    number = new_customer()["number"]
    body = {
        "program": "HEAP",
        "program_year": 2026,
        "intake_date": "2026-11-02",
        "place_of_service": {"number": "5", "street": "MAIN", "street_type": "ST", "zip": "93933"},
    }
    with broken(database("messaging"), "contact_entry"):
        client("applications").post(f"/customers/{number}/applications", json=body).raise_for_status()
        # The retries' growing delays are not waited for: the administrator sets the event aside at once.
        set_aside(stack, queue, eventually(lambda: suite.outbox_of("applications", subject=number))[-1])
        assert dead(stack) == {queue: 1}
    assert deadletters.replay(stack.admin_amqp_url, topology)[queue] == 1
    http = client("messaging")
    entries = eventually(lambda: http.get(f"/customers/{number}/contact-entries").json()["items"], within=60)
    assert [entry["contact_action"] for entry in entries] == ["HEAP APPLICATION RECEIVED"]
    assert dead(stack) == {}


def test_service_that_catches_up_answers_requests_meanwhile(suite, stack, database, new_customer, rpc):
    """Its handlers wait for a table, far more of them than it has workers: some workers are for requests alone."""
    suite.running("customers", "appointments")
    number = new_customer()["number"]
    waiting = sa.text("select count(*) from pg_locks where relation = 'projection'::regclass and not granted")
    with database("appointments").connect() as holder:
        holder.execute(sa.text("lock table projection in exclusive mode"))
        for _ in range(60):
            new_customer()
        eventually(lambda: holder.scalar(waiting) > 1)
        assert rpc("appointments", "list_appointments", number)["items"] == []
        holder.rollback()


@contextmanager
def broken(engine, table):
    """Takes the run role's right to insert into a table away, and gives it back."""
    with engine.begin() as connection:
        connection.execute(sa.text(f"REVOKE INSERT ON {table} FROM messaging"))
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(sa.text(f"GRANT INSERT ON {table} TO messaging"))


def set_aside(stack, queue, envelope):
    """Puts an event into a dead-letter queue, as the broker does when its attempts are spent."""
    properties = pika.BasicProperties(content_type="application/json", delivery_mode=2)
    with pika.BlockingConnection(pika.URLParameters(stack.admin_amqp_url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish("", f"{queue}.dead", json.dumps(envelope).encode(), properties)


def test_service_that_is_down_is_an_error_and_not_a_wait_for_ever(suite, stack):
    suite.running("customers")
    stack.stop("customers")
    with pytest.raises(Problem) as raised:
        suite.call_without_starting("customers", "get_customer", 1, timeout=1)
    assert raised.value.code in ("timed_out", "unavailable")
    suite.running("customers")


def test_every_service_is_ready_again_after_the_broker_came_back(suite, stack):
    suite.running(*SERVICES)
    stack.kill("rabbitmq")
    time.sleep(1)
    stack.start("rabbitmq")
    stack.wait_ready("rabbitmq", *SERVICES)
