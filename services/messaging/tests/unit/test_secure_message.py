"""The rules of secure messages."""

from __future__ import annotations

import pytest
from marshmallow import ValidationError

from homefire.rules import RuleBroken
from messaging.domain import secure_message as rules
from messaging.schemas.secure_message import NewSecureMessage


def broken(rule) -> str:
    """The code of a rule that is broken."""
    with pytest.raises(RuleBroken) as raised:
        rule()
    return raised.value.code


@pytest.mark.req("R227")
def test_kind_of_thread_follows_from_its_two_sides_and_each_side_writes_to_the_other():
    for one, other in ((a, b) for a in rules.WRITERS for b in rules.WRITERS if a != b):
        kind = rules.kind_between(one, other)
        assert (kind == rules.kind_between(other, one), rules.recipient_of(kind, one)) == (True, other)
    assert {rules.kind_between("customer", "vendor"), rules.kind_between("customer", "staff")} == {
        "CUSTOMER_VENDOR",
        "CUSTOMER_STAFF",
    }
    for side in rules.WRITERS:
        assert broken(lambda side=side: rules.kind_between(side, side)) == "not_an_addressee"


@pytest.mark.req("R232", "R233")
def test_check_text_asks_before_a_document_goes_alone_and_refuses_nothing_at_all():
    rules.check_text("hello", has_document=False, without_text=False)
    rules.check_text("", has_document=True, without_text=True)
    assert broken(lambda: rules.check_text("", has_document=True, without_text=False)) == "text_is_empty"
    assert broken(lambda: rules.check_text("", has_document=False, without_text=True)) == "required"


@pytest.mark.req("R231", "R256")
def test_text_has_at_most_500_code_points_whatever_their_bytes():
    load = NewSecureMessage().load
    assert load({"to": "customer", "text": "🏠" * 500})["text"] == "🏠" * 500
    with pytest.raises(ValidationError, match="at most 500"):
        load({"to": "customer", "text": "x" * 501})
