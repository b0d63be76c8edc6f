"""What the database refuses by itself, whatever the service does."""

from __future__ import annotations

import itertools
import threading
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from homefire.database import violated_constraint

_numbers = itertools.count(1_000_001)
_DWELLING = sa.text(
    "insert into dwelling (kind, address_street, address_zip, address_city, address_county, address_state,"
    " version, entered_by, entered_at, updated_by, updated_at)"
    " values ('UNKNOWN', 'THIS', '93933', 'MARINA', :county, 'CA', 1, 'T', now(), 'T', now()) returning id"
)
_LINK = sa.text(
    "insert into dwelling_link (customer_number, dwelling_id, role, linked_from, linked_to,"
    " version, entered_by, entered_at, updated_by, updated_at)"
    " values (:customer, :dwelling, :role, :first, :last, 1, 'T', now(), 'T', now())"
)
_JOB = sa.text(
    "insert into job (dwelling_id, job_type, status, completed_date, reported_date,"
    " version, entered_by, entered_at, updated_by, updated_at)"
    " values (:dwelling, 'LIWP', :status, :completed, :reported, 1, 'T', now(), 'T', now())"
)
_MONDAY = date(2020, 6, 1)


@pytest.fixture(scope="module")
def engine(suite):
    """The database as the role that runs the service."""
    return suite.edge("weatherization").database.engine


@pytest.fixture(scope="module")
def dwelling(engine):
    """The id of a dwelling."""
    with engine.begin() as connection:
        return connection.scalar(_DWELLING, {"county": "MONTEREY"})


def refusal(connection, statement, values):
    """The name of the constraint that a statement breaks, or None; nothing stays of a broken one."""
    try:
        with connection.begin_nested():
            connection.execute(statement, values)
    except sa.exc.IntegrityError as error:
        return violated_constraint(error)
    return None


@pytest.mark.req("R98")
@pytest.mark.parametrize(
    ("status", "completed", "reported", "constraint"),
    [
        ("IN PROGRESS", None, None, None),
        ("IN PROGRESS", _MONDAY, None, "ck_job_completed_when_done"),
        ("COMPLETED", None, None, "ck_job_completed_when_done"),
        ("COMPLETED", _MONDAY, _MONDAY, "ck_job_reported_when_reported"),
        ("REPORTED", _MONDAY, None, "ck_job_reported_when_reported"),
        ("REPORTED", _MONDAY, _MONDAY - timedelta(days=1), "ck_job_reported_after_completed"),
        ("REPORTED", _MONDAY, _MONDAY, None),
    ],
)
def test_database_refuses_dates_that_contradict_a_status(
    engine, dwelling, status, completed, reported, constraint
):
    values = {"dwelling": dwelling, "status": status, "completed": completed, "reported": reported}
    with engine.connect() as connection:
        assert refusal(connection, _JOB, values) == constraint


@pytest.mark.req("R97")
def test_database_refuses_a_status_that_is_not_on_the_list(engine, dwelling):
    values = {"dwelling": dwelling, "status": "PAID", "completed": None, "reported": None}
    with engine.connect() as connection:
        assert refusal(connection, _JOB, values) == "ck_job_status"


@pytest.mark.req("R100")
def test_database_refuses_a_dwelling_without_a_county(engine):
    with engine.connect() as connection:
        assert refusal(connection, _DWELLING, {"county": ""}) == "ck_dwelling_address_complete"


periods = st.tuples(st.integers(0, 12), st.none() | st.integers(0, 6), st.sampled_from(["occupant", "owner"]))


@pytest.mark.req("R95")
@settings(max_examples=60, deadline=None)
@given(st.lists(periods, max_size=6))
def test_database_takes_links_exactly_as_long_as_they_do_not_overlap(engine, dwelling, wanted):
    customer, days_taken = next(_numbers), set()
    with engine.connect() as connection:
        for start, length, role in wanted:
            last = None if length is None else start + length
            days = {(role, day) for day in range(start, (40 if last is None else last) + 1)}
            values = {
                "customer": customer,
                "dwelling": dwelling,
                "role": role,
                "first": _MONDAY + timedelta(days=start),
                "last": None if last is None else _MONDAY + timedelta(days=last),
            }
            expected = "ex_dwelling_link_overlap" if days & days_taken else None
            assert refusal(connection, _LINK, values) == expected
            days_taken |= days if expected is None else set()


@pytest.mark.req("R95")
def test_of_two_overlapping_links_at_once_exactly_one_is_kept(engine, dwelling):
    customer, barrier, outcomes = next(_numbers), threading.Barrier(2), []

    def enter(first: date) -> None:
        values = {"customer": customer, "dwelling": dwelling, "role": "owner", "first": first, "last": None}
        try:
            with engine.begin() as connection:
                barrier.wait()
                connection.execute(_LINK, values)
            outcomes.append("kept")
        except sa.exc.IntegrityError as error:
            outcomes.append(violated_constraint(error))

    threads = [threading.Thread(target=enter, args=(_MONDAY + timedelta(days=n),)) for n in (0, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["ex_dwelling_link_overlap", "kept"]


def test_role_that_runs_the_service_cannot_delete(engine):
    with engine.connect() as connection, pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
        connection.execute(sa.text("delete from job"))
