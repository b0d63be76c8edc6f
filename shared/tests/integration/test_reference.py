"""Reference lists: dated, scoped to programs, never overwritten (R251)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from homefire import plumbing, reference
from homefire.edge import Edge
from homefire.errors import Invalid
from homefire.testing.suite import Suite

TODAY = date(2024, 6, 30)


@pytest.fixture
def edge(suite: Suite) -> Edge:
    """The edge of a service in this process, over a real database."""
    return suite.edge("customers")


@pytest.fixture
def session(edge: Edge) -> Iterator[Session]:
    """A session with the list `fuel` in it, undone in the end."""
    with Session(edge.database.engine) as session:
        add(session, "GAS", "NATURAL GAS")
        add(session, "COAL", "COAL", valid_to=date(2020, 12, 31))
        add(session, "SUN", "SOLAR", valid_from=date(2025, 1, 1))
        add(session, "WOOD", "WOOD", program="HEAP")
        add(session, "OIL", "FUEL OIL", valid_to=date(2019, 12, 31))
        add(session, "OIL", "HEATING OIL", valid_from=date(2020, 1, 1), valid_to=date(2022, 12, 31))
        yield session
        session.rollback()


def add(session: Session, code: str, label: str, **more: Any) -> None:
    """One entry of the list."""
    entry = {"list": "fuel", "program": "", "valid_from": date(1900, 1, 1)} | more
    session.execute(insert(plumbing.reference_entry), entry | {"code": code, "label": label})


def choose(session: Session, code: str, *, on: date = TODAY, program: str = "") -> str:
    """The label of a value that may be chosen."""
    label: str = reference.check(session, "fuel", code, field="fuel", on=on, program=program)["label"]
    return label


def refusal(session: Session, code: str, **options: Any) -> str:
    """What is said about a value that may not be chosen."""
    with pytest.raises(Invalid) as refused:
        choose(session, code, **options)
    [problem] = refused.value.fields
    assert (problem.field, problem.code) == ("fuel", "not_on_list")
    return problem.detail


@pytest.mark.req("R251")
def test_retired_value_is_refused_and_its_label_still_renders(session: Session) -> None:
    assert refusal(session, "COAL") == "Choose one of: GAS."
    assert choose(session, "COAL", on=date(2020, 12, 31)) == "COAL"
    label = reference.label_of("fuel", sa.literal("COAL"))
    assert session.scalar(sa.select(label)) == "COAL"


@pytest.mark.req("R251")
def test_value_of_the_future_is_refused_until_its_day(session: Session) -> None:
    refusal(session, "SUN", on=date(2024, 12, 31))
    assert choose(session, "SUN", on=date(2025, 1, 1)) == "SOLAR"


@pytest.mark.req("R251")
def test_value_of_a_program_is_chosen_there_alone(session: Session) -> None:
    assert choose(session, "WOOD", program="HEAP") == "WOOD"
    assert choose(session, "GAS", program="HEAP") == "NATURAL GAS"
    refusal(session, "WOOD")
    refusal(session, "WOOD", program="WX")


@pytest.mark.req("R251")
def test_label_is_the_newest_one(session: Session) -> None:
    assert choose(session, "OIL", on=date(2018, 1, 1)) == "FUEL OIL"
    label = reference.label_of("fuel", sa.literal("OIL"))
    assert session.scalar(sa.select(label)) == "HEATING OIL"


def test_code_that_never_was_has_no_label_and_is_refused(session: Session) -> None:
    label = reference.label_of("fuel", sa.literal("PEAT"))
    assert session.scalar(sa.select(label)) is None
    refusal(session, "PEAT")
    refusal(session, "gas")
    refusal(session, "")


def test_list_that_nobody_has_says_that_there_is_nothing_to_choose(session: Session) -> None:
    with pytest.raises(Invalid) as refused:
        reference.check(session, "no_such_list", "A", field="a", on=TODAY)
    assert "nothing to choose" in refused.value.fields[0].detail


@pytest.mark.req("R251")
def test_whole_list_has_retired_values_too(session: Session) -> None:
    found = reference.entries(session.connection(), "fuel")
    assert {entry["code"] for entry in found} == {"GAS", "COAL", "SUN", "WOOD", "OIL"}
    reference.ReferenceList().load(reference.ReferenceList().dump({"items": found}))


@pytest.mark.req("R251")
def test_seeding_again_changes_nothing_that_an_agency_has_edited(suite: Suite) -> None:
    """`migrate` runs at every deployment."""
    entry = plumbing.reference_entry
    gas = (entry.c.list == "best_time") & (entry.c.code == "MORN")
    with suite.database("customers").connect() as connection:
        before = connection.scalar(sa.select(sa.func.count()).select_from(entry))
        connection.execute(sa.update(entry).where(gas).values(label="BEFORE NOON", valid_to=TODAY))
        reference.seed(connection, "customers")
        row = connection.execute(sa.select(entry).where(gas)).one()
        assert (row.label, row.valid_to) == ("BEFORE NOON", TODAY)
        assert connection.scalar(sa.select(sa.func.count()).select_from(entry)) == before
        connection.rollback()


def test_entry_cannot_end_before_it_begins(session: Session) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        add(session, "ICE", "ICE", valid_from=date(2024, 1, 2), valid_to=date(2024, 1, 1))
