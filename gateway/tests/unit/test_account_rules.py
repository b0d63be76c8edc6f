"""What may stand in the staff directory: user names, hours, and how hours are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.accounts import rules
from gateway.accounts.rules import Profile
from gateway.formatting import clock_time
from homefire.rules import RuleBroken

NAMES = {day: day.capitalize() for day in rules.DAYS}
minutes = st.integers(0, 24 * 60 - 1)


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@given(st.text(max_size=100))
def test_a_user_name_is_refused_or_stored_in_the_letters_that_logging_in_compares(text: str) -> None:
    try:
        name = rules.parse_user_name(text)
    except RuleBroken:
        return
    assert name == name.lower() == rules.parse_user_name(name)
    assert name.isascii() and not any(character.isspace() for character in name) and len(name) <= 64


@given(st.text(max_size=200) | st.just("\N{GRINNING FACE}" * 10_000))
def test_a_name_and_a_title_are_refused_or_stored_as_typed(text: str) -> None:
    for rule, most in ((rules.parse_display_name, 120), (rules.parse_job_title, 60)):
        try:
            assert len(rule(text)) <= most
        except RuleBroken as broken:
            assert broken.code in ("too_long", "control_character", "required")


@pytest.mark.req("R265")
@given(st.dictionaries(st.sampled_from(rules.DAYS), st.tuples(minutes, minutes)))
def test_hours_are_kept_in_the_order_of_the_week_or_refused(given_hours: dict[str, tuple[int, int]]) -> None:
    typed = {day: (clock(start), clock(end)) for day, (start, end) in given_hours.items()}
    if any(start >= end for start, end in given_hours.values()):
        with pytest.raises(RuleBroken, match="end after they begin"):
            rules.parse_hours(typed)
        return
    kept = rules.parse_hours(typed)
    assert {day: tuple(span) for day, span in kept.items()} == typed
    assert list(kept) == [day for day in rules.DAYS if day in typed]
    assert rules.parse_hours(kept) == kept


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        ({"mon": ("08:00", "")}, "not_a_time"),
        ({"mon": ("", "17:00")}, "not_a_time"),
        ({"mon": ("24:00", "25:00")}, "not_a_time"),
        ({"mon": ("-1:00", "17:00")}, "not_a_time"),
        ({"mon": ("٠٨:٠٠", "17:00")}, "not_a_time"),
        ({"mon": ("08:00\n", "17:00:00")}, "not_a_time"),
        ({"mon": ["08:00"]}, "not_hours"),
        ({"mon": "08:00"}, "not_hours"),
        ({"holiday": ("08:00", "17:00")}, "unknown_day"),
    ],
)
def test_hours_that_are_none_are_refused(hours: dict[str, object], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.parse_hours(hours)
    assert refused.value.code == code


@pytest.mark.req("R265")
@pytest.mark.parametrize(
    ("days", "told"),
    [
        ("mon tue wed thu fri", "Mon–Fri 8:00 AM–5:00 PM"),
        ("mon tue", "Mon, Tue 8:00 AM–5:00 PM"),
        ("mon wed", "Mon 8:00 AM–5:00 PM; Wed 8:00 AM–5:00 PM"),
        ("", ""),
    ],
)
def test_days_in_a_row_with_the_same_hours_are_told_together(days: str, told: str) -> None:
    hours = {day: ["08:00", "17:00"] for day in days.split()}
    assert rules.show_hours(hours, NAMES, clock_time) == told


def test_what_is_wrong_with_a_profile_is_a_sentence() -> None:
    with pytest.raises(RuleBroken, match="There is no role emperor"):
        rules.checked(Profile("ADA", ("emperor",)))
    with pytest.raises(RuleBroken, match="seven digits"):
        rules.checked(Profile("ADA", ("caseworker",), phone_extension="12345678"))


@pytest.mark.req("R247")
def test_accounts_are_kept_by_whoever_has_the_scope() -> None:
    assert rules.may_keep(["caseworker", "administrator"])
    assert not rules.may_keep(["caseworker", "supervisor", "auditor", "emperor"])


@pytest.mark.req("R249", "R262")
@pytest.mark.parametrize("text", ["219-09-9998", "ann219-09-9998", "219099998"])
def test_no_name_of_an_account_holds_a_social_security_number(text):
    for rule in (rules.parse_user_name, rules.parse_display_name):
        with pytest.raises(RuleBroken) as caught:
            rule(text)
        assert caught.value.code == "personal_number"
