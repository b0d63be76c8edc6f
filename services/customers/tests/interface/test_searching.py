"""Searching as clients do it: over HTTP and the bus; events of applications; the copy that fills gaps."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from homefire.testing.suite import Suite, eventually

New = Callable[..., dict[str, Any]]


@pytest.fixture
def suite_with_applications(suite: Suite) -> Suite:
    """Customers and applications, both running."""
    suite.running("customers", "applications")
    return suite


def numbers(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [row["number"] for row in answer.json()["items"]]


@pytest.mark.req("R128", "R249")
def test_a_protected_search_is_posted_and_answers_no_ssn(http: Any, new_customer: New, ssn: str) -> None:
    number = new_customer(ssn=ssn, date_of_birth="1950-12-31")["number"]
    for body in ({"ssn": ssn}, {"ssn_last_four": ssn[5:]}, {"find": ssn}, {"find": f"ssn {ssn[5:]}"}):
        answer = http.post("/customers/search", json=body | {"limit": 100})
        assert number in numbers(answer), body
        assert ssn not in answer.text
    assert number in numbers(
        http.post("/customers/search", json={"date_of_birth": "12/31/1950", "limit": 100})
    )
    refused = http.get("/customers", params={"find": f"{ssn[:3]}-{ssn[3:5]}-{ssn[5:]}"})
    assert (refused.status_code, refused.json()["code"]) == (422, "protected_in_address")
    assert ssn[5:] not in refused.text


@pytest.mark.req("R249")
@pytest.mark.parametrize("field", ["ssn", "ssn_last_four", "date_of_birth", "find"])
def test_what_is_protected_is_not_searched_for_over_the_bus(
    suite: Suite, stock: Callable[..., Any], field: str
) -> None:
    from nameko.exceptions import RemoteError

    customers = stock(suite.stack.token("agency"))
    with pytest.raises(RemoteError) as refused:
        customers.find_customers({field: "1234"})
    assert json.loads(refused.value.value)["code"] == "protected_over_rpc"


def test_an_open_search_is_asked_over_the_bus(
    suite: Suite, stock: Callable[..., Any], new_customer: New
) -> None:
    number = new_customer(last_name="OVERTHEBUS")["number"]
    found = stock(suite.stack.token("agency")).search_customers(name="overthebuss")["items"]
    assert number in [row["number"] for row in found]


@pytest.mark.req("R128")
def test_an_application_leads_to_its_customer(suite_with_applications: Suite, new_customer: New) -> None:
    suite = suite_with_applications
    number = new_customer(last_name="LEADING")["number"]
    applications, customers = suite.client("applications"), suite.client("customers")
    body = {
        "program": "HEAP", "program_year": 2018, "intake_date": "2018-12-03", "account_number": "77-0099-8811",
        "place_of_service": {"number": "31", "street": "QUAGMIRE", "street_type": "LN", "zip": "95018"},
    }  # fmt: skip
    made = applications.post(f"/customers/{number}/applications", json=body)
    assert made.status_code == 201, made.text
    path, version = f"/applications/{made.json()['id']}", made.json()["version"]
    members = [
        {"first_name": "ZEBULON", "last_name": "QUACKENBUSH", "relation": "SELF", "ssn": "219-09-9123"}
    ]
    entered = applications.put(
        f"{path}/household/members", json={"members": members}, headers={"If-Match": str(version)}
    )
    assert entered.status_code == 200, entered.text

    def found(**query: Any) -> list[int]:
        return numbers(customers.get("/customers", params=query))

    eventually(lambda: found(household="quackenbusch") == [number])
    assert found(account="7700998811") == [number]
    assert found(find="quagmire felton") == [number]
    assert number in found(application_status="PENDING", name="leading")
    changed = applications.patch(
        path, json={"account_number": "12"}, headers={"If-Match": str(entered.json()["version"])}
    )
    assert changed.status_code == 200, changed.text
    eventually(lambda: found(account="7700998811") == [])


@pytest.mark.req("R128")
def test_what_events_no_longer_tell_is_copied(suite_with_applications: Suite, new_customer: New) -> None:
    suite = suite_with_applications
    number = new_customer(last_name="FORGOTTEN")["number"]
    body = {
        "program": "HEAP", "program_year": 2018, "intake_date": "2018-12-03", "account_number": "4455667788",
        "place_of_service": {"number": "9", "street": "LOST", "street_type": "RD", "zip": "95018"},
    }  # fmt: skip
    applications, customers = suite.client("applications"), suite.client("customers")
    assert applications.post(f"/customers/{number}/applications", json=body).status_code == 201
    search = {"params": {"account": "4455667788"}}
    eventually(lambda: numbers(customers.get("/customers", **search)) == [number])
    with suite.database("customers").begin() as connection:
        connection.execute(sa.text("truncate application_search"))
        connection.execute(sa.text("update customer_search set application_text = ''"))
    assert numbers(customers.get("/customers", **search)) == []
    copied, body = 0, {}
    while body is not None:
        answer = customers.post("/customers/search/copy", json=body)
        assert answer.status_code == 200, answer.text
        copied += answer.json()["copied"]
        body = {"cursor": answer.json()["next"]} if answer.json()["next"] else None
    assert copied >= 1
    assert numbers(customers.get("/customers", **search)) == [number]
    assert numbers(customers.get("/customers", params={"find": "4455667788"})) == [number]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("phone=12", "phone"),
        ("phone=831-555-010x", "phone"),
        ("zip=9", "zip"),
        ("number=0", "number"),
        ("limit=0", "limit"),
        ("find=" + "x" * 121, "find"),
        ("household=a%00b", "household"),
    ],
)
def test_what_cannot_be_searched_for_is_said_by_field(http: Any, query: str, field: str) -> None:
    answer = http.get(f"/customers?{query}")
    assert answer.status_code == 422
    assert [entry["field"] for entry in answer.json()["fields"]] == [field]


@pytest.mark.req("R128")
def test_a_service_that_starts_makes_the_keys_that_are_missing(
    suite: Suite, http: Any, new_customer: New, ssn: str
) -> None:
    number = new_customer(last_name="WITHOUTKEYS", ssn=ssn)["number"]
    search = {"name": "WITHOUTKEYS", "ssn_last_four": ssn[5:]}
    assert numbers(http.post("/customers/search", json=search)) == [number]
    # Taken away while nobody runs: a service that has just started would make them again at once.
    suite.stack.stop("customers")
    with suite.database("customers").begin() as connection:
        here = {"n": number}
        taken = connection.execute(sa.text("delete from customer_search where number = :n"), here)
        connection.execute(sa.text("update customer set ssn_last_four = null where number = :n"), here)
    assert taken.rowcount == 1
    suite.stack.start("customers")
    suite.stack.wait_ready("customers")
    eventually(lambda: numbers(http.post("/customers/search", json=search)) == [number])
