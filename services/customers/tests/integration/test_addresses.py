"""Mailing addresses: their history in the database, and what is said about them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.usecases import addresses as usecases
from homefire.clock import Clock
from homefire.errors import NotFound
from homefire.testing.suite import Suite

Create = Callable[..., dict[str, Any]]
Update = Callable[..., dict[str, Any]]
HERE = {"number": "1", "street": "THIS", "street_type": "WAY", "zip": "95077"}
NOON = datetime(2026, 3, 1, 20, tzinfo=UTC)


@pytest.fixture
def on_day(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], date]:
    """`on_day(3)`: it is noon of the agency's third day after the first of March."""

    def turn(days: int) -> date:
        zone = ZoneInfo("America/Los_Angeles")
        moment = NOON + timedelta(days)
        monkeypatch.setattr(suite.edge("customers"), "clock", Clock(zone, lambda: moment))
        return moment.astimezone(zone).date()

    return turn


@pytest.fixture
def history(suite: Suite) -> Callable[[int], list[dict[str, Any]]]:
    """The addresses of a customer as they are listed."""

    def read(number: int) -> list[dict[str, Any]]:
        with suite.work_in("customers") as work:
            return [dict(row) for row in usecases.list_addresses(work, number)["items"]]

    return read


@pytest.mark.req("R34")
def test_move_is_kept_with_its_days_and_who_entered_it(
    create: Create, update: Update, history: Any, on_day: Any
) -> None:
    first = on_day(0)
    record = create(mailing_address=HERE)
    assert record["mailing_address"]["since"] == first
    second = on_day(9)
    update(record["number"], 1, email="ada@example.org")
    moved = update(
        record["number"], 2, mailing_address={"number": "910", "street": "SHADOWBROOK", "zip": "95060"}
    )
    assert moved["mailing_address"]["since"] == second
    present, former = history(record["number"])
    assert (present["valid_from"], present["valid_to"], present["street"]) == (second, None, "SHADOWBROOK")
    assert (former["valid_from"], former["valid_to"], former["city"]) == (first, second, "WATSONVILLE")
    assert present["entered_by"] == former["entered_by"] == "LOCAL CASEWORKER"


@pytest.mark.req("R34")
def test_correction_on_the_same_day_takes_the_place_of_the_mistake(
    create: Create, update: Update, history: Any, on_day: Any
) -> None:
    on_day(0)
    number = create(mailing_address=HERE)["number"]
    on_day(4)
    update(number, 1, mailing_address={"street": "THAAT"})
    update(number, 2, mailing_address={"street": "THAT"})
    assert [row["street"] for row in history(number)] == ["THAT", "THIS"]
    update(number, 3, mailing_address={"street": "THIS"})
    [only] = history(number)
    assert (only["street"], only["valid_to"]) == ("THIS", None)


@pytest.mark.req("R34")
def test_record_without_an_address_has_no_history(create: Create, history: Any) -> None:
    record = create()
    assert record["mailing_address"]["since"] is None
    assert history(record["number"]) == []
    with pytest.raises(NotFound):
        history(1)


@pytest.mark.req("R34")
def test_imported_address_begins_on_the_day_that_the_import_gives(
    suite: Suite, create: Create, history: Any
) -> None:
    record = create("history_loader", mailing_address=HERE, history={"entered_at": "2018-12-03T06:00:00Z"})
    [only] = history(record["number"])
    assert only["valid_from"] == date(2018, 12, 2)


def test_refused_change_leaves_the_history(create: Create, call: Any, history: Any) -> None:
    number = create(mailing_address=HERE)["number"]
    call("update_customer", number, {"mailing_address": {"street": "THAT"}, "best_time": "NOON"}, if_match=1)
    assert [row["street"] for row in history(number)] == ["THIS"]


@pytest.mark.req("R34")
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["", "A", "B"])), min_size=1, max_size=6))
def test_history_of_random_edits_has_no_gap_and_ends_with_the_record(
    create: Create, update: Update, history: Any, on_day: Any, edits: list[tuple[int, str]]
) -> None:
    on_day(0)
    record, day = create(), 0
    for days, street in edits:
        day += days
        on_day(day)
        record = update(record["number"], record["version"], mailing_address={"street": street})
        rows = history(record["number"])
        for later, earlier in itertools.pairwise(rows):
            assert earlier["valid_from"] < earlier["valid_to"] == later["valid_from"]
        assert (rows[0]["street"] if rows else "") == street
        assert not rows or rows[0]["valid_to"] is None


