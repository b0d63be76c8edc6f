"""A test session's copy of the suite."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any
from unittest import mock

import sqlalchemy as sa

if TYPE_CHECKING:
    import ssl

    import httpx

    from homefire.client import RpcClient
    from homefire.edge import Edge
    from homefire.work import Work
    from homefire_cli.processes import Record
    from homefire_cli.stack import Stack

_counter = itertools.count(1)


class Suite:
    """Starts what a test needs, once, and reaches it in every way a client could."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self._prepared: set[str] = set()
        self._seen_ready: dict[str, tuple[Record | None, ...]] = {}
        self._engines: dict[str, sa.Engine] = {}
        self._clients: list[httpx.Client] = []
        self._edges: dict[str, Edge] = {}
        self._rpc: RpcClient | None = None

    def servers(self) -> None:
        """PostgreSQL and RabbitMQ, empty at first."""
        if "servers" not in self._prepared:
            self.stack.wipe()
            self.stack.ensure_servers()
            self.stack.provision()
            self._prepared.add("servers")

    def migrated(self, *names: str) -> None:
        """The databases of these services at their newest schema."""
        self.servers()
        missing = [name for name in names if name not in self._prepared]
        if missing:
            if "gateway" in missing:
                self._build_pages()
            self.stack.migrate(*missing)
            self._prepared.update(missing)

    def _build_pages(self) -> None:
        """The gateway lists its style sheets once, when it starts: they must be there before whoever starts it."""
        from homefire_cli.launch import build_assets

        build_assets(self.stack)

    def running(self, *names: str) -> None:
        """These services, ready; one that a test has killed is started again.

        One that was ready is asked again only when it, the database server or the broker is another process now.
        """
        self.migrated(*names)
        self.stack.start(*(name for name in names if not self.stack.running(name)))
        for name in names:
            if self._seen_ready.get(name) != self._processes_of(name):
                self.stack.wait_ready(name)
                self._seen_ready[name] = self._processes_of(name)

    def _processes_of(self, name: str) -> tuple[Record | None, ...]:
        return tuple(self.stack.running(process) for process in (name, *self.stack.servers.own))

    def client(self, service: str, role: str = "caseworker", **options: Any) -> httpx.Client:
        """An HTTP client of a program's own port; `token` overrides the role's."""
        self.running(service)
        token = options.pop("token", None) or self.stack.token(role)
        headers = {"Authorization": f"Bearer {token}", **options.pop("headers", {})}
        return self.bare_client(service, headers=headers, **options)

    def bare_client(self, program: str, **options: Any) -> httpx.Client:
        """An HTTP client of a program's port, whether it runs or not, without a token."""
        import httpx

        options = {"base_url": self.stack.service_url(program), "timeout": 20, **options}
        self._clients.append(httpx.Client(verify=self._certificates, **options))
        return self._clients[-1]

    @cached_property
    def _certificates(self) -> ssl.SSLContext:
        """Read once: each client would read them anew, which takes longer than most tests."""
        import httpx

        return httpx.create_ssl_context()

    def portal(self, service: str, kind: str, number: int | None, **options: Any) -> httpx.Client:
        """An HTTP client of a service's port for a customer or vendor who has signed in to the portal.

        A customer without a number is one who has signed up and is not linked yet; `subject` is the account's id.
        """
        token = self.stack.token(
            kind, party=number, name=options.pop("name", None), subject=options.pop("subject", None)
        )
        return self.client(service, token=token, **options)

    def rpc(
        self,
        service: str,
        method: str,
        *args: Any,
        role: str = "caseworker",
        token: str | None = None,
        timeout: float = 10,
        **kwargs: Any,
    ) -> Any:
        """One call over the bus as the gateway's user; raises the `Problem` that comes back."""
        self.running(service)
        return self.call_without_starting(
            service, method, *args, role=role, token=token, timeout=timeout, **kwargs
        )

    def call_without_starting(
        self,
        service: str,
        method: str,
        *args: Any,
        role: str = "caseworker",
        token: str | None = None,
        timeout: float = 10,
        **kwargs: Any,
    ) -> Any:
        """One call over the bus to a service that may be down."""
        from homefire.client import RpcClient

        if self._rpc is None:
            self._rpc = RpcClient(self.stack.amqp_url("gateway"), "gateway")
        bearer = token if token is not None else self.stack.token(role)
        return self._rpc.call(service, method, list(args), kwargs, token=bearer, timeout=timeout)

    def database(self, service: str) -> sa.Engine:
        """The service's database as the administrator."""
        self.migrated(service)
        if service not in self._engines:
            self._engines[service] = sa.create_engine(
                self.stack.admin_database_url(service), poolclass=sa.NullPool
            )
        return self._engines[service]

    def outbox_of(
        self, service: str, *, subject: int | str | None = None, type: str | None = None
    ) -> list[dict[str, Any]]:
        """The envelopes of a service's events, oldest first."""
        from homefire import plumbing

        query = sa.select(plumbing.outbox.c.body).order_by(plumbing.outbox.c.position)
        if subject is not None:
            query = query.where(plumbing.outbox.c.subject == str(subject))
        if type is not None:
            query = query.where(plumbing.outbox.c.type == type)
        with self.database(service).connect() as connection:
            return list(connection.scalars(query))

    def edge(self, service: str) -> Edge:
        """The edge of a service inside this process, on the service's own database and role."""
        from homefire.database import Database
        from homefire.edge import Edge
        from homefire.settings import Settings

        self.migrated(service)
        if service not in self._edges:
            with mock.patch.dict("os.environ", self.stack.environment(service)):
                settings = Settings.from_environment(service)
            self._edges[service] = Edge(settings, Database(settings.database_url, pool_size=4))
        return self._edges[service]

    @contextmanager
    def work_in(self, service: str, role: str = "caseworker", **preconditions: Any) -> Iterator[Work]:
        """One piece of work in a transaction that commits when the block ends; `if_match`, `lock_token`, …"""
        from homefire.work import Work

        edge = self.edge(service)
        caller = edge.verifier.verify(self.stack.token(role))
        with edge.database.session() as session:
            yield Work(
                edge,
                caller=caller,
                correlation_id=f"test-{next(_counter)}",
                session=session,
                **preconditions,
            )

    def new_customer(self, **fields: Any) -> dict[str, Any]:
        """Enters a customer over HTTP; the record that was answered."""
        body = {
            "first_name": "ADA",
            "last_name": f"TEST{letters(next(_counter))}",
            "preferred_method": "mail",
        }
        if fields.get("special_handling"):
            body["special_handling_reason"] = "the manager wants to see every change"
        self.running("customers")
        token = {"Authorization": f"Bearer {self.stack.token('caseworker')}"}
        answer = self._customers.post("/customers", json=body | fields, headers=token)
        answer.raise_for_status()
        record: dict[str, Any] = answer.json()
        return record

    @cached_property
    def _customers(self) -> httpx.Client:
        return self.bare_client("customers")

    def close(self) -> None:
        """Ends everything."""
        for made in self._clients:
            made.close()
        if self._rpc is not None:
            self._rpc.close()
        for engine in (*self._engines.values(), *(edge.database.engine for edge in self._edges.values())):
            engine.dispose()
        self.stack.down()


