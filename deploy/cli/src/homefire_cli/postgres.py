"""A PostgreSQL server of the stack's own: loopback only, a password for everybody, an ordinary user."""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import psycopg

from homefire_cli.errors import CannotRun
from homefire_cli.ports import HOST
from homefire_cli.processes import Command, become
from homefire_cli.suite import POSTGRES

ADMINISTRATOR = "homefire_admin"
_LINKED_FOLDERS = Path("/var/lib/homefire")
_OLDEST = 14
_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "400",
    # Statements and the details of errors carry people's data, which no log may hold (R249).
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}


class Postgres:
    """The server below `folder`, which is a link when the server's user cannot reach the checkout."""

    def __init__(
        self, folder: Path, port: int, password: str, *, settings: Mapping[str, str] | None = None
    ) -> None:
        """`settings` are of PostgreSQL's own, beside those that every stack has."""
        self.folder = folder
        self.port = port
        self._password = password
        self._settings = {**_SETTINGS, **(settings or {})}

    def url(self, database: str = "postgres") -> str:
        """Where the administrator reaches a database, in SQLAlchemy's form."""
        return self.url_for(ADMINISTRATOR, self._password, database)

    def url_for(self, role: str, password: str, database: str) -> str:
        """Where a role reaches a database."""
        return f"postgresql+psycopg://{role}:{password}@{HOST}:{self.port}/{database}"

    def prepare(self) -> None:
        """Makes the cluster unless there is one. What a killed first start left half-made is made anew."""
        binaries = self._binaries()
        home = self._reachable_folder()
        data = home / "data"
        if data.exists():
            self._drop_stale_lock(data)
            return
        unfinished = home / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._initialise(binaries, home, unfinished)
        unfinished.rename(data)

    def command(self) -> Command:
        """How the server runs, in the foreground."""
        data = self.folder.resolve() / "data"
        arguments = [str(self._binaries() / "postgres"), "-D", str(data), "-p", str(self.port)]
        for name, value in self._settings.items():
            arguments += ["-c", f"{name}={value}"]
        return Command(POSTGRES, arguments, _ENVIRONMENT, user=_owner())

    def is_ready(self) -> bool:
        """Whether the server answers; raises `CannotRun` when it refuses the administrator's password."""
        try:
            psycopg.connect(self.url().replace("+psycopg", ""), connect_timeout=3).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise CannotRun(
                    f"The database in {self.folder} does not accept the password in the stack's folder of "
                    "secrets: put that folder back, or remove the whole state folder to start with no data."
                ) from error
            return False
        return True

    def wipe(self) -> None:
        """Removes the cluster. The server must be stopped."""
        if self.folder.exists():
            shutil.rmtree(self.folder.resolve())
        self.folder.unlink(missing_ok=True)

    def _initialise(self, binaries: Path, home: Path, data: Path) -> None:
        password_file = home / "password"
        password_file.write_text(self._password)
        password_file.chmod(0o600)
        self._give(password_file)
        try:
            self._as_owner(
                [
                    *(str(binaries / "initdb"), "-D", str(data), "-U", ADMINISTRATOR),
                    *("--auth=scram-sha-256", f"--pwfile={password_file}", "--encoding=UTF8"),
                    *("--locale=C.UTF-8", "--data-checksums", "--no-instructions"),
                ]
            )
        finally:
            password_file.unlink()

    def _drop_stale_lock(self, data: Path) -> None:
        # PostgreSQL heeds its own pid file even if the pid has meanwhile gone to a process that is no server.
        lock = data / "postmaster.pid"
        try:
            pid = int(lock.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        try:
            name = Path(f"/proc/{pid}/comm").read_text().strip()
            folder = Path(f"/proc/{pid}/cwd").readlink()
        except OSError:
            # It is gone, or just about to.
            return
        if name != "postgres":
            lock.unlink()
        elif folder == data:
            raise CannotRun(
                f"A PostgreSQL server (process {pid}) that this runner does not know uses {data}: "
                f"stop it with: kill -INT {pid}"
            )

    def _reachable_folder(self) -> Path:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        if not self.folder.exists():
            # A link whose target is gone would hide the folder.
            self.folder.unlink(missing_ok=True)
            self.folder.mkdir(mode=0o700)
            self._give(self.folder)
            if not self._can_write(self.folder):
                self.folder.rmdir()
                self.folder.symlink_to(self._linked_folder())
        elif not self._can_write(self.folder):
            raise CannotRun(
                f"The user {_owner() or 'who runs this'} cannot write to {self.folder}: "
                "give it that folder, and the right to pass through those above it."
            )
        return self.folder.resolve()

    def _linked_folder(self) -> Path:
        target = _LINKED_FOLDERS / secrets.token_hex(8)
        target.mkdir(mode=0o755, parents=True)
        target.chmod(0o700)
        self._give(target)
        return target

    @staticmethod
    def _give(path: Path) -> None:
        owner = _owner()
        if owner:
            shutil.chown(path, owner, owner)

    def _can_write(self, folder: Path) -> bool:
        # A link lies where that user cannot go, but its target does not.
        target = str(folder.resolve())
        probe = ["test", "-w", target, "-a", "-x", target]
        return subprocess.run(probe, cwd="/", **become(_owner())).returncode == 0

    def _as_owner(self, arguments: list[str]) -> None:
        done = subprocess.run(
            arguments, cwd="/", env=_ENVIRONMENT, capture_output=True, text=True, **become(_owner())
        )
        if done.returncode:
            raise CannotRun(f"{Path(arguments[0]).name} failed: {done.stderr.strip() or done.stdout.strip()}")

    def _binaries(self) -> Path:
        version = self.folder / "data" / "PG_VERSION"
        if version.exists():
            wanted = version.read_text().strip()
            folder = find_binaries(wanted)
            if folder is None:
                raise CannotRun(
                    f"The data in {self.folder} belong to PostgreSQL {wanted}, which is not installed: "
                    f"install postgresql-{wanted}."
                )
            return folder
        folder = find_binaries()
        if folder is None:
            raise CannotRun("PostgreSQL 14 or newer is not installed: install the package postgresql.")
        return folder


_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def find_binaries(version: str | None = None, root: Path = Path("/usr/lib/postgresql")) -> Path | None:
    """The folder with `initdb` and `postgres`: of that major version, or the newest that is new enough."""
    found: dict[int, Path] = {}
    for folder in root.glob("*/bin"):
        if folder.parent.name.isdigit() and (folder / "initdb").exists():
            found[int(folder.parent.name)] = folder
    elsewhere = shutil.which("initdb")
    if elsewhere and (major := _version_of(elsewhere)):
        found.setdefault(major, Path(elsewhere).resolve().parent)
    if version:
        return found.get(int(version))
    newest = max(found, default=0)
    return found[newest] if newest >= _OLDEST else None


def _version_of(initdb: str) -> int | None:
    printed = subprocess.run([initdb, "--version"], capture_output=True, text=True).stdout
    match = re.search(r"(\d+)[.\w]*\s*(?:\(|$)", printed.strip())
    return int(match[1]) if match else None


def _owner() -> str | None:
    """The user that the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam("postgres")
    except KeyError as error:
        raise CannotRun("PostgreSQL does not run as root and there is no user postgres: add one.") from error
    return "postgres"
