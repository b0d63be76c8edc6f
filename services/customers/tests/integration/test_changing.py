"""Changing customers: what is written, what is told, and what is left alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from homefire.errors import Invalid, NotFound, Problem, StaleVersion, VersionRequired
from homefire.outcome import Answer, Failure

Create = Callable[..., dict[str, Any]]
Update = Callable[..., dict[str, Any]]
Row = Callable[[int], Any]
Outbox = Callable[..., list[dict[str, Any]]]

FULL: dict[str, Any] = {
    "first_name": "DOENA",
    "middle_initial": "M",
    "last_name": "HOLSCHEIN",
    "date_of_birth": "2003-01-02",
    "ethnicity": "ASIAN",
    "ethnicity_subcategory": "KOREAN",
    "special_handling": False,
    "mailing_address": {"number": "910", "street": "SHADOWBROOK", "street_type": "WAY", "zip": "95060"},
    "home_phone": "8314550101",
    "email": "doena@example.org",
    "best_time": "AFT",
    "preferred_method": "mail",
}


@pytest.mark.req("R204")
def test_update_that_changes_nothing_writes_nothing_and_tells_nobody(
    create: Create, update: Update, row_of: Row, outbox_of: Outbox, ssn: str
) -> None:
    number = create(**FULL, ssn=ssn)["number"]
    before = row_of(number)
    unchanged: list[dict[str, Any]] = [
        {},
        FULL,
        {"home_phone": "(831) 455-0101"},
        {"ssn": f"{ssn[:3]}-{ssn[3:5]}-{ssn[5:]}", "tax_id_type": "SSN"},
        {"ethnicity": "ASIAN"},
        {"mailing_address": {}},
        {"mailing_address": {"zip": "95060"}},
        {"date_of_birth": "1/2/2003"},
    ]
    for body in unchanged:
        answer = update(number, 1, **body)
        assert answer["version"] == 1, body
    assert row_of(number) == before
    assert len(outbox_of("customers", subject=number)) == 1


@pytest.mark.req("R204")
def test_two_fields_are_two_changes_in_one_event(create: Create, update: Update, outbox_of: Outbox) -> None:
    number = create(home_phone="8314550101", email="a@example.org")["number"]
    answer = update(number, 1, home_phone="831-455-0102", email="b@example.org")
    assert answer["version"] == 2
    created, updated = outbox_of("customers", subject=number)
    assert updated["type"] == "customer_updated"
    assert (updated["sequence"], created["sequence"]) == (2, 1)
    assert updated["data"]["changes"] == [
        {
            "field": "home_phone",
            "label": "HOME PHONE",
            "old": "8314550101",
            "new": "8314550102",
            "old_text": "(831) 455-0101",
            "new_text": "(831) 455-0102",
        },
        {"field": "email", "label": "EMAIL ADDRESS", "old": "a@example.org", "new": "b@example.org"},
    ]
    assert updated["data"]["customer"]["phone"] == "8314550102"


def test_fields_that_are_not_named_stay_as_they_are(
    create: Create, update: Update, get: Callable[[int], dict[str, Any]]
) -> None:
    number = create(**FULL)["number"]
    before = get(number)
    update(number, 1, email="other@example.org")
    after = get(number)
    differing = {name for name in before if before[name] != after[name]}
    assert differing == {"email", "version", "updated_at"}


@pytest.mark.req("R152")
def test_version_must_be_named_and_current(
    create: Create, update: Update, row_of: Row, outbox_of: Outbox
) -> None:
    number = create()["number"]
    before = row_of(number)
    with pytest.raises(VersionRequired):
        update(number, None, home_phone="8314550102")
    for version in (0, 2):
        with pytest.raises(StaleVersion) as refused:
            update(number, version, home_phone="8314550102")
        assert refused.value.extra == {"current_version": 1, "your_version": version}
    assert row_of(number) == before
    assert len(outbox_of("customers", subject=number)) == 1


@pytest.mark.req("R152")
def test_of_changes_at_once_to_one_version_one_is_made(
    create: Create, call: Callable[..., Answer | Failure], outbox_of: Outbox
) -> None:
    number, outcomes, together = create()["number"], [], threading.Barrier(3)

    def change(phone: str) -> None:
        together.wait(30)
        outcomes.append(call("update_customer", number, {"home_phone": phone}, if_match=1))

    threads = [threading.Thread(target=change, args=[f"831455010{last}"]) for last in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome_of(outcome) for outcome in outcomes) == ["ok", "stale_version", "stale_version"]
    assert [event["sequence"] for event in outbox_of("customers", subject=number)] == [1, 2]


def outcome_of(outcome: Answer | Failure) -> str:
    """A word for what came out of a call."""
    return outcome.problem.code if isinstance(outcome, Failure) else "ok"


def test_customer_that_nobody_has_is_not_found(update: Update) -> None:
    with pytest.raises(NotFound) as refused:
        update(1, 1, home_phone="8314550102")
    assert refused.value.code == "customer_not_found"


@pytest.mark.req("R3", "R147")
def test_number_cannot_be_edited(create: Create, update: Update) -> None:
    number = create()["number"]
    for name in ("number", "version", "entered_by", "history"):
        with pytest.raises(Invalid) as refused:
            update(number, 1, **{name: 5})
        assert [(problem.field, problem.code) for problem in refused.value.fields] == [
            (name, "unknown_field")
        ]


@pytest.mark.req("R24")
def test_subcategory_is_cleared_when_the_primary_ethnicity_changes(
    create: Create, update: Update, outbox_of: Outbox
) -> None:
    number = create(ethnicity="ASIAN", ethnicity_subcategory="KOREAN")["number"]
    kept = update(number, 1, ethnicity="ASIAN", email="a@example.org")
    assert kept["ethnicity_subcategory"]["code"] == "KOREAN"
    cleared = update(number, 2, ethnicity="HISPANIC")
    assert cleared["ethnicity_subcategory"] is None
    changes = outbox_of("customers", subject=number)[-1]["data"]["changes"]
    assert [change["field"] for change in changes] == ["ethnicity", "ethnicity_subcategory"]
    assert (changes[1]["old"], changes[1]["new"]) == ("KOREAN", "")


@pytest.mark.req("R24")
def test_both_ethnicities_can_change_together_and_the_second_alone(create: Create, update: Update) -> None:
    number = create(ethnicity="ASIAN", ethnicity_subcategory="KOREAN")["number"]
    both = update(number, 1, ethnicity="HISPANIC", ethnicity_subcategory="CUBAN")
    assert both["ethnicity_subcategory"]["code"] == "CUBAN"
    assert update(number, 2, ethnicity_subcategory="MEXICAN")["ethnicity_subcategory"]["code"] == "MEXICAN"
    assert update(number, 3, ethnicity_subcategory="")["ethnicity_subcategory"] is None


@pytest.mark.req("R31")
def test_another_zip_fills_in_its_own_place(create: Create, update: Update) -> None:
    number = create(mailing_address={"street": "MAIN", "zip": "95060", "city": "LIVE OAK"})["number"]
    address = update(number, 1, mailing_address={"zip": "90210"})["mailing_address"]
    assert (address["city"], address["county"], address["state"]) == ("BEVERLY HILLS", "LOS ANGELES", "CA")
    assert (address["street"], address["overridden"]) == ("MAIN", [])


@pytest.mark.req("R31")
def test_four_more_digits_of_the_same_zip_leave_what_was_typed(create: Create, update: Update) -> None:
    number = create(mailing_address={"zip": "95060", "city": "LIVE OAK"})["number"]
    address = update(number, 1, mailing_address={"zip": "95060-1234"})["mailing_address"]
    assert (address["zip"], address["city"]) == ("95060-1234", "LIVE OAK")
    assert address["overridden"] == ["city"]


def test_empty_text_clears_what_may_be_empty(create: Create, update: Update) -> None:
    number = create(**FULL)["number"]
    cleared = update(number, 1, middle_initial="", home_phone="", email="", date_of_birth=None, ethnicity="")
    assert [cleared[name] for name in ("middle_initial", "home_phone", "email")] == ["", "", ""]
    assert cleared["date_of_birth"] is cleared["ethnicity"] is None
    for name in ("first_name", "preferred_method", "language"):
        with pytest.raises(Invalid) as refused:
            update(number, 2, **{name: ""})
        assert [problem.field for problem in refused.value.fields] == [name]


def test_refused_change_leaves_nothing(
    create: Create, call: Callable[..., Any], row_of: Row, outbox_of: Outbox
) -> None:
    number = create()["number"]
    before = row_of(number)
    body = {"home_phone": "8314550102", "best_time": "NOON"}
    outcome = call("update_customer", number, body, if_match=1)
    assert isinstance(outcome.problem, Problem)
    assert row_of(number) == before
    assert len(outbox_of("customers", subject=number)) == 1


@pytest.mark.req("R144", "R146", "R154", "R261")
def test_what_follows_a_record_up_is_changed_and_told_field_by_field(
    create: Create, update: Update, get: Callable[[int], dict[str, Any]], outbox_of: Outbox
) -> None:
    number = create()["number"]
    analyst = {"id": "a-1", "name": "JOHN JOHNSON"}
    update(
        number,
        1,
        analyst=analyst,
        qa_analyst={"id": "a-2", "name": "Q/A ANALYST"},
        contact_date="11/30/2026",
        customer_type="LANDLORD",
        dormant=True,
        cash_on_demand=True,
    )
    read = get(number)
    assert read["analyst"] == analyst
    assert read["contact_date"].isoformat() == "2026-11-30"
    assert read["customer_type"] == {"code": "LANDLORD", "label": "LANDLORD"}
    assert (read["dormant"], read["wholesale"], read["cash_on_demand"]) == (True, False, True)
    changes = {
        change["field"]: change for change in outbox_of("customers", subject=number)[-1]["data"]["changes"]
    }
    assert set(changes) == {
        "analyst", "qa_analyst", "contact_date", "customer_type", "dormant", "cash_on_demand",
    }  # fmt: skip
    assert (changes["analyst"]["old_text"], changes["analyst"]["new_text"]) == ("", "JOHN JOHNSON")
    assert changes["contact_date"]["new_text"] == "11/30/2026"
    update(number, 2, analyst=None, contact_date=None)
    assert (get(number)["analyst"], get(number)["contact_date"]) == (None, None)
