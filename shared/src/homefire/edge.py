"""The edge of a service: where a call becomes work, and work becomes an answer.

One `Edge` per process holds what every call needs. For each call it checks the token and the scope, reads the
input, opens one transaction, runs the use case, stores the answer under its idempotency key, commits, and wakes
the outbox relay. Use cases never commit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from nameko.extensions import DependencyProvider

from homefire import arguments, faults, idempotency, telemetry
from homefire.auth import Caller, Signer, Verifier
from homefire.clock import Clock
from homefire.crypto import BlindIndex, FieldCipher, MasterKey
from homefire.database import Database, violated_constraint
from homefire.declared import Operation
from homefire.errors import Conflict, Problem, Unavailable
from homefire.events import plain_id, plain_traceparent
from homefire.outcome import Answer, Failure, as_problem
from homefire.settings import Settings
from homefire.work import Work

if TYPE_CHECKING:
    from homefire.client import Call, RpcClient
    from homefire.events import Event
    from homefire.operations import Service
    from homefire.peers import Peers

log = telemetry.logger("homefire.edge")
ASK_SECONDS = 2.0
"""How long a service waits for another one."""


class DatabaseAway(Unavailable):
    """The service's own database does not answer. Nothing was changed."""

    code = "database_unavailable"
    sentence = "The record store is not answering. Nothing was changed; try again in a moment."


