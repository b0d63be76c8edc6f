"""No employee twice at once: by the database alone, by the use case, and under two transactions at once."""

from __future__ import annotations

import itertools
import threading
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from appointments.errors import EmployeeIsBusy
from appointments.usecases import appointments as usecases
from homefire import projection
from homefire.database import violated_constraint

MORNING = datetime(2030, 6, 3, 16, tzinfo=UTC)
CUSTOMER = 4_000_001
BY_NAME, BY_ID = "ex_appointment_employee_name", "ex_appointment_employee_id"
_employees = itertools.count(1)
_INSERT = sa.text(
    "insert into appointment (customer_number, type, starts_at, ends_at, subject, contact_info, employee,"
    " employee_key, employee_id, status, overlap_overridden, override_reason, recorded_late, version,"
    " entered_by, entered_at, updated_by, updated_at)"
    " values (1, 'INTAKE', :start, :end, 'S', 'C', :employee, :employee, :employee_id, :status,"
    " :reason <> '', :reason, false, 1, 'T', now(), 'T', now())"
)


def values(employee, start, end, status="BOOKED", reason="", employee_id=""):
    """A row by minutes after nine in the morning."""
    return {
        "employee": employee,
        "employee_id": employee_id,
        "start": MORNING + timedelta(minutes=start),
        "end": MORNING + timedelta(minutes=end),
        "status": status,
        "reason": reason,
    }


def refusal(connection, row):
    """The name of the constraint that a row breaks, or None; nothing stays of a broken one."""
    try:
        with connection.begin_nested():
            connection.execute(_INSERT, row)
    except sa.exc.IntegrityError as error:
        return violated_constraint(error)
    return None


def know_customer(work):
    """Makes the service know the customer, as an event would."""
    state = {"number": CUSTOMER, "name": "ADA TEST", "phone": "8315550101"}
    projection.remember(work.session, "customers", str(CUSTOMER), 1, state)


def request(employee, start, end, reason=""):
    """A loaded request by minutes after nine in the morning."""
    return {
        "type": "INTAKE",
        "employee": employee,
        "employee_id": "",
        "office": "",
        "office_id": "",
        "starts_at": MORNING + timedelta(minutes=start),
        "ends_at": MORNING + timedelta(minutes=end),
        "override_reason": reason,
        "history": None,
    }


@pytest.fixture(scope="module")
def engine(suite):
    """The database as the role that runs the service."""
    return suite.edge("appointments").database.engine


@pytest.fixture
def employee():
    """An employee with an empty calendar."""
    return f"e{next(_employees)}"


@pytest.mark.req("R108")
def test_database_refuses_an_overlap_of_booked_appointments_alone(engine, employee):
    with engine.connect() as connection:
        assert refusal(connection, values(employee, 0, 30)) is None
        assert refusal(connection, values(employee, 29, 45)) == BY_NAME
        assert refusal(connection, values(employee, 30, 45)) is None
        assert refusal(connection, values("somebody else", 0, 30)) is None
        assert refusal(connection, values(employee, 0, 30, status="CANCELLED")) is None
        assert refusal(connection, values(employee, 0, 30, status="NO SHOW")) is None
        assert refusal(connection, values(employee, 0, 30, reason="A reason")) is None


@pytest.mark.req("R108")
def test_database_refuses_an_overlap_of_one_id_under_two_spellings(engine, employee):
    with engine.connect() as connection:
        assert refusal(connection, values(employee, 0, 30, employee_id=employee)) is None
        assert refusal(connection, values("j. johnson", 15, 45, employee_id=employee)) == BY_ID


@pytest.mark.req("R108")
def test_database_refuses_an_end_that_is_not_after_the_start(engine, employee):
    with engine.connect() as connection:
        assert refusal(connection, values(employee, 30, 30)) == "ck_appointment_ends_after_start"
        assert refusal(connection, values(employee, 30, 0)) == "ck_appointment_ends_after_start"


@pytest.mark.req("R108")
def test_database_refuses_an_override_without_a_reason(engine, employee):
    flagged = str(_INSERT).replace(":reason <> ''", "true")
    with engine.connect() as connection, pytest.raises(sa.exc.IntegrityError, match="override_has_reason"):
        connection.execute(sa.text(flagged), values(employee, 0, 30))


