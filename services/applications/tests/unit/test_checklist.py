"""The rules of a checklist, and what ships."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.domain import checklist as rules
from applications.domain.parts import PARTS
from applications.domain.parts.checklist import CHECKLIST, CHECKLIST_SETTINGS, CHECKLIST_STATUSES
from homefire.rules import RuleBroken

RESIDENT = rules.templates_for(CHECKLIST.shipped, "RESIDENT")
CODES = [row["code"] for row in RESIDENT]
STATUSES = CHECKLIST_STATUSES.shipped


@pytest.mark.req("R189")
@given(present=st.sets(st.sampled_from([*CODES, "ONE_OF_BEFORE"])))
def test_missing_items_and_those_there_are_every_default_once(present):
    added = [row["code"] for row in rules.missing(RESIDENT, present)]
    assert sorted({*added, *present} - {"ONE_OF_BEFORE"}) == sorted(CODES)
    assert not set(added) & present
    assert len(set(added)) == len(added)


@pytest.mark.req("R191")
def test_shipped_statuses_are_the_manuals_and_a_new_item_is_pending():
    assert [row["label"] for row in STATUSES] == ["Failed", "Hold for Review", "Pending", "Verified"]
    assert rules.first_status(STATUSES) == "PENDING"
    assert rules.first_status([{"code": "OPEN", "first": False}]) == "OPEN"
    assert rules.done(["VERIFIED", "FAILED", "VERIFIED", "GONE"], STATUSES) == 2
    with pytest.raises(RuleBroken, match="FAILED, HOLD, PENDING, VERIFIED"):
        rules.check_status("DONE", STATUSES)


@pytest.mark.req("R192")
@given(most=st.integers(1, 600), length=st.integers(0, 700))
def test_a_note_is_as_long_as_the_program_allows(most, length):
    try:
        rules.check_note("x" * length, most)
    except RuleBroken as broken:
        assert (broken.code, length > most) == ("too_long", True)
    else:
        assert length <= most


@pytest.mark.req("R188", "R261")
def test_each_account_type_has_steps_of_its_own():
    assert CHECKLIST_SETTINGS.shipped[0]["note_limit"] == 500
    for kind in ("RESIDENT", "LANDLORD", "BUSINESS", "NONPROFIT"):
        assert rules.templates_for(CHECKLIST.shipped, kind)
    assert rules.templates_for(CHECKLIST.shipped, "") == []


def test_rows_that_ship_have_exactly_their_parts_columns_and_no_key_twice():
    for part in PARTS.values():
        names = {column.name for column in part.columns}
        assert all(set(row) == names for row in part.shipped), part.name
        keys = [tuple(row[name] for name in part.key) for row in part.shipped]
        assert len(set(keys)) == len(keys), part.name
        assert not part.single or len(part.shipped) == 1
