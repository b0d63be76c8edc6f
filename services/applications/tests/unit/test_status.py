"""The status machine (R80)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.domain import status
from applications.domain.status import Status
from homefire.rules import RuleBroken

LEGAL = {
    ("PENDING", "ELIGIBLE"),
    ("PENDING", "DENIED"),
    ("PENDING", "WITHDRAWN"),
    ("ELIGIBLE", "TRANSFERRED"),
    ("ELIGIBLE", "PENDING"),
    ("ELIGIBLE", "WITHDRAWN"),
    ("TRANSFERRED", "BENEFITTED"),
    ("TRANSFERRED", "REJECTED"),
    ("REJECTED", "CORRECTED"),
    ("CORRECTED", "TRANSFERRED"),
    ("DENIED", "ELIGIBLE"),
}
NEED_A_REASON = {
    ("PENDING", "DENIED"),
    ("DENIED", "ELIGIBLE"),
    ("ELIGIBLE", "PENDING"),
    ("TRANSFERRED", "REJECTED"),
}


@pytest.mark.req("R80")
@pytest.mark.parametrize("old", Status)
@pytest.mark.parametrize("new", Status)
def test_check_move_allows_exactly_the_machines_moves(old, new):
    if (old, new) in LEGAL:
        status.check_move(old, new)
    else:
        with pytest.raises(RuleBroken) as broken:
            status.check_move(old, new)
        assert broken.value.code == "illegal_move"
        assert f"{old} cannot become {new}" in broken.value.detail


@pytest.mark.req("R80")
@pytest.mark.parametrize(("old", "new"), sorted(LEGAL))
def test_check_reason_wants_one_for_denial_appeal_reopening_and_rejection(old, new):
    move = Status(old), Status(new)
    status.check_reason(*move, "BECAUSE")
    if (old, new) in NEED_A_REASON:
        with pytest.raises(RuleBroken) as broken:
            status.check_reason(*move, "")
        assert broken.value.code == "reason_required"
    else:
        status.check_reason(*move, "")


@pytest.mark.req("R80")
def test_illegal_move_names_the_moves_there_are():
    with pytest.raises(RuleBroken) as broken:
        status.check_move(Status.PENDING, Status.TRANSFERRED)
    assert broken.value.detail.endswith("It can become: ELIGIBLE, DENIED, WITHDRAWN.")


@given(st.lists(st.sampled_from(Status), max_size=30))
@pytest.mark.req("R80", "R82")
def test_walk_never_returns_from_a_transfer(wishes):
    """Once transferred, always transferred: the transfer date never has to be blanked again."""
    here, transferred = Status.PENDING, False
    for wish in wishes:
        if wish in status.next_statuses(here):
            here = wish
        transferred = transferred or here is Status.TRANSFERRED
        assert transferred == (here not in status.NEVER_TRANSFERRED)


@pytest.mark.req("R142")
@pytest.mark.parametrize("here", Status)
def test_to_be_sent_is_whatever_may_yet_be_transferred_and_was_neither_sent_nor_ended(here):
    reached, new = set(), {here}
    while new - reached:
        reached |= new
        new = {after for each in reached for after in status.next_statuses(each)}
    under_way = Status.TRANSFERRED in reached and here not in (
        Status.TRANSFERRED,
        *status.ENDED_WITHOUT_BENEFIT,
    )
    assert (here in status.TO_BE_SENT) is under_way


def test_parse_status_takes_any_case_and_lists_what_there_is():
    assert status.parse_status("eligible") is Status.ELIGIBLE
    with pytest.raises(RuleBroken, match="PENDING, ELIGIBLE"):
        status.parse_status("APPROVED")
