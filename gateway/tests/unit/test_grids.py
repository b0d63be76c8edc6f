"""How a grid is asked for: every operator, every kind of column, and what no address can break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from gateway.contracts import Contracts
from gateway.grids import asking
from gateway.grids.record import APPLICATIONS, APPOINTMENTS, CONTACTS, GRIDS, HOUSEHOLD, JOBS, PLEDGES
from gateway.grids.viewing import view

ZONE = ZoneInfo("America/Los_Angeles")


@pytest.fixture(scope="module", autouse=True)
def _words() -> Iterator[None]:
    """The words of grids, in English."""
    app = Flask("grids")
    Babel(app)
    with app.test_request_context("/"):
        yield


def application(number: int, **said: Any) -> dict[str, Any]:
    row = {"id": number, "program": "HEAP 2018", "status": "PENDING", "intake_date": "2018-12-03"}
    return row | {"transfer_date": None, "service_address": "1 THIS WAY", "utility": "PG&E"} | said


ROWS = [
    application(1),
    application(2, status="ELIGIBLE", intake_date="2019-01-15", transfer_date="2019-02-01"),
    application(3, status="Eligible", intake_date="2020-03-01", service_address="9 Other St"),
]


def ids(**asked: str) -> list[int]:
    given = {name.replace("__", "."): text for name, text in asked.items()}
    return [row["id"] for row in view(APPLICATIONS, {"items": ROWS}, ZONE, given).rows]


@pytest.mark.req("R57")
@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({}, [1, 2, 3]),
        ({"status__is": "eligible"}, [2, 3]),
        ({"service_address__contains": "this"}, [1, 2]),
        ({"service_address__is": "9 other st"}, [3]),
        ({"intake_date__from": "1/15/2019"}, [2, 3]),
        ({"intake_date__from": "2019-01-15", "intake_date__to": "1/15/2019"}, [2]),
        ({"transfer_date__empty": "yes"}, [1, 3]),
        ({"transfer_date__empty": "no"}, [2]),
        ({"sort": "-intake_date"}, [3, 2, 1]),
        ({"sort": "transfer_date"}, [2, 1, 3]),
        ({"sort": "-transfer_date"}, [2, 1, 3]),
        ({"sort": "status"}, [2, 3, 1]),
        ({"status__is": "ELIGIBLE", "sort": "-intake_date"}, [3, 2]),
    ],
)
def test_rows_are_filtered_and_sorted_by_every_kind(asked: dict[str, str], left: list[int]) -> None:
    assert ids(**asked) == left


@pytest.mark.req("R57")
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("intake_date.from", "tomorrow"),
        ("transfer_date.empty", "maybe"),
        ("status.from", "A"),
        ("nothing.is", "A"),
        ("service_address.contains", "x" * 101),
        ("sort", "nothing"),
    ],
)
def test_what_cannot_be_read_is_said_and_filters_nothing(name: str, text: str) -> None:
    wanted = asking.read(APPLICATIONS, {name: text})
    assert list(wanted.problems) == [name] and not wanted.conditions and wanted.sort is None
    assert len(view(APPLICATIONS, {"items": ROWS}, ZONE, {name: text}).rows) == 3


@pytest.mark.req("R57")
def test_amounts_and_times_are_compared_as_what_they_are() -> None:
    pledges = {"pledges": [{"amount": text} for text in ("9.50", "100.00", "20.00", "")]}
    shown = view(PLEDGES, pledges, ZONE, {"sort": "amount", "amount.from": "$9.51"})
    assert [row["amount"] for row in shown.rows] == ["20.00", "100.00"]
    # Half past eleven in the evening of the day before, in the agency's zone.
    visits = {"items": [{"starts_at": "2019-11-19T07:30:00Z"}]}
    assert view(APPOINTMENTS, visits, ZONE, {"date.to": "11/18/2019"}).rows
    assert view(APPOINTMENTS, visits, ZONE, {"starts_at.contains": "11:30 PM"}).rows


@pytest.mark.req("R57", "R69")
def test_what_is_protected_stands_in_no_address() -> None:
    for name in ("ssn", "date_of_birth"):
        column = HOUSEHOLD.column(name)
        assert column is not None and asking.operators_of(column) == ()
        assert asking.read(HOUSEHOLD, {f"{name}.is": "123-45-6789"}).problems


@pytest.mark.req("R57", "R69")
def test_a_contacts_text_stands_in_no_address() -> None:
    notes = CONTACTS.column("notes")
    assert notes is not None and asking.operators_of(notes) == ()
    assert asking.read(CONTACTS, {"notes.contains": "evicted"}).problems
    rows = {"items": [{"notes": "evicted"}, {"notes": ""}]}
    assert len(view(CONTACTS, rows, ZONE, {"notes.empty": "no"}).rows) == 1


@pytest.mark.req("R57", "R69")
@pytest.mark.parametrize(
    "text",
    ["123456789", "123-45-6789", "123 45 6789", "1.2.3.4.5.6.7.8.9", "１２３-４５-６７８９", "123\u201345\u20136789",
     "123\u200b45\u00ad6789", "SSN 123-45-6789 1", "12345_6789", "١٢٣-٤٥-٦٧٨٩"],
)  # fmt: skip
def test_no_filter_looks_for_a_social_security_number(text: str) -> None:
    given = {"service_address.contains": text}
    shown = view(APPLICATIONS, {"items": ROWS}, ZONE, given)
    assert not shown.wanted.conditions and len(shown.rows) == 3
    assert "Social Security number" in shown.wanted.problems["service_address.contains"]
    dotted = {f"applications.{name}": value for name, value in given.items()}
    led = view(APPLICATIONS, {"items": ROWS}, ZONE, dotted, prefix="applications.")
    assert led.query == "" and led.address(sort="city") == "?applications.sort=city#applications"


@pytest.mark.parametrize("text", ["12345678", "(916) 555-1234", "1 916 555 1234", "12/31/2019", "0123456789"])
def test_other_figures_are_looked_for(text: str) -> None:
    assert not asking.read(APPLICATIONS, {"service_address.contains": text}).problems


@pytest.mark.req("R86", "R253")
def test_the_log_knows_every_grid_and_takes_every_columns_name() -> None:
    field_of = Contracts.committed().field_of
    grids = (*GRIDS.values(), PLEDGES)
    assert {grid.name for grid in grids} == set(field_of("audit.record_export", "grid")["enum"])
    for grid in grids:
        assert len(grid.columns) <= 20
        assert all(re.fullmatch(r"[a-z][a-z_]{0,39}", column.name) for column in grid.columns)


@pytest.mark.req("R86", "R204")
def test_a_note_gets_names_of_columns_and_no_value() -> None:
    given = {"status.is": "ELIGIBLE", "service_address.contains": "SMITH", "service_address.empty": "no"}
    told = asking.columns_asked(asking.read(APPLICATIONS, given | {"sort": "-city"}))
    assert told == {"chosen": ["status", "service_address"], "sorted_by": "city"}
    assert asking.columns_asked(asking.read(APPLICATIONS, {})) == {"chosen": [], "sorted_by": ""}


@pytest.mark.req("R57")
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "job_id": st.one_of(st.none(), st.integers(), st.text(max_size=5)),
                "city": st.one_of(st.none(), st.text(max_size=8)),
                "completed_date": st.one_of(st.none(), st.dates().map(str)),
            }
        ),
        max_size=8,
    ),
    name=st.sampled_from(["job_id", "city", "completed_date"]),
    descending=st.booleans(),
)
def test_sorting_keeps_every_row_and_puts_blank_ones_last(
    rows: list[dict[str, Any]], name: str, descending: bool
) -> None:
    shown = view(JOBS, {"items": rows}, ZONE, {"sort": f"-{name}" if descending else name}).rows
    assert sorted(map(id, shown)) == sorted(map(id, rows))
    blank = [row[name] in (None, "") for row in shown]
    assert blank == sorted(blank)
    if name == "completed_date":
        days = [row[name] for row in shown if row[name]]
        assert days == sorted(days, reverse=descending)


@pytest.mark.req("R57")
@given(st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=4))
def test_no_address_is_too_odd(given: dict[str, str]) -> None:
    for grid in GRIDS.values():
        empty = {"items": [], "members": []}
        assert (
            view(grid, empty, ZONE, {f"{grid.name}.{name}": text for name, text in given.items()}).rows == []
        )


@pytest.mark.req("R57")
def test_addresses_keep_what_was_asked_of_other_grids() -> None:
    given = {"queue": "abc", "jobs.sort": "city", "applications.sort": "city", "applications.menu": "city"}
    given |= {"applications.status.is": "A&B", "sent": "1"}
    shown = view(APPLICATIONS, {"items": []}, ZONE, given, prefix="applications.", path="/customers/1")
    assert shown.without_all() == "/customers/1?queue=abc&jobs.sort=city#applications"
    [condition] = shown.wanted.conditions
    assert (
        shown.without(condition)
        == "/customers/1?queue=abc&jobs.sort=city&applications.sort=city#applications"
    )
    assert shown.query == "applications.sort=city&applications.status.is=A%26B"
    assert shown.menu == "city"
