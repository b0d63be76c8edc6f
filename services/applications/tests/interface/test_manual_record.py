"""The manual's own household and application, brought in through the door for history."""

from __future__ import annotations

import itertools

import pytest

from applications.schemas.household import CustomerApplications

STAMP = {"entered_by": "SERVTRAQ SUPPORT", "entered_at": "2018-12-03T17:00:00Z"}
PLACE = {
    "number": "1",
    "street": "THIS",
    "street_type": "WAY",
    "building_type": "APARTMENT",
    "unit": "A",
    "zip": "95077",
}
MEMBERS = [
    {
        "first_name": "DOENA",
        "middle_initial": "T",
        "last_name": "HOLSCHEIN",
        "date_of_birth": "12/31/1950",
        "ssn": "765-43-2108",
        "gender": "FEMALE",
        "race": "MULTI",
        "relation": "SELF",
        "education": "HS_GED",
    },
    {
        "first_name": "OVALTINE",
        "last_name": "JENKINS",
        "date_of_birth": "1/2/2003",
        "gender": "FEMALE",
        "race": "MULTI",
        "relation": "GRANDCHILD",
        "education": "GRADES_9_12",
    },
    {
        "first_name": "BRUTON",
        "last_name": "GASTER",
        "date_of_birth": "4/5/2006",
        "gender": "MALE",
        "race": "MULTI",
        "relation": "GRANDCHILD",
        "education": "GRADES_0_8",
    },
]
VERIFICATION = {
    "IDENTITY": "NOT_STARTED",
    "ADDRESS": "NOT_STARTED",
    "INCOME": "NOT_STARTED",
    "HOME_OWNERSHIP": "NOT_APPLICABLE",
    "EXISTING_BENEFITS": "NOT_STARTED",
}
_ids = itertools.count(40001, 10)


@pytest.fixture
def manual(loader, number):
    """The number of a customer who has what the manual shows, and the application's id."""
    given = next(_ids)
    received = loader.post(
        f"/customers/{number}/applications",
        json={
            "program": "HEAP",
            "program_year": 2018,
            "intake_date": "12/3/2018",
            "place_of_service": PLACE,
            "utility_vendor": "PGE",
            "utility_type": "ELECTRIC",
            "account_number": "10223456789",
            "history": {"id": given, "status": "ELIGIBLE", **STAMP},
        },
    )
    assert received.status_code == 201, received.text
    entered = loader.put(
        f"/applications/{given}/household/members",
        json={"members": MEMBERS, "history": STAMP},
        headers={"If-Match": "1"},
    )
    assert entered.status_code == 200, entered.text
    return number, given


@pytest.mark.req("R62", "R66", "R69", "R71")
def test_record_shows_the_household_as_the_manual_does(http, manual):
    number, given = manual
    household = http.get(f"/customers/{number}/applications").json()["household"]
    assert (household["application_id"], household["program"]) == (given, "HEAP 2018")
    assert household["intake_date"] == "2018-12-03"
    columns = ("first_name", "middle_initial", "last_name", "date_of_birth", "ssn")
    coded = ("gender", "race", "relation")
    shown = [
        [*(member[name] for name in columns), *(member[name]["label"] for name in coded)]
        for member in household["members"]
    ]
    assert shown == [
        ["DOENA", "T", "HOLSCHEIN", "1950-12-31", "***-**-2108", "FEMALE", "MULTI-RACE", "SELF"],
        ["OVALTINE", "", "JENKINS", "2003-01-02", None, "FEMALE", "MULTI-RACE", "GRANDCHILD"],
        ["BRUTON", "", "GASTER", "2006-04-05", None, "MALE", "MULTI-RACE", "GRANDCHILD"],
    ]
    schools = [member["education"]["label"] for member in household["members"]]
    assert schools == ["HIGH SCHOOL GRADUATE/GED", "9-12/NON-GRADUATE", "0-8"]


