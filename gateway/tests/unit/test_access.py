"""Who may reach what: every route declares it, every change by a browser carries its token."""

import uuid
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from gateway.access import SAFE, Access
from gateway.app import create_app
from gateway.contracts import Contracts
from gateway.settings import GatewaySettings

HTTPS = {"base_url": "https://localhost"}
VALUES = {
    "number": 110385,
    "application_id": "5001",
    "document_id": 5,
    "account_id": uuid.UUID(int=1),
    "action": "disable",
}


def routes(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every route as rule, method and an address that matches it."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods or ()):
            values = {name: VALUES.get(name, 1) for name in rule.arguments}
            yield rule, method, adapter.build(rule.endpoint, values, method=method)


def access_of(app: Flask, rule: Rule) -> Any:
    return getattr(app.view_functions[rule.endpoint], "access", None)


@pytest.fixture
def whole(
    application: Any, contracts: Contracts, settings: GatewaySettings, rpc: Any, sessions: Any
) -> Flask:
    """The application over the committed contracts: every route there is."""
    made = application(settings, rpc, contracts)
    object.__setattr__(made.extensions["gateway"], "sessions", sessions)
    return made


@pytest.mark.req("R126", "R247")
def test_every_route_declares_who_may_use_it(whole: Flask) -> None:
    undeclared = [rule.rule for rule, _, _ in routes(whole) if not isinstance(access_of(whole, rule), Access)]
    assert undeclared == []


def test_few_routes_are_public(whole: Flask) -> None:
    public = {rule.rule for rule, _, _ in routes(whole) if "public" in str(access_of(whole, rule))}
    assert public == {
        "/healthz", "/readyz", "/log-in", "/language", "/oauth/token", "/.well-known/jwks.json",
        "/api/docs", "/api/v1/openapi.json", "/portal/log-in",
        "/portal/sign-up", "/log-in/code", "/portal/log-in/code",
    }  # fmt: skip


@pytest.mark.req("R126")
def test_nobody_reaches_anything_without_logging_in(whole: Flask, rpc: Any) -> None:
    browser = whole.test_client()
    for rule, method, address in routes(whole):
        declared = access_of(whole, rule)
        answer = browser.open(address, method=method, **HTTPS)
        if declared is Access.API:
            assert answer.status_code == 401, address
        if declared in (Access.PAGE, Access.ENTRY):
            assert answer.status_code == 303, address
            assert answer.headers["Location"].startswith("/log-in"), address
        if declared in (Access.PORTAL, Access.PORTAL_ENTRY):
            assert answer.status_code == 303, address
            assert answer.headers["Location"].startswith("/portal/log-in"), address
    assert rpc.calls == []


@pytest.mark.req("R225", "R244")
@pytest.mark.parametrize("of", ["customer/110385", "vendor/1001", None])
def test_portal_log_in_reaches_nothing_of_the_staff(
    whole: Flask, sessions: Any, rpc: Any, of: str | None
) -> None:
    kind = of.split("/")[0] if of else "customer"
    browser = whole.test_client()
    # Even a role of the staff that came into the account by mistake opens nothing.
    browser.set_cookie(
        "__Host-homefire",
        sessions.begin(kind, "administrator", kind=kind, party=of),
        domain="localhost",
        secure=True,
    )
    refused = 0
    for rule, method, address in routes(whole):
        declared = access_of(whole, rule)
        if declared in (Access.PAGE, Access.ENTRY, Access.BACKGROUND, Access.API):
            answer = browser.open(address, method=method, **HTTPS)
            assert answer.status_code == 403, (method, address)
            assert method == "HEAD" or "agency's staff" in unescape(answer.text), (method, address)
            refused += 1
    assert refused > 100
    assert rpc.calls == []


@pytest.mark.req("R225", "R244")
def test_staff_reach_no_page_of_the_portal(whole: Flask, sessions: Any, rpc: Any) -> None:
    browser = whole.test_client()
    browser.set_cookie("__Host-homefire", sessions.begin("supervisor"), domain="localhost", secure=True)
    refused = 0
    for rule, method, address in routes(whole):
        if access_of(whole, rule) in (Access.PORTAL, Access.PORTAL_ENTRY):
            assert browser.open(address, method=method, **HTTPS).status_code == 403, (method, address)
            refused += 1
    assert refused > 4
    assert rpc.calls == []


@pytest.mark.req("R225")
def test_access_token_of_a_party_opens_nothing_at_the_gateway(whole: Flask, bearer: Any, rpc: Any) -> None:
    header = bearer("portal:messages.read", kind="customer", party="customer/110385")
    answer = whole.test_client().get("/api/v1/customers/110385", headers=header, **HTTPS)
    assert (answer.status_code, answer.json["code"]) == (403, "staff_only")
    assert rpc.calls == []


def test_a_view_that_declares_nothing_is_refused(
    settings: GatewaySettings, rpc: Any, contracts: Contracts, sessions: Any
) -> None:
    made = create_app(settings, rpc=rpc, contracts=contracts)
    object.__setattr__(made.extensions["gateway"], "sessions", sessions)
    made.add_url_rule("/open", view_func=lambda: "secret", endpoint="open")
    caseworker = made.test_client()
    caseworker.set_cookie("__Host-homefire", sessions.begin("caseworker"), domain="localhost", secure=True)
    assert caseworker.get("/open", **HTTPS).status_code == 403


def test_every_change_by_a_browser_needs_its_token(whole: Flask, sessions: Any, rpc: Any) -> None:
    staff, party = whole.test_client(), whole.test_client()
    staff.set_cookie("__Host-homefire", sessions.begin("caseworker"), domain="localhost", secure=True)
    signed_in = sessions.begin("customer", kind="customer", party="customer/110385")
    party.set_cookie("__Host-homefire", signed_in, domain="localhost", secure=True)
    checked = 0
    for rule, method, address in routes(whole):
        if method in SAFE or access_of(whole, rule) is Access.PUBLIC_WITHOUT_FORM:
            continue
        browser = party if access_of(whole, rule) in (Access.PORTAL, Access.PORTAL_ENTRY) else staff
        answer = browser.open(address, method=method, **HTTPS)
        assert answer.status_code == 403, (method, address)
        assert "foreign_form" in answer.text or "no longer valid" in answer.text
        checked += 1
    assert checked > 20
    assert rpc.calls == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://localhost"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
    ],
)
def test_a_right_token_from_a_wrong_place_is_refused(
    caseworker: FlaskClient, answers: Any, headers: dict[str, str], status: int
) -> None:
    answers["customers.update_customer"] = {"number": 110385}
    token = token_of(caseworker)
    address = "/api/v1/customers/110385"
    answer = caseworker.patch(address, json={}, headers={**headers, "X-CSRF-Token": token}, **HTTPS)
    assert answer.status_code == status


