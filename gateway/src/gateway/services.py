"""The gateway's way to the services: RPC with a call token, or the service's own HTTP port."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Protocol
from urllib.parse import quote

import httpx
import orjson

from gateway.contracts import Contracts, Operation
from gateway.tokens import Principal, Tokens
from homefire import preconditions
from homefire.client import Call
from homefire.errors import Problem, TimedOut, Unavailable, Unexpected
from homefire.statuses import problem_from_document

CALL_SECONDS = 5.0
"""How long a single operation may take before the caller is told so."""
HTTP_TIMEOUT = httpx.Timeout(connect=2.0, read=30.0, write=30.0, pool=2.0)
HTTP_LIMITS = httpx.Limits(max_connections=32, max_keepalive_connections=16, keepalive_expiry=20.0)
_SEND = ("Content-Type", "Content-Length", "Accept", *preconditions.NAMES)


@dataclass(frozen=True, slots=True)
class Trace:
    """What follows a request through every service, event and log line."""

    correlation_id: str
    traceparent: str | None = None


class Rpc(Protocol):
    """What the gateway asks of `homefire.client.RpcClient`."""

    def call_many(
        self,
        calls: Sequence[Call],
        *,
        token: str | None = None,
        correlation_id: str | None = None,
        traceparent: str | None = None,
        timeout: float = CALL_SECONDS,
    ) -> list[Any]:
        """Several calls at once; each outcome is an answer or a `Problem`."""

    def is_ready(self) -> bool:
        """Whether the broker serves this client now."""

    def connect(self) -> None:
        """Begins to connect."""

    def close(self) -> None:
        """Ends the connection."""


class Services:
    """Calls the seven services for one who is logged in."""

    def __init__(
        self,
        rpc: Rpc,
        tokens: Tokens,
        urls: Mapping[str, str],
        contracts: Contracts,
        http: httpx.Client | None = None,
    ) -> None:
        self._rpc = rpc
        self._contracts = contracts
        self._tokens = tokens
        self._urls = urls
        self._http = http or httpx.Client(timeout=HTTP_TIMEOUT, limits=HTTP_LIMITS, trust_env=False)

    def ask(self, principal: Principal, call: Call, *, trace: Trace, timeout: float = CALL_SECONDS) -> Any:
        """One operation by RPC. Raises the service's own problem, or `Unavailable` or `TimedOut`."""
        [outcome] = self.ask_all(principal, [call], trace=trace, timeout=timeout)
        if isinstance(outcome, Problem):
            raise outcome
        return outcome

    def ask_all(
        self, principal: Principal, calls: Sequence[Call], *, trace: Trace, timeout: float
    ) -> list[Any | Problem]:
        """All calls at once, answered in their order by an answer or the problem that came instead."""
        audience = tuple(sorted({call.service for call in calls}))
        return self._rpc.call_many(
            calls,
            token=self._tokens.for_call(principal, audience),
            correlation_id=trace.correlation_id,
            traceparent=trace.traceparent,
            timeout=timeout,
        )

    def relay(
        self,
        principal: Principal,
        operation: Operation,
        values: Mapping[str, Any],
        *,
        query: bytes,
        headers: Mapping[str, str],
        body: Iterable[bytes] | None,
        trace: Trace,
    ) -> httpx.Response:
        """The same request on the service's own port, its answer not yet read. Close it."""
        sent = {name: headers[name] for name in _SEND if name in headers}
        sent["Authorization"] = f"Bearer {self._tokens.for_call(principal, (operation.service,))}"
        sent["X-Request-Id"] = trace.correlation_id
        if trace.traceparent:
            sent["traceparent"] = trace.traceparent
        sent["Accept-Encoding"] = "identity"
        url = httpx.URL(self._urls[operation.service] + operation.url(values), query=query or None)
        request = self._http.build_request(operation.http_method, url, headers=sent, content=body)
        try:
            return self._http.send(request, stream=True)
        except httpx.TimeoutException:
            raise TimedOut() from None
        except httpx.TransportError:
            raise Unavailable() from None

    def ask_http(
        self,
        principal: Principal,
        service: str,
        method: str,
        args: Sequence[Any] = (),
        body: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, Any] | None = None,
        trace: Trace,
        **said: str | int | None,
    ) -> Any:
        """One operation on the service's own port, for what may not cross the bus (R249).

        `args` fill the path in its order. `said` is what a caller says beside the arguments: `if_match`,
        `lock_token`, `acknowledgement`, `idempotency_key`; `None` says nothing. Answers and raises as `ask`.
        """
        operation = self._contracts[f"{service}.{method}"]
        values = dict(zip((name for name, _ in operation.path_parameters), args, strict=True))
        headers = {"Accept": "application/json", **_headers(said)}
        content: list[bytes] = []
        if body is not None:
            content = [orjson.dumps(body)]
            headers |= {"Content-Type": "application/json", "Content-Length": str(len(content[0]))}
        given = {name: value for name, value in (query or {}).items() if value is not None}
        sent = str(httpx.QueryParams(given)).encode()
        answer = self.relay(
            principal, operation, values, query=sent, headers=headers, body=content or None, trace=trace
        )
        return _outcome(answer)

    def send_form(
        self,
        principal: Principal,
        service: str,
        method: str,
        fields: Mapping[str, str],
        file: tuple[str, IO[bytes]],
        *,
        trace: Trace,
    ) -> Any:
        """One operation that takes a form with a file, on the service's own port. Answers and raises as `ask`.

        `file` is a name and what is read of it, from its beginning.
        """
        operation = self._contracts[f"{service}.{method}"]
        form = httpx.Request("POST", "http://form", data=dict(fields), files={"file": file})
        headers = {name: form.headers[name] for name in ("Content-Type", "Content-Length")}
        headers["Accept"] = "application/json"
        answer = self.relay(
            principal, operation, {}, query=b"", headers=headers, body=[form.read()], trace=trace
        )
        return _outcome(answer)

    def is_ready(self) -> bool:
        """Whether the broker serves us now."""
        return self._rpc.is_ready()

    def connect(self) -> None:
        """Connects to the broker before the first request does."""
        self._rpc.connect()

    def close(self) -> None:
        """Ends every connection."""
        self._rpc.close()
        self._http.close()


def _headers(said: Mapping[str, str | int | None]) -> dict[str, str]:
    """Keyword arguments of RPC as the headers that `homefire.preconditions` reads back."""
    names = {keyword: header for header, keyword in preconditions.NAMES.items()}
    found = {names[keyword]: str(value) for keyword, value in said.items() if value is not None}
    if preconditions.IF_MATCH in found:
        found[preconditions.IF_MATCH] = f'"{found[preconditions.IF_MATCH]}"'
    if preconditions.ACKNOWLEDGEMENT in found:
        found[preconditions.ACKNOWLEDGEMENT] = quote(found[preconditions.ACKNOWLEDGEMENT], safe="")
    return found


def _outcome(answer: httpx.Response) -> Any:
    """What a service's port answered: its JSON, or the problem it describes, raised."""
    try:
        content = answer.read()
        read = orjson.loads(content) if content else None
    except httpx.TimeoutException:
        raise TimedOut() from None
    except httpx.TransportError:
        raise Unavailable() from None
    except orjson.JSONDecodeError:
        raise Unexpected() from None
    finally:
        answer.close()
    if answer.status_code >= 400:
        raise problem_from_document(answer.status_code, read)
    return read
