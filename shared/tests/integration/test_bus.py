"""The broker's document on a real broker: one start loads it, and each user can do what it must, no more."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pika
import pytest
from pika.exceptions import ChannelClosedByBroker, ProbableAccessDeniedError, ProbableAuthenticationError

from homefire import bus
from homefire.rights import agency_user, reply_key, reply_queue
from homefire.topology import GATEWAY, Topology

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
SILENT = "documents"
"""Every service calls another one by now. Here this one calls nobody, as the next one that is added may."""
_COMMITTED = Topology.load()
TOPOLOGY = replace(
    _COMMITTED, services={**_COMMITTED.services, SILENT: replace(_COMMITTED.services[SILENT], calls=())}
)
SERVICES = tuple(TOPOLOGY.services)
CALLERS = tuple(name for name in SERVICES if TOPOLOGY.services[name].calls)
AGENCY = agency_user("county")
REFUSED = 403


class Broker:
    """A RabbitMQ of this test's own, started once with the document and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.port, distribution, self.epmd = (free_port() for _ in range(3))
        names = [*SERVICES, GATEWAY, AGENCY]
        self.document = bus.definitions(
            TOPOLOGY, {name: password(name) for name in names}, admin_password="admin-pw", agencies=["county"]
        )
        (folder / "definitions.json").write_text(json.dumps(self.document))
        (folder / "rabbitmq.conf").write_text(f"load_definitions = {folder}/definitions.json\n")
        (folder / "enabled_plugins").write_text("[].\n")
        self.environment = {
            **os.environ,
            "HOME": str(folder),
            "RABBITMQ_NODENAME": f"bus{self.port}@localhost",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(distribution),
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self.epmd),
        }

    def start(self) -> None:
        output = subprocess.DEVNULL
        self.process = subprocess.Popen(
            [SERVER], env=self.environment, stdout=output, stderr=output, start_new_session=True
        )
        wait_until(self.accepts_users, 60)

    def accepts_users(self) -> bool:
        try:
            self.connect(bus.ADMIN, "admin-pw").close()
        except (pika.exceptions.AMQPError, OSError):
            return False
        return True

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
        # The port mapper of Erlang is a daemon of its own and outlives the broker.
        subprocess.run([shutil.which("epmd") or "epmd", "-kill"], env=self.environment, capture_output=True)

    def connect(self, user: str, secret: str | None = None) -> pika.BlockingConnection:
        credentials = pika.PlainCredentials(user, secret or password(user))
        return pika.BlockingConnection(
            pika.ConnectionParameters("127.0.0.1", self.port, bus.VHOST, credentials, socket_timeout=5)
        )

    def control(self, *arguments: str) -> str:
        command = [
            str(SERVER.with_name("rabbitmqctl")),
            "-n",
            self.environment["RABBITMQ_NODENAME"],
            *arguments,
        ]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=True, timeout=60
        ).stdout


def password(user: str) -> str:
    return f"password of {user}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Any, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true in time"
        time.sleep(0.1)


def first_message(channel: Any, queue: str) -> bytes | None:
    """By consuming, since a queue with a single active consumer knows no get."""
    body: bytes | None
    delivered, _, body = next(channel.consume(queue, inactivity_timeout=15))
    if delivered is not None:
        channel.basic_ack(delivered.delivery_tag)
    channel.cancel()
    return body


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    server = Broker(tmp_path_factory.mktemp("broker"))
    server.start()
    # A quorum queue that is used within a second of its declaration may not have its leader yet.
    time.sleep(2)
    yield server
    server.stop()


