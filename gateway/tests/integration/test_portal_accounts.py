"""Accounts of customers and vendors in the database: signing up, for whom they act, the door of the portal."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from gateway.accounts import Actor, Directory, PortalAccounts, StaffDirectory
from gateway.accounts.rules import Profile
from gateway.sessions import Sessions
from gateway.throttling import PER_NAME
from homefire.database import Database
from homefire.rules import RuleBroken

PASSWORD = "correct horse battery"
HTTPS = {"base_url": "https://localhost"}
SYSTEM = Actor(None, "command line")


@pytest.fixture
def portal(own_database: Database) -> PortalAccounts:
    """Accounts of the portal, none yet."""
    return PortalAccounts(own_database)


def id_of(database: Database, user_name: str) -> uuid.UUID:
    with database.reading() as connection:
        query = sa.text("select id from account where user_name = :name")
        return uuid.UUID(str(connection.execute(query, {"name": user_name}).scalar_one()))


def token_in(page: str) -> str:
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def send(app: Flask, address: str, **data: str) -> Any:
    browser = app.test_client()
    token = token_in(browser.get(address, **HTTPS).text)
    return browser.post(address, data={"csrf_token": token, **data}, **HTTPS)


def log_in(app: Flask, user_name: str, door: str = "/portal/log-in", password: str = PASSWORD) -> Any:
    return send(app, door, user_name=user_name, password=password)


@pytest.mark.req("R225", "R244", "R262")
def test_who_signs_up_logs_in_at_the_portal_and_not_where_the_staff_do(
    stored_app: Flask, portal: PortalAccounts, own_database: Database, directory: Directory
) -> None:
    form = {"display_name": "NEW COMER", "user_name": "New@Example.org", "password": PASSWORD}
    answer = send(stored_app, "/portal/sign-up", **form, password_again=PASSWORD)
    assert answer.status_code == 200
    assert log_in(stored_app, "new@example.org").headers["Location"] == "/portal"
    assert log_in(stored_app, "new@example.org", "/log-in").status_code == 401
    assert log_in(stored_app, "jjohnson").status_code == 401
    account = portal.by_id(id_of(own_database, "new@example.org"))
    assert account is not None and account.party is None
    assert portal.by_code(f" {account.sign_up_code.lower()} ") == account
    assert portal.by_code("110385") is None
    with own_database.reading() as connection:
        stored = connection.execute(sa.text("select password_hash from account")).scalars()
        assert all(text.startswith("$argon2id$") for text in stored)


@pytest.mark.req("R225", "R262")
def test_name_that_is_taken_gets_the_same_answer_and_changes_nothing(
    stored_app: Flask, own_database: Database, directory: Directory
) -> None:
    form = {"display_name": "SOMEBODY", "password": "another sentence", "password_again": "another sentence"}
    taken = send(stored_app, "/portal/sign-up", user_name="jjohnson", **form)
    free = send(stored_app, "/portal/sign-up", user_name="nobody.yet", **form)
    assert taken.status_code == free.status_code == 200
    said = [answer.text.partition("<main")[2].partition("</main>")[0] for answer in (taken, free)]
    assert said[0] == said[1] and "Log in now" in said[0]
    assert log_in(stored_app, "jjohnson", "/log-in").status_code == 303
    assert log_in(stored_app, "jjohnson", password="another sentence").status_code == 401


@pytest.mark.req("R225")
def test_sign_ups_from_one_address_are_throttled(stored_app: Flask, own_database: Database) -> None:
    accounts = stored_app.extensions["gateway"].accounts
    for _ in range(PER_NAME):
        accounts.begin_sign_up("127.0.0.1")
    form = {"display_name": "X", "user_name": "x", "password": PASSWORD, "password_again": PASSWORD}
    assert send(stored_app, "/portal/sign-up", **form).status_code == 429


@pytest.mark.req("R244", "R262")
def test_acting_for_a_customer_is_said_once_logged_and_ends_with_its_sessions(
    portal: PortalAccounts, own_database: Database, stored_sessions: Sessions
) -> None:
    portal.sign_up("new", "NEW COMER", PASSWORD)
    account_id = id_of(own_database, "new")
    token = stored_sessions.open(account_id)
    by = Actor(account_id, "NEW COMER")
    assert [portal.act_for(account_id, 110385, 4, by) for _ in range(2)] == [True, False]
    found = stored_sessions.find(token)
    assert found is not None and (found.kind, found.party) == ("customer", "customer/110385")
    assert [portal.act_no_more(account_id, 4, by) for _ in range(2)] == [True, False]
    assert portal.act_for(account_id, 110385, 4, by) is False, "a link that has ended is not written back"
    token = token if stored_sessions.find(token) else stored_sessions.open(account_id)
    assert portal.act_for(account_id, 110386, 5, by) is True
    assert portal.act_no_more(account_id, 4, by) is False, "a newer link goes on"
    found = stored_sessions.find(token)
    assert found is not None and (found.party, found.link_id) == ("customer/110386", 5)
    assert portal.act_no_more(account_id, 5, by) is True
    assert stored_sessions.find(token) is None
    actions = [entry["action"] for entry in StaffDirectory(own_database).log_of(account_id)]
    assert actions == ["unlinked", "linked", "unlinked", "linked", "signed_up"]


@pytest.mark.req("R244")
def test_staff_act_for_nobody_and_have_no_role_of_the_portal(
    directory: Directory, portal: PortalAccounts, own_database: Database
) -> None:
    john = id_of(own_database, "jjohnson")
    assert portal.act_for(john, 110385, 4, SYSTEM) is False
    for kind, role in (("staff", "customer"), ("customer", "caseworker"), ("vendor", "customer")):
        with pytest.raises(RuleBroken):
            directory.create("x", kind, Profile("X", (role,)), PASSWORD, SYSTEM)
    for party in ("customer/110385", "vendor/1001"):
        with pytest.raises(IntegrityError), own_database.session() as session:
            session.execute(sa.text("update account set party = :party"), {"party": party})


@pytest.mark.req("R244")
def test_vendor_logs_in_with_a_password_of_their_own_after_the_first(
    stored_app: Flask, directory: Directory
) -> None:
    profile = Profile("ACME", ("vendor",))
    directory.create("acme", "vendor", profile, PASSWORD, SYSTEM, temporary=True, party="vendor/1001")
    staff = stored_app.extensions["gateway"].staff
    assert [row["user_name"] for row in staff.acting_for("vendor/1001")] == ["acme"]
    assert staff.acting_for("vendor/1002") == []
    browser = stored_app.test_client()
    token = token_in(browser.get("/portal/log-in", **HTTPS).text)
    browser.post(
        "/portal/log-in", data={"csrf_token": token, "user_name": "acme", "password": PASSWORD}, **HTTPS
    )
    assert browser.get("/portal", **HTTPS).headers["Location"] == "/portal/account/password"
    page = browser.get("/portal/account/password", **HTTPS).text
    new = {"new_password": "quite another sentence", "new_password_again": "quite another sentence"}
    data = {"csrf_token": token_in(page), "password": PASSWORD, **new}
    assert (
        browser.post("/portal/account/password", data=data, **HTTPS).headers["Location"] == "/portal/account"
    )
    assert browser.get("/portal", **HTTPS).status_code == 200
