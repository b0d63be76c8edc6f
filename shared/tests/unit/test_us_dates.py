"""Dates as people write them and as grids show them."""

from __future__ import annotations

import string
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from homefire.rules import RuleBroken
from homefire.us import dates

TODAY = date(2024, 6, 30)


def code_of(rule: Callable[..., object], *args: object) -> str:
    """The code with which a rule refuses."""
    with pytest.raises(RuleBroken) as refused:
        rule(*args)
    assert refused.value.detail.endswith(".")
    return refused.value.code


@pytest.mark.req("R22")
@given(st.dates(dates.EARLIEST))
@example(date(2024, 2, 29))
@example(date(1900, 1, 1))
@example(date(9999, 12, 31))
def test_every_date_is_read_in_each_form(born: date) -> None:
    year = f"{born.year:04d}"
    forms = [
        born.isoformat(),
        f"{born.month:02d}/{born.day:02d}/{year}",
        f"{born.month}/{born.day}/{year}",
        f"{born.month}/{born.day:02d}/{year}",
    ]
    assert {dates.parse_date(form) for form in forms} == {born}


@pytest.mark.req("R22")
@pytest.mark.parametrize(
    "text",
    [
        "02/29/2023",
        "2/29/1900",
        "2023-02-29",
        "02/30/2024",
        "13/01/2000",
        "31/12/2000",
        "00/10/2000",
        "1/2/03",
        "01-02-2003",
        "1/2/0000",
        "0000-01-01",
        "1/2/10000",
        "yesterday",
        "",
        "2000-01",
        "01/2000",
        "2000-01-01T00:00:00",
        "1/2/2003/4",
        "1//2003",
        "-1/2/2003",
        "3.12.2018",
        "20190101",
        "2019-W01-1",
        "٢/٢/٢٠٢٠",
        "1/2/2003\n",
    ],
)
def test_date_that_does_not_exist_is_refused(text: str) -> None:
    assert code_of(dates.parse_date, text) == "not_a_date"


@given(st.text(string.digits + "/-TWZ: ", max_size=12))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        assert dates.parse_date(text) >= dates.EARLIEST
    except RuleBroken as broken:
        assert broken.code in ("not_a_date", "too_long_ago")


@pytest.mark.req("R22")
@given(st.dates(date(1, 1, 1), date(2150, 1, 1)))
@example(TODAY)
@example(TODAY + timedelta(1))
@example(date(1, 1, 1))
def test_date_of_birth_lies_within_120_years(born: date) -> None:
    oldest = date(TODAY.year - 121, TODAY.month, TODAY.day)
    if born > TODAY:
        assert code_of(dates.check_birth_date, born, TODAY) == "in_the_future"
    elif born <= oldest:
        assert code_of(dates.check_birth_date, born, TODAY) == "too_long_ago"
    else:
        dates.check_birth_date(born, TODAY)


@pytest.mark.req("R22")
def test_birthday_on_29_february_is_counted_from_1_march() -> None:
    born = date(1904, 2, 29)
    dates.check_birth_date(born, date(2025, 2, 28))
    assert code_of(dates.check_birth_date, born, date(2025, 3, 1)) == "too_long_ago"


@pytest.mark.parametrize("text", ["12/31/1899", "1899-12-31", "12/3/0018"])
def test_date_before_1900_is_a_slip_of_the_pen(text: str) -> None:
    assert code_of(dates.parse_date, text) == "too_long_ago"


@pytest.mark.req("R22")
@given(st.dates(dates.EARLIEST))
def test_shown_date_is_unpadded_and_read_back(day: date) -> None:
    shown = dates.show_date(day)
    assert shown == dates.show_date(day.isoformat()) == f"{day.month}/{day.day}/{day.year}"
    assert dates.parse_date(shown) == day


def test_no_date_shows_nothing() -> None:
    assert dates.show_date(None) == dates.show_date("") == ""


@pytest.mark.req("R202", "R250")
def test_moment_is_shown_as_the_clocks_of_its_zone_on_24_hours() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    assert dates.show_moment(datetime(2019, 11, 5, 22, 5, tzinfo=UTC), zone) == "11/5/2019 14:05"
    assert dates.show_moment(datetime(2019, 11, 6, 7, 59, tzinfo=UTC), zone) == "11/5/2019 23:59"
