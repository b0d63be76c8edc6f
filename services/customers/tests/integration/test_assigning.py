"""One person as analyst and as Q/A analyst: warned of, and refused where a program of the customer says so (R145)."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from customers.domain import assigning
from customers.usecases import following
from homefire import plumbing
from homefire.events import Event, new_id

pytestmark = pytest.mark.req("R145")
JOHN, JANE = {"id": "a-1", "name": "JOHN JOHNSON"}, {"id": "a-2", "name": "JANE JAMES"}
_applications = itertools.count(77_000_001)
TODAY = date(2026, 11, 20)
ENTRIES = st.lists(
    st.fixed_dictionaries(
        {
            "code": st.sampled_from([assigning.SAME_PERSON, "OTHER"]),
            "program": st.sampled_from(["", "HEAP", "WAP"]),
            "valid_from": st.sampled_from([TODAY - timedelta(1), TODAY, TODAY + timedelta(1)]),
            "valid_to": st.sampled_from([None, TODAY - timedelta(1), TODAY]),
            "data": st.sampled_from([{}, {"refused": True}, {"refused": False}, {"refused": "yes"}]),
        }
    ),
    max_size=6,
)


@given(ENTRIES, st.sets(st.sampled_from(["HEAP", "WAP"])))
def test_a_program_refuses_only_where_it_says_so_on_that_day(entries, programs):
    found = assigning.refusing(entries, programs, TODAY)
    assert set(found) <= programs
    for program in programs:
        says = [
            entry
            for entry in entries
            if (entry["program"], entry["code"], entry["data"]) == (program, "SAME_PERSON", {"refused": True})
            and entry["valid_from"] <= TODAY <= (entry["valid_to"] or TODAY)
        ]
        assert (program in found) == bool(says)


@pytest.fixture
def applied(suite, edge):
    """`applied(number, "HEAP")`: customers is told of the customer's application to the program."""

    def tell(number: int, program: str) -> None:
        application = next(_applications)
        event = Event(
            id=new_id(), source="/applications", type="application_received", subject=str(number),
            time=edge.clock.now(), data={"application_id": application, "program": program, "status": "PENDING"},
            actor_id="", actor_name="", actor_kind="system", correlation_id="", traceparent="",
            aggregate=f"application/{application}", sequence=1, pub_seq=None, historic=False,
        )  # fmt: skip
        with suite.work_in("customers") as work:
            following.follow_application(work, event)

    return tell


@pytest.fixture
def strict(suite):
    """A program whose customers have two people, from today on."""
    entry: dict[str, Any] = {"list": assigning.LIST, "code": assigning.SAME_PERSON, "program": "STRICT145"}
    with suite.work_in("customers") as work:
        values = entry | {
            "label": "SAME",
            "valid_from": date(1900, 1, 1),
            "position": 0,
            "data": {"refused": True},
        }
        work.session.execute(sa.insert(plumbing.reference_entry).values(**values))
    yield "STRICT145"
    with suite.database("customers").begin() as connection:
        connection.execute(sa.text("delete from reference_entry where program = 'STRICT145'"))


def test_the_same_person_is_warned_of(create, applied):
    number = create(analyst=JOHN, qa_analyst=JOHN)["number"]
    applied(number, "HEAP")
    warned = [
        each for each in create(analyst=JOHN, qa_analyst=JOHN)["warnings"] if each["code"] == "same_person"
    ]
    assert [each["field"] for each in warned] == ["qa_analyst"]
    assert "same_person" not in {each["code"] for each in create(analyst=JOHN, qa_analyst=JANE)["warnings"]}


def test_a_program_refuses_the_same_person_when_analysts_are_saved(create, update, applied, strict, call):
    number = create(analyst=JOHN)["number"]
    applied(number, strict)
    refused = call("update_customer", number, {"qa_analyst": JOHN}, if_match="1")
    [problem] = refused.problem.fields
    assert (problem.field, problem.code) == ("qa_analyst", "same_person") and strict in problem.detail
    assert update(number, 1, qa_analyst=JANE)["qa_analyst"] == JANE
    again = call("update_customer", number, {"analyst": JANE}, if_match="2")
    assert again.problem.fields[0].code == "same_person"
