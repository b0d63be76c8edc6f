"""Applications as a client of the service sees them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from applications.schemas.application import Application, ProgramList
from homefire.testing.suite import eventually, verify_all

PLACE = {"number": "111", "street": "THIS", "street_type": "ST", "zip": "93933"}
BODY = {"program": "HEAP", "program_year": 2018, "intake_date": "2018-12-03", "place_of_service": PLACE}


def problem(answer):
    return answer.status_code, answer.json()["code"]


def fields_of(answer):
    assert answer.status_code == 422, answer.text
    return [(field["field"], field["code"]) for field in answer.json()["fields"]]


def warned(application):
    return {(warning["field"], warning["code"]) for warning in application["warnings"]}


@pytest.mark.req("R80", "R81")
def test_receive_application_starts_pending_and_tells_what_came_in(receive, number, outbox_of):
    application = receive(utility_vendor="PGE", utility_type="GAS", account_number="00123456789")
    assert (application["status"], application["version"]) == ("PENDING", 1)
    (event,) = outbox_of("applications", subject=number)
    assert (event["type"], event["aggregate"]) == ("application_received", f"application/{application['id']}")
    told = ("program", "program_year", "intake_date", "language", "utility", "account_number", "status")
    assert [event["data"][name] for name in told] == [
        "HEAP",
        2018,
        "2018-12-03",
        "ENGLISH",
        "PACIFIC GAS & ELECTRIC COMPANY",
        "00123456789",
        "PENDING",
    ]
    assert "historic" not in event


def test_receive_application_answers_its_schema(receive, http):
    application = receive(utility_vendor="PGE")
    assert Application().validate(application) == {}
    read = http.get(f"/applications/{application['id']}")
    assert Application().validate(read.json()) == {}
    assert read.headers["ETag"] == '"1"'


@pytest.mark.req("R85")
def test_receive_application_keeps_the_account_numbers_leading_zeros(receive, http):
    application = receive(utility_vendor="SCE", utility_type="ELECTRIC", account_number="000123")
    assert http.get(f"/applications/{application['id']}").json()["account_number"] == "000123"


@pytest.mark.req("R83")
def test_receive_application_warns_of_a_po_box_zip_and_accepts_it(receive):
    application = receive(place_of_service={"number": "1", "street": "THIS", "zip": "95077"})
    assert ("place_of_service.zip", "po_box_zip") in warned(application)
    assert (application["city"], application["place_of_service"]["county"]) == ("WATSONVILLE", "SANTA CRUZ")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"intake_date": "13/40/2018"}, ("intake_date", "not_a_date")),
        ({"intake_date": "2017-10-31"}, ("intake_date", "outside_program_year")),
        ({"program_year": 1999}, ("program_year", "no_such_program_year")),
        ({"place_of_service": {"street": "THIS", "zip": "00001"}}, ("place_of_service.zip", "unknown_zip")),
        ({"place_of_service": {"zip": "93933"}}, ("place_of_service.street", "required")),
        ({"utility_vendor": "ENRON"}, ("utility_vendor", "not_on_list")),
        ({"utility_type": "COAL"}, ("utility_type", "not_on_list")),
        ({"utility_vendor": "SCG", "utility_type": "ELECTRIC"}, ("utility_type", "not_delivered")),
        ({"account_number": "1;2"}, ("account_number", "not_an_account")),
        ({"status": "ELIGIBLE"}, ("status", "unknown_field")),
    ],
)
def test_receive_application_names_the_field_that_is_wrong(http, number, fields, expected, outbox_of):
    answer = http.post(f"/customers/{number}/applications", json=BODY | fields)
    assert expected in fields_of(answer)
    assert outbox_of("applications", subject=number) == []


@pytest.mark.req("R81", "R250")
def test_receive_application_refuses_a_future_intake_date(http, number):
    soon = datetime.now(UTC).date() + timedelta(days=2)
    answer = http.post(
        f"/customers/{number}/applications",
        json=BODY | {"program_year": soon.year, "intake_date": soon.isoformat()},
    )
    assert fields_of(answer) == [("intake_date", "in_the_future")]


def test_receive_application_needs_a_customer_that_exists(http):
    assert problem(http.post("/customers/999999999/applications", json=BODY)) == (404, "customer_not_found")


@pytest.mark.req("R254")
def test_receive_application_has_one_effect_for_one_key(http, number, outbox_of):
    path, key = f"/customers/{number}/applications", {"Idempotency-Key": f"receive-{number}"}
    first, again = (http.post(path, json=BODY, headers=key) for _ in range(2))
    assert (first.json()["id"], again.headers["Idempotency-Replayed"]) == (again.json()["id"], "true")
    assert len(outbox_of("applications", subject=number)) == 1


@pytest.mark.req("R254")
def test_receive_application_knows_a_customer_from_events_while_customers_is_away(
    stack, running, new_customer, receive, database
):
    """The service keeps what it needs of every customer, so it works on when their owner does not."""
    known = new_customer(language="SPANISH")["number"]

    def remembered():
        with database("applications").connect() as connection:
            query = "select count(*) from projection where source = 'customers' and key = %s"
            return connection.exec_driver_sql(query, (str(known),)).scalar()

    eventually(remembered)
    stack.stop("customers")
    try:
        assert receive(number=known)["customer_number"] == known
    finally:
        running("customers")


@pytest.mark.req("R76")
def test_record_lists_applications_by_program_year_then_intake_date(receive, http, number, move):
    for year, intake in (
        (2018, "2018-11-05"),
        (2020, "2020-03-01"),
        (2018, "2018-02-01"),
        (2019, "2019-01-02"),
    ):
        application = receive(program_year=year, intake_date=intake)
        move(application, "WITHDRAWN")
    listed = http.get(f"/customers/{number}/applications").json()["applications"]
    assert [(entry["program"], entry["intake_date"]) for entry in listed] == [
        ("HEAP 2020", "2020-03-01"),
        ("HEAP 2019", "2019-01-02"),
        ("HEAP 2018", "2018-11-05"),
        ("HEAP 2018", "2018-02-01"),
    ]


def test_record_of_a_customer_without_applications_is_empty(http):
    assert http.get("/customers/999999999/applications").json() == {"household": None, "applications": []}


def test_update_application_tells_each_changed_field_as_people_read_it(receive, http, number, outbox_of):
    application = receive(utility_vendor="PGE", utility_type="ELECTRIC")
    answer = http.patch(
        f"/applications/{application['id']}",
        json={"utility_vendor": "SCE", "intake_date": "12/4/2018"},
        headers={"If-Match": "1"},
    )
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    event = outbox_of("applications", subject=number)[-1]
    assert (event["type"], event["sequence"]) == ("application_updated", 2)
    told = {change["label"]: (change["old_text"], change["new_text"]) for change in event["data"]["changes"]}
    assert told == {
        "INTAKE DATE": ("12/3/2018", "12/4/2018"),
        "UTILITY": ("PACIFIC GAS & ELECTRIC COMPANY", "SOUTHERN CALIFORNIA EDISON COMPANY"),
    }


def test_update_application_without_a_change_writes_nothing(receive, http, number, outbox_of):
    application = receive(account_number="12")
    answer = http.patch(
        f"/applications/{application['id']}",
        json={"account_number": " 12 ", "place_of_service": PLACE},
        headers={"If-Match": "1"},
    )
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert len(outbox_of("applications", subject=number)) == 1


def test_update_application_refills_the_place_of_a_new_zip(receive, http):
    application = receive()
    answer = http.patch(
        f"/applications/{application['id']}",
        json={"place_of_service": {"zip": "95077", "unit": "A", "building_type": "APARTMENT"}},
        headers={"If-Match": "1"},
    ).json()
    assert (answer["service_address"], answer["city"]) == ("111 THIS ST APARTMENT A", "WATSONVILLE")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [({"If-Match": '"7"'}, (412, "stale_version")), ({}, (428, "version_required"))],
)
def test_writes_want_the_version_that_was_read(receive, http, headers, expected):
    path = f"/applications/{receive()['id']}"
    summary = {"size": 1}
    answers = [
        http.patch(path, json={"account_number": "1"}, headers=headers),
        http.post(f"{path}/status", json={"status": "ELIGIBLE"}, headers=headers),
        http.put(f"{path}/household/members", json={"members": []}, headers=headers),
        http.put(f"{path}/household/summary", json=summary, headers=headers),
    ]
    assert [problem(answer) for answer in answers] == [expected] * 4
    assert http.get(path).json()["version"] == 1


@pytest.mark.req("R80")
def test_change_application_status_tells_old_new_and_reason(receive, move, number, outbox_of):
    assert move(receive(), "DENIED", reason="OVER INCOME").json()["status_reason"] == "OVER INCOME"
    [event] = outbox_of("applications", subject=number, type="application_status_changed")
    data = event["data"]
    assert (data["old_status"], data["new_status"], data["reason"]) == ("PENDING", "DENIED", "OVER INCOME")
    assert [(change["label"], change["old"], change["new"]) for change in data["changes"]] == [
        ("APPLICATION STATUS", "PENDING", "DENIED"),
        ("STATUS REASON", None, "OVER INCOME"),
    ]


@pytest.mark.req("R80")
def test_change_application_status_refuses_an_illegal_move_by_name(receive, move, http):
    application = receive()
    answer = move(application, "BENEFITTED")
    assert problem(answer) == (409, "illegal_move")
    assert "PENDING cannot become BENEFITTED" in answer.json()["detail"]
    assert fields_of(move(application, "DENIED")) == [("reason", "reason_required")]
    assert http.get(f"/applications/{application['id']}").json()["status"] == "PENDING"


@pytest.mark.req("R82")
def test_transfer_date_shows_the_last_transfer_and_all_are_kept(receive, move, http):
    application = move(verify_all(http, receive()), "ELIGIBLE").json()
    assert application["transfer_date"] is None
    application = move(application, "TRANSFERRED", transfer_date="1/5/2019").json()
    assert application["transfer_date"] == "2019-01-05"
    application = move(application, "REJECTED", reason="OUT OF FUNDS").json()
    application = move(application, "CORRECTED").json()
    application = move(application, "TRANSFERRED", transfer_date="2/6/2019").json()
    assert application["transfer_date"] == "2019-02-06"
    assert [kept["transfer_date"] for kept in application["transfers"]] == ["2019-01-05", "2019-02-06"]


@pytest.mark.req("R82")
@pytest.mark.parametrize(
    ("given", "code"), [("12/2/2018", "before_intake"), ("1/1/2999", "in_the_future"), ("soon", "not_a_date")]
)
def test_transfer_date_is_refused_outside_intake_and_today(receive, move, http, given, code):
    application = move(verify_all(http, receive()), "ELIGIBLE").json()
    assert fields_of(move(application, "TRANSFERRED", transfer_date=given)) == [("transfer_date", code)]


def test_transfer_date_belongs_to_a_transfer(receive, move, http):
    answer = move(verify_all(http, receive()), "ELIGIBLE", transfer_date="1/5/2019")
    assert fields_of(answer) == [("transfer_date", "not_a_transfer")]


def test_what_nobody_has_is_not_found(http):
    version = {"If-Match": "1"}
    answers = [
        http.get("/applications/999999999"),
        http.get("/applications/999999999/household"),
        http.patch("/applications/999999999", json={}, headers=version),
        http.post("/applications/999999999/pledges", json={"memo": "BILL", "amount": "1"}),
        http.post("/pledges/999999999/status", json={"status": "PAID"}, headers=version),
    ]
    assert [problem(answer) for answer in answers] == [(404, "application_not_found")] * 4 + [
        (404, "pledge_not_found")
    ]


@pytest.mark.req("R247")
def test_writes_need_the_scope_to_write(receive, client):
    path = f"/applications/{receive()['id']}"
    auditor, version = client("applications", role="auditor"), {"If-Match": "1"}
    assert auditor.get(path).status_code == 200
    answers = [
        auditor.patch(path, json={"account_number": "1"}, headers=version),
        auditor.post(f"{path}/status", json={"status": "ELIGIBLE"}, headers=version),
        auditor.put(f"{path}/household/members", json={"members": []}, headers=version),
        auditor.put(f"{path}/household/summary", json={"size": 1}, headers=version),
        auditor.post(f"{path}/pledges", json={"memo": "BILL", "amount": "1"}),
    ]
    assert [problem(answer) for answer in answers] == [(403, "not_permitted")] * 5


def test_list_programs_offers_heap_from_2018(http):
    answer = http.get("/programs").json()
    assert ProgramList().validate(answer) == {}
    (heap,) = (program for program in answer["items"] if program["code"] == "HEAP")
    assert {2018, 2026, 2027} <= {year["year"] for year in heap["years"]}


@pytest.mark.req("R251")
def test_list_application_reference_has_dated_entries(http):
    entries = http.get("/applications/reference/education").json()["items"]
    named = {(entry["code"], entry["valid_to"]): entry["label"] for entry in entries}
    assert named["HS_GED", "2025-09-30"] == "HIGH SCHOOL GRADUATE/GED"
    assert named["HS_GED", None] == "HIGH SCHOOL GRADUATE/GED/EQUIVALENCY"


@pytest.mark.req("R33")
def test_place_of_service_stays_when_the_customers_mailing_address_changes(
    http, client, new_customer, receive
):
    number = new_customer(mailing_address=PLACE)["number"]
    application = receive(number=number)
    version = client("customers").get(f"/customers/{number}").json()["version"]
    moved = {"mailing_address": {"street": "FIR", "zip": "95077"}, "residence_change": "MOVED"}
    answer = client("customers").patch(f"/customers/{number}", json=moved, headers={"If-Match": str(version)})
    assert answer.status_code == 200, answer.text
    read = http.get(f"/applications/{application['id']}").json()
    assert read["place_of_service"]["street"] == PLACE["street"]
    assert read["service_address"] == application["service_address"]