@pytest.mark.req("R78", "R79", "R80", "R81", "R82", "R83", "R84", "R85")
def test_record_shows_the_application_as_the_manual_does(http, manual):
    number, given = manual
    (application,) = http.get(f"/customers/{number}/applications").json()["applications"]
    assert application == {
        "id": given,
        "program": "HEAP 2018",
        "program_code": "HEAP",
        "program_year": 2018,
        "status": "ELIGIBLE",
        "intake_date": "2018-12-03",
        "transfer_date": None,
        "service_address": "1 THIS WAY APARTMENT A",
        "city": "WATSONVILLE",
        "zip": "95077",
        "dwelling_id": None,
        "dwelling_units": None,
        "utility": "PACIFIC GAS & ELECTRIC COMPANY",
        "utility_type": {"code": "ELECTRIC", "label": "ELECTRIC"},
        "account_number": "10223456789",
        "version": 2,
        "next_statuses": ["PENDING", "WITHDRAWN", "TRANSFERRED"],
        "active": True,
        "pledges": [],
        "verification": [
            {"code": code, "label": code.replace("_", " "), "status": status, "rule": "", "changed_at": None,
             "start": code == "IDENTITY"}
            for code, status in VERIFICATION.items()
        ],
    }  # fmt: skip


def test_record_answers_its_schema_over_both_transports(http, manual, rpc):
    number, _ = manual
    answer = http.get(f"/customers/{number}/applications").json()
    assert CustomerApplications().validate(answer) == {}
    assert rpc("applications", "get_customer_applications", number) == answer


def test_import_keeps_its_stamps_and_tells_nobody_to_react(http, manual, outbox_of):
    number, given = manual
    application = http.get(f"/applications/{given}").json()
    assert (application["entered_by"], application["updated_by"]) == ("SERVTRAQ SUPPORT",) * 2
    assert application["entered_at"].startswith("2018-12-03T17:00:00")
    events = outbox_of("applications", subject=number)
    assert [event["type"] for event in events] == ["application_received", "household_updated"]
    assert all(event["historic"] and event["data"]["history"]["entered_by"] for event in events)


def test_import_needs_the_scope_for_history(http, number):
    body = {"program": "HEAP", "program_year": 2018, "intake_date": "12/3/2018", "place_of_service": PLACE}
    refused = http.post(f"/customers/{number}/applications", json=body | {"history": STAMP})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")


def test_import_refuses_an_id_that_exists_and_later_ids_go_past_it(loader, manual, receive):
    number, given = manual
    body = {"program": "HEAP", "program_year": 2019, "intake_date": "1/3/2019", "place_of_service": PLACE}
    taken = loader.post(f"/customers/{number}/applications", json=body | {"history": {"id": given}})
    assert (taken.status_code, taken.json()["code"]) == (409, "number_taken")
    assert receive(program_year=2019)["id"] > given


def test_import_brings_a_transferred_application_with_its_date(loader, number):
    body = {"program": "HEAP", "program_year": 2019, "intake_date": "1/3/2019", "place_of_service": PLACE}
    path = f"/customers/{number}/applications"
    without = loader.post(path, json=body | {"history": {"status": "TRANSFERRED", **STAMP}})
    assert without.json()["fields"][0]["field"] == "history.transfer_date"
    history = {"status": "BENEFITTED", "transfer_date": "2/1/2019", **STAMP}
    application = loader.post(path, json=body | {"history": history}).json()
    assert (application["status"], application["transfer_date"]) == ("BENEFITTED", "2019-02-01")
    assert [transfer["transfer_date"] for transfer in application["transfers"]] == ["2019-02-01"]


@pytest.mark.req("R88")
def test_import_brings_pledges_with_their_stamps(loader, http, manual):
    number, given = manual
    body = {"memo": "CRISIS", "amount": "100", "date_submitted": "12/4/2018"}
    history = {"status": "PAID", **STAMP}
    answer = loader.post(f"/applications/{given}/pledges", json=body | {"history": history})
    assert answer.status_code == 201, answer.text
    (pledge,) = http.get(f"/customers/{number}/applications").json()["applications"][0]["pledges"]
    assert (pledge["status"], pledge["entered_by"], pledge["updated_by"]) == (
        "PAID",
        "SERVTRAQ SUPPORT",
        "SERVTRAQ SUPPORT",
    )
    assert pledge["entered_at"].startswith("2018-12-03T17:00:00")
