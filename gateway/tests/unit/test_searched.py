"""The proof of a search (R133): bound to the session, valid for half an hour, forged by nobody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask, Response
from itsdangerous import TimestampSigner

from gateway import searched
from gateway.access import cookie_name

HTTPS = {"base_url": "https://localhost"}


def given_to(app: Flask, session: str) -> str:
    """The cookie that a search in this session leaves."""
    with app.test_request_context("/customers", headers={"Cookie": f"__Host-homefire={session}"}, **HTTPS):
        response = Response()
        searched.remember(response)
        header = response.headers["Set-Cookie"]
    assert "HttpOnly" in header and "Secure" in header
    return header.split(";")[0].split("=", 1)[1]


def proves(app: Flask, session: str, proof: str) -> bool:
    """Whether the cookie proves a search in this session."""
    with app.test_request_context("/", **HTTPS):
        name = cookie_name(searched.COOKIE)
    cookies = f"__Host-homefire={session}; {name}={proof}"
    with app.test_request_context("/customers/new", headers={"Cookie": cookies}, **HTTPS):
        return searched.has_searched()


@pytest.mark.req("R133")
def test_a_search_is_proved_in_its_own_session_alone(app: Flask) -> None:
    proof = given_to(app, "mine")
    assert proves(app, "mine", proof)
    assert not proves(app, "another", proof)


@pytest.mark.req("R133")
@pytest.mark.parametrize("proof", ["", "x", "x.y.z", "\N{EURO SIGN}", "." * 3000])
def test_what_nobody_signed_proves_nothing(app: Flask, proof: str) -> None:
    assert not proves(app, "mine", proof.encode().decode("latin-1"))


@pytest.mark.req("R133")
def test_a_proof_ends_after_half_an_hour(app: Flask, monkeypatch: Any) -> None:
    moment = datetime.now(UTC) - timedelta(minutes=31)
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: int(moment.timestamp()))
    proof = given_to(app, "mine")
    monkeypatch.undo()
    assert not proves(app, "mine", proof)


def test_without_a_session_nothing_is_noted(app: Flask) -> None:
    with app.test_request_context("/customers", **HTTPS):
        response = Response()
        searched.remember(response)
        assert "Set-Cookie" not in response.headers
        assert not searched.has_searched()
