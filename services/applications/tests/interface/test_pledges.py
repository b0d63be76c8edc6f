"""Promises of payment as a client of the service sees them."""

from __future__ import annotations

import pytest

from homefire.testing.suite import verify_all

PLACE = {"number": "111", "street": "THIS", "street_type": "ST", "zip": "93933"}


def problem(answer):
    return answer.status_code, answer.json()["code"]


def fields_of(answer):
    assert answer.status_code == 422, answer.text
    return [(field["field"], field["code"]) for field in answer.json()["fields"]]


@pytest.mark.req("R88", "R89")
def test_add_pledge_shows_under_its_application_and_is_told(receive, http, number, outbox_of):
    application = receive()
    body = {"memo": "CRISIS BILL", "amount": "$1,250.5", "payee": "PG&E", "date_submitted": "12/5/2018"}
    body["account_number"] = "0012 34"
    added = http.post(f"/applications/{application['id']}/pledges", json=body)
    assert added.status_code == 201
    listed = http.get(f"/customers/{number}/applications").json()["applications"][0]
    (pledge,) = listed["pledges"]
    names = ("memo", "amount", "payee", "account_number", "status", "next_statuses", "date_submitted")
    assert {name: pledge[name] for name in names} == {
        "memo": "CRISIS BILL",
        "amount": "1250.50",
        "payee": "PG&E",
        "account_number": "0012 34",
        "status": "OPEN",
        "next_statuses": ["PAID", "CANCELLED"],
        "date_submitted": "2018-12-05",
    }
    assert pledge["entered_by"] == pledge["updated_by"] == "LOCAL CASEWORKER"
    assert pledge["entered_at"] == pledge["updated_at"] == added.json()["entered_at"]
    assert listed["version"] == 1
    event = outbox_of("applications", subject=number)[-1]
    told = ("memo", "amount", "payee", "account_number", "status", "date_submitted")
    assert event["type"] == "pledge_made"
    assert {name: event["data"][name] for name in told} == {name: pledge[name] for name in told}


@pytest.mark.req("R88")
def test_pledges_are_listed_by_the_day_of_the_promise_with_who_entered_and_who_changed_each(
    receive, http, supervisor
):
    application = receive()
    path, last = f"/applications/{application['id']}/pledges", {}
    for memo, day in (("SECOND", "12/6/2018"), ("FIRST", "12/5/2018"), ("THIRD", "12/6/2018")):
        last = http.post(path, json={"memo": memo, "amount": "10", "date_submitted": day}).json()
    supervisor.post(f"/pledges/{last['id']}/status", json={"status": "PAID"}).raise_for_status()
    listed = http.get(f"/applications/{application['id']}").json()["pledges"]
    assert [(each["memo"], each["entered_by"], each["updated_by"]) for each in listed] == [
        ("FIRST", "LOCAL CASEWORKER", "LOCAL CASEWORKER"),
        ("SECOND", "LOCAL CASEWORKER", "LOCAL CASEWORKER"),
        ("THIRD", "LOCAL CASEWORKER", "LOCAL SUPERVISOR"),
    ]


@pytest.mark.req("R89")
def test_a_pledge_for_what_was_not_granted_is_written_with_a_warning(receive, http, move):
    application = receive()
    path, body = f"/applications/{application['id']}/pledges", {"memo": "BILL", "amount": "10"}
    [warning] = http.post(path, json=body).json()["warnings"]
    assert (warning["code"], "PENDING" in warning["detail"]) == ("application_not_granted", True)
    assert move(verify_all(http, application), "ELIGIBLE").status_code == 200
    assert http.post(path, json=body).json()["warnings"] == []


@pytest.mark.req("R89")
def test_change_pledge_status_pays_and_reopens_with_a_reason(receive, http, number, outbox_of):
    path = f"/applications/{receive()['id']}/pledges"
    pledge = http.post(path, json={"memo": "BILL", "amount": "10"}).json()
    path = f"/pledges/{pledge['id']}/status"

    def become(read, **body):
        return http.post(path, json=body, headers={"If-Match": str(read["version"])})

    paid = become(pledge, status="paid").json()
    assert (paid["status"], paid["updated_at"] > pledge["updated_at"]) == ("PAID", True)
    assert problem(become(paid, status="CANCELLED")) == (409, "illegal_move")
    assert fields_of(become(paid, status="OPEN")) == [("reason", "reason_required")]
    assert become(paid, status="OPEN", reason="CHECK RETURNED").json()["status"] == "OPEN"
    told = [
        event["data"] for event in outbox_of("applications", subject=number, type="pledge_status_changed")
    ]
    assert [(data["old_status"], data["new_status"]) for data in told] == [("OPEN", "PAID"), ("PAID", "OPEN")]


@pytest.mark.req("R89", "R152")
def test_change_pledge_status_is_refused_in_a_version_that_is_gone(receive, http, number, outbox_of):
    application = receive()
    body = {"memo": "BILL", "amount": "10"}
    pledge = http.post(f"/applications/{application['id']}/pledges", json=body).json()
    path, seen = f"/pledges/{pledge['id']}/status", {"If-Match": str(pledge["version"])}
    assert http.post(path, json={"status": "PAID"}, headers=seen).status_code == 200
    late = http.post(path, json={"status": "CANCELLED"}, headers=seen)
    assert (*problem(late), late.json()["current_version"]) == (412, "stale_version", 2)
    [listed] = http.get(f"/applications/{application['id']}").json()["pledges"]
    assert (listed["status"], listed["version"]) == ("PAID", 2)
    assert len(outbox_of("applications", subject=number, type="pledge_status_changed")) == 1


@pytest.mark.req("R89")
def test_change_pledge_status_hears_a_client_that_was_written_before_it_had_versions(receive, http):
    body = {"memo": "BILL", "amount": "10"}
    pledge = http.post(f"/applications/{receive()['id']}/pledges", json=body).json()
    paid = http.post(f"/pledges/{pledge['id']}/status", json={"status": "PAID"})
    assert (paid.status_code, paid.json()["version"]) == (200, 2)


@pytest.mark.req("R88", "R89")
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"amount": "0"}, ("amount", "amount_out_of_range")),
        ({"amount": "ten"}, ("amount", "not_an_amount")),
        ({"memo": "  "}, ("memo", "required")),
        ({"date_submitted": "1/1/2100"}, ("date_submitted", "in_the_future")),
        ({"date_submitted": "12/2/2018"}, ("date_submitted", "before_intake")),
    ],
)
def test_add_pledge_names_the_field_that_is_wrong(receive, http, fields, expected):
    body = {"memo": "BILL", "amount": "10"} | fields
    assert fields_of(http.post(f"/applications/{receive()['id']}/pledges", json=body)) == [expected]
