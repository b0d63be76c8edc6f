"""What a reply means, without a broker."""

from __future__ import annotations

import json
from typing import Any

import pytest

from homefire.client import Call, outcome_of
from homefire.errors import Locked, Problem, StaleVersion, Unexpected


def failure(**error: Any) -> bytes:
    return json.dumps({"result": None, "error": error}).encode()


def test_result_is_returned_as_it_is() -> None:
    assert outcome_of(b'{"result": {"number": 110385}, "error": null}', "customers") == {"number": 110385}
    assert outcome_of(b'{"result": null, "error": null}', "customers") is None


def test_problem_comes_back_as_its_class() -> None:
    sent = StaleVersion(code="stale_customer", current=4)
    got = outcome_of(
        failure(exc_type="StaleVersion", exc_path="homefire.errors.StaleVersion", exc_args=[sent.to_json()]),
        "customers",
    )
    assert isinstance(got, StaleVersion)
    assert (got.code, got.extra) == ("stale_customer", {"current": 4})


def test_class_is_taken_from_the_problem_and_not_from_the_path() -> None:
    got = outcome_of(failure(exc_path="homefire.errors.Problem", exc_args=[Locked().to_json()]), "customers")
    assert isinstance(got, Locked)


@pytest.mark.parametrize(
    "reply",
    [
        failure(
            exc_type="ValueError",
            exc_path="builtins.ValueError",
            exc_args=["765-43-2108"],
            value="765-43-2108",
        ),
        failure(exc_path="homefire.errors.NotFound", exc_args=["not JSON 765-43-2108"]),
        failure(exc_path="homefire.errors.NotFound", exc_args=[]),
        failure(exc_path="homefire.errors.NotFound", exc_args=["[765432108]"]),
        failure(exc_path="nameko.exceptions.MethodNotFound", exc_args=["get_customer"]),
        b"not JSON",
        b"[]",
        b"{}",
        b'{"result": 1}',
        b'{"result": 1, "error": "765432108"}',
    ],
)
def test_anything_else_is_an_unexpected_problem_without_text(reply: bytes) -> None:
    got = outcome_of(reply, "customers")
    assert isinstance(got, Problem)
    assert isinstance(got, Unexpected)
    assert "765" not in got.to_json()
    assert got.extra == {"service": "customers"}


def test_request_body_is_what_nameko_reads() -> None:
    body = json.loads(Call("customers", "get_customer", (110385,), {"reveal": False}).body())
    assert body == {"args": [110385], "kwargs": {"reveal": False}}
