"""The appointments of a customer, as the record page asks for them."""

from __future__ import annotations

import pytest

from appointments.schemas import appointment as schemas
from homefire.schemas import page_of

WHO = "DOENA HOLSCHEIN - (831) 555-0101"
CONTACT = "Name: DOENA HOLSCHEIN; Phone: (831) 555-0101;"
MANUAL = [
    ("11/18/2019", "7:00 AM", "7:30 AM", "2019-11-18T13:48:00-08:00"),
    ("11/5/2019", "9:00 AM", "9:30 AM", "2019-11-05T15:11:00-08:00"),
    ("4/19/2019", "9:00 AM", "9:30 AM", "2019-04-19T10:29:00-07:00"),
]
IN_UTC = [
    ("2019-11-18T15:00:00Z", "2019-11-18T15:30:00Z", "2019-11-18T21:48:00Z"),
    ("2019-11-05T17:00:00Z", "2019-11-05T17:30:00Z", "2019-11-05T23:11:00Z"),
    ("2019-04-19T16:00:00Z", "2019-04-19T16:30:00Z", "2019-04-19T17:29:00Z"),
]


@pytest.mark.req("R101", "R102", "R103", "R104", "R105", "R106", "R107")
def test_list_appointments_answers_the_manual_s_grid(client, rpc, number, outbox_of):
    http = client("appointments", role="history_loader")
    path = f"/customers/{number}/appointments"
    for day, start, end, entered_at in reversed(MANUAL):
        body = {
            "date": day,
            "start_time": start,
            "end_time": end,
            "employee": "JOAN JOHNSTON",
            "history": {
                "entered_by": "SERVTRAQ SUPPORT",
                "entered_at": entered_at,
                "subject": WHO,
                "contact_info": CONTACT,
            },
        }
        answer = http.post(path, json=body)
        assert answer.status_code == 201, answer.text
    page = http.get(path).json()
    assert not page_of(schemas.AppointmentRow)().validate(page)
    ids = [row.pop("id") for row in page["items"]]
    assert len(set(ids)) == 3
    assert page["items"] == [
        {
            "starts_at": starts_at,
            "ends_at": ends_at,
            "type": {"code": "INTAKE", "label": "INTAKE"},
            "subject": WHO,
            "contact_info": CONTACT,
            "employee": "JOAN JOHNSTON",
            "status": "BOOKED",
            "recorded_late": True,
            "entered_by": "SERVTRAQ SUPPORT",
            "entered_at": entered_at,
            "version": 1,
        }
        for starts_at, ends_at, entered_at in IN_UTC
    ]
    over_rpc = rpc("appointments", "list_appointments", number)
    assert over_rpc == http.get(path).json()
    told = outbox_of("appointments", subject=number)
    assert [(event["type"], event["historic"]) for event in told] == [("appointment_booked", True)] * 3


@pytest.mark.req("R105", "R108")
def test_list_appointments_keeps_cancelled_and_missed_ones_newest_first(http, number, book, act):
    coming = book("9:00 AM").json()
    missed = book("9:00 AM", date="2020-01-06").json()
    cancelled = book("3:00 PM").json()
    assert act(cancelled, "cancel", {"reason": "CALLED IN"}).json()["status_reason"] == "CALLED IN"
    assert act(missed, "no-show").status_code == 200
    rows = http.get(f"/customers/{number}/appointments").json()["items"]
    assert [(row["id"], row["status"]) for row in rows] == [
        (cancelled["id"], "CANCELLED"),
        (coming["id"], "BOOKED"),
        (missed["id"], "NO SHOW"),
    ]


def test_list_appointments_of_a_stranger_is_empty(http):
    assert http.get("/customers/999999999/appointments").json() == {"items": [], "next": None}


@pytest.mark.req("R103", "R251")
def test_appointment_types_are_a_dated_list(http):
    entries = http.get("/appointments/reference/appointment_type").json()["items"]
    labels = [entry["label"] for entry in entries if entry["valid_to"] is None]
    assert labels == ["INTAKE", "DOCUMENT DROP-OFF", "PHONE", "HOME VISIT"]
