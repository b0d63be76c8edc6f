"""What an action code may look like (R212)."""

from __future__ import annotations

import pytest

from audit.domain import codes
from homefire.rules import RuleBroken


@pytest.mark.req("R212")
@pytest.mark.parametrize(
    ("code", "broken"),
    [
        ("ELEVENCHARS", "not_an_action_code"),
        ("left msg", "not_an_action_code"),
        ("IMPORTED", "code_of_the_log"),
        ("EXPORTED", "code_of_the_log"),
    ],
)
def test_code_that_no_note_could_have_is_refused(code: str, broken: str) -> None:
    with pytest.raises(RuleBroken) as raised:
        codes.check_code(code)
    assert raised.value.code == broken


@pytest.mark.req("R212", "R213")
@pytest.mark.parametrize("code", ["NOTIFICATN", "IDENTITY V", "R/2"])
def test_code_of_ten_characters_in_capitals_is_taken(code: str) -> None:
    codes.check_code(code)
