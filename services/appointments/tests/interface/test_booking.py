"""Booking, moving and ending an appointment, as a client sees it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from homefire.errors import NotPermitted
from homefire.testing.suite import eventually


def problems(answer):
    """Field and code of what is wrong."""
    return [(problem["field"], problem["code"]) for problem in answer.json()["fields"]]


@pytest.mark.req("R106")
def test_book_appointment_lasts_as_long_as_its_type_unless_told_otherwise(book):
    assert book("9:00 AM").json()["ends_at"].startswith("2030-06-03T16:30")
    assert book("1:00 PM", type="HOME_VISIT").json()["ends_at"].startswith("2030-06-03T21:00")
    assert book("3:00 PM", "3:10 PM").json()["ends_at"].startswith("2030-06-03T22:10")


@pytest.mark.req("R106", "R250")
def test_book_appointment_takes_instants_with_their_zone(http, number, employee):
    body = {"starts_at": "2030-06-03T12:00:00-04:00", "ends_at": "2030-06-03T17:00:00Z", "employee": employee}
    answer = http.post(f"/customers/{number}/appointments", json=body).json()
    assert (answer["starts_at"], answer["ends_at"]) == (
        "2030-06-03T16:00:00Z",
        "2030-06-03T17:00:00Z",
    )


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"date": "2030-03-10", "start_time": "2:30 AM"}, [("start_time", "time_does_not_exist")]),
        ({"date": "2030-11-03", "start_time": "1:30 AM"}, [("start_time", "time_is_ambiguous")]),
        (
            {"date": "2030-06-31", "start_time": "nine"},
            [("date", "not_a_date"), ("start_time", "not_a_time")],
        ),
        ({"end_time": "9:00 AM"}, [("end_time", "ends_before_it_starts")]),
        ({"type": "LUNCH"}, [("type", "not_on_list")]),
        ({"starts_at": "2030-06-03T12:00:00Z"}, [("starts_at", "two_forms")]),
        ({"employee": " "}, [("employee", "required")]),
        ({"room": "1"}, [("room", "unknown_field")]),
    ],
)
def test_book_appointment_names_what_is_wrong_and_writes_nothing(http, number, book, fields, wrong):
    answer = book("9:00 AM", **fields)
    assert (answer.status_code, problems(answer)) == (422, wrong)
    assert http.get(f"/customers/{number}/appointments").json()["items"] == []


def test_book_appointment_refuses_a_customer_whom_nobody_knows(http, running, employee):
    running("customers")
    body = {"date": "2030-06-03", "start_time": "9:00", "employee": employee}
    answer = http.post("/customers/999999999/appointments", json=body)
    assert (answer.status_code, answer.json()["code"]) == (404, "customer_not_found")


@pytest.mark.req("R108", "R249")
def test_double_booking_is_refused_without_naming_anybody(book, booked, employee):
    answer = book("9:15 AM", employee=employee.lower())
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "employee_busy")
    assert problem["appointment_id"] == booked["id"]
    assert "9:00 AM to 9:30 AM" in problem["detail"]
    assert "HOLSCHEIN" not in answer.text and employee.lower() not in answer.text.lower()
    assert book("9:30 AM").status_code == 201


@pytest.mark.req("R108")
def test_double_booking_with_a_reason_is_kept_and_flagged_and_still_guarded(book, booked):
    second = book("9:15 AM", "10:00 AM", override_reason="BOTH SPOUSES TOGETHER").json()
    assert (second["overlap_overridden"], second["override_reason"]) == (True, "BOTH SPOUSES TOGETHER")
    third = book("9:45 AM")
    assert (third.status_code, third.json()["appointment_id"]) == (409, second["id"])


@pytest.mark.req("R108")
def test_of_many_clients_at_once_exactly_one_books(book, number, client, employee):
    http = client("appointments")

    def attempt(minute):
        body = {"date": "2030-06-04", "start_time": f"9:{minute:02}", "employee": employee}
        return http.post(f"/customers/{number}/appointments", json=body).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(attempt, range(8)))
    assert sorted(answers) == [201] + [409] * 7


@pytest.mark.req("R108")
def test_cancelled_and_missed_appointments_free_their_time(book, booked, act):
    assert act(booked, "cancel", {}).json()["status"] == "CANCELLED"
    assert book("9:00 AM").status_code == 201
    missed = book("9:00 AM", date="2020-01-06").json()
    assert act(missed, "no-show").json()["status"] == "NO SHOW"
    assert book("9:00 AM", date="2020-01-06").status_code == 201


@pytest.mark.req("R108")
def test_appointment_that_was_ended_is_changed_no_more(booked, act):
    ended = act(booked, "cancel", {}).json()
    for action, body in (("cancel", {}), ("no-show", None), ("move", {}), ("refresh-contact", None)):
        answer = act(ended, action, body)
        assert (answer.status_code, answer.json()["code"]) == (409, "not_booked")


def test_no_show_of_a_coming_appointment_is_refused(booked, act):
    answer = act(booked, "no-show")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_begun")


@pytest.mark.req("R108")
def test_move_appointment_keeps_its_length_and_tells_what_changed(book, booked, act, outbox_of, number):
    assert book("10:00 AM").status_code == 201
    busy = act(booked, "move", {"date": "2030-06-03", "start_time": "9:45 AM"})
    assert (busy.status_code, busy.json()["code"]) == (409, "employee_busy")
    moved = act(booked, "move", {"date": "2030-06-03", "start_time": "2:30 PM"}).json()
    assert (moved["starts_at"][11:16], moved["ends_at"][11:16], moved["version"]) == ("21:30", "22:00", 2)
    (told,) = outbox_of("appointments", subject=number, type="appointment_moved")
    changes = told["data"]["changes"]
    assert [(change["label"], change["old_text"], change["new_text"]) for change in changes] == [
        ("APPOINTMENT START", "6/3/2030 09:00", "6/3/2030 14:30"),
        ("APPOINTMENT END", "6/3/2030 09:30", "6/3/2030 15:00"),
    ]
    assert (told["aggregate"], told["sequence"]) == (f"appointment/{booked['id']}", 2)


def test_move_appointment_to_where_it_is_writes_nothing(booked, act, outbox_of, number):
    before = len(outbox_of("appointments", subject=number))
    answer = act(booked, "move", {"date": "2030-06-03", "start_time": "9:00"})
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert len(outbox_of("appointments", subject=number)) == before


@pytest.mark.req("R152")
def test_stale_version_is_refused_by_every_change(booked, act):
    act(booked, "move", {"date": "2030-06-03", "start_time": "11:00"})
    for action, body in (("cancel", {}), ("no-show", None), ("move", {}), ("refresh-contact", None)):
        assert act(booked, action, body).status_code == 412


@pytest.mark.req("R104")
def test_contact_info_stays_until_it_is_refreshed_from_the_record(client, http, number, booked, act, running):
    running("appointments")
    record = client("customers").get(f"/customers/{number}").json()
    changed = client("customers").patch(
        f"/customers/{number}",
        json={"home_phone": "8315550177", "last_name": "JENKINS"},
        headers={"If-Match": str(record["version"])},
    )
    assert changed.status_code == 200
    path = f"/appointments/{booked['id']}"

    def refreshed():
        current = http.get(path).json()
        answer = act(current, "refresh-contact").json()
        return answer if answer["version"] == 2 else None

    assert http.get(path).json()["subject"] == "DOENA HOLSCHEIN - (831) 555-0101"
    answer = eventually(refreshed)
    assert answer["subject"] == "DOENA JENKINS - (831) 555-0177"
    assert answer["contact_info"] == "Name: DOENA JENKINS; Phone: (831) 555-0177;"


@pytest.mark.req("R254")
def test_book_appointment_twice_with_one_key_books_once(http, number, employee):
    body = {"date": "2030-06-03", "start_time": "9:00", "employee": employee}
    key = {"Idempotency-Key": f"booking-of-{number}"}
    answers = [http.post(f"/customers/{number}/appointments", json=body, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]


@pytest.mark.req("R247")
def test_history_needs_its_own_scope(rpc, book, number, employee):
    answer = book("9:00 AM", history={"entered_by": "SOMEBODY ELSE"})
    assert (answer.status_code, problems(answer)) == (403, [("history", "scope")])
    body = {"date": "2030-06-03", "start_time": "9:00", "employee": employee, "history": {"id": 5}}
    with pytest.raises(NotPermitted):
        rpc("appointments", "book_appointment", number, body)


@pytest.mark.req("R247")
def test_auditor_reads_appointments_and_changes_none(client, booked):
    http = client("appointments", role="auditor")
    assert http.get(f"/appointments/{booked['id']}").status_code == 200
    refused = http.post(f"/appointments/{booked['id']}/cancel", json={}, headers={"If-Match": "1"})
    assert refused.status_code == 403


def test_imported_appointment_keeps_its_id_and_what_became_of_it(client, http, number, employee):
    loader = client("appointments", role="history_loader")
    body = {
        "date": "2018-02-05",
        "start_time": "9:00",
        "employee": employee,
        "history": {
            "id": 700_001,
            "entered_by": "SERVTRAQ SUPPORT",
            "entered_at": "2018-02-01T17:00:00Z",
            "subject": "DOENA HOLSCHTEIN",
            "status": "NO SHOW",
        },
    }
    made = loader.post(f"/customers/{number}/appointments", json=body).json()
    assert (made["id"], made["status"], made["subject"]) == (700_001, "NO SHOW", "DOENA HOLSCHTEIN")
    assert not made["recorded_late"]
    again = loader.post(f"/customers/{number}/appointments", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "id_taken")
    next_body = {"date": "2030-06-03", "start_time": "9:00", "employee": employee}
    assert http.post(f"/customers/{number}/appointments", json=next_body).json()["id"] > 700_001
