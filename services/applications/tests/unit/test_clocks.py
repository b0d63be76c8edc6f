"""The clocks of CORE: exact at their limits, through leap years, and counting down to them (R92)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications import checking
from applications.domain.clocks import Dates, clocks_of, years_after
from applications.domain.parts.transfer import TRANSFER
from applications.domain.status import Status

(LIMITS,) = TRANSFER.shipped
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def clock(name, dates, as_of):
    return next(clock for clock in clocks_of(dates, LIMITS, as_of=as_of) if clock.name == name)


@pytest.mark.req("R92")
@pytest.mark.parametrize(("name", "limit"), [("document", 42), ("certification", 60), ("transfer", 120)])
@given(start=DAYS, over=st.integers(-200, 200))
def test_a_clock_is_over_from_the_day_after_its_limit(name, limit, start, over):
    stop = start + timedelta(days=limit + over)
    dates = {
        "document": Dates(intake=stop, document=start),
        "certification": Dates(intake=start, certified=stop),
        "transfer": Dates(intake=start, certified=start, transferred=stop),
    }[name]
    found = clock(name, dates, as_of=date(2061, 1, 1))
    assert (found.is_over, found.left) == (over > 0, -over)
    assert found.ends_on == start + timedelta(days=limit)


@pytest.mark.req("R92")
@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        # 2024 has a 29 February and 2023 has none.
        ("document", date(2024, 2, 1), date(2024, 3, 14)),
        ("document", date(2023, 2, 1), date(2023, 3, 15)),
        ("certification", date(2024, 1, 15), date(2024, 3, 15)),
        ("transfer", date(2023, 12, 1), date(2024, 3, 30)),
    ],
)
def test_days_are_calendar_days_through_a_leap_year(name, first, last):
    dates = Dates(intake=first, document=first, certified=first)
    assert clock(name, dates, as_of=last).ends_on == last


@pytest.mark.req("R92")
@given(start=DAYS, passed=st.integers(0, 400))
def test_a_running_clock_counts_down_by_one_each_day(start, passed):
    today = start + timedelta(days=passed)
    found = clock("certification", Dates(intake=start), as_of=today)
    assert (found.left, found.is_over, found.stopped_on) == (60 - passed, passed > 60, None)


@pytest.mark.req("R92")
def test_only_what_has_begun_has_a_clock_and_a_consent_runs_on():
    intake = date(2026, 3, 2)
    assert [each.name for each in clocks_of(Dates(intake=intake), LIMITS, as_of=intake)] == ["certification"]
    dates = Dates(intake=intake, consent=date(2024, 2, 29))
    found = {each.name: each.ends_on for each in clocks_of(dates, LIMITS, as_of=intake)}
    assert found["consent"] == date(2027, 2, 28)


@pytest.mark.req("R92")
def test_every_limit_is_what_the_program_sets():
    """Four limits that are all others than the shipped ones."""
    limits = {"document_days": 10, "certification_days": 20, "transfer_days": 30, "consent_years": 1}
    assert not any(LIMITS[name] == limit for name, limit in limits.items())
    day = date(2026, 3, 2)
    dates = Dates(intake=day, document=day, certified=day, consent=day)
    found = {each.name: each.ends_on for each in clocks_of(dates, limits, as_of=day)}
    assert found == {
        "document": date(2026, 3, 12),
        "certification": date(2026, 3, 22),
        "transfer": date(2026, 4, 1),
        "consent": date(2027, 3, 2),
    }


@pytest.mark.req("R92")
@pytest.mark.parametrize("status", Status)
def test_a_transfer_stops_its_clock_until_core_rejects_it(status):
    sent = date(2026, 3, 20)
    row = {
        "status": status,
        "intake_date": date(2026, 3, 2),
        "document_date": None,
        "certification_date": date(2026, 3, 9),
        "transfer_date": sent,
        "consent_date": None,
    }
    found = {each.name: each.stopped_on for each in checking.clocks(row, LIMITS, date(2026, 4, 1))}
    stopped = status in (Status.TRANSFERRED, Status.BENEFITTED)
    assert found == {"certification": date(2026, 3, 9), "transfer": sent if stopped else None}


@pytest.mark.req("R92")
@given(day=DAYS, years=st.integers(0, 50))
def test_a_year_later_is_the_same_day_or_the_last_of_february(day, years):
    later = years_after(day, years)
    assert later.year == day.year + years
    assert (later.month, later.day) == (day.month, day.day) or (day.month, day.day, later.day) == (2, 29, 28)
