"""One operation over a service's own port: what is sent, and what its answer becomes."""

from collections.abc import Callable
from pathlib import Path

import httpx
import orjson
import pytest

from gateway.contracts import Contracts
from gateway.services import Services, Trace
from gateway.tokens import Principal, Tokens
from homefire.auth import Signer
from homefire.errors import (
    AcknowledgementRequired,
    Conflict,
    Locked,
    Problem,
    StaleVersion,
    TimedOut,
    Unavailable,
    Unexpected,
    VersionRequired,
)
from homefire.statuses import problem_document, status_of

SOMEBODY = Principal("1", "SERVTRAQ SUPPORT", "staff", frozenset({"customers:write"}))
TRACE = Trace("request-1")
Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(scope="session")
def contracts(sample_contracts: Contracts) -> Contracts:
    """Small ones, whatever the services' own say."""
    return sample_contracts


@pytest.fixture
def over_http(rpc, keys: Path, contracts: Contracts) -> Callable[[Answer], Services]:
    """Services whose ports answer as a function says."""

    def make(answer: Answer) -> Services:
        http = httpx.Client(transport=httpx.MockTransport(answer))
        tokens = Tokens(Signer.from_file(keys / "gateway.jwk", "gateway"))
        return Services(rpc, tokens, {"customers": "http://customers"}, contracts, http)

    return make


@pytest.mark.req("R249")
def test_ask_http_sends_the_body_and_what_the_caller_says_beside_it(over_http):
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"number": 110385})

    services = over_http(answer)
    said = {"if_match": 3, "lock_token": 7, "acknowledgement": "José said yes", "idempotency_key": None}
    body = {"ssn": "123456789"}
    found = services.ask_http(SOMEBODY, "customers", "update_customer", [110385], body, trace=TRACE, **said)
    [request] = seen
    assert found == {"number": 110385}
    assert (request.method, request.url.path) == ("PATCH", "/customers/110385")
    assert orjson.loads(request.content) == {"ssn": "123456789"}
    assert request.headers["If-Match"] == '"3"'
    assert request.headers["Record-Lock"] == "7"
    assert request.headers["Acknowledgement"] == "Jos%C3%A9%20said%20yes"
    assert "Idempotency-Key" not in request.headers
    assert request.headers["X-Request-Id"] == "request-1"


@pytest.mark.parametrize(
    "problem",
    [
        StaleVersion(),
        VersionRequired(),
        AcknowledgementRequired(),
        Locked(holder={"id": "1", "name": "JOHN JOHNSON"}, since="2026-11-20T16:41:00Z"),
        Conflict("The same number.", code="duplicate_ssn"),
    ],
)
def test_ask_http_raises_the_problem_that_the_service_raised(over_http, problem: Problem):
    document = problem_document(problem, "request-1")
    services = over_http(lambda _: httpx.Response(status_of(problem), json=document))
    with pytest.raises(type(problem)) as raised:
        services.ask_http(SOMEBODY, "customers", "update_customer", [110385], {}, trace=TRACE)
    assert raised.value.to_json() == problem.to_json()


def test_ask_http_says_when_nobody_answers_or_something_else_does(over_http):
    def cut(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("late", request=request)

    def refused(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    answers: list[tuple[Answer, type[Problem]]] = [
        (cut, TimedOut),
        (refused, Unavailable),
        (lambda _: httpx.Response(502, text="<html>"), Unexpected),
        (lambda _: httpx.Response(503, json={"other": "shape"}), Unavailable),
        (lambda _: httpx.Response(500, json=["shape"]), Unexpected),
    ]
    for answer, kind in answers:
        with pytest.raises(kind):
            over_http(answer).ask_http(SOMEBODY, "customers", "get_customer", [1], trace=TRACE)
