"""The rules of a contact entry."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homefire.rules import RuleBroken
from messaging.domain import contact_entry as domain

TODAY = date(2019, 3, 7)
CODES = st.from_regex(r"[A-Z][A-Z0-9]{0,9}", fullmatch=True)


def broken(rule) -> str:
    """The code of the rule that a call breaks."""
    with pytest.raises(RuleBroken) as refused:
        rule()
    return refused.value.code


@pytest.mark.req("R48")
def test_contact_date_is_a_day_that_has_been():
    domain.check_past(TODAY, TODAY)
    domain.check_past(TODAY - timedelta(days=9000), TODAY)
    assert broken(lambda: domain.check_past(TODAY + timedelta(days=1), TODAY)) == "in_the_future"


@pytest.mark.req("R54")
def test_mailing_date_needs_something_that_is_mailed():
    domain.check_mailing("", None)
    domain.check_mailing("NL - A LETTER", None)
    domain.check_mailing("NL - A LETTER", TODAY)
    assert broken(lambda: domain.check_mailing("", TODAY)) == "nothing_mailed"


@pytest.mark.req("R53")
def test_mailing_code_is_kept_with_its_description():
    description = "WRITTEN NOTIFICATION LETTER OF APPLICATION RECEIVED"
    assert domain.mailing("NL", description) == f"NL - {description}"


@given(code=CODES, description=st.text(max_size=60))
def test_code_is_found_again_in_what_was_kept(code, description):
    assert domain.bare_mailing_code(domain.mailing(code, description)) == code
    assert domain.bare_mailing_code(code) == code


@pytest.mark.req("R48", "R55")
def test_every_column_that_a_person_changes_is_followed_and_no_other():
    assert list(domain.TRACKED) == [
        "contact_date",
        "contact_type",
        "contact_action",
        "call_code",
        "language",
        "notes",
        "mailing_code",
        "mailing_date",
    ]


@pytest.mark.req("R249")
def test_text_of_notes_is_never_told_in_a_change():
    assert [name for name, how in domain.TRACKED.items() if how.protected] == ["notes"]
