"""The steps of a request; what CORE has of a person, and in what the record differs from it."""

from __future__ import annotations

import pytest

from applications.domain.change_request import RequestStatus, check_move, differences, overlaid
from homefire.rules import RuleBroken

SENT = {
    "first_name": "DOENA", "middle_initial": "", "last_name": "HOLSTEIN", "date_of_birth": "1950-12-31", "ssn": "aa",
}  # fmt: skip
LEGAL = {
    ("DRAFT", "SUBMITTED"),
    ("DRAFT", "WITHDRAWN"),
    ("SUBMITTED", "ACCEPTED"),
    ("SUBMITTED", "REJECTED"),
    ("SUBMITTED", "WITHDRAWN"),
}


@pytest.mark.req("R111")
@pytest.mark.parametrize("old", RequestStatus)
@pytest.mark.parametrize("new", RequestStatus)
def test_check_move_allows_exactly_the_steps_of_a_request(old, new):
    if (old, new) in LEGAL:
        check_move(old, new)
    else:
        with pytest.raises(RuleBroken) as broken:
            check_move(old, new)
        assert broken.value.code == "illegal_move"


@pytest.mark.req("R110", "R112")
@pytest.mark.parametrize("name", SENT)
def test_each_part_of_the_identity_is_compared_and_corrected(name):
    ours = SENT | {name: "OTHER"}
    assert differences(SENT, ours) == [name]
    assert differences(overlaid(SENT, [(name.upper(), "OTHER")]), ours) == []


@pytest.mark.req("R109", "R112")
def test_overlaid_puts_what_csd_has_accepted_over_what_was_sent_the_last_decision_last():
    accepted = [("LAST_NAME", "HOLSHEIN"), ("SSN", "bb"), ("LAST_NAME", "HOLSCHEIN")]
    assert overlaid(SENT, accepted) == SENT | {"last_name": "HOLSCHEIN", "ssn": "bb"}
    assert overlaid(SENT, []) == SENT


@pytest.mark.req("R112")
def test_overlaid_leaves_what_is_no_part_of_the_person_and_what_cannot_be_told():
    assert overlaid(SENT, [("SERVICE_ADDRESS", "1 THIS ST"), ("DATE_OF_BIRTH", None)]) == SENT


@pytest.mark.req("R112")
def test_a_person_who_has_become_as_ours_differs_no_more():
    ours = SENT | {"last_name": "HOLSCHEIN", "ssn": None}
    assert differences(SENT, ours) == ["last_name"]
    assert differences(overlaid(SENT, [("LAST_NAME", "HOLSCHEIN")]), ours) == []
