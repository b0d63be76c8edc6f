"""The RPC client against a stock nameko service, which runs as a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pika
import pytest

from homefire.client import Call, RpcClient
from homefire.errors import NotFound, TimedOut, Unavailable, Unexpected
from homefire.testing.suite import eventually

ECHO_SERVICE = """
import sys
import eventlet
eventlet.monkey_patch()
from nameko.containers import ServiceContainer
from nameko.rpc import rpc
from homefire.errors import FieldProblem, NotFound
from homefire.client import RpcClient

class Echo:
    name = sys.argv[2]
    client = RpcClient(sys.argv[1], sys.argv[2])

    @rpc
    def echo(self, *args, **kwargs):
        return {"args": list(args), "kwargs": kwargs}

    @rpc
    def blob(self, letter, size):
        return letter * size

    @rpc
    def nap(self, seconds):
        eventlet.sleep(seconds)

    @rpc
    def missing(self):
        raise NotFound("No customer has this number.", code="no_such_customer",
                       fields=[FieldProblem("number", "unknown", "Check the number.")])

    @rpc
    def break_down(self):
        raise ValueError("SSN 765-43-2108")

    @rpc
    def relay_call(self, count):
        pool = eventlet.GreenPool()
        results = pool.imap(lambda n: self.client.call(self.name, "echo", [n])["args"][0], range(count))
        return list(results)

container = ServiceContainer(Echo, {"AMQP_URI": sys.argv[1], "max_workers": 40})
container.start()
print("ready", flush=True)
container.wait()
"""


class Echo:
    """A running echo service."""

    def __init__(self, url: str) -> None:
        self.name = f"echo{uuid.uuid4().hex[:12]}"
        self._url = url
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-W", "ignore", "-c", ECHO_SERVICE, self._url, self.name]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def waiting(self) -> int:
        """How many requests the service has not taken."""
        with pika.BlockingConnection(pika.URLParameters(self._url)) as connection:
            declared = connection.channel().queue_declare(f"rpc-{self.name}", passive=True)
            return int(declared.method.message_count)

    def close(self) -> None:
        self.kill()
        with pika.BlockingConnection(pika.URLParameters(self._url)) as connection:
            connection.channel().queue_delete(f"rpc-{self.name}")


@pytest.fixture(scope="module")
def echo(amqp_url: str) -> Iterator[Echo]:
    service = Echo(amqp_url)
    yield service
    service.close()


@pytest.fixture
def client(amqp_url: str) -> Iterator[RpcClient]:
    made = RpcClient(amqp_url, "tester")
    yield made
    made.close()


def test_call_returns_what_the_service_returned(client: RpcClient, echo: Echo) -> None:
    answer = client.call(echo.name, "echo", [110385, {"name": "DOENA"}], {"if_match": 3})
    assert answer == {"args": [110385, {"name": "DOENA"}], "kwargs": {"if_match": 3}}


def test_problem_crosses_the_bus_whole(client: RpcClient, echo: Echo) -> None:
    with pytest.raises(NotFound) as raised:
        client.call(echo.name, "missing")
    assert raised.value.code == "no_such_customer"
    assert raised.value.detail == "No customer has this number."
    assert raised.value.fields[0].field == "number"


@pytest.mark.parametrize("method", ["break_down", "no_such_method"])
def test_foreign_error_is_told_without_its_text(client: RpcClient, echo: Echo, method: str) -> None:
    with pytest.raises(Unexpected) as raised:
        client.call(echo.name, method)
    assert "765-43-2108" not in raised.value.to_json()
    assert "ValueError" not in raised.value.to_json()


def test_unknown_service_is_unavailable_at_once(client: RpcClient) -> None:
    started = time.monotonic()
    with pytest.raises(Unavailable) as raised:
        client.call("nobody", "get", timeout=30)
    assert not isinstance(raised.value, TimedOut)
    assert raised.value.extra["service"] == "nobody"
    assert time.monotonic() - started < 10


def test_slow_service_is_given_up_at_the_deadline(client: RpcClient, echo: Echo) -> None:
    with pytest.raises(TimedOut):
        client.call(echo.name, "nap", [2], timeout=0.2)
    assert client.call(echo.name, "echo", [1])["args"] == [1]


def test_request_to_a_stopped_service_expires(client: RpcClient, echo: Echo) -> None:
    """Nobody waits for it any more when the service is back, so it must not be carried out."""
    echo.kill()
    eventually(lambda: echo.waiting() == 0)
    with pytest.raises(TimedOut):
        client.call(echo.name, "echo", timeout=1.0)
    eventually(lambda: echo.waiting() == 0)
    echo.start()
    assert client.call(echo.name, "echo", [2])["args"] == [2]


def test_several_calls_go_out_together_and_fail_alone(client: RpcClient, echo: Echo) -> None:
    calls = [
        Call(echo.name, "echo", [1]),
        Call("nobody", "get"),
        Call(echo.name, "missing"),
        Call(echo.name, "nap", [5]),
        Call(echo.name, "echo", [2]),
    ]
    started = time.monotonic()
    first, unknown, missing, slow, last = client.call_many(calls, timeout=1.0)
    assert time.monotonic() - started < 3
    assert (first["args"], last["args"]) == ([1], [2])
    assert isinstance(unknown, Unavailable)
    assert isinstance(missing, NotFound)
    assert isinstance(slow, TimedOut)


def test_large_answers_of_concurrent_calls_arrive_whole(client: RpcClient, echo: Echo) -> None:
    def ask(letter: str) -> bool:
        return bool(client.call(echo.name, "blob", [letter, 300_000], timeout=20) == letter * 300_000)

    with ThreadPoolExecutor(10) as pool:
        assert all(pool.map(ask, "abcdefghij" * 3))


def test_large_request_arrives_whole(client: RpcClient, echo: Echo) -> None:
    text = "x" * 700_000
    assert client.call(echo.name, "echo", [text], timeout=20)["args"] == [text]


def test_threads_share_a_client_and_get_their_own_answers(client: RpcClient, echo: Echo) -> None:
    def ask(number: int) -> bool:
        return bool(client.call(echo.name, "echo", [number], timeout=20)["args"] == [number])

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(ask, range(1000)))
    assert client._wire is not None
    assert not client._wire.session._pending


def test_context_reaches_the_service(client: RpcClient, amqp_url: str) -> None:
    """The headers are nameko's own, so a stock service finds token, correlation id and trace."""
    name = f"silent{uuid.uuid4().hex[:12]}"
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        channel = connection.channel()
        channel.queue_declare(name, auto_delete=True)
        channel.queue_bind(name, "nameko-rpc", f"{name}.*")
        context = {"token": "signed", "correlation_id": "work-1", "traceparent": "00-1-2-01"}
        asking = threading.Thread(target=lambda: client.call_many([Call(name, "get")], timeout=20, **context))
        asking.start()
        _, properties, _ = next(channel.consume(name, auto_ack=True, inactivity_timeout=10))
        answer = pika.BasicProperties(correlation_id=properties.correlation_id)
        channel.basic_publish("nameko-rpc", properties.reply_to, b'{"result": 1, "error": null}', answer)
        asking.join()
    assert properties.headers == {
        "nameko.auth_token": "signed",
        "nameko.correlation_id": "work-1",
        "nameko.traceparent": "00-1-2-01",
    }
    assert properties.delivery_mode == 1
    assert 15_000 < int(properties.expiration) <= 20_000


