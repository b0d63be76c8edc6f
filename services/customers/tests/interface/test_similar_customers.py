"""Looking for the same person as clients do: over HTTP with the number, over the bus without it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from homefire.testing.suite import Suite

PERSON = {"first_name": "WILHELMINA", "last_name": "STORKSBILL", "date_of_birth": "1958-07-09"}


@pytest.mark.req("R21", "R252")
def test_similar_customers_come_with_a_score_and_its_reasons(http: Any, ssn: str) -> None:
    number = http.post("/customers", json={**PERSON, "preferred_method": "mail", "ssn": ssn}).json()["number"]
    answer = http.post("/customers/similar", json={**PERSON, "first_name": "WILHELMINE"})
    assert answer.status_code == 200, answer.text
    [found] = [item for item in answer.json()["items"] if item["number"] == number]
    assert (found["score"], found["likely"], found["last_name"]) == (70, True, "STORKSBILL")
    assert found["reasons"] == [
        {"code": "name_alike", "detail": "The name sounds alike, or is a letter or two away.", "points": 35},
        {"code": "same_birth_date", "detail": "Same date of birth.", "points": 35},
    ]
    [same] = http.post("/customers/similar", json={"ssn": ssn}).json()["items"]
    assert (same["number"], same["score"]) == (number, 100)


@pytest.mark.req("R249")
def test_the_number_never_goes_over_the_bus(suite: Suite, stock: Callable[..., Any], ssn: str) -> None:
    from nameko.exceptions import RemoteError

    customers = stock(suite.stack.token("caseworker"))
    assert customers.find_similar_customers({"last_name": "NOBODY", "first_name": "QQ"}) == {"items": []}
    with pytest.raises(RemoteError) as refused:
        customers.find_similar_customers({"ssn": ssn})
    assert json.loads(refused.value.value)["code"] == "protected_over_rpc"
    assert ssn not in refused.value.value


@pytest.mark.parametrize(
    "body",
    [
        {"first_name": "A" * 10_000},
        {"last_name": "\ud800"},
        {"date_of_birth": "2/30/1999"},
        {"ssn": "12"},
        {"home_phone": "911"},
        {"mailing_address": {"zip": "1"}},
        {"tax_id_type": "PASSPORT"},
        {"unknown": 1},
    ],
)
def test_bad_input_is_refused_by_field(http: Any, body: dict[str, Any]) -> None:
    answer = http.post(
        "/customers/similar", content=json.dumps(body), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 422)
    assert answer.json()["code"] in ("invalid", "malformed")


@pytest.mark.parametrize("name", ["%", "_%_", "' or 1=1 --", "=cmd()", "<b>", "🐦", "王 芳", "a%b"])
def test_names_of_every_kind_are_looked_for(http: Any, name: str) -> None:
    answer = http.post("/customers/similar", json={"organization_name": name, "date_of_birth": "0001-01-01"})
    assert answer.status_code in (200, 422), answer.text


@pytest.mark.req("R254", "R257")
def test_a_refused_duplicate_uses_up_no_key_and_a_repeated_request_makes_one(http: Any) -> None:
    body = {**PERSON, "last_name": "GOOSEGRASS", "preferred_method": "mail"}
    first = http.post("/customers", json=body).json()["number"]
    key = {"Idempotency-Key": "similar-1"}
    refused = http.post("/customers", json={**body, "different_from": []}, headers=key)
    assert (refused.status_code, refused.json()["code"]) == (409, "likely_duplicate")
    assert refused.json()["numbers"] == [first]
    declared = {**body, "different_from": [first]}
    made = [http.post("/customers", json=declared, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json()["number"] == made[1].json()["number"] != first
