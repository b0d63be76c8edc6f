"""From what arrived to what an operation's function takes, the same for RPC and HTTP."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from homefire import schemas
from homefire.auth import Caller
from homefire.declared import Operation
from homefire.errors import FieldProblem, Invalid, Malformed, NotFound, NotPermitted

_DIGITS = re.compile(r"[0-9]{1,16}")
_LARGEST = 2**53
"""Whole numbers up to here survive every JSON parser; no number of ours comes near it."""


@dataclass(slots=True)
class Bound:
    """The arguments of one call, checked and loaded."""

    positional: list[Any]
    named: dict[str, Any] = field(default_factory=dict)
    if_match: int | None = None
    idempotency_key: str | None = None
    lock_token: int | None = None
    acknowledgement: str | None = None
    raw: Any = None

    def check_scopes(self, declared: Operation, caller: Caller) -> None:
        """Raises `NotPermitted` for a field whose own scope the caller lacks (R247)."""
        for path, scope in declared.field_scopes.items():
            if scope not in caller.scopes and schemas.present(self.raw, path):
                raise NotPermitted(
                    f"The field {path} needs the permission {scope}.",
                    fields=[FieldProblem(path, "scope", scope)],
                )


def bind(declared: Operation, args: Sequence[Any], kwargs: dict[str, Any], *, over_http: bool) -> Bound:
    """Path parameters in order, then the body; the query and the preconditions by name."""
    if declared.http_only and not over_http:
        raise Invalid(
            "This operation carries protected values and is offered over HTTP alone.", code="http_only"
        )
    options = dict(kwargs)
    if_match = _whole(options.pop("if_match", None), "If-Match holds the version that you read")
    lock_token = _whole(options.pop("lock_token", None), "Record-Lock holds the token of your lock")
    acknowledgement = _sentence(options.pop("acknowledgement", None))
    key = options.pop("idempotency_key", None)
    names = list(declared.parameters)
    expected = len(names) + (declared.takes is not None)
    if len(args) != expected:
        shape = ", ".join([*names, *(["body"] if declared.takes is not None else [])])
        raise Malformed(f"{declared.name} takes {expected} positional arguments: {shape}.")
    bound = Bound(
        [
            _parameter(name, declared.parameters[name], value)
            for name, value in zip(names, args, strict=False)
        ],
        if_match=if_match,
        idempotency_key=_key(key),
        lock_token=lock_token,
        acknowledgement=acknowledgement,
    )
    if declared.takes is not None:
        bound.raw = args[-1]
        if not over_http:
            _refuse_protected(declared, bound.raw)
        bound.positional.append(schemas.load(declared.takes, bound.raw))
    if declared.query is not None:
        bound.named["query"] = schemas.load(declared.query, options)
    elif options:
        raise Malformed(f"{declared.name} takes no argument {sorted(map(str, options))[0]}.")
    return bound


def _refuse_protected(declared: Operation, body: Any) -> None:
    for path in declared.protected_input:
        if schemas.present(body, path):
            raise Invalid(
                "Protected values never travel on the bus. Send this over HTTP.",
                code="protected_over_rpc",
                fields=[FieldProblem(path, "protected_over_rpc", "Send this over HTTP.")],
            )


def _parameter(name: str, wanted: type, value: Any) -> Any:
    if wanted is int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Malformed(f"{name} is a whole number.")
        if not 0 <= value < _LARGEST:
            raise NotFound()
        return value
    if not isinstance(value, str) or not 0 < len(value) <= 200 or not value.isprintable():
        raise Malformed(f"{name} is a text of 1 to 200 printable characters.")
    return value


def _whole(value: Any, meaning: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _LARGEST:
        raise Malformed(f"{meaning}, a whole number.")
    return value


def _sentence(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not 5 <= len(value.strip()) <= 200 or not value.isprintable():
        raise Malformed("An acknowledgement is a reason of 5 to 200 printable characters.")
    return value.strip()


def _key(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not 0 < len(value) <= 255 or not value.isprintable():
        raise Malformed("An idempotency key is a text of 1 to 255 printable characters.")
    return value
