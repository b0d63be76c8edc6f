"""Logging in with a browser: cookies, the way back, renewal, log-out."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway.accounts import Directory
from gateway.throttling import PER_NAME

PASSWORD = "correct horse battery"
HTTPS = {"base_url": "https://localhost"}


@pytest.fixture
def browser_of(stored_app: Flask, directory: Directory) -> FlaskClient:
    return stored_app.test_client()


def token_in(page: str) -> str:
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def log_in(browser: FlaskClient, *, back: str = "/", password: str = PASSWORD, **options: Any) -> Any:
    page = browser.get("/log-in", query_string={"next": back}, **HTTPS)
    if page.status_code == 303:  # Logged in already: another tab still has its form.
        page = browser.get("/customers", **HTTPS)
    data = {"csrf_token": token_in(page.text), "user_name": "jjohnson", "password": password, "next": back}
    return browser.post("/log-in", data={**data, **options}, **HTTPS)


def session_of(answer: Any) -> str:
    [cookie] = [
        value for value in answer.headers.getlist("Set-Cookie") if value.startswith("__Host-homefire=")
    ]
    return cookie


@pytest.mark.req("R126")
def test_the_way_in_and_back_to_where_one_was(browser_of: FlaskClient) -> None:
    refused = browser_of.get("/customers/110385", **HTTPS)
    assert refused.headers["Location"] == "/log-in?next=/customers/110385"
    assert log_in(browser_of, back="/customers/110385").headers["Location"] == "/customers/110385"
    page = browser_of.get("/customers/110385", **HTTPS)
    assert page.status_code == 200
    assert "JOHN JOHNSON" in page.text


def test_the_cookie_is_as_strict_as_cookies_can_be(browser_of: FlaskClient) -> None:
    attributes = session_of(log_in(browser_of)).split("; ")[1:]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(attributes)
    assert not any(attribute.startswith("Domain") for attribute in attributes)


def test_logging_in_gives_a_new_session_each_time(browser_of: FlaskClient, stored_app: Flask) -> None:
    planted = session_of(log_in(browser_of)).split(";")[0].partition("=")[2]
    renewed = session_of(log_in(browser_of)).split(";")[0].partition("=")[2]
    assert planted != renewed
    assert stored_app.extensions["gateway"].sessions.find(planted) is None


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "evil", "/\n/x"],
)
def test_the_way_back_never_leads_elsewhere(browser_of: FlaskClient, target: str) -> None:
    assert log_in(browser_of, back=target).headers["Location"] == "/"


@pytest.mark.parametrize(("name", "password"), [("jjohnson", "wrong"), ("nobody", PASSWORD)])
def test_a_refusal_keeps_the_name_and_not_the_password(
    browser_of: FlaskClient, name: str, password: str
) -> None:
    answer = log_in(browser_of, user_name=name, password=password)
    assert answer.status_code == 401
    assert "The user name or the password is not right." in answer.text
    assert f'value="{name}"' in answer.text
    assert password not in answer.text
    assert not [
        value for value in answer.headers.getlist("Set-Cookie") if value.startswith("__Host-homefire=")
    ]


def test_too_many_tries_are_told_to_wait(browser_of: FlaskClient) -> None:
    for _ in range(PER_NAME):
        log_in(browser_of, password="wrong")
    answer = log_in(browser_of)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Too many attempts" in answer.text


def test_the_form_of_another_site_logs_nobody_in(browser_of: FlaskClient, stored_app: Flask) -> None:
    token = token_in(browser_of.get("/log-in", **HTTPS).text)
    data = {"csrf_token": token, "user_name": "jjohnson", "password": PASSWORD}
    assert stored_app.test_client().post("/log-in", data=data, **HTTPS).status_code == 403
    evil = {"Sec-Fetch-Site": "cross-site"}
    assert browser_of.post("/log-in", data=data, headers=evil, **HTTPS).status_code == 403


def test_logging_out_ends_it_on_the_server_too(browser_of: FlaskClient, stored_app: Flask) -> None:
    token = session_of(log_in(browser_of)).split(";")[0].partition("=")[2]
    page = browser_of.get("/customers", **HTTPS).text
    answer = browser_of.post("/log-out", data={"csrf_token": token_in(page)}, **HTTPS)
    assert answer.headers["Location"] == "/log-in"
    assert stored_app.extensions["gateway"].sessions.find(token) is None
    assert browser_of.get("/customers", **HTTPS).status_code == 303


def test_who_is_logged_in_needs_no_form(browser_of: FlaskClient) -> None:
    log_in(browser_of)
    assert (
        browser_of.get("/log-in", query_string={"next": "/customers"}, **HTTPS).headers["Location"]
        == "/customers"
    )