@pytest.mark.req("R108")
@pytest.mark.parametrize("offset", [0, 15])
def test_of_two_transactions_at_once_exactly_one_books(engine, employee, offset):
    both_have_begun, outcomes = threading.Barrier(2), []

    def enter(start):
        try:
            with engine.begin() as connection:
                connection.execute(sa.text("select 1"))
                both_have_begun.wait()
                connection.execute(_INSERT, values(employee, start, start + 30))
            outcomes.append("booked")
        except sa.exc.IntegrityError as error:
            outcomes.append(violated_constraint(error))
        except sa.exc.OperationalError as error:
            # Each has put its row in and now looks at the other's: the database lets one of them go on.
            assert isinstance(error.orig, psycopg.errors.DeadlockDetected)
            outcomes.append(BY_NAME)

    threads = [threading.Thread(target=enter, args=(start,)) for start in (0, offset)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["booked", BY_NAME]


@pytest.mark.req("R108")
def test_second_transaction_waits_for_the_first_and_books_when_that_is_rolled_back(engine, employee):
    with engine.connect() as first, engine.connect() as second:
        first.execute(_INSERT, values(employee, 0, 30))
        booking = threading.Thread(target=lambda: second.execute(_INSERT, values(employee, 0, 30)))
        booking.start()
        booking.join(0.3)
        assert booking.is_alive()
        first.rollback()
        booking.join(10)
        assert not booking.is_alive()
        second.rollback()


@pytest.mark.req("R108")
def test_booking_waits_for_an_overridden_one_that_is_not_committed_yet(work_in, employee):
    """The constraints know nothing of an overridden appointment, so the lock on the calendar must hold."""

    def book_over_the_second():
        try:
            with work_in("appointments") as work:
                usecases.book_appointment(work, CUSTOMER, request(employee, 45, 75))
            outcomes.append("booked")
        except EmployeeIsBusy:
            outcomes.append("refused")

    outcomes = []
    with work_in("appointments") as work:
        know_customer(work)
        usecases.book_appointment(work, CUSTOMER, request(employee, 0, 30))
    with work_in("appointments") as work:
        usecases.book_appointment(work, CUSTOMER, request(employee, 15, 60, "WALK-IN"))
        other = threading.Thread(target=book_over_the_second)
        other.start()
        other.join(0.3)
        assert other.is_alive()
    other.join(10)
    assert outcomes == ["refused"]


class Calendar:
    """What one employee's calendar should hold, beside the service that keeps it."""

    def __init__(self, work):
        self.work = work
        self.employee = f"e{next(_employees)}"
        self.standing = {}

    def book(self, start, length, reason):
        """Books from one minute after nine on."""
        body = request(self.employee, start, start + length, reason)
        self._check(
            None, start, start + length, reason, lambda: usecases.book_appointment(self.work, CUSTOMER, body)
        )

    def move(self, place, start, reason):
        """Moves the appointment at a place in the calendar, if there is one there, and not to where it is."""
        target = self._at(place)
        if target is None or self.standing[target][0] == start:
            return
        was_start, was_end, self.work.if_match = self.standing[target]
        body = {"starts_at": MORNING + timedelta(minutes=start), "override_reason": reason}
        self._check(
            target,
            start,
            start + was_end - was_start,
            reason,
            lambda: usecases.move_appointment(self.work, target, body),
        )

    def cancel(self, place):
        """Cancels the appointment at a place in the calendar, if there is one there."""
        target = self._at(place)
        if target is not None:
            self.work.if_match = self.standing.pop(target)[2]
            usecases.cancel_appointment(self.work, target, {"reason": ""})

    def _at(self, place):
        return list(self.standing)[place] if place < len(self.standing) else None

    def _check(self, target, start, end, reason, change):
        others = [slot for id, slot in self.standing.items() if id != target]
        clash = any(other[0] < end and start < other[1] for other in others)
        try:
            answer = change()
        except EmployeeIsBusy:
            assert clash and not reason
            self.work.session.expire_all()  # As the edge's rollback would.
        else:
            assert reason or not clash
            assert answer["overlap_overridden"] == clash
            self.standing[answer["id"]] = (start, end, answer["version"])


# Multiples of ten, so that appointments often touch: one may begin when another ends.
minutes, lengths = st.integers(0, 6).map(lambda n: n * 10), st.integers(1, 3).map(lambda n: n * 10)
places, reasons = st.integers(0, 4), st.sampled_from(["", "WALK-IN"])
steps = st.one_of(
    st.tuples(st.just("book"), minutes, lengths, reasons),
    st.tuples(st.just("move"), places, minutes, reasons),
    st.tuples(st.just("cancel"), places),
)


@pytest.mark.req("R108")
@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=9))
def test_change_is_refused_exactly_when_it_overlaps_without_a_reason(work_in, wanted):
    with work_in("appointments") as work:
        know_customer(work)
        calendar = Calendar(work)
        for step, *arguments in wanted:
            getattr(calendar, step)(*arguments)
