"""What is refused in a correction, and when special handling needs a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain import corrections, special_handling
from customers.domain.special_handling import Step
from homefire.rules import RuleBroken


def broken(rule: Callable[[], object]) -> str | None:
    """The code of the rule that is broken, if one is."""
    try:
        rule()
    except RuleBroken as error:
        return error.code
    return None


@pytest.mark.req("R249")
@pytest.mark.parametrize(
    "text",
    ["it is 765-43-2108", "765432108", "SSN:765 43 2108.", "EIN 94-1234567 on the letter", "a 765.43.2108"],
)
def test_words_with_a_whole_number_are_refused(text: str) -> None:
    assert broken(lambda: corrections.refuse_number(text)) == "number_in_text"


@pytest.mark.parametrize(
    "text",
    [
        "digits 3 and 4 were swapped",
        "call (831) 555-0101",
        "8315550101",
        "ends in 2108",
        "case 1234567890",
        "",
    ],
)
def test_other_digits_are_words_like_any(text: str) -> None:
    assert broken(lambda: corrections.refuse_number(text)) is None


@pytest.mark.req("R249")
@given(st.from_regex(r"[1-8]\d{8}", fullmatch=True), st.text("abc .:#", max_size=5))
def test_no_nine_digits_pass_in_any_words(digits: str, before: str) -> None:
    assert broken(lambda: corrections.refuse_number(f"{before}{digits} ")) == "number_in_text"


@pytest.mark.req("R19", "R113")
def test_new_number_is_another_and_one_that_can_be() -> None:
    def check(kind: str, digits: str, same: bool) -> str | None:
        return broken(lambda: corrections.check_new_number(kind, digits, current_kind="SSN", same=same))

    assert check("SSN", "123456789", True) == "same_number"
    assert check("EIN", "123456789", True) is None  # The number was right and its kind was wrong.
    assert check("SSN", "666456789", False) == "ssn_area"
    assert check("SSN", "123456788", False) is None


@pytest.mark.req("R113")
def test_proof_is_a_document_or_a_paper_in_words() -> None:
    assert broken(lambda: corrections.check_proof(None, "")) == "proof_missing"
    assert broken(lambda: corrections.check_proof(5, "")) is None
    assert broken(lambda: corrections.check_proof(None, "the card, seen at the desk")) is None


@pytest.mark.req("R113")
@given(st.text(min_size=1), st.text(min_size=1))
def test_nobody_decides_on_a_request_of_their_own(one: str, other: str) -> None:
    assert not corrections.may_decide(one, one)
    assert corrections.may_decide(one, other) == (one != other)


@pytest.mark.req("R26")
@given(st.booleans(), st.sampled_from([None, True, False]), st.text("ab ", max_size=8))
def test_every_change_of_special_handling_says_why_and_nothing_else_does(
    was: bool, wanted: bool | None, reason: str
) -> None:
    step = special_handling.step_of(was, wanted)
    assert (step is Step.NONE) == (wanted is None or wanted == was)
    refused = broken(lambda: special_handling.check_reason(step, reason))
    if step is Step.NONE:
        assert refused == ("reason_for_nothing" if reason else None)
    else:
        assert refused == ("required" if len(reason) < 5 else None)