def test_a_token_of_another_session_is_refused(log_in: Callable[..., FlaskClient]) -> None:
    foreign = token_of(log_in("caseworker"))
    answer = log_in("caseworker").patch(
        "/api/v1/customers/110385", json={}, headers={"X-CSRF-Token": foreign}, **HTTPS
    )
    assert answer.json["code"] == "foreign_form"


def test_an_access_token_needs_no_form_token_and_beats_the_cookie(
    caseworker: FlaskClient, answers: Any, bearer: Any, rpc: Any
) -> None:
    answers["customers.update_customer"] = {"number": 110385}
    answer = caseworker.patch("/api/v1/customers/110385", json={}, headers=bearer("customers:write"), **HTTPS)
    assert answer.status_code == 200
    refused = caseworker.get("/api/v1/customers/110385", headers=bearer("customers:write"), **HTTPS)
    assert refused.status_code == 403


@pytest.mark.parametrize("header", ["Bearer x.y.z", "Basic Y291bnR5OnNlY3JldA==", "Bearer "])
def test_a_wrong_token_is_not_replaced_by_the_cookie(caseworker: FlaskClient, header: str) -> None:
    answer = caseworker.get("/api/v1/customers/110385", headers={"Authorization": header}, **HTTPS)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_tokens_for_others_expired_or_of_a_services_key_are_refused(
    app: Flask, bearer: Any, keys: Any
) -> None:
    from homefire.auth import Signer, new_private_jwk

    signer = Signer(new_private_jwk("gateway-1"), "gateway")
    forged = signer.sign(sub="x", name="X", kind="staff", audience=["gateway"], scopes=["customers:read"])
    headers = [
        bearer("customers:read", audience=("customers",)),
        bearer("customers:read", lifetime=-60),
        {"Authorization": f"Bearer {forged}"},
    ]
    for header in headers:
        assert app.test_client().get("/api/v1/customers/110385", headers=header).status_code == 401


def test_a_page_takes_no_access_token(app: Flask, bearer: Any) -> None:
    assert (
        app.test_client().get("/customers/110385", headers=bearer("customers:read"), **HTTPS).status_code
        == 303
    )


def test_a_fragments_request_leads_the_whole_page_to_the_log_in(app: Flask) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://localhost/customers/110385?x=1"}
    answer = app.test_client().post("/customers/110385/notes", headers=headers, **HTTPS)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/log-in?next=/customers/110385")


def test_every_response_carries_the_headers(whole: Flask, sessions: Any) -> None:
    browser = whole.test_client()
    browser.set_cookie("__Host-homefire", sessions.begin("caseworker"), domain="localhost", secure=True)
    for _, method, address in routes(whole):
        check_headers(browser.open(address, method=method, **HTTPS), address)
    check_headers(browser.get("/nothing/here", **HTTPS), "404")


def check_headers(answer: Any, address: str) -> None:
    headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, address
    assert "unsafe" not in policy, address
    assert headers["X-Content-Type-Options"] == "nosniff", address
    assert headers["Cache-Control"] == "no-store", address
    assert headers["Strict-Transport-Security"].startswith("max-age="), address
    assert headers["Referrer-Policy"] == "same-origin", address
    assert len(headers["X-Request-Id"]) >= 8, address


def test_each_page_has_a_nonce_of_its_own_and_no_inline_style(caseworker: FlaskClient) -> None:
    nonces = set()
    for _ in range(2):
        answer = caseworker.get("/customers/110385", **HTTPS)
        policy = answer.headers["Content-Security-Policy"]
        nonce = policy.split("'nonce-")[1].split("'")[0]
        assert f'nonce="{nonce}"' in answer.text
        assert (
            "<style" not in answer.text and ' style="' not in answer.text and " onclick=" not in answer.text
        )
        nonces.add(nonce)
    assert len(nonces) == 2


def token_of(caseworker: FlaskClient) -> str:
    page = caseworker.get("/customers", **HTTPS).text
    return page.split('name="csrf_token" value="')[1].split('"')[0]
