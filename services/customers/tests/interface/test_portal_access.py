"""Linking a log-in of the portal to a customer: by staff, by a mailed code, and by nothing else (R262)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

NOBODY = {"state": "NONE", "customer_number": None, "leads_to": None}


@pytest.fixture
def newcomer(portal: Callable[..., Any]) -> Any:
    """A client whose log-in is new: `id` is its account's."""
    account_id = str(uuid.uuid4())
    client = portal("customers", "customer", None, subject=account_id, name="NEW COMER")
    client.account_id = account_id
    return client


@pytest.fixture
def number(new_customer: Callable[..., dict[str, Any]]) -> int:
    """A customer of the test's own."""
    return int(new_customer()["number"])


def order(http: Any, number: int) -> str:
    answer = http.post(f"/customers/{number}/portal-access/codes")
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


def enter(client: Any, code: str) -> dict[str, Any]:
    answer = client.post("/portal/link", json={"code": code})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def access_of(http: Any, number: int) -> dict[str, Any]:
    return dict(http.get(f"/customers/{number}/portal-access").json())


def wrong(code: str) -> str:
    return code[:-1] + ("A" if code[-1] != "A" else "B")


@pytest.mark.req("R262")
def test_mailed_code_links_the_log_in_once_and_leaves_a_note(
    http: Any,
    newcomer: Any,
    portal: Callable[..., Any],
    number: int,
    outbox_of: Callable[..., Any],
    database: Any,
) -> None:
    assert newcomer.get("/portal/link").json() == NOBODY
    code = order(http, number)
    linked = {"state": "LINKED", "customer_number": number, "leads_to": number}
    assert enter(newcomer, code.lower().replace("-", " ")) == linked
    assert newcomer.get("/portal/link").json() == linked
    other = portal("customers", "customer", None, subject=str(uuid.uuid4()))
    assert enter(other, code) == NOBODY
    shown = access_of(http, number)
    assert [(link["account_id"], link["way"]) for link in shown["links"]] == [(newcomer.account_id, "CODE")]
    assert [each["state"] for each in shown["codes"]] == ["USED"]
    assert "code" not in shown["codes"][0]
    [event] = outbox_of("customers", subject=number, type="portal_access_linked")
    assert event["data"]["account_name"] == "NEW COMER"
    plain = code.replace("-", "")
    with database("customers").connect() as connection:
        stored = str(connection.execute(sa.text("select * from portal_code")).all())
        stored += str(connection.execute(sa.text("select body from outbox")).all())
        stored += str(connection.execute(sa.text("select answer from answers")).all())
    assert plain[4:] not in stored and code not in stored


@pytest.mark.req("R262")
def test_five_wrong_tries_lock_a_code(
    http: Any, newcomer: Any, number: int, outbox_of: Callable[..., Any]
) -> None:
    code = order(http, number)
    assert all(enter(newcomer, wrong(code)) == NOBODY for _ in range(5))
    assert enter(newcomer, code) == NOBODY
    assert access_of(http, number)["codes"][0]["state"] == "LOCKED"
    assert len(outbox_of("customers", subject=number, type="portal_code_locked")) == 1


@pytest.mark.req("R262")
def test_number_opens_nothing_and_neither_does_an_old_or_expired_code(
    http: Any, newcomer: Any, number: int, database: Any
) -> None:
    first = order(http, number)
    second = order(http, number)
    for text in (str(number), "x", first):
        assert enter(newcomer, text) == NOBODY
    with database("customers").begin() as connection:
        past = sa.text("update portal_code set expires_at = now() where customer_number = :number")
        connection.execute(past, {"number": number})
    assert enter(newcomer, second) == NOBODY
    assert {each["state"] for each in access_of(http, number)["codes"]} == {"REPLACED", "EXPIRED"}


@pytest.mark.req("R262")
def test_staff_link_and_take_away_a_log_in_each_with_a_note(
    http: Any, newcomer: Any, number: int, new_customer: Any, outbox_of: Callable[..., Any]
) -> None:
    body = {"account_id": newcomer.account_id, "account_name": "NEW COMER"}
    path = f"/customers/{number}/portal-access/links"
    first = http.post(path, json=body)
    assert (first.status_code, first.json()["way"]) == (201, "STAFF")
    assert http.post(path, json=body).json()["id"] == first.json()["id"]
    elsewhere = http.post(f"/customers/{new_customer()['number']}/portal-access/links", json=body)
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "account_linked")
    for _ in range(2):
        ended = http.post(f"{path}/{first.json()['id']}/end")
        assert ended.status_code == 200 and ended.json()["ended_by"], ended.text
    assert newcomer.get("/portal/link").json() == NOBODY
    types = [event["type"] for event in outbox_of("customers", subject=number)]
    assert [name for name in types if name.startswith("portal")] == [
        "portal_access_linked",
        "portal_access_ended",
    ]


@pytest.mark.req("R252", "R262")
def test_link_follows_a_merge_and_tells_of_a_deleted_record(
    running: Any, http: Any, client: Any, newcomer: Any, number: int, new_customer: Any
) -> None:
    running("applications", "weatherization", "appointments", "messaging", "documents", "audit")
    code = order(http, number)
    survivor, lead = new_customer(), client("customers", role="supervisor")
    version = http.get(f"/customers/{number}").json()["version"]
    merging = {
        "survivor": survivor["number"],
        "survivor_version": survivor["version"],
        "reason": "one person",
        "fields": [],
    }
    merged = lead.post(f"/customers/{number}/merge", json=merging, headers={"If-Match": str(version)})
    assert merged.status_code < 300, merged.text
    linked = enter(newcomer, code)
    assert linked == {
        "state": "LINKED",
        "customer_number": survivor["number"],
        "leads_to": survivor["number"],
    }
    version = http.get(f"/customers/{survivor['number']}").json()["version"]
    deleted = lead.post(
        f"/customers/{survivor['number']}/delete",
        json={"reason": "entered by mistake"},
        headers={"If-Match": str(version)},
    )
    assert deleted.status_code < 300, deleted.text
    assert newcomer.get("/portal/link").json()["state"] == "DELETED"


@pytest.mark.req("R26", "R148")
def test_staff_heed_lock_and_special_handling_when_they_order_a_code(http: Any, new_customer: Any) -> None:
    number = new_customer(special_handling=True)["number"]
    path = f"/customers/{number}/portal-access/codes"
    assert http.post(path).json()["code"] == "acknowledgement_required"
    assert http.post(path, headers={"Acknowledgement": "asked by the customer"}).status_code == 201
