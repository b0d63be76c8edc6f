"""Packages of the distribution that the runner needs, installed when missing and when we may."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from homefire_cli.errors import CannotRun
from homefire_cli.postgres import find_binaries
from homefire_cli.rabbitmq import find_server
from homefire_cli.suite import CHECKOUT

_INSTALLER = CHECKOUT / "deploy" / "install-packages.sh"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True)
class Need:
    """Something that must be on the machine, and the package that brings it."""

    title: str
    package: str
    is_there: Callable[[], bool]


def browser() -> str | None:
    """The browser that the end-to-end tests drive."""
    found = filter(None, map(shutil.which, _BROWSERS))
    return next(found, None)


POSTGRES = Need("PostgreSQL 14 or newer", "postgresql", lambda: find_binaries() is not None)
RABBITMQ = Need("RabbitMQ 3.10 or newer", "rabbitmq-server", lambda: find_server() is not None)
CHROMIUM = Need("the browser Chromium", "chromium", lambda: browser() is not None)
ATOMICS = Need("the library libatomic", "libatomic1", lambda: _loads("libatomic.so.1"))
"""The program that drives the browser in the tests is linked with it and does not bring it."""


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def ensure(needs: Iterable[Need], say: Callable[[str], None]) -> None:
    """Installs what is missing; raises `CannotRun` that names exactly what to install where it may not."""
    missing = [need for need in needs if not need.is_there()]
    if not missing:
        return
    titles = " and ".join(need.title for need in missing)
    packages = [need.package for need in missing]
    say(f"Installing {titles}")
    _install(packages, titles)
    still = [need.title for need in missing if not need.is_there()]
    if still:
        raise CannotRun(
            f"The package {' '.join(packages)} of this distribution does not bring {' and '.join(still)}: "
            "install it from its own publisher."
        )


def _install(packages: list[str], titles: str) -> None:
    by_hand = f"sudo sh {_INSTALLER.relative_to(CHECKOUT)} {' '.join(packages)}"
    if shutil.which("apt-get") is None:
        raise CannotRun(
            f"Homefire needs {titles}, and this machine has no apt-get: install it by other means."
        )
    become_root = _way_to_root()
    if become_root is None:
        raise CannotRun(
            f"Homefire needs {titles}, and you may not install packages here. "
            f"Have an administrator run: {by_hand}"
        )
    done = subprocess.run(
        [*become_root, "sh", str(_INSTALLER), *packages],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode:
        end = "\n".join(done.stdout.splitlines()[-8:])
        raise CannotRun(f"{titles} could not be installed. Try by hand: {by_hand}\napt said last:\n{end}")


def _way_to_root() -> list[str] | None:
    """What to put before a command so that root runs it, or None where there is no way without a password."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0:
        return [sudo, "-n"]
    return None
