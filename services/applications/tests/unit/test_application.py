"""Rules of an application as a whole."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.domain import application as rules
from applications.domain.status import Status
from homefire.rules import RuleBroken

PLACE = {
    "number": "111", "street": "THIS", "street_type": "ST", "building_type": "", "unit": "",
    "zip": "93933", "city": "MARINA", "county": "MONTEREY", "state": "CA", "overridden": [],
}  # fmt: skip
STATE = {
    "customer_number": 110385,
    "place_of_service": PLACE,
    "place_doubt": "",
    "utility_vendor": "PGE",
    "utility_type": "ELECTRIC",
    "account_number": "10223456789",
}
TODAY = date(2019, 6, 1)


def codes(found):
    return [(warning["field"], warning["code"]) for warning in found]


@pytest.mark.req("R79")
def test_title_is_program_and_program_year():
    assert rules.title("HEAP", 2018) == "HEAP 2018"


@pytest.mark.req("R81")
@pytest.mark.parametrize(
    ("intake", "code"),
    [
        (date(2019, 6, 2), "in_the_future"),
        (date(2017, 10, 31), "outside_program_year"),
        (date(2019, 2, 1), "outside_program_year"),
    ],
)
def test_check_intake_date_refuses_a_date_on_which_nothing_could_come_in(intake, code):
    with pytest.raises(RuleBroken) as broken:
        rules.check_intake_date(intake, today=TODAY, opens=date(2017, 11, 1), closes=date(2019, 1, 31))
    assert broken.value.code == code


@pytest.mark.req("R81")
@given(st.dates(date(2017, 11, 1), date(2019, 1, 31)))
def test_check_intake_date_takes_the_program_years_own_days(intake):
    rules.check_intake_date(intake, today=TODAY, opens=date(2017, 11, 1), closes=date(2019, 1, 31))


@pytest.mark.req("R82")
@pytest.mark.parametrize(
    ("status", "transferred", "code"),
    [
        (Status.TRANSFERRED, None, "required"),
        (Status.ELIGIBLE, date(2019, 1, 2), "not_transferred"),
        (Status.TRANSFERRED, date(2019, 6, 2), "in_the_future"),
    ],
)
def test_check_transfer_date_refuses_what_contradicts_the_status(status, transferred, code):
    with pytest.raises(RuleBroken) as broken:
        rules.check_transfer_date(status, date(2018, 12, 3), transferred, today=TODAY)
    assert broken.value.code == code


@pytest.mark.req("R82")
@pytest.mark.parametrize("status", Status)
def test_check_transfer_date_is_blank_before_and_kept_after_the_transfer(status):
    if status in (Status.TRANSFERRED, Status.BENEFITTED, Status.REJECTED, Status.CORRECTED):
        rules.check_transfer_date(status, date(2018, 12, 3), date(2018, 12, 3), today=TODAY)
    else:
        rules.check_transfer_date(status, date(2018, 12, 3), None, today=TODAY)


@pytest.mark.req("R82")
@pytest.mark.parametrize("status", [Status.TRANSFERRED, Status.BENEFITTED, Status.REJECTED, Status.CORRECTED])
def test_check_transfer_date_is_never_before_intake_whatever_came_of_the_transfer(status):
    with pytest.raises(RuleBroken) as broken:
        rules.check_transfer_date(status, date(2018, 12, 3), date(2018, 12, 2), today=TODAY)
    assert broken.value.code == "before_intake"


@pytest.mark.req("R85")
@given(st.from_regex(r"0{1,5}[0-9]{1,30}", fullmatch=True))
def test_parse_account_number_keeps_leading_zeros(text):
    assert rules.parse_account_number(text) == text


@pytest.mark.req("R85")
@pytest.mark.parametrize("text", ["1" * 41, "12;34", "#5"])
def test_parse_account_number_refuses_what_no_bill_shows(text):
    with pytest.raises(RuleBroken):
        rules.parse_account_number(text)


@pytest.mark.req("R90")
def test_active_key_is_the_customer_unless_the_program_says_otherwise():
    assert rules.active_key(["customer"], STATE) == "customer 110385"
    both = rules.active_key(["customer", "utility"], STATE)
    assert both == rules.active_key(["customer", "utility"], STATE | {"account_number": "1"})
    assert both != rules.active_key(["customer", "utility"], STATE | {"utility_vendor": "SCG"})


@pytest.mark.req("R90")
def test_active_key_of_an_address_ignores_case_spaces_and_zip_plus_4():
    other = PLACE | {"street": "  this ", "zip": "93933-1234"}
    key = rules.active_key(["address"], STATE)
    assert key == rules.active_key(["address"], STATE | {"place_of_service": other})
    assert key != rules.active_key(["address"], STATE | {"place_of_service": PLACE | {"unit": "2"}})


@pytest.mark.req("R83")
def test_warnings_point_out_a_po_box_zip_and_a_po_box():
    place = PLACE | {"zip": "95077", "street": "P.O. Box 12"}
    found = codes(rules.warnings(STATE | {"place_of_service": place}, ()))
    assert ("place_of_service.zip", "po_box_zip") in found
    assert ("place_of_service.street", "po_box") in found


@pytest.mark.req("R85")
@pytest.mark.parametrize("account", ["1234567890", "1234567890-1", "10223456789", ""])
def test_warnings_are_none_for_an_ordinary_application(account):
    assert rules.warnings(STATE | {"account_number": account}, [10, 11]) == []


@pytest.mark.req("R85")
@pytest.mark.parametrize("account", ["123", "12345678901234", "A234567890"])
def test_warnings_point_out_an_account_number_of_the_wrong_form(account):
    state = STATE | {"account_number": account}
    assert codes(rules.warnings(state, [10, 11])) == [("account_number", "account_format")]
    assert rules.warnings(state, ()) == []


@pytest.mark.req("R90")
@pytest.mark.parametrize(
    ("same", "expected"),
    [
        ({"own": True, "place": True}, ["active_application"]),
        ({"place": True}, ["address_elsewhere"]),
        ({"account": True}, ["account_elsewhere"]),
        ({"place": True, "account": True}, ["address_elsewhere", "account_elsewhere"]),
        ({}, []),
    ],
)
def test_warnings_of_another_say_what_is_the_same(same, expected):
    other = {"id": 88, "customer_number": 77, "own": False, "place": False, "account": False} | same
    found = rules.warnings_of_another(other)
    assert [entry["code"] for entry in found] == expected
    assert all("application 88" in entry["detail"] for entry in found)


@pytest.mark.req("R142")
def test_what_a_new_place_means_is_asked_in_words_and_by_no_code():
    with pytest.raises(RuleBroken) as broken:
        rules.check_place_change(Status.ELIGIBLE, None, begun=False)
    assert "customer moved" in broken.value.detail and "old address was wrong" in broken.value.detail
    assert not any(str(code) in broken.value.detail for code in rules.PlaceChange)
    rules.check_place_change(Status.ELIGIBLE, rules.PlaceChange.MOVED, begun=True)


def test_flatten_gives_every_tracked_field():
    state = STATE | {"status": "PENDING", "intake_date": "2018-12-03", "transfer_date": None}
    assert set(rules.TRACKED) <= set(rules.flatten(state))
