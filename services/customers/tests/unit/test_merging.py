"""What goes over in a merge, what comes back, and when the counts agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers import taking
from customers.domain import merging, record
from customers.models import Customer
from homefire.rules import RuleBroken

COLUMNS = set(Customer.__table__.c.keys())
BLANK = {"ssn": None, "special_handling": False}


@pytest.mark.req("R252")
def test_every_followed_field_can_be_taken_over_and_has_its_columns():
    for name in record.TRACKED:
        assert merging.choice_of(name) in merging.CHOICES
    for choice in merging.CHOICES:
        assert set(taking.columns_of(choice)) <= COLUMNS, choice
    assert taking.columns_of("home_phone") == ["home_phone", "home_phone_extension"]
    assert "address_zip" in taking.columns_of("mailing_address")


@pytest.mark.req("R20", "R26", "R252")
def test_survivors_ssn_stays_and_special_handling_goes_over():
    for ours, theirs in (("a", "b"), (None, "b"), (None, None)):
        with pytest.raises(RuleBroken) as broken:
            merging.to_take(["ssn"], BLANK | {"ssn": ours}, BLANK | {"ssn": theirs})
        assert broken.value.code == "ssn_stays"
    assert merging.to_take(["ssn"], BLANK | {"ssn": "a"}, BLANK) == ["ssn"]
    assert merging.to_take([], BLANK | {"special_handling": True}, BLANK) == ["special_handling"]
    assert merging.to_take(["email", "email"], BLANK, BLANK) == ["email"]
    both = BLANK | {"special_handling": True}
    assert merging.to_take([], both, both) == ["special_handling"]


@pytest.mark.req("R46", "R252")
@pytest.mark.parametrize("channel", ["sms_consent", "email_consent"])
@pytest.mark.parametrize("stands", ["NONE", "GIVEN", "REVOKED"])
def test_opt_out_goes_over_by_itself_and_a_consent_never(channel: str, stands: str):
    survivor = BLANK | {channel: stands}
    assert merging.to_take([], BLANK | {channel: "REVOKED"}, survivor) == [channel]
    for state in ("NONE", "GIVEN"):
        assert merging.to_take([], BLANK | {channel: state}, survivor) == []
    assert taking.columns_of(channel) == [channel]


@pytest.mark.req("R46", "R146", "R252")
def test_marketing_that_was_revoked_in_either_record_stays_so():
    revoked = BLANK | {"marketing_emails": False, "marketing_consent": "REVOKED"}
    agreed = BLANK | {"marketing_emails": True, "marketing_consent": "GIVEN"}
    assert merging.to_take([], revoked, agreed) == ["marketing_emails"]
    assert merging.to_take(["marketing_emails"], agreed, revoked) == []
    assert merging.to_take(["marketing_emails"], agreed, BLANK) == ["marketing_emails"]


@pytest.mark.req("R42", "R252")
def test_that_email_came_back_follows_the_address():
    bounced = BLANK | {"email": "Ada@x.org", "email_bounced": True}
    good = BLANK | {"email": "ada@x.org", "email_bounced": False}
    other = BLANK | {"email": "b@x.org", "email_bounced": False}
    assert merging.to_take([], bounced, good) == ["email"]
    assert merging.to_take(["email"], good, bounced) == []
    assert merging.to_take(["email_bounced"], bounced, other) == []
    assert merging.to_take(["email"], bounced, other) == ["email"]
    assert taking.columns_of("email") == ["email", "email_bounced"]


@pytest.mark.req("R46", "R252")
@pytest.mark.parametrize("first", [1, 2])
def test_opt_out_of_two_merged_records_holds_until_both_have_left(first: int):
    name = "email_consent"
    taken = {
        1: {name: {"before": {name: "GIVEN"}, "after": {name: "REVOKED"}}},
        2: {name: {"before": {name: "REVOKED"}, "after": {name: "REVOKED"}}},
    }
    value = "REVOKED"
    for merge in (first, 3 - first):
        assert value == "REVOKED"
        undone = taken.pop(merge)
        found = merging.take_back(undone, {name: value}, {k: v for k, v in taken.items() if k > merge})
        value = found.columns.get(name, value)
        taken |= found.later
        assert found.kept == []
    assert value == "GIVEN"


@pytest.mark.req("R252")
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=1, max_size=8), st.data())
def test_merges_that_are_undone_in_any_order_leave_what_was_there_before(steps, data):
    """Merges take the field over, or somebody edits it; undoing leaves the newest value that nobody took back."""
    value, taken, layers = "own", {}, [(0, "own")]
    for merge, (is_merge, _) in enumerate(steps, 1):
        before, value = value, f"value {merge}"
        layers.append((merge if is_merge else 0, value))
        if is_merge:
            taken[merge] = {"email": {"before": {"email": before}, "after": {"email": value}}}
    for merge in data.draw(st.permutations(list(taken))):
        undone = taken.pop(merge)
        later = {key: other for key, other in taken.items() if key > merge}
        found = merging.take_back(undone, {"email": value}, later)
        value = found.columns.get("email", value)
        taken |= found.later
        layers = [layer for layer in layers if layer[0] != merge]
        assert value == layers[-1][1]


@pytest.mark.req("R252")
@pytest.mark.parametrize(
    ("counts", "merged", "state"),
    [
        (None, True, "waiting"),
        ([], True, "mismatch"),
        ([{"kind": "a", "moved": 2, "left": 0, "gathered": 3}], True, "complete"),
        ([{"kind": "a", "moved": 2, "left": 1, "gathered": 3}], True, "mismatch"),
        ([{"kind": "a", "moved": 2, "left": 0, "gathered": 4}], True, "mismatch"),
        ([{"kind": "a", "moved": 3, "left": 0, "gathered": 3}], True, "mismatch"),
        ([{"kind": "a", "moved": 0, "left": 2, "gathered": 1}], False, "complete"),
        ([{"kind": "a", "moved": 1, "left": 1, "gathered": 1}], False, "mismatch"),
    ],
)
def test_counts_agree_or_the_merge_says_that_they_do_not(counts, merged, state):
    assert merging.move_state({"a": {"merged": 2, "survivor": 1}}, counts, merged) == state
