"""How alike two people are: what the score promises whatever is compared, and what it makes of real slips."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain import similarity
from customers.domain.similarity import Person, compare, person_of

WORDS = st.sampled_from(
    ["maria", "mariah", "garcia", "garzia", "mcfee", "mcphee", "lee", "李", "o", "jr", ""]
)
NAMES = st.lists(WORDS, max_size=3).map(lambda words: " ".join(word for word in words if word))
DAYS = st.sampled_from(
    [date(1950, 12, 3), date(1950, 3, 12), date(1951, 12, 3), date(2000, 2, 29), date(1, 1, 1)]
)
PEOPLE = st.builds(
    Person,
    first=NAMES,
    last=NAMES,
    organization=NAMES,
    tax_id=st.none() | st.tuples(st.sampled_from(["SSN", "EIN"]), st.sampled_from(["a", "b"])),
    born=st.none() | DAYS,
    phones=st.frozensets(st.sampled_from(["8314550101", "8314550102", "8314550103"]), max_size=2),
    email=st.sampled_from(["", "a@example.org", "b@example.org"]),
    address=st.sampled_from(["", "95060 1 this way", "95060 2 this way"]),
)
FACTS: tuple[tuple[str, ...], ...] = (
    ("first", "last"), ("organization",), ("tax_id",), ("born",), ("phones",), ("email",), ("address",),
)  # fmt: skip


@given(PEOPLE, PEOPLE)
def test_order_does_not_matter(one: Person, other: Person) -> None:
    assert compare(one, other) == compare(other, one)


@given(PEOPLE, PEOPLE)
def test_score_is_from_0_to_100_and_is_what_its_reasons_add_up_to(one: Person, other: Person) -> None:
    found = compare(one, other)
    total = sum(reason.points for reason in found.reasons)
    assert found.score == (100 if found.same_tax_id else max(0, min(100, total)))
    assert found.likely == (found.score >= similarity.LIKELY)


@given(PEOPLE)
def test_person_who_is_known_well_enough_is_the_same_as_themselves(person: Person) -> None:
    named = bool((person.first and person.last) or person.organization)
    reached = bool(person.phones or person.email or person.address)
    known = person.tax_id is not None or (named and person.born and reached)
    if known:
        assert compare(person, person).score == 100


@given(PEOPLE, PEOPLE, st.sampled_from(FACTS))
def test_one_more_fact_in_common_never_lowers_the_score(
    one: Person, other: Person, fact: tuple[str, ...]
) -> None:
    shared: dict[str, Any] = {name: getattr(one, name) for name in fact}
    if all(shared.values()):
        assert compare(one, replace(other, **shared)).score >= compare(one, other).score


@given(PEOPLE, PEOPLE)
def test_another_number_on_both_lowers_the_score(one: Person, other: Person) -> None:
    unknown = compare(replace(one, tax_id=None), replace(other, tax_id=None)).score
    different = compare(replace(one, tax_id=("SSN", "a")), replace(other, tax_id=("SSN", "b"))).score
    assert different < unknown or unknown == different == 0


@given(st.text(max_size=120), st.text(max_size=120), st.text(max_size=50))
def test_names_of_every_script_can_be_compared(one: str, other: str, third: str) -> None:
    first = person_of({"first_name": one, "last_name": third, "organization_name": other}, {})
    second = person_of({"first_name": third, "last_name": other, "organization_name": one}, {})
    assert compare(first, second) == compare(second, first)


def codes(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    """Why two records are alike or not, by code."""
    compared = compare(*(person_of(fields, fields.get("mailing_address", {})) for fields in (one, other)))
    return {reason.code for reason in compared.reasons}


@pytest.mark.req("R21")
@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        (("JON", "MCFEE"), ("JON", "MCPHEE"), "name_alike"),
        (("CATHERINE", "SMITH"), ("Kathryn", "Smyth"), "name_alike"),
        (("DOENA", "HOLSCHEIN"), ("DOENA", "HOLSCHTEIN"), "name_alike"),
        (("DOENA", "HOLSCHEIN"), ("HOLSCHEIN", "DOENA"), "name_alike"),
        (("MARIA", "GARCIA"), ("MARIA ELENA", "GARCIA LOPEZ"), "name_alike"),
        (("José", "Núñez"), ("JOSE", "NUNEZ"), "same_name"),
        (("ROBERT", "KING JR."), ("Robert", "King"), "same_name"),
        (("ANNE-MARIE", "O'NEIL"), ("ANNEMARIE", "ONEIL"), "same_name"),
        (("MARIA", "GARCIA"), ("MARIA", "GROSS"), "other_name"),
        (("LI", "WU"), ("LU", "WU"), "other_name"),
        (("偉", "王"), ("芳", "王"), "other_name"),
    ],
)
def test_names_are_compared_as_people_mistake_them(
    one: tuple[str, str], other: tuple[str, str], code: str
) -> None:
    fields = [dict(zip(("first_name", "last_name"), name, strict=True)) for name in (one, other)]
    assert codes(*fields) == {code}


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (date(1950, 12, 31), "same_birth_date"),
        (date(1950, 12, 30), "birth_date_near"),
        (date(1905, 12, 31), "birth_date_near"),
        (date(1950, 11, 30), "other_birth_date"),
    ],
)
def test_birth_dates_forgive_one_slip(other: date, code: str) -> None:
    assert codes({"date_of_birth": date(1950, 12, 31)}, {"date_of_birth": other}) == {code}
    assert codes({"date_of_birth": date(1950, 3, 12)}, {"date_of_birth": date(1950, 12, 3)}) == {
        "birth_date_near"
    }


def test_any_phone_on_either_side_is_one_and_a_fax_is_none() -> None:
    assert codes({"home_phone": "8314550101"}, {"mobile_phone": "8314550101"}) == {"same_phone"}
    assert codes({"fax": "8314550101"}, {"fax": "8314550101"}) == set()


def test_address_needs_street_and_zip() -> None:
    place = {"number": "1", "street": "THIS", "street_type": "WAY", "zip": "95077"}
    longer = {**place, "street": "this", "zip": "95077-1234"}
    assert codes({"mailing_address": place}, {"mailing_address": longer}) == {"same_address"}
    for missing in ("street", "zip"):
        bare = {**place, missing: ""}
        assert codes({"mailing_address": bare}, {"mailing_address": bare}) == set()
    assert codes({"mailing_address": place}, {"mailing_address": {**place, "unit": "A"}}) == set()
