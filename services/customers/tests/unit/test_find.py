"""What the one box recognises in what was typed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain.find import Asked, read

PHONE_FORMS = (
    "{a}-{b}-{c}", "({a}) {b}-{c}", "({a}){b}-{c}", "{a}.{b}.{c}", "{a} {b} {c}", "+1 {a} {b} {c}", "1-{a}-{b}-{c}",
    "+1 ({a}) {b}-{c}", "1 {a} {b}-{c}",
)  # fmt: skip


@pytest.mark.req("R128")
@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("#110385", {"number": 110385}),
        ("765-43-2108", {"ssn": "765432108"}),
        ("765 43 2108", {"ssn": "765432108"}),
        ("12-3456789", {"ssn": "123456789"}),
        ("ssn 2108", {"ssn_last_four": "2108"}),
        ("SSN: 765432108", {"ssn": "765432108"}),
        ("12/31/1950", {"date_of_birth": date(1950, 12, 31)}),
        ("1950-12-31", {"date_of_birth": date(1950, 12, 31)}),
        ("2/29/2000", {"date_of_birth": date(2000, 2, 29)}),
        ("dth@email.com", {"email": "dth@email.com"}),
        ("Holschein 12/31/1950", {"words": ["holschein"], "date_of_birth": date(1950, 12, 31)}),
        ("ovaltine jenkins (831) 555-0101", {"words": ["ovaltine", "jenkins"], "phone": "8315550101"}),
        ("1 THIS WAY, 95077", {"words": ["1", "this", "way", "95077"]}),
        ("!!!", {"nothing": True}),
        ("", {"nothing": True}),
        ("#0", {"nothing": True}),
        ("O'Brien-Smith", {"words": ["obrien", "smith"]}),
        ("2/30/2000", {"words": ["2", "30", "2000"]}),
    ],
)
def test_reading_recognises_what_was_typed(text: str, asked: dict[str, Any]) -> None:
    assert read(text) == Asked(**asked)


@pytest.mark.req("R128")
def test_digits_alone_may_be_several_things() -> None:
    assert read("2108") == Asked(words=["2108"], number=2108, maybe_last_four="2108")
    nine = read("765432108")
    assert (nine.number, nine.maybe_ssn, nine.maybe_account) == (765432108, "765432108", "765432108")
    assert read("10223456789").maybe_account == "10223456789"


@pytest.mark.req("R40")
@pytest.mark.parametrize("form", PHONE_FORMS)
def test_a_phone_is_recognised_in_any_form(form: str) -> None:
    assert read(form.format(a="831", b="555", c="0101")) == Asked(phone="8315550101")


@pytest.mark.req("R40")
@pytest.mark.parametrize("text", ["8315550101", "18315550101", "5550101"])
def test_bare_digits_may_be_a_phone(text: str) -> None:
    assert "8315550101".endswith(read(text).maybe_phone)
    assert read(text).maybe_phone


@pytest.mark.req("R249")
@pytest.mark.parametrize(
    "text", ["765-43-2108", "765432108", "2108", "ssn 2108", "HOLSCHEIN 12/31/1950", "1-2-2003", "2003-01-02"]
)
def test_what_is_protected_is_known_as_such(text: str) -> None:
    assert read(text).protected


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    asked = read(text)
    assert asked.nothing == (asked == Asked(nothing=True))
