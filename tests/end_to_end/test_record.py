"""The demonstration record through the gateway: every value of the manual, every change a note."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from homefire.testing.suite import eventually
from homefire_cli.demo import load
from homefire_cli.suite import GATEWAY, SERVICES


@pytest.fixture(scope="module")
def record_of(suite):
    """`record_of(number)`: the sections of a composed record, from a suite with the demonstration in it."""
    suite.running(*SERVICES, GATEWAY)
    load(suite.stack)
    http = suite.client(GATEWAY, timeout=2)

    def read(number):
        answer = http.get(f"/api/v1/customers/{number}/record")
        answer.raise_for_status()
        return answer.json()

    return read


def rows(record, section, *names):
    """Some columns of a section's rows."""
    return [tuple(item[name] for name in names) for item in record["sections"][section]["data"]["items"]]


@pytest.mark.req("R1", "R2", "R69")
def test_record_shows_the_manuals_customer(record_of):
    record = record_of(110385)
    assert record["heading"] == "HOLSCHEIN, DOENA - CustomerID#: 110385"
    customer = record["sections"]["customer"]["data"]
    shown = {
        name: customer[name] for name in ("first_name", "middle_initial", "last_name", "ssn", "home_phone")
    }
    assert shown == {
        "first_name": "DOENA",
        "middle_initial": "T",
        "last_name": "HOLSCHEIN",
        "ssn": "***-**-2108",
        "home_phone": "8315550101",
    }
    assert (customer["date_of_birth"], customer["email"]) == ("1950-12-31", "dth@email.com")
    assert (customer["best_time"]["code"], customer["preferred_method"]["label"]) == ("AFT", "US Mail")
    address = customer["mailing_address"]
    assert [address[name] for name in ("number", "street", "street_type", "building_type", "unit")] == [
        "1", "THIS", "WAY", "APARTMENT", "A",
    ]  # fmt: skip
    assert [address[name] for name in ("zip", "city", "county", "state")] == [
        "95077", "WATSONVILLE", "SANTA CRUZ", "CA",
    ]  # fmt: skip


@pytest.mark.req("R48", "R49", "R50", "R51", "R52", "R53", "R54", "R55")
def test_record_has_exactly_the_manuals_contact_entry(record_of):
    names = ("contact_date", "contact_type", "contact_action", "call_code", "language")
    more = ("notes", "mailing_code", "mailing_date", "entered_by")
    assert rows(record_of(110385), "contacts", *names, *more) == [
        (
            "2019-03-07",
            "INCOMING",
            "HEAP APPLICATION RECEIVED",
            "NO ACTION REQ - RECORD ONLY",
            "ENGLISH",
            "CONTACT ACTION ADDED FROM APPLICATION RECEIVING SCREEN",
            "NL - WRITTEN NOTIFICATION LETTER OF APPLICATION RECEIVED",
            None,
            "SERVTRAQ SUPPORT",
        )
    ]


@pytest.mark.req("R62", "R66", "R67", "R71")
def test_record_has_the_manuals_household(record_of):
    household = record_of(110385)["sections"]["household"]["data"]
    assert (household["program"], household["intake_date"]) == ("HEAP 2018", "2018-12-03")
    plain = ("first_name", "middle_initial", "last_name", "date_of_birth", "ssn")
    coded = ("gender", "race", "relation", "education")
    found = [
        (*(member[name] for name in plain), *(member[name]["label"] for name in coded))
        for member in household["members"]
    ]
    assert found == [
        ("DOENA", "T", "HOLSCHEIN", "1950-12-31", "***-**-2108", "FEMALE", "MULTI-RACE", "SELF", "HIGH SCHOOL GRADUATE/GED"),
        ("OVALTINE", "", "JENKINS", "2003-01-02", None, "FEMALE", "MULTI-RACE", "GRANDCHILD", "9-12/NON-GRADUATE"),
        ("BRUTON", "", "GASTER", "2006-04-05", None, "MALE", "MULTI-RACE", "GRANDCHILD", "0-8"),
    ]  # fmt: skip


@pytest.mark.req("R73", "R76", "R78", "R79", "R84", "R94", "R96", "R97", "R102", "R103", "R104", "R105")
def test_record_has_the_manuals_grids(record_of):
    record = record_of(110385)
    notes = rows(record, "notes", "text", "entered_by", "updated_by")
    assert notes == [("THIS IS A NOTE", "SERVTRAQ SUPPORT", "SERVTRAQ SUPPORT")]
    assert rows(
        record, "applications", "program", "status", "intake_date", "transfer_date", "city", "zip"
    ) == [("HEAP 2018", "ELIGIBLE", "2018-12-03", None, "WATSONVILLE", "95077")]
    assert rows(record, "applications", "utility", "account_number") == [
        ("PACIFIC GAS & ELECTRIC COMPANY", "10223456789")
    ]
    jobs = (
        "dwelling_id",
        "job_id",
        "status",
        "completed_date",
        "reported_date",
        "service_address",
        "city",
        "zip",
        "county",
    )
    assert rows(record, "jobs", *jobs) == [
        (28488, 36582, "IN PROGRESS", None, None, "111 THIS ST", "MARINA", "93933", "MONTEREY"),
        (28488, 36534, "REPORTED", "2018-12-27", "2019-04-15", "111 THIS ST", "MARINA", "93933", "MONTEREY"),
    ]
    types = [job["job_type"]["label"] for job in record["sections"]["jobs"]["data"]["items"]]
    assert types == ["DISGORGEMENT (DAP) JOB", "REWEATHERIZATION"]
    appointments = rows(record, "appointments", "starts_at", "ends_at", "subject", "employee", "entered_by")
    who = ("DOENA HOLSCHEIN - (831) 555-0101", "JOHN JOHNSON", "SERVTRAQ SUPPORT")
    assert appointments == [
        ("2019-11-18T15:00:00Z", "2019-11-18T15:30:00Z", *who),
        ("2019-11-05T17:00:00Z", "2019-11-05T17:30:00Z", *who),
        ("2019-04-19T16:00:00Z", "2019-04-19T16:30:00Z", *who),
    ]
    contact = {item["contact_info"] for item in record["sections"]["appointments"]["data"]["items"]}
    assert contact == {"Name: DOENA HOLSCHEIN; Phone: (831) 555-0101;"}


