"""What the database itself holds, whatever the code above it does."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applications import errors
from applications.models import Application, HouseholdMember, HouseholdSummary
from applications.presenting import open_ssn, ssn_place
from applications.repository import reading
from homefire.crypto import CannotDecrypt

_numbers = itertools.count(5_000_000)


def application(**fields):
    """A row that breaks no constraint."""
    stamp = {"entered_by": "TEST", "entered_at": datetime(2019, 1, 1, tzinfo=UTC)}
    blank = {
        "version": 1,
        "customer_number": next(_numbers),
        "program_code": "HEAP",
        "program_year": 2018,
        "status": "PENDING",
        "intake_date": date(2018, 12, 3),
        "service_address": "111 THIS ST",
        "updated_by": "TEST",
        "updated_at": stamp["entered_at"],
    }
    values = blank | stamp | fields
    return Application(**{"active_key": f"customer {values['customer_number']}"} | values)


def member(application_id, relation="SELF", **fields):
    blank = {"position": 0, "first_name": "DOENA", "last_name": "HOLSCHEIN"}
    return HouseholdMember(application_id=application_id, relation=relation, **blank | fields)


def saved(work, row):
    work.session.add(row)
    work.session.flush()
    return row


def refused_by(work_in, *rows):
    """The constraint that refuses these rows."""
    with pytest.raises(sa.exc.IntegrityError) as error, work_in("applications") as work:
        for row in rows:
            saved(work, row)
    return error.value.orig.diag.constraint_name


@pytest.mark.req("R90")
def test_database_refuses_a_second_active_application(work_in):
    number = next(_numbers)
    pair = [application(customer_number=number) for _ in range(2)]
    assert refused_by(work_in, *pair) == "uq_application_active"
    denied = [
        application(customer_number=number, status=status) for status in ("DENIED", "WITHDRAWN", "PENDING")
    ]
    with work_in("applications") as work:
        for row in denied:
            saved(work, row)


@pytest.mark.req("R82")
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"status": "TRANSFERRED"}, "ck_application_transfer_date"),
        ({"status": "ELIGIBLE", "transfer_date": date(2019, 1, 1)}, "ck_application_transfer_date"),
        (
            {"status": "TRANSFERRED", "transfer_date": date(2018, 12, 2)},
            "ck_application_transfer_after_intake",
        ),
        ({"status": "APPROVED"}, "ck_application_status"),
        ({"program_year": 1999}, "fk_application_program_code_program_year"),
    ],
)
def test_database_refuses_an_application_that_contradicts_itself(work_in, fields, constraint):
    assert refused_by(work_in, application(**fields)) == constraint


@pytest.mark.parametrize("name", errors.CONSTRAINTS)
def test_constraints_that_have_a_sentence_exist(database, name):
    """A renamed constraint would otherwise turn a clear refusal into an unexpected fault."""
    query = "select count(*) from pg_class full join pg_constraint on conname = relname"
    with database("applications").connect() as connection:
        found = connection.exec_driver_sql(f"{query} where %s in (relname, conname)", (name,)).scalar()
    assert found


@pytest.mark.req("R67")
def test_database_refuses_a_second_self(work_in):
    with work_in("applications") as work:
        kept = saved(work, application()).id
    assert refused_by(work_in, member(kept), member(kept)) == "ex_household_member_one_self"
    with work_in("applications") as work:
        for relation in ("SELF", "CHILD", "CHILD"):
            saved(work, member(kept, relation))


def test_ssn_is_sealed_for_its_own_row(work_in):
    with work_in("applications") as work:
        sealed = work.edge.cipher.encrypt(b"219099123", ssn_place(1))
        assert b"219099123" not in sealed
        assert open_ssn(work, 1, sealed) == "219099123"
        with pytest.raises(CannotDecrypt):
            open_ssn(work, 2, sealed)


def test_find_of_customer_is_one_statement(work_in):
    """The customer record asks for it on every view."""
    number = next(_numbers)
    with work_in("applications") as work:
        for year in (2018, 2019):
            kept = saved(work, application(customer_number=number, program_year=year))
            saved(work, member(kept.id))
        statements: list[str] = []
        engine = work.connection.engine
        sa.event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        applications, household = reading.find_of_customer(work.connection, number, work.today())
    assert (len(applications), len(household["members"])) == (2, 1)
    assert len([text for text in statements if text.lstrip().upper().startswith("SELECT")]) == 1


ROW = st.fixed_dictionaries(
    {
        "intake_date": st.dates(date(2018, 1, 1), date(2018, 1, 3)),
        "entered_at": st.integers(0, 2).map(lambda second: datetime(2018, 1, 1, 0, 0, second, tzinfo=UTC)),
        "status": st.sampled_from(["PENDING", "DENIED", "WITHDRAWN", "ELIGIBLE"]),
        "household_mode": st.sampled_from(["individual", "summary"]),
        "members": st.integers(0, 2),
    }
)


@pytest.mark.req("R63", "R64", "R65")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, max_size=6))
def test_household_is_that_of_the_most_recent_application_with_members(work_in, rows):
    number, kept = next(_numbers), []
    with work_in("applications") as work:
        for place, values in enumerate(rows):
            fields = {name: values[name] for name in values if name != "members"}
            key = {"active_key": f"{number} {place}"}
            row = saved(work, application(customer_number=number, **fields, **key))
            for position in range(values["members"]):
                saved(work, member(row.id, "SELF" if position == 0 else "CHILD", position=position))
            saved(work, HouseholdSummary(application_id=row.id, size=4, counts={}))
            kept.append((values["intake_date"], values["entered_at"], row.id, values))
        _, household = reading.find_of_customer(work.connection, number, work.today())
    counted = [found for found in kept if found[3]["household_mode"] == "individual" and found[3]["members"]]
    expected = max(counted)[2] if counted else None
    assert (household["application_id"] if household else None) == expected
