"""Every operation of every service for every role, over the gateway's API: what roles.toml says and nothing else."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway import merged, role_matrix, roles
from gateway.contracts import Contracts, Operation
from homefire.client import Call

HTTPS = {"base_url": "https://localhost"}


class Noting:
    """Stands where `RpcClient` does, answers anything, and notes what was passed on."""

    def __init__(self) -> None:
        self.passed: list[str] = []
        self.scopes: set[str] = set()

    def call_many(self, calls: list[Call], *, token: str = "", **_: Any) -> list[Any]:
        """An empty object for each. What the token allows is kept."""
        payload = token.split(".")[1]
        told = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        self.scopes = set(told["scope"].split())
        self.passed += [f"{call.service}.{call.method}" for call in calls]
        return [{} for _ in calls]


@pytest.fixture
def noting(
    application: Any, contracts: Contracts, settings: Any, sessions: Any
) -> Iterator[tuple[Flask, Noting]]:
    """The application over the committed contracts; both ways to the services end in one list."""
    rpc = Noting()
    app = application(settings, rpc, contracts)
    object.__setattr__(app.extensions["gateway"], "sessions", sessions)

    def relayed(request: httpx.Request) -> httpx.Response:
        request.read()
        rpc.passed.append("relayed")
        return httpx.Response(200, json={})

    client = httpx.Client(transport=httpx.MockTransport(relayed))
    app.extensions["gateway"].services._http = client
    yield app, rpc
    client.close()


def send(client: FlaskClient, operation: Operation, headers: dict[str, str]) -> Any:
    """One request of an operation: path parameters in their kind, a body where it takes one."""
    values = {name: 1 for name, _ in operation.path_parameters}
    body: dict[str, Any] = {}
    if operation.media == "application/json":
        body = {"json": {}}
    elif operation.media:
        body = {"data": b"--x--\r\n", "content_type": "multipart/form-data; boundary=x"}
    path = merged.PREFIX + operation.url(values)
    return client.open(path, method=operation.http_method, headers=headers, **body, **HTTPS)


@pytest.mark.req("R244", "R247")
@pytest.mark.parametrize("role", [name for name, role in roles.roles().items() if not role.party])
def test_each_role_may_do_exactly_what_the_table_says(
    noting: tuple[Flask, Noting], bearer: Callable[..., dict[str, str]], role: str
) -> None:
    app, rpc = noting
    client, header = app.test_client(), bearer(*roles.scopes_of([role]))
    for operation in Contracts.committed():
        rpc.passed.clear()
        answer = send(client, operation, header)
        if operation.scope in roles.roles()[role].scopes:
            assert answer.status_code not in (401, 403), operation.id
            assert rpc.passed == ["relayed" if operation.transport == "http" else operation.id]
        else:
            assert (answer.status_code, answer.json["code"]) == (403, "not_permitted"), operation.id
            assert rpc.passed == []


@pytest.mark.req("R247")
def test_without_a_token_of_worth_nothing_is_passed_on(
    noting: tuple[Flask, Noting], bearer: Callable[..., dict[str, str]]
) -> None:
    app, rpc = noting
    every = {scope for role in roles.roles().values() for scope in role.scopes if not role.party}
    worthless = {
        "token_missing": {},
        "token_expired": bearer(*every, lifetime=-60),
        "token_audience": bearer(*every, audience=("audit",)),
        "token_invalid": {"Authorization": bearer(*every)["Authorization"][:-8] + "AAAAAAAA"},
    }
    client = app.test_client()
    for operation in Contracts.committed():
        for code, header in worthless.items():
            answer = send(client, operation, header)
            assert (answer.status_code, answer.json["code"]) == (401, code), operation.id
    assert rpc.passed == []


@pytest.mark.req("R244")
def test_a_new_role_counts_at_the_next_request_though_call_tokens_are_used_again(
    noting: tuple[Flask, Noting], sessions: Any
) -> None:
    app, rpc = noting
    token = sessions.begin("caseworker")
    client = app.test_client()
    client.set_cookie("__Host-homefire", token, domain="localhost", secure=True)
    page = client.get("/customers", **HTTPS).text
    header = {"X-CSRF-Token": page.split('name="csrf_token" value="')[1].split('"')[0]}
    operation = Contracts.committed()["audit.add_note"]
    assert send(client, operation, header).status_code == 201
    assert rpc.scopes == roles.scopes_of(["caseworker"])
    sessions.open_ones[token] = replace(sessions.open_ones[token], roles=("auditor",))
    assert send(client, operation, header).status_code == 403
    sessions.open_ones[token] = replace(sessions.open_ones[token], roles=("supervisor",))
    assert send(client, operation, header).status_code == 201
    assert rpc.passed.count("audit.add_note") == 2
    assert rpc.scopes == roles.scopes_of(["supervisor"])


@pytest.mark.req("R244", "R247")
def test_the_page_shows_the_table_and_what_each_permission_opens(
    noting: tuple[Flask, Noting], sessions: Any
) -> None:
    app, _ = noting
    client = app.test_client()
    client.set_cookie("__Host-homefire", sessions.begin("auditor"), domain="localhost", secure=True)
    html = unescape(client.get("/roles", **HTTPS).text)
    rows = {
        part.split("<code>")[1].split("</code>")[0]: part
        for part in html.split('scope="row">')[1:]
        if "<code>" in part
    }
    titles = role_matrix.shown_roles()
    for row in role_matrix.scope_rows(Contracts.committed()):
        ticks = ["✓" in cell for cell in rows[row.scope].split("</tr>")[0].split("<td ")[1:]]
        assert ticks == [row.scope in role.scopes for role in titles], row.scope
        for opened in row.opens:
            assert opened.path in html and opened.operation in html
    assert "whatever no role names is refused" in html


@pytest.mark.req("R247")
def test_every_operation_and_every_guarded_field_stands_under_its_permission() -> None:
    contracts = Contracts.committed()
    opened = role_matrix.opened_by(contracts)
    for operation in contracts:
        assert operation.id in {one.operation for one in opened[operation.scope] if not one.field}
    fields = {one.operation for one in opened["history:write"] if one.field == "history"}
    assert "customers.create_customer" in fields
    assert role_matrix.holders_of("history:write") == {"history_loader"}
