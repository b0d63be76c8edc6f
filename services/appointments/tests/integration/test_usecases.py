"""Use cases on a real database, where a test needs the clock or what stands in a table."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from appointments.usecases import appointments as usecases
from homefire import plumbing, projection
from homefire.clock import Clock
from homefire.errors import Invalid

CUSTOMER = 4_000_002


def booking(employee, **fields):
    """A loaded request for a morning in the manual's year."""
    plain = {
        "type": "INTAKE",
        "employee": employee,
        "employee_id": "",
        "office": "",
        "office_id": "",
        "override_reason": "",
        "history": None,
    }
    return plain | {"date": date(2019, 11, 18), "start_time": time(7), "end_time": time(7, 30)} | fields


@pytest.fixture
def work(work_in, monkeypatch):
    """A piece of work at 1:48 PM of 18 November 2019, as the manual has it."""
    with work_in("appointments", role="history_loader") as work:
        moment = datetime(2019, 11, 18, 21, 48, tzinfo=UTC)
        monkeypatch.setattr(work.edge, "clock", Clock(ZoneInfo("America/Los_Angeles"), lambda: moment))
        state = {"number": CUSTOMER, "name": "ADA TEST", "phone": ""}
        projection.remember(work.session, "customers", str(CUSTOMER), 1, state)
        yield work


@pytest.mark.req("R107")
def test_walk_in_is_booked_afterwards_and_flagged(work):
    late = usecases.book_appointment(work, CUSTOMER, booking("LATE 1"))
    assert late["recorded_late"] and late["entered_at"] > late["starts_at"]
    coming = usecases.book_appointment(work, CUSTOMER, booking("LATE 1", start_time=time(14), end_time=None))
    assert not coming["recorded_late"]


@pytest.mark.req("R107")
def test_moving_into_the_past_is_a_late_record_and_another_employee_is_not(work):
    in_time = {"entered_by": "SERVTRAQ SUPPORT", "entered_at": datetime(2019, 11, 1, 17, tzinfo=UTC)}
    past = usecases.book_appointment(work, CUSTOMER, booking("LATE 2", history=in_time))
    assert not past["recorded_late"]
    work.if_match = 1
    other = usecases.move_appointment(work, past["id"], {"employee": "LATE 3", "override_reason": ""})
    assert (other["version"], other["recorded_late"]) == (2, False)
    work.if_match = 2
    body = {"date": date(2019, 11, 18), "start_time": time(8), "override_reason": ""}
    assert usecases.move_appointment(work, past["id"], body)["recorded_late"]


@pytest.mark.req("R250")
def test_entry_date_of_an_import_is_the_agency_s_when_a_type_was_retired(work):
    values = {"list": "appointment_type", "code": "RETIRED", "label": "RETIRED", "position": 9}
    dates = {"valid_from": date(2000, 1, 1), "valid_to": date(2018, 12, 31)}
    work.session.execute(sa.insert(plumbing.reference_entry).values(**values, **dates))
    still = {"entered_by": "X", "entered_at": datetime(2019, 1, 1, 7, 59, tzinfo=UTC)}
    usecases.book_appointment(work, CUSTOMER, booking("LATE 4", type="RETIRED", history=still))
    gone = still | {"entered_at": datetime(2019, 1, 1, 8, 1, tzinfo=UTC)}
    with pytest.raises(Invalid):
        usecases.book_appointment(work, CUSTOMER, booking("LATE 5", type="RETIRED", history=gone))


def test_employee_s_id_leaves_with_the_name(work):
    made = usecases.book_appointment(work, CUSTOMER, booking("LATE 6", employee_id="id-6"))
    work.if_match = 1
    moved = usecases.move_appointment(work, made["id"], {"employee": "LATE 7", "override_reason": ""})
    assert (moved["employee"], moved["employee_id"]) == ("LATE 7", "")


def test_overridden_appointment_that_is_moved_out_of_the_way_is_protected_again(work):
    usecases.book_appointment(work, CUSTOMER, booking("LATE 8"))
    second = usecases.book_appointment(work, CUSTOMER, booking("LATE 8", override_reason="WALK-IN"))
    assert second["overlap_overridden"]
    work.if_match = 1
    body = {"date": date(2019, 11, 18), "start_time": time(10), "override_reason": ""}
    moved = usecases.move_appointment(work, second["id"], body)
    assert (moved["overlap_overridden"], moved["override_reason"]) == (False, "")
