"""A second factor: turned on with a code, asked for at the log-in, each code once, ended, taken away (R225)."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest import mock

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from gateway import roles
from gateway.accounts import Actor, Directory, PortalAccounts, SecondFactors, StaffDirectory
from gateway.accounts import second_factor as module
from gateway.throttling import PER_NAME, Throttle
from homefire.database import Database
from homefire.errors import TooManyRequests

PASSWORD = "correct horse battery"
HTTPS = {"base_url": "https://localhost"}
ADDRESS = "127.0.0.1"
NOW = 1_800_000_000


@pytest.fixture
def factors(own_database: Database, throttle: Throttle) -> SecondFactors:
    """Second factors under the key of the application of these tests."""
    return SecondFactors(own_database, throttle, b"k" * 32)


@pytest.fixture
def john(directory: Directory, own_database: Database) -> Actor:
    """The caseworker's account."""
    with own_database.reading() as connection:
        return Actor(connection.execute(sa.text("select id from account")).scalar_one(), "JOHN JOHNSON")


@pytest.fixture
def clock() -> Iterator[Any]:
    """The time by which codes are made; `clock.return_value` sets it."""
    with mock.patch.object(module.time, "time", return_value=NOW) as patched:
        yield patched


def turned_on(factors: SecondFactors, by: Actor, at: int) -> tuple[str, list[str]]:
    assert by.id is not None
    factors.begin(by.id)
    secret = factors.pending(by.id)
    assert secret is not None
    codes = factors.confirm(by.id, pyotp.TOTP(secret).at(at), by, ADDRESS)
    assert codes is not None
    return secret, codes


@pytest.mark.req("R225")
def test_code_counts_once_and_in_its_own_time(factors: SecondFactors, john: Actor, clock: Any) -> None:
    assert john.id is not None
    secret, _ = turned_on(factors, john, NOW)
    totp = pyotp.TOTP(secret)

    def check(code: str) -> bool:
        assert john.id is not None
        return factors.check(john.id, code, john, ADDRESS)

    assert not check(totp.at(NOW)), "the code that has confirmed it is taken"
    assert check(totp.at(NOW + 30))
    assert not check(totp.at(NOW + 30)) and not check(totp.at(NOW - 30))
    clock.return_value = NOW + 300
    assert not check(totp.at(NOW + 90)) and not check("") and not check("000000 x")
    assert check(f" {totp.at(NOW + 300)[:3]} {totp.at(NOW + 300)[3:]} ")


@pytest.mark.req("R225")
def test_recovery_code_counts_once_and_neither_it_nor_the_secret_is_stored_in_clear(
    factors: SecondFactors, john: Actor, own_database: Database
) -> None:
    assert john.id is not None
    secret, codes = turned_on(factors, john, int(time.time()))
    assert len(set(codes)) == 10
    with own_database.reading() as connection:
        stored = bytes(connection.execute(sa.text("select secret from second_factor")).scalar_one())
        hashes = connection.execute(sa.text("select code_hash from recovery_code")).scalars().all()
    assert secret.encode() not in stored
    assert not {code.replace("-", "").encode() for code in codes} & {bytes(value) for value in hashes}
    assert factors.check(john.id, codes[0].upper().replace("-", " "), john, ADDRESS)
    assert not factors.check(john.id, codes[0], john, ADDRESS)
    assert factors.pending(john.id) is None


@pytest.mark.req("R225")
def test_tries_are_throttled_also_while_nothing_is_turned_on(factors: SecondFactors, john: Actor) -> None:
    assert john.id is not None
    for _ in range(PER_NAME):
        assert not factors.check(john.id, "123456", john, ADDRESS)
    with pytest.raises(TooManyRequests):
        factors.check(john.id, "123456", john, ADDRESS)


def token_in(page: str) -> str:
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def send(browser: FlaskClient, address: str, seen: str, **data: str) -> Any:
    token = token_in(browser.get(seen, **HTTPS).text)
    return browser.post(address, data={"csrf_token": token, **data}, **HTTPS)


