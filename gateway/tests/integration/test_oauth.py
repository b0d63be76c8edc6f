"""Agency systems: client credentials in, a token of ten minutes out, opened by the services granted."""

from base64 import b64encode
from typing import Any

import pytest
from flask import Flask

from gateway.accounts import Directory
from gateway.throttling import PER_NAME
from homefire.auth import Verifier

SECRET = "s" * 40
HTTPS = {"base_url": "https://localhost"}


@pytest.fixture
def county(directory: Directory) -> None:
    client = {"client_id": "county", "name": "COUNTY SYSTEM", "secret": SECRET, "roles": ["agency"]}
    directory.ensure({"clients": [{**client, "audiences": ["customers", "audit"]}]})


def ask(app: Flask, *, secret: str = SECRET, client: str = "county", **fields: str) -> Any:
    basic = b64encode(f"{client}:{secret}".encode()).decode()
    data = {"grant_type": "client_credentials", **fields}
    return app.test_client().post(
        "/oauth/token", data=data, headers={"Authorization": f"Basic {basic}"}, **HTTPS
    )


@pytest.mark.req("R247")
def test_a_client_gets_a_token_for_its_roles_and_services(stored_app: Flask, county: None) -> None:
    answer = ask(stored_app).json
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 600)
    keys = stored_app.extensions["gateway"].settings.base.keys_file
    for audience in ("customers", "audit", "gateway"):
        caller = Verifier(keys, audience).verify(answer["access_token"])
        assert (caller.id, caller.name, caller.kind) == ("county", "COUNTY SYSTEM", "agency")
        assert caller.scopes == set(answer["scope"].split())
    assert "history:write" not in caller.scopes
    from homefire.errors import NotAuthenticated

    with pytest.raises(NotAuthenticated):
        Verifier(keys, "documents").verify(answer["access_token"])


def test_the_token_opens_the_api(stored_app: Flask, county: None) -> None:
    token = ask(stored_app).json["access_token"]
    header = {"Authorization": f"Bearer {token}"}
    record = stored_app.test_client().get("/api/v1/customers/110385/record", headers=header, **HTTPS)
    assert record.json["heading"] == "HOLSCHEIN, DOENA - CustomerID#: 110385"


def test_a_client_may_ask_for_less_and_never_for_more(stored_app: Flask, county: None) -> None:
    assert ask(stored_app, scope="customers:read history:write").json["scope"] == "customers:read"


def test_the_secret_may_come_in_the_form(stored_app: Flask, county: None) -> None:
    data = {"grant_type": "client_credentials", "client_id": "county", "client_secret": SECRET}
    assert "access_token" in stored_app.test_client().post("/oauth/token", data=data, **HTTPS).json


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"secret": "wrong"}, "invalid_client"),
        ({"client": "nobody"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_a_refusal_is_as_rfc_6749_says(stored_app: Flask, county: None, options: Any, error: str) -> None:
    answer = ask(stored_app, **options)
    assert answer.status_code in (400, 401)
    assert answer.json["error"] == error
    assert answer.headers["Cache-Control"] == "no-store"


def test_guessing_a_secret_is_throttled(stored_app: Flask, county: None) -> None:
    for _ in range(PER_NAME):
        assert ask(stored_app, secret="wrong").json["error"] == "invalid_client"
    answer = ask(stored_app)
    assert (answer.status_code, answer.json["code"]) == (429, "log_in_throttled")
    assert int(answer.headers["Retry-After"]) > 0


def test_a_session_is_no_client(stored_app: Flask, county: None) -> None:
    browser = stored_app.test_client()
    answer = browser.post("/oauth/token", data={"grant_type": "client_credentials"}, **HTTPS)
    assert answer.json["error"] == "invalid_client"


def test_the_public_keys_hold_nothing_private(stored_app: Flask) -> None:
    [key] = stored_app.test_client().get("/.well-known/jwks.json", **HTTPS).json["keys"]
    assert set(key) == {"kty", "crv", "x", "kid", "alg", "use"}