class Edge:
    """What every call of one process shares."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        *,
        version: str = "",
        constraints: dict[str, Callable[[], Problem]] | None = None,
        clock: Clock | None = None,
        client: RpcClient | None = None,
        peers: Peers | None = None,
        scopes: Sequence[str] = (),
    ) -> None:
        self.settings = settings
        self.service = settings.service
        self.version = version
        self.database = database
        self.clock = clock or Clock(settings.time_zone)
        self.constraints = constraints or {}
        self.client = client
        self.peers = peers
        self.scopes = frozenset(scopes)
        self.checks: dict[str, Callable[[], bool]] = {"database": database.is_answering}
        self.committed: Callable[[], None] = lambda: None
        self.verifier = Verifier(_needed(settings.keys_file), settings.service)
        self.master_key = MasterKey.from_file(_needed(settings.master_key_file))
        self.blind_index = (
            BlindIndex.from_file(settings.blind_index_key_file) if settings.blind_index_key_file else None
        )
        self.signer = (
            Signer.from_file(settings.signing_key_file, settings.service)
            if settings.signing_key_file
            else None
        )
        self._cipher: FieldCipher | None = None

    @property
    def cipher(self) -> FieldCipher:
        """Encrypts fields of this database."""
        if self._cipher is None:
            self._cipher = self.database.field_cipher(self.master_key)
        return self._cipher

    def readiness(self) -> dict[str, bool]:
        """Each thing this process needs, and whether it has it now."""
        return {name: check() for name, check in self.checks.items()}

    def call(
        self,
        declared: Operation,
        service: Service,
        args: Sequence[Any],
        kwargs: dict[str, Any],
        context: dict[str, Any],
    ) -> Answer | Failure:
        """Carries out one call. Never raises: what went wrong is the outcome."""
        started = time.perf_counter()
        correlation_id = plain_id(context.get("correlation_id"))
        caller_id = ""
        try:
            caller = self.verifier.verify(context.get("auth_token"))
            caller_id = caller.id
            caller.require(declared.scope)
            bound = arguments.bind(declared, args, kwargs, over_http=context.get("transport") == "http")
            bound.check_scopes(declared, caller)
            outcome: Answer | Failure = (
                self._read(declared, service, bound, caller, correlation_id, context)
                if declared.reads
                else self._write(declared, service, bound, caller, correlation_id, context)
            )
        except Exception as error:
            outcome = Failure(as_problem(error))
        self._record(declared, outcome, started, caller_id, correlation_id, context)
        return outcome

    def _read(
        self,
        declared: Operation,
        service: Service,
        bound: arguments.Bound,
        caller: Caller,
        correlation_id: str,
        context: dict[str, Any],
    ) -> Answer:
        with self._translating(), self.database.reading() as connection:
            work = Work(self, caller=caller, correlation_id=correlation_id, connection=connection)
            return Answer(declared.function(service, work, *bound.positional, **bound.named))

    def _write(
        self,
        declared: Operation,
        service: Service,
        bound: arguments.Bound,
        caller: Caller,
        correlation_id: str,
        context: dict[str, Any],
    ) -> Answer:
        repeat = idempotency.claim_for(declared, bound, caller, context, self.master_key)
        with self._translating(), self.database.session() as session:
            stored = repeat.find_or_claim(session) if repeat else None
            if stored is not None:
                return Answer(stored["body"], replayed=True)
            work = Work(
                self,
                caller=caller,
                correlation_id=correlation_id,
                traceparent=plain_traceparent(context.get("traceparent")),
                session=session,
                if_match=bound.if_match,
                lock_token=bound.lock_token,
                acknowledgement=bound.acknowledgement,
            )
            result = declared.function(service, work, *bound.positional, **bound.named)
            session.flush()
            body = declared.returns.dump(result) if declared.returns is not None else result
            if repeat:
                repeat.store(session, body)
        faults.point("edge.after_commit")
        self.committed()
        return Answer(body)

    def handle(self, handler: str, function: Callable[..., Any], service: Service, event: Event) -> None:
        """Handles one event: its effect and the fact that it was handled commit together."""
        caller = Caller(
            id=self.service,
            name=event.actor_name,
            kind="service",
            scopes=frozenset(),
            expires=0.0,
            act={"sub": event.actor_id, "name": event.actor_name, "kind": event.actor_kind},
        )
        with self._translating(), self.database.session() as session:
            if not idempotency.receive(session, event.id, handler):
                return
            work = Work(
                self,
                caller=caller,
                correlation_id=event.correlation_id,
                traceparent=event.traceparent,
                session=session,
            )
            function(service, work, event)
        faults.point("inbox.after_commit")
        self.committed()

    @contextmanager
    def working(self, actor: dict[str, str], correlation_id: str) -> Iterator[Work]:
        """Work that the process goes on with by itself, in one transaction; `actor` is who it began with."""
        caller = Caller(self.service, actor["name"], "service", frozenset(), 0.0, actor)
        with self._translating(), self.database.session() as session:
            yield Work(self, caller=caller, correlation_id=plain_id(correlation_id), session=session)
        self.committed()

    def ask(self, work: Work, service: str, method: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Calls another service by RPC with a token of our own that names who the work began with."""
        if self.client is None:
            raise Unavailable(f"{self.service} is not set up to call {service}.")
        return self.client.call(
            service,
            method,
            args,
            kwargs,
            token=self._token_for(work, {service}),
            correlation_id=work.correlation_id,
            timeout=ASK_SECONDS,
        )

    def ask_all(self, work: Work, calls: Sequence[Call]) -> list[Any]:
        """Several calls of other services at once, as `ask`; a failed one gives its problem."""
        if self.client is None:
            raise Unavailable(f"{self.service} is not set up to call others.")
        return self.client.call_many(
            calls,
            token=self._token_for(work, {call.service for call in calls}),
            correlation_id=work.correlation_id,
            timeout=ASK_SECONDS,
        )

    def ask_http(
        self, work: Work, service: str, method: str, args: list[Any], body: Mapping[str, Any] | None
    ) -> Any:
        """As `ask`, on the other service's own HTTP port: for what may not cross the bus."""
        if self.peers is None:
            raise Unavailable(f"{self.service} is not set up to call {service}.")
        return self.peers.ask(
            service,
            method,
            args,
            body,
            token=self._token_for(work, {service}),
            correlation_id=work.correlation_id,
        )

    def _token_for(self, work: Work, services: set[str]) -> str:
        if self.signer is None:
            raise Unavailable(f"{self.service} has no key to sign with.")
        return self.signer.sign(
            sub=self.service,
            name=self.service,
            kind="service",
            audience=sorted(services),
            scopes={
                *(f"{service}:read" for service in services),
                *(scope for scope in self.scopes if scope.partition(":")[0] in services),
            },
            act=work.caller.actor,
        )

    @contextmanager
    def _translating(self) -> Iterator[None]:
        """Turns what the database says into problems: a broken constraint by its name, an outage as such."""
        try:
            yield
        except sa.exc.IntegrityError as error:
            name = violated_constraint(error)
            if name in self.constraints:
                raise self.constraints[name]() from None
            raise
        except (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError) as error:
            if (
                getattr(error.orig, "sqlstate", None) in ("55P03", "40P01", "40001")
                if hasattr(error, "orig")
                else False
            ):
                raise Conflict(
                    "Somebody else is changing this at the same moment. Try again.", code="busy"
                ) from None
            log.error("database_error", error=telemetry.describe(error))
            raise DatabaseAway() from None

    def _record(
        self,
        declared: Operation,
        outcome: Answer | Failure,
        started: float,
        caller_id: str,
        correlation_id: str,
        context: dict[str, Any],
    ) -> None:
        seconds = time.perf_counter() - started
        code = outcome.problem.code if isinstance(outcome, Failure) else "ok"
        transport = context.get("transport", "rpc")
        telemetry.calls.labels(declared.name, transport, code).inc()
        telemetry.durations.labels(declared.name).observe(seconds)
        log.info(
            "operation",
            operation=declared.name,
            transport=transport,
            outcome=code,
            milliseconds=round(seconds * 1000, 2),
            caller=caller_id,
            correlation_id=correlation_id,
        )


class _Bound:
    """One call's view of the edge."""

    __slots__ = ("_context", "edge")

    def __init__(self, edge: Edge, context: dict[str, Any]) -> None:
        self.edge = edge
        self._context = context

    def run(self, declared: Operation, service: Service, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        return self.edge.call(declared, service, args, kwargs, self._context)

    def handle(self, handler: str, function: Callable[..., Any], service: Service, event: Event) -> None:
        self.edge.handle(handler, function, service, event)


class EdgeProvider(DependencyProvider):
    """Gives each worker the process's edge. It must never raise: that would end the whole container."""

    def get_dependency(self, worker_ctx: Any) -> _Bound:
        """The edge, with this call's context."""
        return _Bound(self.container.config["edge"], worker_ctx.data)


def _needed(path: Any) -> Any:
    if path is None:
        raise SystemExit("A key file is missing from the environment: see deploy/env.example.")
    return path