def turn_on(browser: FlaskClient, here: str) -> tuple[str, list[str]]:
    send(browser, f"{here}/begin", here)
    page = browser.get(here, **HTTPS).text
    assert "<svg" in page and ' style="' not in page
    secret = re.findall(r"<code[^>]*>([A-Z2-7]{32})</code>", page)[0]
    answer = send(browser, f"{here}/confirm", here, code=pyotp.TOTP(secret).at(int(time.time()) - 30))
    return secret, re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", answer.text)


@pytest.mark.req("R225")
@pytest.mark.parametrize(
    ("door", "here", "inside", "user_name"),
    [
        ("/log-in", "/my-second-factor", "/customers", "jjohnson"),
        ("/portal/log-in", "/portal/account/second-factor", "/portal/account", "new"),
    ],
)
def test_log_in_asks_for_the_code_after_the_password_and_opens_nothing_before(
    stored_app: Flask, john: Actor, own_database: Database, door: str, here: str, inside: str, user_name: str
) -> None:
    PortalAccounts(own_database).sign_up("new", "NEW COMER", PASSWORD)
    first = stored_app.test_client()
    assert send(first, door, door, user_name=user_name, password=PASSWORD).status_code == 303
    secret, codes = turn_on(first, here)
    assert len(codes) == 10
    browser = stored_app.test_client()
    half = send(browser, door, door, user_name=user_name, password=PASSWORD)
    assert half.headers["Location"].startswith(f"{door}/code")
    assert not [value for value in half.headers.getlist("Set-Cookie") if value.startswith("__Host-homefire=")]
    assert browser.get(inside, **HTTPS).status_code == 303
    step = f"{door}/code"
    assert send(browser, step, step, code="000000").status_code == 401
    assert send(browser, step, step, code=pyotp.TOTP(secret).at(int(time.time()))).status_code == 303
    assert browser.get(inside, **HTTPS).status_code == 200
    stranger = stored_app.test_client()
    assert stranger.get(step, **HTTPS).headers["Location"] == door
    stranger.set_cookie("__Host-homefire-half", "AAAA", domain="localhost", secure=True)
    assert stranger.get(step, **HTTPS).headers["Location"] == door
    assert send(browser, f"{here}/end", here, code="000000").status_code == 422
    assert send(browser, f"{here}/end", here, code=codes[0]).status_code == 303
    third = stored_app.test_client()
    assert (
        not send(third, door, door, user_name=user_name, password=PASSWORD)
        .headers["Location"]
        .endswith("code")
    )


@pytest.mark.req("R225")
def test_administrator_takes_a_lost_factor_away_and_the_log_says_so(
    stored_app: Flask, john: Actor, directory: Directory, own_database: Database
) -> None:
    assert john.id is not None
    app_factors = stored_app.extensions["gateway"].second_factors
    turned_on(app_factors, john, int(time.time()))
    directory.add("ada", "ADA ADMINISTRATOR", "staff", ["administrator"], PASSWORD)
    browser = stored_app.test_client()
    send(browser, "/log-in", "/log-in", user_name="ada", password=PASSWORD)
    page = f"/accounts/{john.id}"
    assert "Take the second factor away" in browser.get(page, **HTTPS).text
    assert send(browser, f"{page}/second-factor/remove", page).status_code == 303
    assert not app_factors.is_on(john.id)
    [entry, *_] = StaffDirectory(own_database).log_of(john.id)
    assert (entry["action"], entry["actor_name"]) == ("factor_removed", "ADA ADMINISTRATOR")


@pytest.mark.req("R225")
def test_role_that_needs_a_second_factor_opens_nothing_but_the_page_to_turn_it_on(
    stored_app: Flask, john: Actor, own_database: Database
) -> None:
    known = {**roles.roles(), "caseworker": replace(roles.roles()["caseworker"], second_factor=True)}
    browser = stored_app.test_client()
    with mock.patch.object(roles, "roles", return_value=known):
        send(browser, "/log-in", "/log-in", user_name="jjohnson", password=PASSWORD)
        assert browser.get("/customers", **HTTPS).headers["Location"] == "/my-second-factor"
        refused = browser.get("/api/v1/staff", **HTTPS)
        assert (refused.status_code, refused.json["code"]) == (403, "second_factor_missing")
        turn_on(browser, "/my-second-factor")
        assert browser.get("/customers", **HTTPS).status_code == 200
    assert uuid.UUID(str(john.id))
