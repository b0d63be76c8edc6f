"""UTC in storage, the agency's zone for "today"."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homefire.clock import Clock, from_wire, to_wire

AGENCY = ZoneInfo("America/Los_Angeles")
zones = st.sampled_from([UTC, AGENCY, ZoneInfo("Asia/Tokyo")])
moments = st.datetimes(timezones=zones).filter(lambda moment: 1 < moment.year < 9999)


@pytest.mark.req("R250")
@pytest.mark.parametrize(
    ("now", "today"),
    [
        (datetime(2024, 3, 1, 7, 59, tzinfo=UTC), date(2024, 2, 29)),
        (datetime(2024, 3, 1, 8, 0, tzinfo=UTC), date(2024, 3, 1)),
        (datetime(2024, 7, 1, 6, 59, tzinfo=UTC), date(2024, 6, 30)),
    ],
)
def test_today_is_the_agencys_date(now: datetime, today: date) -> None:
    clock = Clock(AGENCY, lambda: now)
    assert clock.today() == today
    assert clock.now() == now
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.req("R250")
@given(moments)
def test_moments_cross_boundaries_in_utc_and_unchanged(moment: datetime) -> None:
    assert to_wire(moment).endswith("Z")
    assert from_wire(to_wire(moment)) == moment.astimezone(UTC)


def test_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        from_wire("2024-03-01T08:00:00")
