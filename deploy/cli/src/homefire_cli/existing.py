"""Servers that belong to somebody else: PostgreSQL and RabbitMQ that run already, told by two variables.

`HOMEFIRE_POSTGRES_URL` and `HOMEFIRE_AMQP_URL` name their administrators. Nothing of theirs is started,
stopped or removed; only databases, roles, users and queues of the suite's own are made there.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg
import sqlalchemy as sa

from homefire.bus import VHOST
from homefire_cli.errors import CannotRun
from homefire_cli.rabbitmq import server_version

POSTGRES_VARIABLE = "HOMEFIRE_POSTGRES_URL"
BROKER_VARIABLE = "HOMEFIRE_AMQP_URL"
MANAGEMENT_VARIABLE = "HOMEFIRE_RABBITMQ_API_URL"
_MANAGEMENT_PORT = 15672


class ExistingPostgres:
    """A PostgreSQL server, known by its administrator's URL."""

    def __init__(self, url: str) -> None:
        self._url = sa.make_url(url)

    def url(self, database: str = "postgres") -> str:
        """Where the administrator reaches a database, in SQLAlchemy's form."""
        url = self._url.set(drivername="postgresql+psycopg", database=database)
        return url.render_as_string(hide_password=False)

    def url_for(self, role: str, password: str, database: str) -> str:
        """Where a role reaches a database."""
        url = self._url.set(
            drivername="postgresql+psycopg", username=role, password=password, database=database
        )
        return url.render_as_string(hide_password=False)

    def is_ready(self) -> bool:
        """Whether the server answers; raises `CannotRun` when it refuses its administrator."""
        url = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if "authentication failed" in str(error):
                raise CannotRun(f"{POSTGRES_VARIABLE} names a user or password that is refused.") from error
            return False
        return True


class ExistingRabbitMQ:
    """A RabbitMQ server, known by its administrator's URL; users are made over its management interface."""

    def __init__(self, url: str, management_url: str | None = None) -> None:
        self._address = urlsplit(url)
        self._management = urlsplit(management_url or f"http://{self._address.hostname}:{_MANAGEMENT_PORT}")

    @property
    def url(self) -> str:
        """Where the administrator reaches the suite's virtual host."""
        return self._with_user(f"{self._address.username}:{self._address.password}")

    def url_for(self, user: str, password: str) -> str:
        """Where a user of the broker reaches the suite's virtual host."""
        return self._with_user(f"{quote(user, safe='')}:{quote(password, safe='')}")

    def is_ready(self) -> bool:
        """Whether the server has the suite's virtual host and its administrator may enter it."""
        return server_version(self.url) is not None

    def load(self, definitions: Mapping[str, Any]) -> None:
        """Imports virtual host, users, rights, exchanges and queues; raises `CannotRun` when it may not."""
        administrator = self._address.username or ""
        document = {**definitions, "permissions": list(definitions["permissions"])}
        # The administrator who was named must be able to look after the dead-letter queues, too.
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        document["permissions"].append({"user": administrator, "vhost": VHOST, **everything})
        status = self._post("/api/definitions", document)
        if status not in (200, 201, 204):
            raise CannotRun(
                f"The broker's management interface at {self._management.geturl()} answered "
                f"{status or 'nothing'}: enable the plugin rabbitmq_management, and where it has another "
                f"address set {MANAGEMENT_VARIABLE}."
            )

    def _with_user(self, credentials: str) -> str:
        host = self._address.netloc.rpartition("@")[2]
        return f"{self._address.scheme}://{credentials}@{host}/{VHOST}"

    def _post(self, path: str, document: Mapping[str, Any]) -> int:
        secure = self._management.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(self._management.hostname or "", self._management.port, timeout=30)
        credentials = f"{self._address.username or ''}:{self._address.password or ''}"
        headers = {
            "Authorization": f"Basic {base64.b64encode(credentials.encode()).decode()}",
            "Content-Type": "application/json",
        }
        try:
            connection.request("POST", path, json.dumps(document), headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()


def postgres_from_environment() -> ExistingPostgres | None:
    """The server that `HOMEFIRE_POSTGRES_URL` names, if it is set."""
    url = os.environ.get(POSTGRES_VARIABLE)
    return ExistingPostgres(url) if url else None


def rabbitmq_from_environment() -> ExistingRabbitMQ | None:
    """The broker that `HOMEFIRE_AMQP_URL` names, if it is set."""
    url = os.environ.get(BROKER_VARIABLE)
    return ExistingRabbitMQ(url, os.environ.get(MANAGEMENT_VARIABLE)) if url else None