def verify_all(http: Any, application: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """The application with everything verified that ELIGIBLE needs, in its version after that.

    `http` is a client of the service that keeps applications, or of the gateway with `prefix` before its paths.
    """
    path = f"{prefix}/applications/{application['id']}/verification"
    panel = http.get(path).json()
    for item in panel["items"]:
        if item["required"] and "VERIFY" in item["actions"]:
            answer = http.post(
                f"{path}/{item['code']}",
                json={"action": "VERIFY", "reason": "seen by the test"},
                headers={"If-Match": str(panel["version"])},
            )
            answer.raise_for_status()
            panel = answer.json()
    return application | {"version": panel["version"]}


def letters(number: int) -> str:
    """A number in letters, since names have no digits."""
    return "".join(chr(ord("A") + int(digit)) for digit in str(number))


def eventually(check: Callable[[], Any], *, within: float = 15.0, every: float = 0.05) -> Any:
    """The first true answer of `check`; fails the test when there is none in `within` seconds.

    The bound only ends a hopeless wait; no test asserts how long something took.
    """
    deadline = time.monotonic() + within
    while True:
        answer = check()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"did not come true within {within} s: {answer!r}")
        time.sleep(every)


def once_owners_answer(send: Callable[[], httpx.Response]) -> httpx.Response:
    """The answer to a request that asks every service; one that came while they were busy, just started, is repeated.

    Such a request is refused whole with 503, so that sending it again has its effect once.
    """

    def answer() -> httpx.Response | None:
        given = send()
        return None if given.status_code == 503 else given

    found: httpx.Response = eventually(answer)
    return found
