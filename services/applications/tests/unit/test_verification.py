"""The rules of the verification panel: the machine of an item, its reasons, its rules, what ELIGIBLE needs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.domain import verification as rules
from applications.domain.application import PlaceChange, check_place_change, place_changed
from applications.domain.parts.verification import VERIFICATION
from applications.domain.status import Status
from applications.domain.verification import ITEMS, Action, ItemStatus, Rule
from homefire.rules import RuleBroken

SHIPPED = rules.settings_of(VERIFICATION.shipped)
STATUSES = st.sampled_from(ItemStatus)
PANELS = st.fixed_dictionaries(dict.fromkeys(ITEMS, STATUSES))


def broken(check, *args, **kwargs):
    """The code of the rule that refuses, or nothing."""
    try:
        check(*args, **kwargs)
    except RuleBroken as refused:
        return refused.code
    return None


@pytest.mark.req("R135", "R138")
@given(actions=st.lists(st.sampled_from(Action), max_size=12))
def test_an_item_never_leaves_its_machine_and_both_decisions_can_be_reversed(actions):
    status = ItemStatus.NOT_STARTED
    for action in actions:
        possible = rules.possible(status)
        assert (action in possible) == (broken(rules.decide, status, action, "INCOME") is None)
        if action not in possible:
            continue
        before, status = status, rules.decide(status, action, "INCOME")
        assert status is not before
        assert status not in (ItemStatus.NOT_STARTED, ItemStatus.NOT_APPLICABLE)
        if status in (ItemStatus.VERIFIED, ItemStatus.REJECTED):
            assert Action.REOPEN in rules.possible(status)
            assert {Action.VERIFY, Action.REJECT} & set(rules.possible(status))


@pytest.mark.req("R143")
@given(action=st.sampled_from(Action))
def test_what_does_not_apply_cannot_be_decided(action):
    assert broken(rules.decide, ItemStatus.NOT_APPLICABLE, action, "HOME OWNERSHIP") == "not_applicable"


@pytest.mark.req("R135", "R136")
@given(action=st.sampled_from(Action), code=st.sampled_from(ITEMS), documents=st.integers(0, 2))
def test_a_reason_is_asked_for_rejecting_reopening_and_verifying_without_a_document(action, code, documents):
    item = SHIPPED[code]
    wanted = action is not Action.VERIFY or (item.wants_document and not documents)
    asked = broken(rules.check_reason, action, item, "", documents=documents)
    assert asked == ("reason_required" if wanted else None)
    assert broken(rules.check_reason, action, item, "seen", documents=documents) is None


@pytest.mark.req("R143")
@given(
    kept=st.sets(st.sampled_from(ITEMS)), stored=st.one_of(st.none(), st.sampled_from(list(ItemStatus)[:4]))
)
def test_an_item_that_a_program_has_no_row_for_does_not_apply(kept, stored):
    settings = rules.settings_of([row for row in VERIFICATION.shipped if row["code"] in kept])
    assert tuple(settings) == ITEMS
    for code, each in settings.items():
        standing = rules.standing(each, stored)
        if code not in kept or not SHIPPED[code].applies:
            assert standing is ItemStatus.NOT_APPLICABLE
        else:
            assert standing == (stored or ItemStatus.NOT_STARTED)


@pytest.mark.req("R80", "R139")
@given(panel=PANELS, application=st.sampled_from(Status))
def test_eligible_needs_exactly_the_required_items_and_the_first_of_them_is_where_to_start(
    panel, application
):
    pairs = [
        (each, panel[code] if each.applies else ItemStatus.NOT_APPLICABLE) for code, each in SHIPPED.items()
    ]
    wanted = [code for code in ("IDENTITY", "ADDRESS", "INCOME") if panel[code] not in rules.SETTLED]
    assert rules.missing(pairs) == wanted
    waits = application in (Status.PENDING, Status.ELIGIBLE, Status.REJECTED, Status.CORRECTED)
    assert rules.where_to_start(pairs, application) == (wanted[0] if wanted and waits else None)
    assert broken(rules.check_ready, rules.missing(pairs)) == ("not_verified" if wanted else None)


@pytest.mark.req("R140")
@given(code=st.sampled_from(ITEMS), status=STATUSES, kind=st.sampled_from(["PAYSTUB", "UTILITY_BILL", "W9"]))
def test_a_document_starts_only_what_it_serves_and_nobody_has_begun(code, status, kind):
    item = SHIPPED[code]
    expected = status is ItemStatus.NOT_STARTED and kind in item.document_types and item.applies
    assert rules.after_document(item, status, kind) == expected
    assert not rules.after_document(replace(item, rules=()), status, kind)


@pytest.mark.req("R137")
@given(
    status=STATUSES,
    kind=st.sampled_from(["SNAP", "TANF", "SSI", "WIC"]),
    proof=st.sampled_from(["LETTER", "STATEMENT"]),
)
def test_a_verified_letter_verifies_only_where_the_program_says_so(status, kind, proof):
    item = SHIPPED["EXISTING_BENEFITS"]
    benefits = [{"kind": kind, "verified_by": proof}]
    assert not rules.after_benefit(item, status, benefits)
    enabled = replace(item, rules=(Rule.BENEFIT_LETTER,))
    expected = kind != "WIC" and proof == "LETTER" and status in rules.OPEN
    assert rules.after_benefit(enabled, status, benefits) == expected


@pytest.mark.req("R138")
def test_an_item_stands_in_words_and_what_does_not_apply_is_n_a():
    assert [rules.in_words(status) for status in ItemStatus] == [
        "NOT STARTED",
        "REVIEW",
        "VERIFIED",
        "REJECTED",
        "N/A",
    ]


@pytest.mark.req("R142")
@given(panel=PANELS)
def test_a_move_opens_address_and_decided_ownership_and_nothing_else(panel):
    reopened = {code for code in ITEMS if rules.after_move(code, panel[code])}
    assert reopened <= {"ADDRESS", "HOME_OWNERSHIP"}
    quiet = (ItemStatus.REVIEW, ItemStatus.NOT_APPLICABLE)
    assert ("ADDRESS" in reopened) == (panel["ADDRESS"] not in quiet)
    decided = (ItemStatus.VERIFIED, ItemStatus.REJECTED)
    assert ("HOME_OWNERSHIP" in reopened) == (panel["HOME_OWNERSHIP"] in decided)


@pytest.mark.req("R142")
@given(
    status=st.sampled_from(Status),
    begun=st.booleans(),
    given=st.one_of(st.none(), st.sampled_from(PlaceChange)),
)
def test_why_a_place_changes_is_asked_once_something_rests_on_it(status, begun, given):
    asked = given is None and (begun or status is not Status.PENDING)
    assert broken(check_place_change, status, given, begun=begun) == ("required" if asked else None)


def test_a_field_filled_in_by_hand_is_no_other_place():
    assert not place_changed([{"field": "place_of_service.overridden"}, {"field": "account_number"}])
    assert place_changed([{"field": "place_of_service.unit"}])


def test_check_serves_names_what_would_serve():
    with pytest.raises(RuleBroken, match="PAYSTUB, TAX DOCUMENT, BENEFIT LETTER"):
        rules.check_serves(SHIPPED["INCOME"], "W9")
    assert broken(rules.check_serves, SHIPPED["HOME_OWNERSHIP"], "PROOF_OF_OWNERSHIP") == "not_applicable"