def test_database_keeps_two_addresses_of_one_day_apart(suite: Suite, create: Create) -> None:
    number = create(mailing_address=HERE)["number"]
    again = """
        insert into address_period select customer_number, valid_from - 1, null, number, street, street_type,
          building_type, unit, zip, city, county, state, entered_by, entered_at
        from address_period where customer_number = :number
    """
    with (
        pytest.raises(sa.exc.IntegrityError, match="ex_address_period_one_at_a_time"),
        suite.database("customers").begin() as connection,
    ):
        connection.execute(sa.text(again), {"number": number})


def warned(record: dict[str, Any]) -> set[tuple[str, str]]:
    """Field and code of a record's warnings about its address."""
    found = {(warning["field"], warning["code"]) for warning in record["warnings"]}
    return {(field, code) for field, code in found if field.startswith("mailing_address.")}


@pytest.mark.req("R32")
@pytest.mark.parametrize(
    ("typed", "usual"),
    [
        ("AVENUE", "AVE"), ("Av", "AVE"), ("av.", "AVE"), ("STREET", "ST"), ("hiway", "HWY"), ("AVE", None),
        ("ave", None), ("WAY", None), ("ALAMEDA", None), ("", None), ("'; --", None), ("PARKWAYS", "PKWY"),
    ],
)  # fmt: skip
def test_usual_form_of_a_street_type_is_offered_and_nothing_is_changed(
    create: Create, get: Any, typed: str, usual: str | None
) -> None:
    record = create(mailing_address={**HERE, "street_type": typed})
    assert record["mailing_address"]["street_type"] == typed
    offered = [warning for warning in record["warnings"] if warning["code"] == "not_standard"]
    assert [warning["field"] for warning in offered] == ["mailing_address.street_type"] * (usual is not None)
    assert all(f"is {usual}." in warning["detail"] for warning in offered)
    # A reader is told the same, so that a page can show it before anything is saved.
    read = get(record["number"])["warnings"]
    assert [warning for warning in read if warning["code"] == "not_standard"] == offered


@pytest.mark.req("R29")
@pytest.mark.parametrize(
    ("building_type", "unit", "warns"),
    [
        ("REAR", "", False), ("PH", "", False), ("LOWER", "", False), ("REAR", "2", False),
        ("APARTMENT", "", True), ("APT", "", True), ("YURT", "", True), ("", "7", True), ("APARTMENT", "A", False),
    ],
)  # fmt: skip
def test_unit_is_wanted_where_the_building_type_takes_one(
    create: Create, building_type: str, unit: str, warns: bool
) -> None:
    record = create(mailing_address={**HERE, "building_type": building_type, "unit": unit})
    assert (("mailing_address.unit", "unit_incomplete") in warned(record)) == warns


@pytest.mark.req("R31")
def test_other_cities_of_a_zip_are_told_where_one_was_filled_in(create: Create, update: Update) -> None:
    record = create(mailing_address={"street": "MAIN", "zip": "90022"})
    [offer] = [warning for warning in record["warnings"] if warning["code"] == "other_cities"]
    assert offer["field"] == "mailing_address.city"
    assert "COMMERCE" in offer["detail"]
    chosen = update(record["number"], 1, mailing_address={"city": "COMMERCE"})
    assert warned(chosen) == set()
    assert chosen["mailing_address"]["overridden"] == ["city"]
    seen = create(mailing_address={"zip": "90022", "city": "LOS ANGELES"})
    assert warned(seen) == set()


@pytest.mark.req("R31")
def test_zip_whose_county_the_data_does_not_know_asks_for_it(create: Create, update: Update) -> None:
    record = create(mailing_address={"street": "MAIN", "zip": "00604"})
    assert ("mailing_address.county", "county_unknown") in warned(record)
    told = update(record["number"], 1, mailing_address={"county": "AGUADILLA"})
    assert warned(told) == set()
    assert told["mailing_address"]["overridden"] == ["county"]


@pytest.mark.req("R28")
@pytest.mark.parametrize("street", ["PO BOX 99", "P.O. Box 99"])
def test_post_office_box_is_a_mailing_address(create: Create, street: str) -> None:
    record = create(mailing_address={"street": street, "zip": "95077-1234"})
    assert record["mailing_address"]["street"] == street
    assert record["mailing_address"]["zip"] == "95077-1234"
    assert record["mailing_address"]["city"] == "WATSONVILLE"
    assert record["warnings"] == []
