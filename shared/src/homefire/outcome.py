"""What comes out of an operation: an answer or a failure, in the form that each edge sends."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import orjson

from homefire import telemetry
from homefire.errors import Problem, Unexpected

log = telemetry.logger("homefire.outcome")
JSON_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def to_json(value: Any) -> bytes:
    """JSON with dates, times in UTC with `Z`, UUIDs and decimals as text."""
    return orjson.dumps(value, default=_decimal, option=JSON_OPTIONS)


def _decimal(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"a {type(value).__name__} cannot be sent")


@dataclass(slots=True)
class Answer:
    """What an operation returned."""

    body: Any
    replayed: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    def to_rpc(self) -> bytes:
        """The reply as nameko's callers read it."""
        try:
            return b'{"result":' + to_json(self.body) + b',"error":null}'
        except TypeError as error:
            return Failure(as_problem(error)).to_rpc()


@dataclass(slots=True)
class Failure:
    """Why it did not."""

    problem: Problem

    def to_rpc(self) -> bytes:
        """The reply as nameko's callers read it: the class of the tree, and the problem as one JSON string.

        A caller that has this library gets it as the exception's argument, a stock one as `RemoteError.value`.
        """
        text = self.problem.to_json()
        parent = type(Problem.from_json(text))
        error = {
            "exc_type": parent.__name__,
            "exc_path": f"{parent.__module__}.{parent.__name__}",
            "exc_args": [text],
            "value": text,
        }
        return to_json({"result": None, "error": error})


def as_problem(error: BaseException) -> Problem:
    """The problem to tell a caller about. A fault of ours is logged by type and place, and told as such."""
    if isinstance(error, Problem):
        return error
    log.error("unexpected_error", error=telemetry.describe(error))
    return Unexpected()
