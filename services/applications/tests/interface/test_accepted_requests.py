"""What CSD has accepted, CORE has; what it is asked for is not asked again (R109, R112)."""

from __future__ import annotations

import random
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

SAME = {"first_name": "DOENA", "middle_initial": "", "last_name": "MARRIED", "date_of_birth": "1950-12-30"}
REASON = {"program_year": 2026, "reason": "DATA_ENTRY"}


def at(read):
    return {"If-Match": str(read["version"])}


def a_number():
    return f"{random.randint(100, 665)}{random.randint(10, 99)}{random.randint(1000, 9999)}"


@pytest.fixture
def mismatch(certified, send, http, client, new_customer):
    """A customer who was sent to CORE the year before under another name, birth date and number; their number."""
    number = new_customer(ssn=a_number())["number"]
    year = datetime.now(ZoneInfo("America/Los_Angeles")).year
    check = certified(
        {"ssn": a_number()}, number=number, program_year=year - 1, intake_date=date(year - 1, 6, 1)
    )
    send(check).raise_for_status()
    return number


@pytest.fixture
def compared(http):
    """`compared(number)`: the fields that differ from the record, each with the request that asks for it, or None."""

    def ask(number):
        found = http.post(f"/customers/{number}/core-comparison", json=SAME).json()["differences"]
        return {each["field"]: each["request"] for each in found}

    return ask


@pytest.fixture
def asked(http):
    """`asked(number, [fields], "SUBMITTED", "ACCEPTED")`: a request after these steps."""

    def write(number, fields, *steps):
        body = REASON | {"fields": fields}
        answer = http.post(f"/customers/{number}/change-requests", json=body)
        for status in steps:
            assert answer.is_success, answer.text
            path = f"/change-requests/{answer.json()['id']}/status"
            body = {"status": status} | ({"reason": "NO PROOF"} if status == "REJECTED" else {})
            answer = http.post(path, json=body, headers=at(answer.json()))
        return answer

    return write


NAME = {"field": "LAST_NAME", "core_value": "HOLSCHEIN", "our_value": "Married"}
BIRTH = {"field": "DATE_OF_BIRTH", "our_value": "12/30/1950"}
OURS = {"field": "SSN"}


@pytest.mark.req("R109", "R112")
def test_core_has_what_csd_has_accepted(mismatch, compared, asked, certified):
    assert set(compared(mismatch)) == {"LAST_NAME", "DATE_OF_BIRTH", "SSN"}
    accepted = asked(mismatch, [NAME, BIRTH, OURS], "SUBMITTED", "ACCEPTED")
    assert accepted.status_code == 200, accepted.text
    assert compared(mismatch) == {}
    check = certified({"last_name": "Married", "date_of_birth": "1950-12-30", "ssn": None}, number=mismatch)
    assert "identity_differs" not in [each["code"] for each in check["findings"]]


@pytest.mark.req("R109", "R112")
def test_what_is_asked_for_says_so_until_it_is_decided(mismatch, compared, asked, certified):
    request = asked(mismatch, [NAME, OURS], "SUBMITTED").json()
    waiting = {"id": request["id"], "status": "SUBMITTED"}
    assert compared(mismatch) == {"LAST_NAME": waiting, "DATE_OF_BIRTH": None, "SSN": waiting}
    check = certified({"last_name": "Married", "ssn": None}, number=mismatch)
    [finding] = [each for each in check["findings"] if each["code"] == "identity_differs"]
    assert f"change request {request['id']}" in finding["sentence"]
    asked(mismatch, [NAME], "SUBMITTED", "REJECTED")
    drafted = asked(mismatch, [BIRTH]).json()
    assert compared(mismatch)["DATE_OF_BIRTH"] == {"id": drafted["id"], "status": "DRAFT"}


@pytest.mark.req("R109", "R112")
def test_a_rejected_request_and_one_before_the_last_transfer_change_nothing(
    mismatch, compared, asked, certified, send
):
    asked(mismatch, [NAME], "SUBMITTED", "REJECTED")
    assert compared(mismatch)["LAST_NAME"] is None
    asked(mismatch, [NAME], "SUBMITTED", "ACCEPTED")
    assert "LAST_NAME" not in compared(mismatch)
    send(certified({"last_name": "Holstein"}, number=mismatch)).raise_for_status()
    assert compared(mismatch)["LAST_NAME"] is None


@pytest.mark.req("R112")
def test_what_core_has_rejected_is_not_what_the_record_is_compared_with(
    mismatch, compared, certified, send, http
):
    sent = send(certified({"last_name": "Married"}, number=mismatch)).json()
    assert "LAST_NAME" not in compared(mismatch)
    path = f"/transfers/{sent['transfers'][-1]['number']}/answer"
    http.post(path, json={"outcome": "REJECTED", "reason": "No match"}).raise_for_status()
    assert "LAST_NAME" in compared(mismatch)


@pytest.mark.req("R109", "R111", "R249")
def test_a_submitted_request_keeps_the_number_that_the_record_had_then(
    mismatch, asked, client, outbox_of, http
):
    masked = client("customers").get(f"/customers/{mismatch}").json()["ssn"]
    draft = asked(mismatch, [OURS])
    assert draft.json()["fields"][0]["our_value"] == "as on our record"
    assert outbox_of("customers", subject=mismatch, type="identity_revealed")[1:] == []
    submitted = asked(mismatch, [OURS], "SUBMITTED").json()
    assert submitted["fields"][0]["our_value"] == masked
    told = outbox_of("customers", subject=mismatch, type="identity_revealed")[-1]["data"]
    assert told == {"field": "ssn", "reason": f"to be sent to CSD with change request {submitted['id']}"}


@pytest.mark.req("R111")
def test_what_cannot_be_compared_later_is_refused(mismatch, asked, new_customer):
    born = asked(mismatch, [BIRTH | {"our_value": "in the winter"}]).json()
    assert [(each["field"], each["code"]) for each in born["fields"]] == [
        ("fields.0.our_value", "not_a_date")
    ]
    refused = asked(new_customer()["number"], [OURS], "SUBMITTED").json()
    assert [(each["field"], each["code"]) for each in refused["fields"]] == [("status", "no_ssn")]


@pytest.mark.req("R112", "R249")
def test_the_next_request_takes_cores_number_as_csd_has_accepted_it(mismatch, asked, http):
    given = a_number()
    asked(mismatch, [OURS | {"our_value": given}], "SUBMITTED", "ACCEPTED")
    compared = http.post(f"/customers/{mismatch}/core-comparison", json=SAME).json()
    [field] = [each for each in compared["differences"] if each["field"] == "SSN"]
    assert field["core_value"] == f"***-**-{given[-4:]}"
    again = asked(mismatch, [OURS | {"core_transfer": compared["sent"]["number"]}]).json()
    assert again["fields"][0]["core_value"] == f"***-**-{given[-4:]}"