@pytest.mark.req("R254")
def test_loading_the_demonstration_again_changes_nothing(suite, record_of):
    before = record_of(110385)
    load(suite.stack)
    assert record_of(110385) == before


def change(suite, number, **fields):
    """Changes a customer through the gateway's API."""
    http = suite.client(GATEWAY)
    path = f"/api/v1/customers/{number}"
    version = http.get(path).json()["version"]
    answer = http.patch(path, json=fields, headers={"If-Match": str(version)})
    answer.raise_for_status()
    return answer


def notes_about(record):
    """The texts of a record's notes, newest first."""
    return [note["text"] for note in record["sections"]["notes"]["data"]["items"]]


@pytest.mark.req("R201", "R202", "R204")
def test_changed_phone_becomes_a_note_in_the_record(suite, record_of, new_customer):
    number = new_customer(home_phone="8315550100")["number"]
    change(suite, number, home_phone="8315550101")
    text = "HOME PHONE changed from (831) 555-0100 to (831) 555-0101"
    eventually(lambda: text in notes_about(record_of(number)))
    note = next(n for n in record_of(number)["sections"]["notes"]["data"]["items"] if n["text"] == text)
    assert (note["action_code"], note["entered_by"]) == ("FLDUPDATE", "LOCAL CASEWORKER")
    assert note["entered_at"][10] == "T"
    assert note["entered_at"].endswith("Z")


@pytest.mark.req("R204")
def test_update_that_changes_nothing_writes_no_note(suite, record_of, new_customer):
    number = new_customer(home_phone="8315550100")["number"]
    change(suite, number, home_phone="8315550100")
    change(suite, number, email="after@example.org")
    eventually(lambda: any("EMAIL" in text for text in notes_about(record_of(number))))
    assert not any("HOME PHONE" in text for text in notes_about(record_of(number)))


@pytest.mark.req("R204")
def test_two_changed_fields_become_two_notes_of_one_correlation(suite, record_of, new_customer):
    number = new_customer(home_phone="8315550100", email="a@example.org")["number"]
    change(suite, number, home_phone="8315550102", email="b@example.org")
    eventually(lambda: sum("changed from" in text for text in notes_about(record_of(number))) == 2)
    notes = record_of(number)["sections"]["notes"]["data"]["items"]
    assert len({note["correlation_id"] for note in notes if "changed from" in note["text"]}) == 1


@pytest.mark.req("R1")
def test_stopped_service_costs_its_section_and_not_the_record(suite, stack, record_of):
    stack.stop("weatherization")
    record = record_of(110385)
    assert record["sections"]["jobs"]["state"] == "unavailable"
    states = {name: section["state"] for name, section in record["sections"].items()}
    assert {name for name, state in states.items() if state != "ok"} == {"jobs", "properties"}
    suite.running("weatherization")
    eventually(lambda: record_of(110385)["sections"]["jobs"]["state"] == "ok")


@pytest.mark.req("R56")
def test_received_application_makes_one_contact_entry(suite, record_of, new_customer):
    number = new_customer()["number"]
    body = {
        "program": "HEAP",
        "program_year": 2026,
        "intake_date": "2026-11-02",
        "utility_vendor": "PGE",
        "utility_type": "ELECTRIC",
        "account_number": "0012345678",
        "place_of_service": {"number": "5", "street": "MAIN", "street_type": "ST", "zip": "93933"},
    }
    made = suite.client(GATEWAY).post(f"/api/v1/customers/{number}/applications", json=body)
    assert made.status_code == 201, made.text
    eventually(lambda: rows(record_of(number), "contacts", "contact_action"))
    assert rows(record_of(number), "contacts", "contact_action", "entered_by", "mailing_date") == [
        ("HEAP APPLICATION RECEIVED", "LOCAL CASEWORKER", None)
    ]


@pytest.mark.req("R254")
def test_repeated_key_makes_one_customer_through_the_gateway(suite, record_of):
    http = suite.client(GATEWAY)
    body = {"first_name": "DOUBLE", "last_name": "CLICK", "preferred_method": "mail"}
    with ThreadPoolExecutor(4) as pool:
        sent = [
            pool.submit(
                http.post, "/api/v1/customers", json=body, headers={"Idempotency-Key": "double-click"}
            )
            for _ in range(4)
        ]
    numbers = {answer.result().json()["number"] for answer in sent}
    assert len(numbers) == 1
