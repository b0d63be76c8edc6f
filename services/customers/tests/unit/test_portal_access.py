"""Mailed codes: their form, and until when they are good."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain import portal_access as rules

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
codes = st.text(rules.ALPHABET, min_size=rules.LENGTH, max_size=rules.LENGTH)


@pytest.mark.req("R262")
@given(codes)
def test_parse_code_reads_what_show_code_wrote_however_it_is_typed(plain: str) -> None:
    parsed = plain[: rules.GROUP], plain[rules.GROUP :]
    shown = rules.show_code(*parsed)
    assert len(shown) == rules.LENGTH + rules.GROUPS - 1
    assert rules.parse_code(shown) == rules.parse_code(f" {shown.lower().replace('-', ' ')}\n") == parsed


@pytest.mark.parametrize(
    "text", ["", "110385", "ABCD-EFGH-JKMN-PQR", "ABCD-EFGH-JKMN-PQRS-T", "ABCD-EFGH-JKMN-PQR0"]
)
def test_parse_code_takes_nothing_else(text: str) -> None:
    assert rules.parse_code(text) is None


@pytest.mark.req("R262")
@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({}, "OPEN"),
        ({"wrong_tries": rules.MOST_TRIES - 1}, "OPEN"),
        ({"wrong_tries": rules.MOST_TRIES}, "LOCKED"),
        ({"expires_at": NOW}, "EXPIRED"),
        ({"expires_at": NOW + timedelta(seconds=1)}, "OPEN"),
        ({"replaced_at": NOW}, "REPLACED"),
        ({"used_at": NOW, "replaced_at": NOW}, "USED"),
    ],
)
def test_state_of_code_follows_from_what_has_happened(changed: dict, state: str) -> None:
    plain = {"expires_at": NOW + rules.LIFE, "used_at": None, "replaced_at": None, "wrong_tries": 0}
    assert rules.state_of(**{**plain, **changed}, now=NOW) == state
