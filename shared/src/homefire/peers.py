"""Calls another service on its own HTTP port: for values that are protected and never travel on the bus (R249).

Everything else goes by `homefire.client`. A number stands in a body or an answer, never in an address, and what goes
wrong is told as a problem without anything of either.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import quote

import httpx
import orjson

from homefire.committed import committed_openapi
from homefire.errors import Problem, TimedOut, Unavailable, Unexpected
from homefire.statuses import problem_from_document
from homefire.topology import Topology

CONNECT_SECONDS, ASK_SECONDS = 1.0, 2.0
"""How long to wait for a connection, and for each of sending, the answer's beginning, and each part of it."""
_LIMITS = httpx.Limits(max_connections=16, max_keepalive_connections=4, keepalive_expiry=15.0)
_PARAMETER = re.compile(r"\{\w+\}")
_VERBS = ("get", "post", "put", "patch", "delete")


class Peers:
    """The other services as one service reaches them over HTTP; shared by every call of the process."""

    def __init__(self, urls: Mapping[str, str], http: httpx.Client | None = None) -> None:
        self._urls = urls
        timeout = httpx.Timeout(ASK_SECONDS, connect=CONNECT_SECONDS)
        self._http = http or httpx.Client(timeout=timeout, limits=_LIMITS, trust_env=False)

    @classmethod
    def of(cls, service: str, given: Mapping[str, str]) -> Peers:
        """Those that a service may call, where `given` says, else at their ports on the loopback address."""
        topology = Topology.load()
        local = {
            name: f"http://127.0.0.1:{topology.services[name].port}" for name in topology.callable_by(service)
        }
        return cls(local | dict(given))

    def ask(
        self,
        service: str,
        method: str,
        args: Sequence[Any],
        body: Mapping[str, Any] | None,
        *,
        token: str,
        correlation_id: str,
    ) -> Any:
        """The answer of one operation; `args` fill its path.

        Raises the service's own problem, `Unavailable` where it is away, `TimedOut` where it is too slow.
        """
        if service not in self._urls:
            raise Unavailable(f"No address of {service} is set.", service=service)
        verb, path = _route(service, method)
        url = self._urls[service] + _fill(path, args)
        headers = {
            "Authorization": f"Bearer {token}",
            "X-Request-Id": correlation_id,
            "Accept": "application/json",
            "Content-Type": "application/json",
        }
        try:
            answer = self._http.request(
                verb, url, headers=headers, content=None if body is None else orjson.dumps(body)
            )
        except httpx.TimeoutException:
            raise TimedOut(service=service) from None
        except httpx.HTTPError:
            raise Unavailable(service=service) from None
        return _read(answer)

    def close(self) -> None:
        """Ends every connection."""
        self._http.close()


def _read(answer: httpx.Response) -> Any:
    """The JSON of an answer, or the problem that it describes, raised."""
    try:
        content = orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        content = None
    if answer.is_success and content is not None:
        return content
    raise _problem(answer.status_code, content)


def _problem(status: int, content: Any) -> Problem:
    return problem_from_document(status, content) if status >= 400 else Unexpected()


def _fill(path: str, args: Sequence[Any]) -> str:
    """A path with its parameters in their order."""
    given = iter(args)
    return _PARAMETER.sub(lambda _: quote(str(next(given)), safe=""), path)


def _route(service: str, method: str) -> tuple[str, str]:
    """Verb and path of an operation as its committed contract has them; raises `KeyError` for none of it."""
    return _routes(service)[f"{service}.{method}"]


@cache
def _routes(service: str) -> dict[str, tuple[str, str]]:
    paths = json.loads(committed_openapi(service))["paths"]
    return {
        operation["operationId"]: (verb.upper(), path)
        for path, operations in paths.items()
        for verb, operation in operations.items()
        if verb in _VERBS
    }
