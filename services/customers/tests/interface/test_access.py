"""Who may do what: a token, its audience, its scopes, on every operation and by both ways in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from customers.service import CustomersService
from homefire.auth import PORTAL, Signer
from homefire.operations import Operation, operations_of
from homefire.testing.suite import Suite

OPERATIONS = operations_of(CustomersService)
by_name = pytest.mark.parametrize("declared", OPERATIONS, ids=lambda declared: declared.name)

ALLOWED = {
    "caseworker": {
        "customers:read",
        "customers:write",
        "reference:read",
        "customers:portal.link",
        "customers:ssn.correct",
    },
    "supervisor": {
        "customers:read",
        "customers:write",
        "reference:read",
        "customers:ssn.reveal",
        "customers:portal.link",
        "customers:ssn.correct",
        "customers:ssn.correct.approve",
        "customers:lock.take_over",
        "customers:delete",
        "customers:merge",
    },
    "program_manager": {"customers:read", "reference:read", "reference:write"},
    "analyst": {"customers:read", "customers:write", "reference:read"},
    "qa_analyst": {"customers:read", "reference:read"},
    "assessor": {"customers:read", "reference:read"},
    "management": {"customers:read", "reference:read"},
    "salesperson": {"customers:read", "customers:write", "reference:read"},
    "auditor": {"customers:read", "reference:read"},
    "administrator": {"customers:read", "reference:read", "customers:restore"},
    "agency": {"customers:read", "customers:write", "reference:read", "customers:email.bounced"},
    "core_adapter": set(),
    "history_loader": {"customers:read", "customers:write", "reference:read", "history:write"},
}
"""What each role may do here, written again so that a change of the roles is noticed."""


@pytest.fixture
def ask(suite: Suite) -> Callable[..., Any]:
    """One request of an operation with a token, or without one: every path parameter is 1, the body empty."""
    bare = suite.client("customers", headers={"Authorization": ""})

    def send(declared: Operation, token: str | None, **headers: str) -> Any:
        path = declared.path
        for name in declared.parameters:
            path = path.replace(f"{{{name}}}", "1")
        bearer = {"Authorization": f"Bearer {token}"} if token is not None else {}
        body: dict[str, Any] | None = {} if declared.takes is not None else None
        return bare.request(declared.method, path, headers={**bearer, **headers}, json=body)

    return send


@pytest.fixture
def token_with(suite: Suite) -> Callable[..., str]:
    """A token with exactly these scopes; those of the portal are a customer's."""
    signer = Signer.from_file(suite.stack.keys.signing_key("gateway"), "gateway")

    def sign(scopes: Iterable[str]) -> str:
        held = set(scopes)
        kind = "customer" if any(scope.startswith(PORTAL) for scope in held) else "staff"
        party = "customer/1" if kind == "customer" else None
        return signer.sign(
            sub="42", name="NOBODY", kind=kind, audience=["customers"], scopes=held, lifetime=600, party=party
        )

    return sign


def code_of(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status_code, answer.json()["code"]


@by_name
@pytest.mark.req("R247")
def test_every_operation_needs_a_token_of_worth(
    suite: Suite, ask: Callable[..., Any], declared: Operation, written: Callable[[], Any]
) -> None:
    before = written()
    refused = {
        "token_missing": None,
        "token_expired": suite.stack.token("supervisor", lifetime=-60),
        "token_audience": suite.stack.token("supervisor", audience=["audit"]),
        "token_invalid": suite.stack.token("supervisor")[:-8] + "AAAAAAAA",
    }
    for code, token in refused.items():
        answer = ask(declared, token)
        assert code_of(answer) == (401, code)
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert written() == before


@pytest.mark.parametrize("header", ["", "Basic YTpi", "Bearer", "Token x", "bearer x.y.z"])
def test_any_other_authorization_is_refused(ask: Callable[..., Any], header: str) -> None:
    answer = ask(OPERATIONS[0], None, Authorization=header)
    assert answer.status_code == 401


@by_name
@pytest.mark.req("R247")
def test_every_operation_declares_a_scope_and_is_refused_without_it(
    ask: Callable[..., Any], token_with: Callable[..., str], declared: Operation, written: Callable[[], Any]
) -> None:
    every = {found.scope for found in OPERATIONS} | {"history:write", "audit:read"}
    before = written()
    assert declared.scope in every
    portal = declared.scope.startswith(PORTAL)
    others = {scope for scope in every if scope.startswith(PORTAL) == portal}
    for scopes in (set(), others - {declared.scope}):
        status, code = code_of(ask(declared, token_with(scopes)))
        assert (status, code) == (403, "not_permitted")
    assert ask(declared, token_with({declared.scope})).status_code not in (401, 403)
    assert written() == before


@by_name
@pytest.mark.parametrize("role", ALLOWED)
@pytest.mark.req("R247")
def test_each_role_may_do_exactly_what_it_may(
    suite: Suite, ask: Callable[..., Any], declared: Operation, role: str
) -> None:
    answer = ask(declared, suite.stack.token(role))
    assert (answer.status_code == 403) == (declared.scope not in ALLOWED[role])
    assert answer.status_code != 401


@pytest.mark.req("R247")
def test_history_has_a_door_of_its_own(suite: Suite, http: Any, written: Callable[[], Any]) -> None:
    body = {"first_name": "ADA", "last_name": "PAST", "preferred_method": "mail", "history": {"number": 5}}
    before = written()
    answer = http.post("/customers", json=body)
    assert code_of(answer) == (403, "not_permitted")
    assert answer.json()["fields"] == [{"field": "history", "code": "scope", "detail": "history:write"}]
    assert written() == before
    loader = suite.client("customers", role="history_loader")
    assert loader.post("/customers", json=body | {"history": None}).status_code == 201


@pytest.mark.req("R247")
def test_same_rules_hold_over_the_bus(
    suite: Suite, stock: Callable[..., Any], written: Callable[[], Any]
) -> None:
    from nameko.exceptions import RemoteError

    before = written()
    body = {"first_name": "ADA", "last_name": "BUS", "preferred_method": "mail"}
    calls: list[tuple[str, Callable[[Any], Any]]] = [
        ("auditor", lambda customers: customers.create_customer(body)),
        ("auditor", lambda customers: customers.update_customer(1, {}, if_match=1)),
        ("caseworker", lambda customers: customers.reveal_ssn(1, {"reason": "asked by the customer"})),
        ("caseworker", lambda customers: customers.create_customer(body | {"history": {"number": 5}})),
    ]
    for role, call in calls:
        with pytest.raises(RemoteError) as refused:
            call(stock(suite.stack.token(role)))
        assert json.loads(refused.value.value)["code"] == "not_permitted"
    assert written() == before


def test_token_of_one_caller_replays_no_answer_of_another(suite: Suite, written: Callable[[], Any]) -> None:
    body = {"first_name": "ADA", "last_name": "TWICE", "preferred_method": "mail"}
    key = {"Idempotency-Key": "access-1"}
    answers = [
        suite.client("customers", role=role).post("/customers", json=body, headers=key) for role in ALLOWED
    ]
    numbers = [answer.json()["number"] for answer in answers if answer.status_code == 201]
    assert len(numbers) == len(set(numbers)) == 6
