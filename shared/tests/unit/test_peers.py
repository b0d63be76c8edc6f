"""Calls of another service on its HTTP port: where they go, what comes back, what is told when it is away (R249)."""

from __future__ import annotations

from typing import Any

import httpx
import orjson
import pytest

from homefire.errors import FieldProblem, Invalid, Problem, TimedOut, Unavailable, Unexpected
from homefire.peers import Peers
from homefire.settings import Settings
from homefire.statuses import problem_document, status_of

SSN = "219099123"


def asked(answer: Any, *, url: str = "http://customers:8001") -> tuple[Any, list[httpx.Request]]:
    """What a call of `take_identity` gave, or raised, and the requests that it made."""
    seen: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    peers = Peers({"customers": url}, httpx.Client(transport=httpx.MockTransport(respond)))
    try:
        found = peers.ask(
            "customers", "take_identity", [7], {"application_id": 9}, token="TOKEN", correlation_id="c-1"
        )
    except Problem as problem:
        found = problem
    return found, seen


def test_a_call_goes_where_the_contract_says_and_brings_what_was_answered() -> None:
    found, [request] = asked(httpx.Response(200, json={"ssn": SSN}))
    assert found == {"ssn": SSN}
    assert (request.method, str(request.url)) == ("POST", "http://customers:8001/customers/7/identity")
    assert (request.headers["Authorization"], request.headers["X-Request-Id"]) == ("Bearer TOKEN", "c-1")
    assert orjson.loads(request.content) == {"application_id": 9}


def test_a_problem_comes_back_as_what_it_was() -> None:
    wrong = Invalid(fields=[FieldProblem("application_id", "required", "Name it.")])
    found, _ = asked(httpx.Response(status_of(wrong), json=problem_document(wrong, "c-1")))
    assert isinstance(found, Invalid)
    assert [field.field for field in found.fields] == ["application_id"]


@pytest.mark.req("R249")
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.ConnectError(SSN), Unavailable),
        (httpx.RemoteProtocolError(SSN), Unavailable),
        (httpx.ReadTimeout(SSN), TimedOut),
        (httpx.Response(503, text=f"<p>{SSN}"), Unavailable),
        (httpx.Response(500, json={"detail": SSN}), Unexpected),
        (httpx.Response(302, headers={"Location": "http://elsewhere"}), Unexpected),
        (httpx.Response(200, text=f"no JSON {SSN}"), Unexpected),
    ],
)
def test_what_goes_wrong_is_told_without_anything_of_the_answer(answer: Any, kind: type[Problem]) -> None:
    found, requests = asked(answer)
    assert type(found) is kind
    assert SSN not in found.to_json()
    assert len(requests) == 1, "nothing is asked twice, nor elsewhere"


def test_a_service_without_an_address_is_not_asked() -> None:
    with pytest.raises(Unavailable):
        Peers({}).ask("customers", "take_identity", [7], None, token="T", correlation_id="c")


def test_addresses_are_given_or_those_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPLICATIONS_SERVICE_URLS", '{"customers": "https://customers.example/"}')
    given = Settings.from_environment("applications").service_urls
    assert given == {"customers": "https://customers.example"}
    known = Peers.of("applications", given)._urls
    assert known["customers"] == "https://customers.example"
    assert known["documents"] == "http://127.0.0.1:8006"
    assert "audit" not in known, "one that it does not call"


@pytest.mark.parametrize("text", ["customers", "[1]", '{"customers": "customers:8001"}', '{"customers": 1}'])
def test_addresses_that_are_none_end_the_process_by_their_name(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("APPLICATIONS_SERVICE_URLS", text)
    with pytest.raises(SystemExit, match="APPLICATIONS_SERVICE_URLS"):
        Settings.from_environment("applications")