class User:
    """One user's connection; every attempt has a channel of its own, since a refusal closes it."""

    def __init__(self, broker: Broker, name: str) -> None:
        self.name = name
        self.connection = broker.connect(name)

    def refusal(self, method: str, *args: Any, **kwargs: Any) -> int | None:
        """The broker's reply code when it refuses the method, or None when it obeys."""
        channel = self.connection.channel()
        try:
            getattr(channel, method)(*args, **kwargs)
            channel.close()
        except ChannelClosedByBroker as error:
            return int(error.reply_code)
        return None

    def publish_refusal(self, exchange: str, key: str, user_id: str | None = None) -> int | None:
        channel = self.connection.channel()
        channel.confirm_delivery()
        try:
            channel.basic_publish(exchange, key, b"{}", pika.BasicProperties(user_id=user_id))
            channel.close()
        except ChannelClosedByBroker as error:
            return int(error.reply_code)
        return None


@pytest.fixture(params=SERVICES)
def service(broker: Broker, request: pytest.FixtureRequest) -> Iterator[User]:
    user = User(broker, request.param)
    yield user
    user.connection.close()


def test_one_start_loads_the_whole_document(broker: Broker) -> None:
    listed = broker.control(
        "-q", "list_queues", "-p", bus.VHOST, "name", "type", "policy", "--no-table-headers"
    )
    rows = {name: (kind, policy) for name, kind, policy in (line.split("\t") for line in listed.splitlines())}
    assert set(rows) == {queue["name"] for queue in broker.document["queues"]}
    for consumption in TOPOLOGY.consumptions():
        assert rows[consumption.queue] == ("quorum", f"dead-letter {consumption.queue}")
        assert rows[consumption.dead_queue][0] == "quorum"
    assert {rows[f"rpc-{name}"][0] for name in SERVICES} == {"classic"}
    assert "guest" not in broker.control("-q", "list_users")


def test_wrong_password_and_other_virtual_host_are_refused(broker: Broker) -> None:
    with pytest.raises(ProbableAuthenticationError):
        broker.connect("customers", "not the password")
    parameters = pika.ConnectionParameters(
        "127.0.0.1", broker.port, "/", pika.PlainCredentials("customers", password("customers"))
    )
    with pytest.raises(ProbableAccessDeniedError):
        pika.BlockingConnection(parameters)


def test_service_publishes_its_own_events_in_its_own_name(service: User) -> None:
    assert service.publish_refusal(f"{service.name}.events", "anything_happened", service.name) is None


def test_service_cannot_forge_the_publisher(service: User) -> None:
    other = "audit" if service.name != "audit" else "customers"
    assert service.publish_refusal(f"{service.name}.events", "anything_happened", other) == 406


def test_service_cannot_publish_to_anothers_exchange(service: User) -> None:
    foreign = [f"{name}.events" for name in SERVICES if name != service.name]
    for exchange in [*foreign, bus.DEAD_EXCHANGE, "", "amq.topic", "amq.direct"]:
        assert service.publish_refusal(exchange, "customer_updated") == REFUSED, exchange


def test_service_calls_only_whom_it_may(service: User) -> None:
    allowed = TOPOLOGY.services[service.name].calls
    for other in SERVICES:
        expected = None if other in allowed else REFUSED
        assert service.publish_refusal("nameko-rpc", f"{other}.any_operation") == expected, other


def test_service_answers_every_kind_of_client(service: User) -> None:
    for key in (
        str(uuid.uuid4()),
        reply_key(GATEWAY, str(uuid.uuid4())),
        reply_key(AGENCY, str(uuid.uuid4())),
    ):
        assert service.publish_refusal("nameko-rpc", key) is None
    assert service.publish_refusal("nameko-rpc", "reply-gateway") == REFUSED


