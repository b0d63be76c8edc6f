"""Where a customer lives: what is an address, what is a change of the home, when the reason is asked (R142)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain import residence
from customers.domain.residence import ResidenceChange
from homefire.rules import RuleBroken

pytestmark = pytest.mark.req("R142")
ELM = {"number": "1", "street": "ELM", "zip": "95077", "city": "WATSONVILLE", "overridden": []}
OAK = ELM | {"street": "OAK"}
BOX = {"street": "PO BOX 9", "zip": "95077"}
PLACES: list[dict[str, Any]] = [{}, dict(residence.BLANK), ELM, OAK, BOX, {"city": "WATSONVILLE"}]


def state(mailing: dict[str, Any], own: dict[str, Any] | None = None) -> dict[str, Any]:
    """A record's two addresses."""
    return {"mailing_address": mailing, residence.FIELD: own or {}}


def broken(check: Callable[[], object]) -> str:
    """The code of the rule that is broken."""
    with pytest.raises(RuleBroken) as refused:
        check()
    return refused.value.code


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (state(ELM), state(OAK), True),  # They live where the mail goes.
        (state(ELM), state(BOX), True),
        (state(ELM), state({}), True),
        (state(BOX), state(ELM), False),  # Nobody lived in the post office box.
        (state({}), state(ELM), False),
        (state(ELM, OAK), state(BOX, OAK), False),
        (state(ELM), state(ELM, OAK), True),
        (state(ELM), state(BOX, ELM), False),  # They get a post office box and stay where they live.
        (state(ELM, OAK), state(ELM), True),  # They live where the mail goes now.
        (state(OAK, OAK), state(OAK), False),
        (state({}), state({}, ELM), False),  # Nobody knew where they lived.
        (state(ELM, OAK), state(ELM, OAK | {"overridden": ["city"]}), False),
    ],
)
def test_a_change_of_the_home_is_told_from_a_change_of_the_mail(
    before: Any, after: Any, expected: bool
) -> None:
    assert residence.changed(before, after) is expected


@given(*[st.sampled_from(PLACES)] * 3)
def test_mail_alone_never_means_another_home_where_one_is_recorded(one: Any, other: Any, own: Any) -> None:
    assert not residence.changed(state(one, own), state(one, own))
    if not residence.is_blank(own):
        assert not residence.changed(state(one, own), state(other, own))


@given(*[st.sampled_from([BOX, {}, {"city": "WATSONVILLE"}])] * 2)
def test_where_nobody_knows_the_home_another_mailing_address_is_no_other_home(one: Any, other: Any) -> None:
    assert not residence.changed(state(one), state(other))


@pytest.mark.parametrize("after", [OAK, BOX, {}])
def test_where_mail_alone_goes_elsewhere_the_former_address_is_the_home(after: dict[str, Any]) -> None:
    home = residence.left_at(state(ELM), state(after))
    assert home == ELM
    assert residence.told(state(ELM), state(after, ELM), ResidenceChange.MAIL_ONLY) == {}


def test_another_mailing_address_that_is_the_home_is_told_where_nobody_was_asked() -> None:
    assert residence.told(state(ELM), state(OAK), None) == {"residence_change": residence.UNSAID}
    assert residence.told(state(BOX), state(OAK), None) == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (state(ELM), state(ELM)),
        (state(BOX), state(ELM)),
        (state({}), state(ELM)),
        (state(ELM, OAK), state(BOX, OAK)),
    ],
)
def test_mail_alone_leaves_the_residence_as_it_is_where_the_home_is_not_the_mailing_address(
    before: Any, after: Any
) -> None:
    assert residence.left_at(before, after) is None


def test_mail_alone_is_no_answer_where_the_residence_was_edited_or_is_not_told_whole() -> None:
    for before, after in ((state(ELM, OAK), state(BOX, ELM)), (state(ELM), state(BOX, OAK))):
        edited = broken(partial(residence.left_at, before, after))
        assert edited == "residence_edited"
    for part in ({"zip": "95077"}, {"street": "ELM"}):
        half = broken(partial(residence.left_at, state(part), state(OAK)))
        assert half == "no_home"


@pytest.mark.parametrize(
    ("before", "after", "three"), [(state(ELM), state(OAK), True), (state(ELM, OAK), state(ELM, ELM), False)]
)
def test_the_reason_is_asked_while_an_application_rests_on_it(before: Any, after: Any, three: bool) -> None:
    with pytest.raises(RuleBroken) as asked:
        residence.check_change(before, after, None, rests=True)
    assert (asked.value.code, "(MAIL_ONLY)" in asked.value.detail) == ("required", three)
    residence.check_change(before, after, None, rests=False)
    for given_reason in ResidenceChange:
        residence.check_change(before, after, given_reason, rests=True)


@pytest.mark.parametrize("street", ["PO BOX 12", "P.O. Box 12", "post office box 12"])
def test_nobody_lives_in_a_post_office_box(street: str) -> None:
    assert broken(lambda: residence.check_street({"street": street, "zip": "95077"})) == "po_box"


def test_a_residence_needs_street_and_zip() -> None:
    assert broken(lambda: residence.check_street({"number": "12", "street": ""})) == "required"
    assert broken(lambda: residence.check_zip({"street": "ELM", "zip": ""})) == "required"
    assert residence.is_blank({"city": "WATSONVILLE", "county": "SANTA CRUZ", "state": "CA"})


def test_a_zip_of_post_office_boxes_is_only_warned_of() -> None:
    found = residence.warnings(ELM | {"zip": "95077", "county": "", "state": "CA", "unit": "2"})
    assert ("residence_address.zip", "po_box_zip") in {(each["field"], each["code"]) for each in found}
    assert residence.warnings(residence.BLANK) == []
