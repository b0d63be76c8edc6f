"""Linking a log-in of the portal to a customer: by staff, by a mailed code, and by nothing else (R262)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from homefire.testing.suite import once_owners_answer

NOBODY = {"state": "NONE", "link_id": None, "customer_number": None, "leads_to": None}


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
    linked = enter(newcomer, code.lower().replace("-", " "))
    assert linked | {"link_id": 0} == {
        "state": "LINKED",
        "link_id": 0,
        "customer_number": number,
        "leads_to": number,
    }
    assert newcomer.get("/portal/link").json() == linked
    other = portal("customers", "customer", None, subject=str(uuid.uuid4()))
    assert enter(other, code) == NOBODY
    shown = access_of(http, number)
    assert [(link["account_id"], link["way"]) for link in shown["links"]] == [(newcomer.account_id, "CODE")]
    assert shown["links"][0]["id"] == linked["link_id"]
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


def version_of(http: Any, number: int) -> dict[str, str]:
    return {"If-Match": str(http.get(f"/customers/{number}").json()["version"])}


@pytest.fixture
def merged(
    running: Any, http: Any, client: Any, number: int, new_customer: Any
) -> Callable[[], dict[str, Any]]:
    """Merges the test's customer into another one; the answer has the merge's id."""
    running("applications", "weatherization", "appointments", "messaging", "documents", "audit")
    lead = client("customers", role="supervisor")

    def merge() -> dict[str, Any]:
        survivor = new_customer()
        merging = {
            "survivor": survivor["number"],
            "survivor_version": survivor["version"],
            "reason": "one person",
            "fields": [],
        }
        headers = version_of(lead, number)
        answer = once_owners_answer(
            lambda: lead.post(f"/customers/{number}/merge", json=merging, headers=headers)
        )
        assert answer.status_code < 300, answer.text
        return {"survivor": survivor["number"], "lead": lead, **answer.json()}

    return merge


@pytest.mark.req("R252", "R262")
def test_code_entered_while_merged_links_to_its_own_record_which_an_unmerge_gives_back(
    http: Any, newcomer: Any, number: int, merged: Any, outbox_of: Any
) -> None:
    code = order(http, number)
    done = merged()
    linked = enter(newcomer, code)
    assert (linked["customer_number"], linked["leads_to"]) == (number, done["survivor"])
    assert len(outbox_of("customers", subject=number, type="portal_access_linked")) == 1
    lead = done["lead"]
    reason = {"reason": "two people"}
    undone = once_owners_answer(lambda: lead.post(f"/customers/{number}/unmerge", json=reason))
    assert undone.status_code < 300, undone.text
    after = newcomer.get("/portal/link").json()
    assert (after["customer_number"], after["leads_to"]) == (number, number)


@pytest.mark.req("R252", "R262")
def test_letter_of_the_survivor_ends_the_codes_of_what_was_merged_into_it(
    http: Any, newcomer: Any, number: int, merged: Any
) -> None:
    old = order(http, number)
    order(http, merged()["survivor"])
    assert enter(newcomer, old) == NOBODY


@pytest.mark.req("R262")
def test_link_ends_on_a_deleted_record_and_under_somebody_elses_lock(
    http: Any, client: Any, newcomer: Any, number: int, running: Any
) -> None:
    running("applications", "weatherization", "appointments", "messaging", "documents", "audit")
    code, lead = order(http, number), client("customers", role="supervisor")
    link_id = enter(newcomer, code)["link_id"]
    reason, headers = {"reason": "entered by mistake"}, version_of(lead, number)
    deleted = once_owners_answer(
        lambda: lead.post(f"/customers/{number}/delete", json=reason, headers=headers)
    )
    assert deleted.status_code < 300, deleted.text
    assert newcomer.get("/portal/link").json()["state"] == "DELETED"
    ended = http.post(f"/customers/{number}/portal-access/links/{link_id}/end")
    assert ended.status_code == 200, ended.text
    assert newcomer.get("/portal/link").json() == NOBODY


@pytest.mark.req("R262")
def test_link_ends_while_somebody_else_has_the_record_open(
    http: Any, client: Any, newcomer: Any, number: int
) -> None:
    link_id = enter(newcomer, order(http, number))["link_id"]
    other = client("customers", role="supervisor")
    assert other.post(f"/customers/{number}/lock").status_code < 300
    path = f"/customers/{number}/portal-access"
    assert http.post(f"{path}/codes").status_code == 423
    assert http.post(f"{path}/links/{link_id}/end").status_code == 200


@pytest.mark.req("R247", "R262")
@pytest.mark.parametrize("role", ["salesperson", "analyst", "agency"])
def test_linking_is_a_right_of_its_own(client: Any, number: int, role: str, newcomer: Any) -> None:
    http, path = client("customers", role=role), f"/customers/{number}/portal-access"
    body = {"account_id": newcomer.account_id, "account_name": "NEW COMER"}
    answers = [
        http.post(f"{path}/codes"),
        http.post(f"{path}/links", json=body),
        http.post(f"{path}/links/1/end"),
    ]
    assert {answer.status_code for answer in answers} == {403}


@pytest.mark.req("R249", "R262")
def test_name_that_holds_a_social_security_number_is_not_told(http: Any, newcomer: Any, number: int) -> None:
    body = {"account_id": newcomer.account_id, "account_name": "ANN 219-09-9998"}
    assert http.post(f"/customers/{number}/portal-access/links", json=body).status_code == 422


@pytest.mark.req("R26", "R148")
def test_staff_heed_lock_and_special_handling_when_they_order_a_code(http: Any, new_customer: Any) -> None:
    number = new_customer(special_handling=True)["number"]
    path = f"/customers/{number}/portal-access/codes"
    assert http.post(path).json()["code"] == "acknowledgement_required"
    assert http.post(path, headers={"Acknowledgement": "asked by the customer"}).status_code == 201
