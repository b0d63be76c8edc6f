"""How long a failed event is held before it is given back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from homefire.inbox import FIRST_DELAY, LONGEST_DELAY, retry_delay


def test_first_delay_is_short_and_doubles() -> None:
    assert [retry_delay(deliveries) for deliveries in range(4)] == [
        FIRST_DELAY,
        2 * FIRST_DELAY,
        4 * FIRST_DELAY,
        8 * FIRST_DELAY,
    ]


@given(st.integers(0, 10**9))
def test_delay_grows_up_to_its_bound(deliveries: int) -> None:
    assert FIRST_DELAY <= retry_delay(deliveries) <= retry_delay(deliveries + 1) <= LONGEST_DELAY


def test_delay_reaches_its_bound() -> None:
    assert retry_delay(20) == LONGEST_DELAY