@pytest.mark.parametrize("name", [*CALLERS, GATEWAY, AGENCY])
def test_no_caller_can_bind_to_others_requests_or_answers(broker: Broker, name: str) -> None:
    user, own = User(broker, name), str(uuid.uuid4())
    queue = reply_queue(name, own)
    channel = user.connection.channel()
    channel.queue_declare(queue, exclusive=True, auto_delete=True)
    channel.queue_bind(queue, "nameko-rpc", reply_key(name, own))
    somebody = GATEWAY if name != GATEWAY else "messaging"
    for key in ("#", "*", "*.*", "#.get_customer", "customers.*", "audit.#", reply_key(somebody, own)):
        assert user.refusal("queue_bind", queue, "nameko-rpc", key) == REFUSED, key
    for other in SERVICES:
        assert user.refusal("queue_bind", queue, f"{other}.events", "#") == REFUSED, other
    assert user.refusal("queue_bind", queue, bus.DEAD_EXCHANGE, "audit.notes") == REFUSED
    user.connection.close()


def test_service_that_calls_nobody_cannot_wait_for_answers(broker: Broker) -> None:
    user = User(broker, SILENT)
    assert user.refusal("queue_declare", reply_queue(SILENT, str(uuid.uuid4())), exclusive=True) == REFUSED
    assert user.refusal("exchange_bind", f"{SILENT}.events", "nameko-rpc", "#") == REFUSED
    user.connection.close()


def test_service_reads_its_own_queues_and_no_others(broker: Broker, service: User) -> None:
    own = {f"rpc-{service.name}", *(item.queue for item in TOPOLOGY.services[service.name].consumes)}
    for queue in (entry["name"] for entry in broker.document["queues"]):
        expected = None if queue in own else REFUSED
        assert service.refusal("basic_consume", queue, lambda *_: None) == expected, queue


def test_service_cannot_declare_or_delete_anything_shared(service: User) -> None:
    for method, args in [
        ("queue_declare", (f"rpc-{service.name}",)),
        ("queue_declare", ("rpc-new",)),
        ("queue_declare", ("audit.notes",)),
        ("queue_delete", (f"rpc-{service.name}",)),
        ("exchange_declare", ("nameko-rpc", "topic")),
        ("exchange_declare", (f"{service.name}.events", "topic")),
        ("exchange_delete", (f"{service.name}.events",)),
        ("exchange_delete", ("nameko-rpc",)),
        ("queue_purge", ("audit.notes",)) if service.name != "audit" else ("queue_delete", ("audit.notes",)),
    ]:
        assert service.refusal(method, *args) == REFUSED, (method, args)


def test_event_reaches_its_handlers_and_the_notes(broker: Broker) -> None:
    publisher = User(broker, "customers")
    admin = broker.connect(bus.ADMIN, "admin-pw").channel()
    queues = [item.queue for item in TOPOLOGY.consumptions() if "customer_updated" in item.types]
    for queue in [*queues, "audit.notes"]:
        admin.queue_purge(queue)
    assert publisher.publish_refusal("customers.events", "customer_updated", "customers") is None
    for queue in [*queues, "audit.notes"]:
        assert first_message(admin, queue) == b"{}", queue
    admin.connection.close()
    publisher.connection.close()


def test_rejected_event_is_dead_lettered(broker: Broker) -> None:
    admin = broker.connect(bus.ADMIN, "admin-pw").channel()
    consumer = User(broker, "messaging")
    queue = "messaging.remember_customer"
    admin.queue_purge(queue)
    admin.basic_publish("customers.events", "customer_created", b"poison")
    channel = consumer.connection.channel()
    wait_until(lambda: channel.queue_declare(queue, passive=True).method.message_count == 1, 5)
    delivered, _, _ = channel.basic_get(queue)
    channel.basic_reject(delivered.delivery_tag, requeue=False)
    dead = f"{queue}.dead"
    wait_until(lambda: admin.queue_declare(dead, passive=True).method.message_count == 1, 5)
    _, properties, body = admin.basic_get(dead, auto_ack=True)
    assert body == b"poison"
    assert properties.headers["x-first-death-queue"] == queue
    consumer.connection.close()
    admin.connection.close()


