"""Everybody's appointments by day and week, and one's own as a file without anything of a customer but the number."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway import ics
from homefire.errors import Unavailable

HTTPS = {"base_url": "https://localhost"}
JOHN = "00000000-0000-0000-0000-000000000001"
ROW = {
    "id": 12, "starts_at": "2030-06-03T16:00:00Z", "ends_at": "2030-06-03T16:30:00Z",
    "type": {"code": "INTAKE", "label": "INTAKE"}, "subject": "DOENA HOLSCHEIN - (831) 555-0101",
    "contact_info": "Name: DOENA HOLSCHEIN; Phone: (831) 555-0101;", "employee": "JOHN JOHNSON",
    "employee_id": JOHN, "office": "WATSONVILLE", "office_id": "1", "status": "BOOKED", "recorded_late": False,
    "entered_by": "SERVTRAQ SUPPORT", "entered_at": "2030-06-01T16:00:00Z", "version": 3,
    "customer_number": 110385, "updated_at": "2030-06-01T16:00:00Z",
}  # fmt: skip
LATE = {**ROW, "id": 13, "starts_at": "2030-06-06T00:30:00Z", "ends_at": "2030-06-06T01:00:00Z"}


@pytest.fixture(autouse=True)
def ready(answers: dict[str, Any]) -> None:
    """A Monday's appointment, and one on Wednesday afternoon, which is Thursday in UTC."""
    answers["appointments.list_calendar"] = {"items": [ROW, LATE], "next": None}


def rows_of(page: str) -> list[str]:
    return re.findall(r"<tr role=\"row\">(.*?)</tr>", page.split("<tbody")[1], re.DOTALL)


@pytest.mark.req("R101", "R106", "R265")
def test_a_day_is_asked_for_by_the_address_and_links_to_record_and_appointment(
    caseworker: FlaskClient, rpc: Any
) -> None:
    page = caseworker.get(f"/appointments?day=6/3/2030&employee={JOHN}&office=1&cancelled=yes", **HTTPS).text
    [call] = rpc.asked("appointments.list_calendar")
    assert call.kwargs == {
        "first_day": "2030-06-03", "last_day": "2030-06-03", "employee_id": JOHN, "employee": "JOHN JOHNSON",
        "office_id": "1", "cancelled": True, "limit": 500,
    }  # fmt: skip
    [row] = rows_of(page)
    assert (
        "9:00 AM" in row
        and 'href="/customers/110385"' in row
        and 'href="/customers/110385/appointments/12"' in row
    )
    turns = [
        unescape(each) for each in re.findall(r'href="(/appointments\?[^"]*)"', page.split('"right turn"')[1])
    ]
    kept = f"employee={JOHN}&office=1&cancelled=yes"
    assert turns[0] == f"/appointments?view=day&day=2030-06-02&{kept}"
    assert turns[2] == f"/appointments?view=day&day=2030-06-04&{kept}"
    assert "JANE JAMES (left)" in page


@pytest.mark.req("R101", "R250")
def test_a_week_has_each_appointment_on_the_agencys_day(caseworker: FlaskClient, rpc: Any) -> None:
    page = caseworker.get("/appointments?view=week&day=2030-06-05", **HTTPS).text
    call = rpc.asked("appointments.list_calendar")[-1]
    assert (call.kwargs["first_day"], call.kwargs["last_day"]) == ("2030-06-03", "2030-06-09")
    cells = re.findall(r'<td role="cell" data-label="([^"]+)">(.*?)</td>', page, re.DOTALL)
    assert [day for day, cell in cells if "/appointments/" in cell] == ["Mon 6/3", "Wed 6/5"]
    assert len(cells) == 7 and "5:30 PM" in cells[2][1]


@pytest.mark.req("R101")
def test_an_empty_day_says_so_and_a_service_that_is_away_is_told(
    caseworker: FlaskClient, answers: dict[str, Any]
) -> None:
    answers["appointments.list_calendar"] = {"items": [], "next": None}
    assert "No appointments on this day." in caseworker.get("/appointments?day=nonsense", **HTTPS).text
    answers["appointments.list_calendar"] = Unavailable()
    assert caseworker.get("/appointments", **HTTPS).status_code == 503


@pytest.mark.req("R247")
def test_the_calendar_is_for_those_who_may_read_appointments(caseworker: FlaskClient, log_in: Any) -> None:
    assert 'href="/appointments"' in caseworker.get("/customers", **HTTPS).text
    nobody = log_in()
    for path in ("/appointments", "/appointments/mine.ics"):
        assert nobody.get(path, **HTTPS).status_code == 403


@pytest.mark.req("R101", "R249")
def test_the_file_of_ones_own_appointments_names_no_customer(
    caseworker: FlaskClient, rpc: Any, sessions: Any
) -> None:
    answer = caseworker.get("/appointments/mine.ics", **HTTPS)
    [signed_in] = sessions.open_ones.values()
    assert rpc.asked("appointments.list_calendar")[0].kwargs["employee_id"] == str(signed_in.account_id)
    assert answer.mimetype == "text/calendar" and "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "SUMMARY:INTAKE 110385\r\n" in answer.text and "DTSTART:20300603T160000Z\r\n" in answer.text
    assert not re.search(r"HOLSCHEIN|DOENA|555|JOHN", answer.text)


@pytest.mark.req("R101")
def test_a_calendar_file_is_escaped_folded_and_says_what_was_cancelled() -> None:
    row = {**ROW, "status": "CANCELLED", "office": "MAIN ST; 2ND FLOOR, " + "Ñ" * 60}
    text = ics.write([row]).decode()
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines) and "\n" not in text.replace("\r\n", "")
    assert "LOCATION:MAIN ST\\; 2ND FLOOR\\, " + "Ñ" * 60 in text.replace("\r\n ", "")
    assert "STATUS:CANCELLED" in lines
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    assert {"UID:appointment-12@homefire", "SEQUENCE:3", "DTSTAMP:20300601T160000Z"} <= set(lines)
