"""What is declared of an operation, in the form in which the edges read it.

It depends on nothing of the edges, so that they, and what they call, can all know it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import marshmallow

from homefire import schemas

DEFAULT_MAX_BODY = 1_000_000
"""Bytes. What an ordinary request may weigh."""


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes as an answer: a document, an export. Only over HTTP."""

    content: bytes
    media_type: str
    file_name: str


@dataclass(frozen=True)
class Operation:
    """What was declared of one operation, in the form in which the edges read it."""

    method: str
    path: str
    scope: str
    name: str
    summary: str
    parameters: dict[str, type]
    takes: marshmallow.Schema | None
    query: marshmallow.Schema | None
    returns: marshmallow.Schema | None
    versioned: bool
    version_optional: bool
    guarded: bool
    safe: bool
    stores_answer: bool
    status: int
    max_body: int
    media: str
    binary: bool
    function: Callable[..., Any]

    @property
    def reads(self) -> bool:
        """Whether it only reads: one connection in autocommit and no transaction."""
        return self.method == "GET" or self.safe

    @functools.cached_property
    def protected_input(self) -> list[str]:
        """Paths of input fields that may not travel on the bus."""
        return list(schemas.marked(self.takes, "protected")) if self.takes else []

    @functools.cached_property
    def protected_output(self) -> list[str]:
        """Paths of output fields that may not travel on the bus, nor be stored with an answer."""
        return list(schemas.marked(self.returns, "protected")) if self.returns else []

    @functools.cached_property
    def field_scopes(self) -> dict[str, str]:
        """Input fields that need a scope of their own (R247)."""
        return schemas.marked(self.takes, "scope") if self.takes else {}

    @property
    def http_only(self) -> bool:
        """Whether it has no RPC form at all: its answer is protected, or its input is not JSON."""
        return bool(self.protected_output) or self.binary or self.media != "application/json"

    @property
    def transport(self) -> Literal["rpc", "http"]:
        """How the gateway reaches it: protected values and file bytes never travel on the bus."""
        return "http" if self.http_only or self.protected_input else "rpc"
