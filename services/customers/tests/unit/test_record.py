"""A record as a whole: what is followed, what is warned of, what others may know."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain import record

COMPLETE: dict[str, Any] = {
    "number": 110385,
    "first_name": "DOENA",
    "last_name": "HOLSCHEIN",
    "preferred_method": "email",
    "email": "doena@example.org",
    "home_phone": "8314550101",
    "mobile_phone": "8314550102",
    "language": "ENGLISH",
    "ssn": "a blind index",
    "mailing_address": {
        "number": "910",
        "street": "SHADOWBROOK",
        "zip": "95060",
        "building_type": "",
        "unit": "",
    },
}


def warned(**changes: Any) -> set[tuple[str, str]]:
    """Field and code of every warning about a record that is complete but for these."""
    return {(warning["field"], warning["code"]) for warning in record.warnings(COMPLETE | changes)}


def placed(**changes: Any) -> dict[str, Any]:
    """The complete address but for these."""
    return {"mailing_address": COMPLETE["mailing_address"] | changes}


def test_complete_record_has_no_warnings() -> None:
    for method in ("email", "sms", "mail"):
        assert warned(preferred_method=method) == set()


@pytest.mark.req("R45")
def test_preferred_method_wants_its_address() -> None:
    assert warned(preferred_method="email", email="") == {("email", "preferred_missing")}
    assert warned(preferred_method="sms", mobile_phone="") == {("mobile_phone", "preferred_missing")}
    for missing in ("street", "zip"):
        assert warned(preferred_method="mail", **placed(**{missing: ""})) == {
            ("mailing_address", "preferred_missing")
        }
    assert warned(preferred_method="mail", mailing_address=None) == {("mailing_address", "preferred_missing")}


@pytest.mark.req("R29")
def test_unit_and_building_type_want_each_other() -> None:
    both = placed(building_type="APARTMENT", unit="A")
    assert warned(**both) == set()
    for alone in (placed(building_type="APARTMENT"), placed(unit="A")):
        assert warned(**alone) == {("mailing_address.unit", "unit_incomplete")}


@pytest.mark.req("R31")
def test_unknown_zip_is_warned_of() -> None:
    assert warned(**placed(zip="00000")) == {("mailing_address.zip", "unknown_zip")}


@pytest.mark.req("R41")
@pytest.mark.parametrize("phone", record.PHONES)
def test_numbers_kept_for_examples_are_warned_of(phone: str) -> None:
    assert warned(**{phone: "8315550101"}) == {(phone, "fictional_number")}


def test_warning_says_what_it_is_about() -> None:
    for warning in record.warnings({"preferred_method": "sms", "home_phone": "8315550101"}):
        assert set(warning) == {"field", "code", "detail"}
        assert warning["detail"].endswith(".")


@given(
    st.dictionaries(
        st.sampled_from(
            ["preferred_method", "email", "home_phone", "mobile_phone", "fax", "mailing_address"]
        ),
        st.none() | st.just(""),
    )
)
def test_warnings_of_any_record_can_be_told(state: dict[str, Any]) -> None:
    assert all({"field", "code", "detail"} <= each.keys() for each in record.warnings(state))


@pytest.mark.req("R249")
def test_what_others_may_know_has_nothing_protected() -> None:
    summary = record.summary(COMPLETE)
    assert summary == {
        "number": 110385,
        "name": "DOENA HOLSCHEIN",
        "first_name": "DOENA",
        "last_name": "HOLSCHEIN",
        "phone": "8314550101",
        "language": "ENGLISH",
        "preferred_method": "email",
        "status": "ACTIVE",
        "survivor": None,
        "special_handling": False,
        "dormant": False,
        "customer_type": "",
        "email_bounced": False,
        "has_email": True,
        "has_mobile": True,
        "best_time": "",
        "consents": {"sms": False, "email": True, "marketing": False},
    }


def test_phone_of_a_summary_is_the_first_there_is() -> None:
    assert record.summary(COMPLETE | {"home_phone": ""})["phone"] == "8314550102"
    message = {"home_phone": "", "mobile_phone": "", "message_phone": "8314550103"}
    assert record.summary(COMPLETE | message)["phone"] == "8314550103"
    assert record.summary({"number": 1})["phone"] == ""


def test_organization_is_called_by_its_own_name() -> None:
    assert record.display_name(COMPLETE | {"organization_name": "SHELTER"}) == "SHELTER"
    assert record.display_name({"first_name": "", "last_name": "HOLSCHEIN"}) == "HOLSCHEIN"


@pytest.mark.req("R249")
def test_tax_identifier_is_followed_without_its_value() -> None:
    assert record.TRACKED["ssn"].protected
    assert [name for name, how in record.TRACKED.items() if how.protected] == ["ssn"]


def test_state_is_flattened_to_the_names_that_are_followed() -> None:
    flat = record.flatten({"first_name": "ADA", "mailing_address": {"zip": "95060", "city": "X"}})
    assert flat == {"first_name": "ADA", "mailing_address.zip": "95060", "mailing_address.city": "X"}
    assert set(flat) <= set(record.TRACKED)
    assert record.flatten({"mailing_address": None}) == {}


def test_values_read_in_notes_as_people_write_them() -> None:
    shown = {name: how.show for name, how in record.TRACKED.items() if how.show}
    assert shown["date_of_birth"]("2003-01-02") == "1/2/2003"
    assert shown["date_of_birth"](None) == ""
    assert (shown["special_handling"](True), shown["special_handling"](False)) == ("YES", "NO")
    assert shown["home_phone"]("8315550101") == "(831) 555-0101"
    assert shown["mailing_address.overridden"](["city", "state"]) == "city, state"
