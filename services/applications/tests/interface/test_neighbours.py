"""Other active applications of a program and year: which are refused, and which are warned of (R90)."""

from __future__ import annotations

import pytest

from homefire.testing.suite import verify_all

pytestmark = pytest.mark.req("R90")
PLACE = {"number": "111", "street": "THIS", "street_type": "ST", "zip": "93933"}
BODY = {"program": "HEAP", "program_year": 2018, "intake_date": "2018-12-03", "place_of_service": PLACE}


def problem(answer):
    return answer.status_code, answer.json()["code"]


def warned(application):
    return {(warning["field"], warning["code"]) for warning in application["warnings"]}


def test_receive_application_warns_of_another_customers_address_and_account(receive, new_customer, http):
    fields = {"place_of_service": PLACE | {"number": "4711"}, "account_number": "4711471147"}
    first = receive(utility_vendor="PGE", **fields)
    second = receive(number=new_customer()["number"], utility_vendor="PGE", **fields)
    about = {warning["application_id"] for warning in second["warnings"]}
    assert about == {first["id"]}
    assert {warning["customer_number"] for warning in second["warnings"]} == {first["customer_number"]}
    shown = http.get(f"/applications/{second['id']}/warnings").json()
    assert shown["items"] == second["warnings"]
    assert warned(second) == {
        ("place_of_service", "address_elsewhere"),
        ("account_number", "account_elsewhere"),
    }
    assert f"application {first['id']}" in second["warnings"][0]["detail"]
    assert second["warnings"][0]["detail_made_of"]["values"]["which"] == str(first["id"])


def test_receive_application_refuses_a_second_active_one_of_the_program_year(receive, http, number, move):
    first = receive()
    second = http.post(f"/customers/{number}/applications", json=BODY)
    assert problem(second) == (409, "active_application_exists")
    assert second.json()["application_id"] == first["id"]
    assert receive(program_year=2019)["program"] == "HEAP 2019"
    assert move(first, "WITHDRAWN").status_code == 200
    assert receive()["status"] == "PENDING"


def test_appeal_is_refused_while_another_application_is_active(receive, move, http):
    denied = move(verify_all(http, receive()), "DENIED", reason="OVER INCOME").json()
    receive()
    assert problem(move(denied, "ELIGIBLE", reason="APPEAL GRANTED")) == (409, "active_application_exists")


def test_receive_application_warns_of_no_other_year_utility_or_zip_and_of_none_that_has_ended(
    receive, new_customer, move
):
    place, other = PLACE | {"number": "4712"}, new_customer()["number"]
    utility = {"utility_vendor": "PGE", "account_number": "4712471247"}
    first = receive(place_of_service=place, **utility)
    next_year = receive(number=other, program_year=2019, place_of_service=place, **utility)
    elsewhere = receive(
        number=other, place_of_service=place | {"zip": "93905"}, **utility | {"utility_vendor": "SCG"}
    )
    assert elsewhere["service_address"] == first["service_address"]
    assert move(first, "WITHDRAWN").status_code == 200
    again = receive(place_of_service=place, **utility)
    assert [each["warnings"] for each in (next_year, elsewhere, again)] == [[]] * 3
