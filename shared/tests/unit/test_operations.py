"""What may be declared as an operation, and what follows from the declaration."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import fields

from homefire.operations import Operation, Service, operation, operations_of
from homefire.schemas import Schema


class Plain(Schema):
    """Nothing protected."""

    name = fields.String()


class Member(Schema):
    """Something protected."""

    ssn = fields.String(metadata={"protected": True})


class Protected(Schema):
    """Something protected, inside a list."""

    members = fields.List(fields.Nested(Member))


def declared(method: str = "POST", **options: Any) -> Operation:
    """One operation as its declaration says."""

    class Probe(Service):
        """A service."""

        name = "probe"

        @operation(method, "/things", scope="things:write", **options)
        def act(self, work: Any) -> Any:
            """Acts."""

    [found] = operations_of(Probe)
    return found


@pytest.mark.req("R247")
def test_operation_without_a_scope_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="scope"):
        operation("GET", "/things", scope="")
    with pytest.raises(TypeError):
        operation("GET", "/things")  # type: ignore[call-arg]  # What is missing is the test.


def test_path_and_function_must_agree() -> None:
    def get(self: Any, work: Any, name: str) -> None:
        """Takes another parameter than its path has."""

    with pytest.raises(TypeError, match="number"):
        operation("GET", "/things/{number}", scope="things:read")(get)


@pytest.mark.req("R249")
@pytest.mark.parametrize(
    ("options", "transport", "http_only"),
    [
        ({}, "rpc", False),
        ({"takes": Plain, "returns": Plain}, "rpc", False),
        ({"takes": Protected}, "http", False),
        ({"returns": Protected}, "http", True),
        ({"binary": True}, "http", True),
        ({"media": "multipart/form-data"}, "http", True),
    ],
)
def test_protected_values_and_bytes_go_over_http(
    options: dict[str, Any], transport: str, http_only: bool
) -> None:
    found = declared(**options)
    assert (found.transport, found.http_only) == (transport, http_only)


def test_only_get_reads() -> None:
    assert declared("GET").reads
    assert not any(declared(method).reads for method in ("POST", "PUT", "PATCH", "DELETE"))
