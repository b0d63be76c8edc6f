"""Ports: probing them, and saying who is in the way."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from homefire_cli.errors import CannotRun
from homefire_cli.ports import HOST, Ports, holder, is_free, require_free
from homefire_cli.suite import GATEWAY, PROCESSES


@contextmanager
def listening(address: str = HOST, *, shared: bool = False) -> Iterator[int]:
    with socket.socket() as server:
        if shared:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind((address, 0))
        server.listen()
        yield server.getsockname()[1]


def test_probing_a_port_finds_a_listener() -> None:
    with listening() as port:
        assert not is_free(port)
    assert is_free(port)


def test_probing_a_port_finds_a_listener_on_every_address() -> None:
    with listening("0.0.0.0") as port:
        assert not is_free(port)


def test_probing_a_port_finds_a_listener_that_allows_sharing() -> None:
    """nameko's web server does, so a left-over service would silently take half of the requests."""
    with listening(shared=True) as port:
        assert not is_free(port)


def test_asking_who_holds_a_port_names_the_process() -> None:
    with listening() as port:
        assert f"process {os.getpid()}" in holder(port)


def test_a_port_in_use_is_refused_with_its_holder_and_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as port:
        monkeypatch.setattr("homefire_cli.ports._FIRST", {GATEWAY: port})
        with pytest.raises(CannotRun) as refused:
            require_free(Ports(), [GATEWAY], patience=0)
    sentence = str(refused.value)
    assert f"port {port} (for gateway) is in use by" in sentence
    assert f"process {os.getpid()}" in sentence
    assert "HOMEFIRE_PORT_OFFSET=100" in sentence


def test_free_ports_are_accepted() -> None:
    ports = Ports.unused(600)
    require_free(ports, PROCESSES)


def test_unused_ports_pass_over_those_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as port:
        monkeypatch.setattr("homefire_cli.ports._FIRST", {GATEWAY: port - 200})
        assert Ports.unused(200, 400).offset != 200


def test_unused_ports_pass_over_one_that_browsers_refuse() -> None:
    assert Ports(2080)[GATEWAY] == 10080
    assert Ports.unused(2080, 2200).offset != 2080


def test_a_port_that_is_about_to_be_free_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([False, False, True, True])
    monkeypatch.setattr("homefire_cli.ports.is_free", lambda _port: next(answers))
    require_free(Ports(), [GATEWAY])
    assert list(answers) == []


def test_two_who_ask_for_unused_ports_get_different_ones() -> None:
    assert Ports.unused(600) != Ports.unused(600)


def test_an_offset_moves_every_port_and_keeps_them_apart() -> None:
    plain, moved = Ports().all(), Ports(300).all()
    assert {name: port + 300 for name, port in plain.items()} == moved
    assert len(set(plain.values()) | set(moved.values())) == 2 * len(plain)
