"""Makes the Python environment in `.homefire/venv`: a pinned list with hashes, then the project's packages.

Called by `./homefire` with the machine's own Python whenever the environment is not what it should be; it
uses nothing but the standard library. The mark that says "ready" is written last and one process works at a
time, so a first start that was killed, or that runs twice, heals by itself.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
STATE = CHECKOUT / ".homefire"
VENV = STATE / "venv"
LISTS = {"run": ["requirements.txt"], "dev": ["requirements.txt", "requirements-dev.txt"]}
SERVERS = ["postgresql", "rabbitmq-server"]


def main(level: str, wanted: str) -> None:
    """Makes the environment of a level, `run` or `dev`, and marks it with the text `wanted`."""
    try:
        STATE.mkdir(exist_ok=True)
        with (STATE / "venv.lock").open("w") as lock:
            _lock(lock.fileno())
            if not is_ready(level, wanted):
                make(level, wanted)
    except PermissionError as error:
        raise SystemExit(
            f"{error.filename} cannot be written: run the command as the owner of {CHECKOUT}."
        ) from None


def is_ready(level: str, wanted: str) -> bool:
    """Whether somebody else made it while we waited."""
    try:
        return (VENV / f"ready-{level}").read_text() == mark(wanted)
    except OSError:
        return False


def mark(wanted: str) -> str:
    """What a finished environment bears: what it was made from, and the Python it was made with."""
    return f"{wanted}\n{os.path.realpath(VENV / 'bin' / 'python')}\n"


def make(level: str, wanted: str) -> None:
    """Adds what is missing, or begins anew where another Python or another list was used."""
    for ready in VENV.glob("ready-*"):
        ready.unlink()
    if _installed() not in (fingerprint("run"), fingerprint("dev")):
        _make_empty()
    if _installed() != fingerprint("dev") and _installed() != fingerprint(level):
        say("Installing Python packages from the pinned list")
        for name in LISTS[level]:
            pip("--require-hashes", "--only-binary", ":all:", "-r", str(CHECKOUT / "deploy" / name))
        (VENV / "installed").write_text(fingerprint(level))
    pip("--no-index", "--no-build-isolation", *(f"--editable={path}" for path in projects()))
    levels = ("run", "dev") if _installed() == fingerprint("dev") else ("run",)
    for name in levels:
        (VENV / f"ready-{name}").write_text(mark(wanted))


def projects() -> list[Path]:
    """The folders of the project's own packages."""
    return [path.parent for path in sorted(CHECKOUT.glob("*/pyproject.toml"))] + [
        path.parent for path in sorted(CHECKOUT.glob("*/*/pyproject.toml"))
    ]


def fingerprint(level: str) -> str:
    """Tells apart environments that were made from other lists, with another Python, or in another folder."""
    digest = hashlib.sha256(f"{level} {sys.version} {CHECKOUT}".encode())
    for name in LISTS[level]:
        digest.update((CHECKOUT / "deploy" / name).read_bytes())
    return digest.hexdigest()


def pip(*arguments: str) -> None:
    """`pip install`, as the user has configured it; silent unless it fails."""
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--no-deps", "--no-input", *arguments]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        raise SystemExit("The Python packages could not be installed: pip says above why.")


def say(text: str) -> None:
    """A line for whoever waits; on standard error, since standard output may be somebody's JSON."""
    print(f"  {text}", file=sys.stderr, flush=True)


def _installed() -> str:
    try:
        return (VENV / "installed").read_text()
    except OSError:
        return ""


def _make_empty() -> None:
    say("Making a Python environment in .homefire/venv")
    shutil.rmtree(VENV, ignore_errors=True)
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        _install_venv_module()
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SystemExit(f"The Python environment could not be made: {(done.stderr or done.stdout).strip()}")


def _install_venv_module() -> None:
    version = f"python3.{sys.version_info.minor}"
    by_hand = f"sudo sh deploy/install-packages.sh {version}-venv {' '.join(SERVERS)}"
    become_root = _way_to_root()
    if become_root is None or shutil.which("apt-get") is None:
        raise SystemExit(
            "Homefire needs Python's venv module, PostgreSQL and RabbitMQ, and you may not install packages "
            f"here. Have an administrator run, in {CHECKOUT}: {by_hand}"
        )
    say(f"Installing the package {version}-venv")
    installer = str(CHECKOUT / "deploy" / "install-packages.sh")
    done = subprocess.run(
        [*become_root, "sh", installer, f"{version}-venv"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        raise SystemExit(f"Python's venv module could not be installed. Try by hand: {by_hand}")


def _way_to_root() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0:
        return [sudo, "-n"]
    return None


def _lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Waiting for another start that makes the Python environment")
        began = time.monotonic()
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        say(f"Waited {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