def test_client_connects_again_after_its_connection_is_lost(client: RpcClient, echo: Echo) -> None:
    assert client.call(echo.name, "echo")
    waiting = threading.Thread(target=lambda: outcomes.append(outcome_of_nap(client, echo)))
    outcomes: list[type[Exception]] = []
    waiting.start()
    time.sleep(0.3)
    cut(client)
    waiting.join(5)
    assert outcomes == [Unavailable]
    eventually(client.is_ready)
    assert client.call(echo.name, "echo", [3])["args"] == [3]


def outcome_of_nap(client: RpcClient, echo: Echo) -> type[Exception]:
    try:
        client.call(echo.name, "nap", [30], timeout=30)
    except Exception as error:
        return type(error)
    raise AssertionError("the nap was answered")


def cut(client: RpcClient) -> None:
    """Breaks the connection below the protocol, as a network does."""
    assert client._wire is not None
    connection = client._wire.link._connection
    connection._transport._sock.shutdown(socket.SHUT_RDWR)


def test_unreachable_broker_is_told_at_once() -> None:
    client = RpcClient("amqp://guest:guest@127.0.0.1:1/homefire", "tester")
    started = time.monotonic()
    with pytest.raises(Unavailable):
        client.call("customers", "get_customer", timeout=20)
    assert time.monotonic() - started < 10
    assert not client.is_ready()
    client.close()


def test_closed_client_calls_no_more(amqp_url: str, echo: Echo) -> None:
    client = RpcClient(amqp_url, "tester")
    client.call(echo.name, "echo")
    before = threading.active_count()
    client.close()
    assert threading.active_count() == before - 1
    with pytest.raises(Unavailable):
        client.call(echo.name, "echo")


def test_forked_child_connects_anew(client: RpcClient, echo: Echo) -> None:
    assert client.call(echo.name, "echo")
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        answer = client.call(echo.name, "echo", ["child"], timeout=10)["args"]
        os.write(writer, b"yes" if answer == ["child"] else b"no")
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 3) == b"yes"
    assert client.call(echo.name, "echo", ["parent"])["args"] == ["parent"]


def test_client_works_in_a_patched_process(client: RpcClient, echo: Echo) -> None:
    """The echo service calls itself with the same class, from many green threads."""
    assert client.call(echo.name, "relay_call", [30], timeout=20) == list(range(30))


def test_reply_queue_dies_with_its_connection(amqp_url: str, echo: Echo) -> None:
    client = RpcClient(amqp_url, "tester")
    client.call(echo.name, "echo")
    assert client._wire is not None
    queue = client._wire.session._reply_to.replace("reply-", "rpc.reply-", 1)
    client.close()

    def is_gone() -> bool:
        connection = pika.BlockingConnection(pika.URLParameters(amqp_url))
        try:
            connection.channel().queue_declare(queue, passive=True)
        except pika.exceptions.ChannelClosedByBroker as error:
            return bool(error.reply_code == 404)
        finally:
            connection.close()
        return False

    eventually(is_gone)


def test_request_that_is_no_json_is_refused_before_it_is_sent(client: RpcClient) -> None:
    with pytest.raises(TypeError):
        client.call("customers", "get", [object()])
