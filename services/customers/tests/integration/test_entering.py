"""Entering customers: numbers, defaults, lists, addresses."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from customers.repository import record as repository
from homefire.edge import Edge
from homefire.errors import Conflict, Invalid
from homefire.testing.suite import Suite

Create = Callable[..., dict[str, Any]]


def wrong_fields(create: Create, **fields: Any) -> dict[str, str]:
    """Field to code of what is refused."""
    with pytest.raises(Invalid) as refused:
        create(**fields)
    return {problem.field: problem.code for problem in refused.value.fields}


def test_new_customer_is_told_of_once(create: Create, outbox_of: Callable[..., Any]) -> None:
    record = create(home_phone="(831) 455-0101")
    [event] = outbox_of("customers", subject=record["number"])
    assert event["type"] == "customer_created"
    assert (event["aggregate"], event["sequence"]) == (f"customer/{record['number']}", 1)
    assert event["data"]["customer"]["name"] == "ADA LOVELACE"
    assert event["data"]["customer"]["phone"] == "8314550101"
    assert "historic" not in event


def test_new_record_has_the_defaults_of_the_form(create: Create) -> None:
    record = create()
    assert record["version"] == 1
    assert record["best_time"] == {"code": "NONE", "label": "None"}
    assert record["preferred_method"] == {"code": "mail", "label": "US Mail"}
    assert (record["special_handling"], record["language"]) == (False, "ENGLISH")
    assert record["ethnicity"] is record["ethnicity_subcategory"] is record["ssn"] is None
    assert record["entered_by"] == record["updated_by"] == "LOCAL CASEWORKER"


@pytest.mark.req("R25", "R43", "R44")
def test_everything_that_is_entered_is_answered_and_kept(
    create: Create, get: Callable[[int], dict[str, Any]]
) -> None:
    entered = {
        "middle_initial": "B.",
        "date_of_birth": "2/29/1960",
        "special_handling": True,
        "special_handling_reason": "threatened the staff",
        "home_phone": "(831) 455-0101",
        "home_phone_extension": "12",
        "message_phone": "831.455.0102",
        "mobile_phone": "+1 831 455 0103",
        "other_phone": "1-831-455-0104",
        "fax": "8314550105",
        "email": "ada@example.org",
        "best_time": "MORN",
        "preferred_method": "sms",
        "language": "SPANISH",
    }
    record = create(**entered)
    stored = get(record["number"])
    since = stored["special_handling_since"]
    assert (since["reason"], since["by"]) == (entered.pop("special_handling_reason"), "LOCAL CASEWORKER")
    assert {name: stored[name] for name in entered if name not in ("best_time", "preferred_method")} == {
        **{
            name: value
            for name, value in entered.items()
            if name in ("special_handling", "email", "language")
        },
        "middle_initial": "B",
        "date_of_birth": datetime(1960, 2, 29, tzinfo=UTC).date(),
        "home_phone": "8314550101",
        "home_phone_extension": "12",
        "message_phone": "8314550102",
        "mobile_phone": "8314550103",
        "other_phone": "8314550104",
        "fax": "8314550105",
    }
    assert stored["best_time"]["label"] == "Morning"
    assert stored["preferred_method"]["label"] == "SMS Text Message"
    assert [(warning["field"], warning["code"]) for warning in record["warnings"]] == [
        ("preferred_method", "consent_missing")
    ]


@pytest.mark.req("R3")
def test_numbers_are_never_given_twice(create: Create, edge: Edge) -> None:
    """Imports of old numbers run at the same time and never send the sequence back."""
    given: list[int] = []

    def enter() -> None:
        for _ in range(40):
            with edge.database.session() as session:
                given.append(repository.next_number(session))

    def bring() -> None:
        for number in range(40):
            with edge.database.session() as session:
                repository.move_numbers_past(session, number + 1)

    threads = [threading.Thread(target=work) for work in (enter, bring, enter, bring)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(given)) == len(given) == 80


@pytest.mark.req("R3")
def test_number_of_an_old_record_is_kept_and_uses_up_no_new_one(create: Create) -> None:
    before = create()["number"]
    imported = create("history_loader", history={"number": 110999})
    assert imported["number"] == 110999
    assert create()["number"] == before + 1


@pytest.mark.req("R3")
def test_number_above_the_sequence_moves_it_on(create: Create) -> None:
    ahead = create()["number"] + 1
    for number in (ahead, ahead + 50):
        assert create("history_loader", history={"number": number})["number"] == number
        assert create()["number"] == number + 1


@pytest.mark.req("R3")
def test_number_that_a_customer_has_is_refused(create: Create) -> None:
    number = create()["number"]
    with pytest.raises(Conflict) as refused:
        create("history_loader", history={"number": number})
    assert refused.value.code == "number_taken"
    assert [problem.field for problem in refused.value.fields] == ["history.number"]


def test_rolled_back_entry_leaves_nothing(
    suite: Suite, create: Create, outbox_of: Callable[..., Any]
) -> None:
    number = create()["number"]
    assert wrong_fields(create, best_time="NOON") == {"best_time": "not_on_list"}
    with suite.database("customers").connect() as connection:
        newest = connection.scalar(sa.text("select max(number) from customer where number > 200000"))
    assert newest == number
    assert outbox_of("customers", subject=number + 1) == []


def test_history_says_who_entered_it_and_when(create: Create, outbox_of: Callable[..., Any]) -> None:
    entered = {"entered_by": "SERVTRAQ SUPPORT", "entered_at": "2017-11-28T09:26:00-08:00"}
    record = create("history_loader", history=entered)
    assert record["entered_by"] == "SERVTRAQ SUPPORT"
    assert record["entered_at"] == datetime(2017, 11, 28, 17, 26, tzinfo=UTC)
    [event] = outbox_of("customers", subject=record["number"])
    assert event["historic"] is True
    assert event["data"]["history"] == {
        "entered_by": "SERVTRAQ SUPPORT",
        "entered_at": "2017-11-28T17:26:00.000000Z",
    }
    assert event["actorname"] == "LOCAL HISTORY LOADER"


@pytest.mark.req("R15", "R17")
def test_person_needs_both_names_and_an_organization_its_own(create: Create) -> None:
    assert wrong_fields(create, first_name="") == {"first_name": "required"}
    missing = {"first_name": "required", "last_name": "required"}
    assert wrong_fields(create, without=["first_name"]) == missing
    organization = create(without=["first_name", "last_name"], organization_name="HOMELESS GARDEN")
    assert (organization["organization_name"], organization["last_name"]) == ("HOMELESS GARDEN", "")


@pytest.mark.req("R22", "R250")
def test_birth_date_in_the_future_is_told_by_the_agencys_date(suite: Suite, create: Create) -> None:
    with suite.work_in("customers") as work:
        today = work.today()
    assert create(date_of_birth=today.isoformat())["date_of_birth"] == today
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert wrong_fields(create, date_of_birth=tomorrow) == {"date_of_birth": "in_the_future"}


@pytest.mark.req("R23", "R24", "R43", "R44", "R251")
@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"ethnicity": "MARTIAN"}, "ethnicity"),
        ({"best_time": "NOON"}, "best_time"),
        ({"preferred_method": "fax"}, "preferred_method"),
        ({"ethnicity": "ASIAN", "ethnicity_subcategory": "MARTIAN"}, "ethnicity_subcategory"),
    ],
)
def test_value_that_is_not_on_its_list_is_refused(create: Create, fields: dict[str, str], wrong: str) -> None:
    assert wrong_fields(create, **fields) == {wrong: "not_on_list"}


@pytest.mark.req("R24")
def test_subcategory_must_belong_to_the_primary_ethnicity(create: Create) -> None:
    fitting = create(ethnicity="ASIAN", ethnicity_subcategory="KOREAN")
    assert fitting["ethnicity_subcategory"] == {"code": "KOREAN", "label": "KOREAN"}
    for ethnicity in ("HISPANIC", ""):
        assert wrong_fields(create, ethnicity=ethnicity, ethnicity_subcategory="KOREAN") == {
            "ethnicity_subcategory": "not_a_subcategory"
        }


@pytest.mark.req("R251")
def test_retired_value_still_renders_on_an_old_record(
    suite: Suite, create: Create, get: Callable[[int], dict[str, Any]]
) -> None:
    number = create(ethnicity="MENA")["number"]
    retire = "update reference_entry set valid_to = :day where list = 'ethnicity' and code = 'MENA'"
    engine = suite.database("customers")
    try:
        with engine.begin() as connection:
            connection.execute(sa.text(retire), {"day": "2020-12-31"})
        assert wrong_fields(create, ethnicity="MENA") == {"ethnicity": "not_on_list"}
        assert get(number)["ethnicity"]["label"] == "MIDDLE EASTERN OR NORTH AFRICAN"
    finally:
        with engine.begin() as connection:
            connection.execute(sa.text(retire), {"day": None})


@pytest.mark.req("R28", "R30", "R31")
def test_address_is_filled_in_from_its_zip(create: Create) -> None:
    record = create(mailing_address={"number": "910", "street": "SHADOWBROOK", "zip": "95060"})
    address = record["mailing_address"]
    assert (address["city"], address["county"], address["state"]) == ("SANTA CRUZ", "SANTA CRUZ", "CA")
    assert address["overridden"] == []


@pytest.mark.req("R31")
def test_unknown_zip_is_refused_until_city_and_state_are_typed(create: Create) -> None:
    assert wrong_fields(create, mailing_address={"zip": "00000"}) == {"mailing_address.zip": "unknown_zip"}
    typed = create(mailing_address={"street": "MAIN", "zip": "00000", "city": "FARAWAY", "state": "CA"})
    assert typed["mailing_address"]["overridden"] == ["city", "state"]
    assert ("mailing_address.zip", "unknown_zip") in {
        (warning["field"], warning["code"]) for warning in typed["warnings"]
    }


@pytest.mark.req("R32")
def test_street_and_building_types_beyond_the_lists_are_kept(create: Create) -> None:
    record = create(mailing_address={"street_type": "ALAMEDA", "building_type": "YURT", "unit": "7"})
    assert record["mailing_address"]["street_type"] == "ALAMEDA"
    assert record["mailing_address"]["building_type"] == "YURT"


@pytest.mark.req("R3")
def test_service_itself_cannot_delete_a_customer(create: Create, edge: Edge) -> None:
    number = create()["number"]
    with pytest.raises(sa.exc.ProgrammingError), edge.database.session() as session:
        session.execute(sa.text("delete from customer where number = :number"), {"number": number})