def test_delivery_limit_ends_in_the_dead_letter_queue(broker: Broker) -> None:
    admin = broker.connect(bus.ADMIN, "admin-pw").channel()
    queue, attempts = "documents.remember_customer", 0
    admin.queue_purge(queue)
    admin.basic_publish("customers.events", "customer_created", b"{}")

    def requeued_until_dead() -> bool:
        nonlocal attempts
        delivered, _, _ = admin.basic_get(queue)
        if delivered is not None:
            attempts += 1
            admin.basic_reject(delivered.delivery_tag, requeue=True)
        return bool(admin.queue_declare(f"{queue}.dead", passive=True).method.message_count)

    wait_until(requeued_until_dead, 15)
    assert attempts == bus.DELIVERY_LIMIT + 1
    admin.queue_purge(f"{queue}.dead")
    admin.connection.close()


STOCK_CLIENT = """
import sys
from nameko.standalone.rpc import ClusterRpcProxy
with ClusterRpcProxy({"AMQP_URI": sys.argv[1]}, timeout=20) as rpc:
    print(rpc.customers.get_customer(110385))
"""


def test_stock_client_of_an_agency_gets_its_answer(broker: Broker) -> None:
    """The service is played by the test, as the broker's user `customers`; nameko is not imported here."""
    user = User(broker, "customers")
    channel = user.connection.channel()
    channel.queue_purge("rpc-customers")
    url = f"amqp://{quote(AGENCY)}:{quote(password(AGENCY))}@127.0.0.1:{broker.port}/{bus.VHOST}"
    client = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", STOCK_CLIENT, url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deliveries = channel.consume("rpc-customers", inactivity_timeout=20)
    delivered, properties, body = next(deliveries)
    assert delivered is not None, client.communicate(timeout=20)
    assert json.loads(body)["args"] == [110385]
    answer = pika.BasicProperties(correlation_id=properties.correlation_id, content_type="application/json")
    channel.basic_publish(
        "nameko-rpc", properties.reply_to, json.dumps({"result": "HOLSCHEIN", "error": None}).encode(), answer
    )
    output, errors = client.communicate(timeout=20)
    assert output.strip() == "HOLSCHEIN", errors
    channel.cancel()
    user.connection.close()


def test_second_start_keeps_everything(broker: Broker) -> None:
    """Definitions are loaded at every start; what exists stays, messages included."""
    admin = broker.connect(bus.ADMIN, "admin-pw").channel()
    admin.queue_purge("audit.notes")
    admin.confirm_delivery()
    persistent = pika.BasicProperties(delivery_mode=2)
    admin.basic_publish("messaging.events", "contact_entry_added", b"kept", persistent)
    admin.connection.close()
    broker.stop()
    broker.start()
    admin = broker.connect(bus.ADMIN, "admin-pw").channel()
    assert first_message(admin, "audit.notes") == b"kept"
    admin.connection.close()


def test_declare_completes_a_broker_of_somebody_else(broker: Broker) -> None:
    """Where definitions cannot be loaded, AMQP declares the same, policies as arguments; twice is once."""
    broker.control("add_vhost", "elsewhere")
    broker.control("set_permissions", "-p", "elsewhere", bus.ADMIN, ".*", ".*", ".*")
    url = f"amqp://{bus.ADMIN}:admin-pw@127.0.0.1:{broker.port}/elsewhere"
    bus.declare(url, broker.document)
    bus.declare(url, broker.document)
    bus.declare(f"amqp://{bus.ADMIN}:admin-pw@127.0.0.1:{broker.port}/{bus.VHOST}", broker.document)
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    channel.basic_publish("customers.events", "customer_created", b"poison")
    queue = "messaging.remember_customer"
    wait_until(lambda: channel.queue_declare(queue, passive=True).method.message_count == 1, 5)
    channel.basic_reject(channel.basic_get(queue)[0].delivery_tag, requeue=False)
    wait_until(lambda: channel.queue_declare(f"{queue}.dead", passive=True).method.message_count == 1, 5)
    connection.close()
