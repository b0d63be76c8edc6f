"""An appointment's rules beyond its time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appointments.domain import booking, contact
from appointments.domain.booking import Status

NOON = datetime(2019, 11, 18, 20, tzinfo=UTC)
DOENA = {"name": "DOENA HOLSCHEIN", "phone": "8315550101"}


@pytest.mark.req("R103")
def test_subject_is_name_and_phone():
    assert contact.subject_of(DOENA) == "DOENA HOLSCHEIN - (831) 555-0101"
    assert contact.subject_of(DOENA | {"phone": ""}) == "DOENA HOLSCHEIN"


@pytest.mark.req("R104")
def test_contact_info_is_the_manual_s_text():
    assert contact.contact_info_of(DOENA) == "Name: DOENA HOLSCHEIN; Phone: (831) 555-0101;"
    assert contact.contact_info_of(DOENA | {"phone": ""}) == "Name: DOENA HOLSCHEIN;"


@pytest.mark.req("R107")
def test_appointment_is_recorded_late_when_it_had_begun():
    assert booking.is_recorded_late(NOON, NOON + timedelta(minutes=1))
    assert not booking.is_recorded_late(NOON, NOON)
    assert not booking.is_recorded_late(NOON, NOON - timedelta(days=1))


@pytest.mark.req("R108")
@pytest.mark.parametrize("status", [Status.CANCELLED, Status.NO_SHOW])
def test_appointment_that_does_not_stand_cannot_be_changed(status):
    booking.check_booked(Status.BOOKED)
    with pytest.raises(booking.NotBooked, match=status):
        booking.check_booked(status)


def test_appointment_that_has_not_begun_cannot_be_missed():
    booking.check_missed(NOON, NOON)
    with pytest.raises(booking.NotBegun):
        booking.check_missed(NOON, NOON - timedelta(seconds=1))


def test_employees_are_compared_without_case_and_spacing():
    assert booking.employee_key(" John  JOHNSON ") == booking.employee_key("JOHN JOHNSON") == "john johnson"
    assert booking.employee_key("JON JOHNSON") != booking.employee_key("JOHN JOHNSON")


def test_employee_with_an_id_has_two_calendars():
    assert booking.calendars("john johnson", "") == ["name:john johnson"]
    assert booking.calendars("john johnson", "7") == ["name:john johnson", "id:7"]


def test_times_of_a_change_read_as_the_agency_s_clocks():
    show = booking.tracked(ZoneInfo("America/Los_Angeles"))["starts_at"].show
    assert show("2019-11-05T22:05:00.000000Z") == "11/5/2019 14:05"
