"""Missing packages: installed where we may, and otherwise exactly what to do in one sentence."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from homefire_cli import packages
from homefire_cli.errors import CannotRun
from homefire_cli.packages import Need


class Machine:
    """A machine on which one package is missing, and what was run on it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.there = False
        self.installs_it = True
        self.sudo_works = False
        self.tools = {"apt-get": "/usr/bin/apt-get"}
        self.user = 1000
        self.ran: list[list[str]] = []
        self.result = 0
        monkeypatch.setattr("os.geteuid", lambda: self.user)
        monkeypatch.setattr("shutil.which", self.tools.get)
        monkeypatch.setattr("subprocess.run", self._run)

    @property
    def need(self) -> Need:
        return Need("RabbitMQ 3.10 or newer", "rabbitmq-server", lambda: self.there)

    def _run(self, command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        if command[-1] == "true":
            return subprocess.CompletedProcess(command, 0 if self.sudo_works else 1)
        self.ran.append(command)
        self.there = self.installs_it
        return subprocess.CompletedProcess(command, self.result, "E: Unable to locate package\n")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def ensure(machine: Machine) -> str:
    with pytest.raises(CannotRun) as refused:
        packages.ensure([machine.need], lambda _: None)
    return str(refused.value)


def test_nothing_is_run_when_nothing_is_missing(machine: Machine) -> None:
    machine.there = True
    packages.ensure([machine.need], lambda _: None)
    assert machine.ran == []


def test_root_installs_by_the_script_that_starts_nothing(machine: Machine) -> None:
    machine.user = 0
    packages.ensure([machine.need], lambda _: None)
    [command] = machine.ran
    assert command[0] == "sh"
    assert command[1].endswith("deploy/install-packages.sh")
    assert command[2:] == ["rabbitmq-server"]


def test_a_user_with_sudo_installs_through_it_and_is_never_asked(machine: Machine) -> None:
    machine.tools["sudo"] = "/usr/bin/sudo"
    machine.sudo_works = True
    packages.ensure([machine.need], lambda _: None)
    assert machine.ran[0][:3] == ["/usr/bin/sudo", "-n", "sh"]


def test_a_user_without_sudo_is_told_exactly_what_to_run(machine: Machine) -> None:
    machine.tools["sudo"] = "/usr/bin/sudo"
    sentence = ensure(machine)
    assert machine.ran == []
    assert "RabbitMQ 3.10 or newer" in sentence
    assert "sudo sh deploy/install-packages.sh rabbitmq-server" in sentence


def test_a_machine_without_apt_is_told_what_is_needed(machine: Machine) -> None:
    del machine.tools["apt-get"]
    machine.user = 0
    assert "needs RabbitMQ 3.10 or newer, and this machine has no apt-get" in ensure(machine)


def test_a_failed_installation_shows_what_apt_said(machine: Machine) -> None:
    machine.user, machine.result = 0, 100
    sentence = ensure(machine)
    assert "RabbitMQ 3.10 or newer could not be installed" in sentence
    assert "E: Unable to locate package" in sentence


def test_a_package_that_brings_something_too_old_is_said_so(machine: Machine) -> None:
    machine.user, machine.installs_it = 0, False
    assert "does not bring RabbitMQ 3.10 or newer" in ensure(machine)
