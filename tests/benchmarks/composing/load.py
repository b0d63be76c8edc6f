"""The clients: some connections that each ask for one record after the other, in a process of their own.

Written on bare sockets, because a client library would take as much of the machine as what it measures. The
orders come as JSON on standard input, the outcome goes as JSON to standard output.
"""

from __future__ import annotations

import contextlib
import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

_TIMEOUT = 30.0
_LENGTH = b"\r\ncontent-length:"
_END = b"\r\n\r\n"


class BadAnswer(Exception):
    """An answer that is no record."""


@dataclass(slots=True)
class Client:
    """One connection that is kept, and what came over it."""

    host: str
    port: int
    requests: Iterator[bytes]
    seconds: float
    latencies: list[float] = field(default_factory=list)
    incomplete: int = 0
    error: str = ""

    def run(self, start: threading.Barrier) -> None:
        """Asks until the time is over. The last question asked in time still counts."""
        try:
            with socket.create_connection((self.host, self.port), timeout=_TIMEOUT) as connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                start.wait(_TIMEOUT)
                self._ask(connection, time.perf_counter() + self.seconds)
        except (BadAnswer, OSError, threading.BrokenBarrierError) as error:
            self.error = f"{type(error).__name__}: {error}"
            start.abort()

    def _ask(self, connection: socket.socket, end: float) -> None:
        before = time.perf_counter()
        while before < end:
            connection.sendall(next(self.requests))
            is_whole = _read_record(connection)
            after = time.perf_counter()
            if is_whole:
                self.latencies.append(after - before)
            else:
                self.incomplete += 1
            before = after


def _read_record(connection: socket.socket) -> bool:
    """Whether all sections of the record came. Raises `BadAnswer` when none did."""
    data = connection.recv(65536)
    while (end := data.find(_END)) < 0:
        data += _more(connection)
    head = data[:end].lower()
    if not head.startswith(b"http/1.1 200 "):
        raise BadAnswer(head.split(b"\r\n")[0].decode())
    length = int(head.partition(_LENGTH)[2].partition(b"\r\n")[0])
    while len(data) < end + len(_END) + length:
        data += _more(connection)
    return b'"unavailable"' not in data


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise BadAnswer("the connection was closed in the middle of an answer")
    return data


def ask(orders: dict[str, Any]) -> dict[str, Any]:
    """Runs `clients` connections for `seconds`; returns all latencies and the time it took, in seconds."""
    requests = [_request(orders, number) for number in orders["numbers"]]
    clients = [
        # Each begins elsewhere in the list, so that they do not all ask for the same record at once.
        Client(orders["host"], orders["port"], _from(requests, place, orders["clients"]), orders["seconds"])
        for place in range(orders["clients"])
    ]
    start = threading.Barrier(len(clients) + 1)
    threads = [threading.Thread(target=client.run, args=(start,)) for client in clients]
    for thread in threads:
        thread.start()
    with contextlib.suppress(threading.BrokenBarrierError):
        start.wait(_TIMEOUT)
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return {
        "seconds": time.perf_counter() - began,
        "latencies": [latency for client in clients for latency in client.latencies],
        "incomplete": sum(client.incomplete for client in clients),
        "processor_seconds": time.process_time(),
        "errors": sorted({client.error for client in clients if client.error}),
    }


def _request(orders: dict[str, Any], number: int) -> bytes:
    lines = [
        f"GET /api/v1/customers/{number}/record HTTP/1.1",
        f"Host: {orders['host']}:{orders['port']}",
        f"Authorization: Bearer {orders['token']}",
        "Accept: application/json",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def _from(requests: list[bytes], place: int, places: int) -> Iterator[bytes]:
    first = place * len(requests) // places
    return islice(cycle(requests), first, None)


if __name__ == "__main__":
    json.dump(ask(json.load(sys.stdin)), sys.stdout)
