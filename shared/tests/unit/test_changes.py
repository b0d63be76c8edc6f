"""What changed, in the form in which notes tell it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homefire.changes import TrackedField, changes_between

TRACKED = {
    "home_phone": TrackedField("HOME PHONE", lambda value: f"({value})"),
    "ssn": TrackedField("SSN", protected=True),
    "city": TrackedField("CITY"),
}
states = st.fixed_dictionaries(
    {}, optional={name: st.none() | st.text(max_size=3) for name in (*TRACKED, "untracked")}
)


@pytest.mark.req("R204")
def test_each_changed_field_is_told_with_old_and_new_value() -> None:
    changes = changes_between(
        {"home_phone": "1", "city": "APTOS"}, {"home_phone": "2", "city": "APTOS"}, TRACKED
    )
    assert changes == [
        {
            "field": "home_phone",
            "label": "HOME PHONE",
            "old": "1",
            "new": "2",
            "old_text": "(1)",
            "new_text": "(2)",
        }
    ]


@pytest.mark.req("R249")
def test_protected_field_says_that_it_changed_and_never_from_what_to_what() -> None:
    [change] = changes_between({"ssn": "765432108"}, {"ssn": "123456789"}, TRACKED)
    assert change == {"field": "ssn", "label": "SSN", "protected": True}


@pytest.mark.req("R204")
@given(states)
def test_no_change_is_nothing(state: dict[str, Any]) -> None:
    assert changes_between(state, dict(state), TRACKED) == []


@given(states, states)
def test_exactly_the_tracked_fields_that_differ_are_told_in_order(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    told = [change["field"] for change in changes_between(before, after, TRACKED)]
    assert told == [name for name in TRACKED if before.get(name) != after.get(name)]
