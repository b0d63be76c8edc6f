"""The calendar of all customers, what is free in it, and where an appointment is."""

from __future__ import annotations

import pytest

from appointments.schemas import calendar as schemas
from homefire.schemas import page_of

DAY = {"first_day": "2030-06-03", "last_day": "2030-06-03"}


@pytest.fixture
def calendar(http):
    """`calendar(employee="…")`: the rows of 3 June 2030."""

    def ask(**query):
        answer = http.get("/appointment-calendar", params=DAY | query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


@pytest.fixture
def free(http, employee):
    """`free("08:00", "10:00")`: when the test's employee can be booked, in UTC."""

    def ask(opens, closes, **query):
        asked = {"date": "2030-06-03", "opens": opens, "closes": closes, "employee": employee} | query
        answer = http.get("/appointment-calendar/free", params=asked)
        assert answer.status_code == 200, answer.text
        return [item["starts_at"][11:16] for item in answer.json()["items"]]

    return ask


def ids(page):
    """The ids of a page's rows."""
    return [row["id"] for row in page["items"]]


@pytest.mark.req("R101", "R265")
def test_calendar_shows_an_employees_day_in_order_with_the_rows_that_have_the_name_alone(
    book, calendar, employee, number
):
    key = f"id of {employee}"
    late = book("3:00 PM", employee_id=key, office="WATSONVILLE", office_id="7").json()
    early = book("9:00 AM").json()
    book("11:00 AM", employee=f"{employee} SOMEBODY")
    book("9:00 AM", date="2030-06-04")
    found = calendar(employee=employee, employee_id=key)
    assert not page_of(schemas.CalendarRow)().validate(found)
    assert ids(found) == [early["id"], late["id"]]
    assert found["items"][1]["customer_number"] == number
    assert (found["items"][1]["office"], found["items"][1]["office_id"]) == ("WATSONVILLE", "7")
    assert ids(calendar(employee_id=key)) == [late["id"]]


@pytest.mark.req("R101")
def test_calendar_shows_one_office_page_by_page_and_cancelled_ones_if_asked(book, calendar, act, number):
    office = {"office": "SALINAS", "office_id": f"office of {number}"}
    first, second, third = (book(start, **office).json() for start in ("9:00", "10:00", "11:00"))
    act(second, "cancel", {"reason": "CALLED IN"})
    at = {"office_id": office["office_id"]}
    assert ids(calendar(**at)) == [first["id"], third["id"]]
    page = calendar(**at, cancelled=True, limit=2)
    assert ids(page) == [first["id"], second["id"]]
    assert ids(calendar(**at, cancelled=True, limit=2, cursor=page["next"])) == [third["id"]]


@pytest.mark.req("R247")
def test_calendar_needs_the_permission_to_read_appointments(client, http):
    assert (
        client("appointments", role="core_adapter").get("/appointment-calendar", params=DAY).status_code
        == 403
    )
    refused = http.get("/appointment-calendar", params={**DAY, "last_day": "2031-06-03"})
    assert (refused.status_code, refused.json()["fields"][0]["code"]) == (422, "too_long")


@pytest.mark.req("R106", "R108", "R265")
def test_free_times_are_the_hours_given_less_what_is_booked(book, free, act):
    assert free("08:00", "10:00") == ["15:00", "15:30", "16:00", "16:30"]
    booked = book("8:45 AM", "9:15 AM").json()
    assert free("08:00", "10:00") == ["15:00", "16:30"]
    assert free("08:00", "10:00", moving=booked["id"]) == ["15:00", "15:30", "16:00", "16:30"]
    assert free("08:00", "10:00", minutes=60) == []
    act(booked, "cancel", {})
    assert free("08:00", "10:00", minutes=60) == ["15:00", "15:30", "16:00"]


@pytest.mark.req("R265")
def test_an_office_is_kept_told_and_moved_with_its_id(booked, act, outbox_of, number):
    refused = act(booked, "move", {"office_id": "7"})
    assert (refused.status_code, refused.json()["code"]) == (422, "office_has_no_name")
    moved = act(booked, "move", {"office": "SALINAS", "office_id": "7"}).json()
    assert (moved["office"], moved["office_id"], moved["starts_at"]) == ("SALINAS", "7", booked["starts_at"])
    renamed = act(moved, "move", {"office": "MARINA"}).json()
    assert (renamed["office"], renamed["office_id"]) == ("MARINA", "")
    told = outbox_of("appointments", subject=number, type="appointment_moved")[0]["data"]["changes"]
    assert [change["label"] for change in told] == ["APPOINTMENT OFFICE", "APPOINTMENT OFFICE ID"]


@pytest.mark.req("R108")
def test_a_reason_to_overlap_stays_where_neither_time_nor_employee_changes(book, booked, act):
    twice = book("9:15 AM", override_reason="BOTH SPOUSES TOGETHER").json()
    moved = act(twice, "move", {"office": "SALINAS"}).json()
    assert (moved["office"], moved["override_reason"]) == ("SALINAS", "BOTH SPOUSES TOGETHER")


@pytest.mark.req("R249")
def test_a_reason_with_a_social_security_number_is_refused(booked, act):
    answer = act(booked, "cancel", {"reason": "HIS NUMBER IS 123-45-6789"})
    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, "reason")
    assert "123-45-6789" not in answer.text


@pytest.mark.req("R11")
def test_an_appointment_to_come_keeps_the_record_from_being_deleted(http, number, booked, act):
    def blocking():
        counted = http.get(f"/customers/{number}/appointments/count").json()["items"]
        return [(kind["kind"], kind["blocking"]) for kind in counted]

    assert blocking() == [("appointments", 1)]
    act(booked, "cancel", {})
    assert blocking() == [("appointments", 0)]
