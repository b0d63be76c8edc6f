"""One declaration of a business operation gives everything its edges need.

    @operation("PATCH", "/customers/{number}", scope="customers:write", takes=CustomerPatch, returns=Customer)
    def update_customer(self, work, number: int, body): ...

From it come the nameko RPC method, the HTTP route on the service's own port, the entry in the OpenAPI
document, the scope check, validation on the way in, one transaction, and the idempotency key.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import marshmallow

from homefire.declared import DEFAULT_MAX_BODY, Blob, Operation
from homefire.edge import EdgeProvider
from homefire.errors import Problem
from homefire.rpc import RpcOperation
from homefire.topology import Consumption
from homefire.web import HttpOperation

if TYPE_CHECKING:
    from homefire.edge import Edge

__all__ = ["Background", "Blob", "Operation", "Service", "operation", "operations_of"]

_PARAMETER = re.compile(r"\{(\w+)\}")


def operation(
    method: str,
    path: str,
    *,
    scope: str,
    takes: type[marshmallow.Schema] | None = None,
    query: type[marshmallow.Schema] | None = None,
    returns: type[marshmallow.Schema] | None = None,
    versioned: bool = False,
    version_optional: bool = False,
    guarded: bool = False,
    safe: bool = False,
    stores_answer: bool = True,
    status: int = 200,
    max_body: int = DEFAULT_MAX_BODY,
    media: str = "application/json",
    binary: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declares a business operation. `scope` is what a caller must hold; there is no way to leave it out.

    The decorated method takes `work`, the path parameters in order, then `body` and `query` if declared.
    `versioned`: the caller names the version it changes (R152); `version_optional`: a client of an earlier release may
    leave it out, and what is given is checked. `guarded`: it changes a part of a customer's record,
    so it heeds the record's special handling and, where the lock covers that part, its lock (R26, R148). `safe`: it
    only reads, though it is a POST, since what is asked for may stand in no address. `binary`: it returns a `Blob`.
    `max_body` is in bytes. `media` other than JSON makes `body` hold the parts of a form.
    """
    if not scope:
        raise ValueError(f"{method} {path}: an operation without a scope cannot be declared")

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        declared = Operation(
            method=method,
            path=path,
            scope=scope,
            name=function.__name__,
            summary=inspect.getdoc(function) or "",
            parameters=_path_parameters(path, function),
            takes=takes() if takes else None,
            query=query() if query else None,
            returns=returns() if returns else None,
            versioned=versioned,
            version_optional=version_optional,
            guarded=guarded,
            safe=safe,
            stores_answer=stores_answer,
            status=status,
            max_body=max_body,
            media=media,
            binary=binary,
            function=function,
        )

        @functools.wraps(function)
        def edge_method(self: Service, *args: Any, **kwargs: Any) -> Any:
            return self.edge.run(declared, self, args, kwargs)

        edge_method.operation = declared  # type: ignore[attr-defined]  # The function carries its declaration.
        return RpcOperation.decorator(declared)(HttpOperation.decorator(declared)(edge_method))

    return declare


def _path_parameters(path: str, function: Callable[..., Any]) -> dict[str, type]:
    hints = inspect.get_annotations(function, eval_str=True)
    names = _PARAMETER.findall(path)
    wanted = [
        name
        for name in inspect.signature(function).parameters
        if name not in ("self", "work", "body", "query")
    ]
    if names != wanted:
        raise TypeError(f"{function.__name__} takes {wanted}, its path {path} gives {names}")
    return {name: hints.get(name, str) for name in names}


class Background(Protocol):
    """Work in a green thread of its own: `run` never raises, and returns after `stop`."""

    def run(self) -> None:
        """Works until it is stopped."""

    def wake(self) -> None:
        """Something was committed: look now."""

    def stop(self) -> None:
        """Ends `run` once what it has begun is done."""


class Service:
    """The parent of every service: its name, whom it calls, how broken constraints read."""

    name: ClassVar[str]
    version: ClassVar[str] = "0.1.0"
    calls: ClassVar[tuple[str, ...]] = ()
    scopes: ClassVar[tuple[str, ...]] = ()
    """What its token opens beyond reading from those it calls."""
    constraints: ClassVar[dict[str, Callable[[], Problem]]] = {}
    """Constraint name to the problem that breaking it means."""
    background: ClassVar[tuple[Callable[[Edge], Background], ...]] = ()
    """Work that the process does beside answering, such as sending mail; each is made once and runs by itself."""
    consumes: ClassVar[tuple[Consumption, ...]] = ()
    """Queues that the service reads by other means than handlers, for the broker's definitions."""

    edge: Any = EdgeProvider()


def operations_of(service: type[Service]) -> list[Operation]:
    """Every operation a service declares, in the order of their paths."""
    members = inspect.getmembers(service, lambda member: hasattr(member, "operation"))
    return sorted((member.operation for _, member in members), key=lambda found: (found.path, found.method))
