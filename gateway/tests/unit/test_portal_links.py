"""Whether a customer's link still holds is asked again and again, and what is open before that is named (R225, R262)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask

from gateway import access
from gateway.portal_links import AT_MOST, EVERY, PortalLinks
from gateway.services import Trace
from gateway.tokens import Principal
from homefire.errors import Problem, Unavailable

HTTPS = {"base_url": "https://localhost"}
HOLDS = {"state": "LINKED", "link_id": 4, "customer_number": 110385, "leads_to": 110385}
ENDED = {"state": "NONE", "link_id": None, "customer_number": None, "leads_to": None}


class Customers:
    """Answers what it is told to, and counts."""

    def __init__(self) -> None:
        self.answer: Any = HOLDS
        self.asked = 0

    def ask(self, *_: Any, **__: Any) -> Any:
        self.asked += 1
        if isinstance(self.answer, Problem):
            raise self.answer
        return self.answer


@pytest.fixture
def customers() -> Any:
    """The service that owns links."""
    return Customers()


@pytest.fixture
def principal() -> Principal:
    """A customer who acts by link 4."""
    scopes = frozenset({"portal:sign-up"})
    party = "customer/110385"
    return Principal(str(uuid.uuid4()), "DOENA", "customer", scopes, party=party, link_id=4, session_id="s")


@pytest.mark.req("R262")
def test_link_is_asked_for_once_a_minute_and_its_end_ends_the_access(
    principal: Principal, portal_accounts: Any, customers: Any
) -> None:
    now = [1000.0]
    links = PortalLinks(customers, portal_accounts, lambda: now[0])
    assert all(links.holds(principal, Trace("t")) for _ in range(3))
    assert customers.asked == 1
    customers.answer = ENDED
    assert links.holds(principal, Trace("t"))
    now[0] += EVERY
    assert not links.holds(principal, Trace("t"))
    assert portal_accounts.parties == {principal.id: None}


@pytest.mark.req("R262")
def test_another_link_to_the_same_customer_is_not_the_one_that_was_confirmed(
    principal: Principal, portal_accounts: Any, customers: Any
) -> None:
    links = PortalLinks(customers, portal_accounts)
    customers.answer = HOLDS | {"link_id": 5}
    assert not links.holds(principal, Trace("t"))


@pytest.mark.req("R262")
def test_without_customers_a_session_goes_on_for_ten_minutes_and_a_new_one_does_not_begin(
    principal: Principal, portal_accounts: Any, customers: Any
) -> None:
    now = [1000.0]
    links = PortalLinks(customers, portal_accounts, lambda: now[0])
    customers.answer = Unavailable()
    with pytest.raises(Unavailable):
        links.holds(principal, Trace("t"))
    customers.answer = HOLDS
    assert links.holds(principal, Trace("t"))
    customers.answer = Unavailable()
    now[0] += AT_MOST - 1
    assert links.holds(principal, Trace("t"))
    now[0] += 1
    with pytest.raises(Unavailable):
        links.holds(principal, Trace("t"))
    assert portal_accounts.parties == {}, "nothing was said of the link"


@pytest.mark.req("R262")
def test_page_of_a_log_in_whose_link_was_ended_shows_nothing(
    customer: Any, answers: dict[str, Any], rpc: Any
) -> None:
    answers["customers.get_own_portal_link"] = ENDED
    answer = customer.get("/portal/questionnaires", **HTTPS)
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/portal/log-in")
    assert {call.service for call in rpc.calls} == {"customers"}


def entries(app: Flask) -> list[tuple[str, str, str]]:
    """Endpoint, method and address of every page that is open before a log-in is linked."""
    found = []
    for rule in app.url_map.iter_rules():
        if getattr(app.view_functions[rule.endpoint], "access", None) is access.Access.PORTAL_ENTRY:
            method = "POST" if "POST" in (rule.methods or ()) else "GET"
            found.append((rule.endpoint, method, rule.rule))
    return found


@pytest.mark.req("R126", "R225")
@pytest.mark.parametrize(
    ("state", "allowed", "page"),
    [
        ("password_temporary", access._OF_PASSWORD, "/portal/account/password"),
        ("factor_missing", access._OF_FACTOR, "/portal/account/second-factor"),
    ],
)
def test_before_an_own_password_or_a_demanded_factor_nothing_else_is_open(
    app: Flask, log_in: Any, rpc: Any, monkeypatch: Any, state: str, allowed: frozenset[str], page: str
) -> None:
    if state == "factor_missing":
        monkeypatch.setattr("gateway.access.roles.need_second_factor", lambda roles: True)
    said = {"password_temporary": True} if state == "password_temporary" else {}
    browser = log_in("customer", name="NEW COMER", kind="customer", **said)
    token = browser.get(page, **HTTPS).text.split('name="csrf_token" value="')[1].split('"')[0]
    closed = [entry for entry in entries(app) if entry[0] not in allowed]
    assert {"portal_signing_up.register", "portal_signing_up.link"} <= {entry[0] for entry in closed}
    for endpoint, method, address in closed:
        answer = browser.open(address, method=method, data={"csrf_token": token}, **HTTPS)
        assert (answer.status_code, answer.headers.get("Location")) == (303, page), endpoint
    assert rpc.calls == []
