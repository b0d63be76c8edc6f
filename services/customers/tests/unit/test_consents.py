"""Consents: when an entry is refused, and what may be sent."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest

from customers.domain import consents
from homefire.rules import RuleBroken

TODAY = date(2026, 11, 20)


def refused(rule: Any) -> str:
    """The code with which a rule refuses."""
    with pytest.raises(RuleBroken) as broken:
        rule()
    return broken.value.code


@pytest.mark.req("R46")
def test_entry_is_neither_of_a_day_to_come_nor_before_the_last_one() -> None:
    last = date(2026, 11, 10)
    assert refused(lambda: consents.check_date(date(2026, 11, 21), TODAY, None)) == "in_the_future"
    assert refused(lambda: consents.check_date(date(2026, 11, 9), TODAY, last)) == "before_the_last"
    consents.check_date(last, TODAY, last)
    consents.check_date(TODAY, TODAY, None)


@pytest.mark.req("R46")
def test_source_says_what_it_can_say() -> None:
    stop = {"only": "REVOKED"}
    assert refused(lambda: consents.check_source(stop, consents.GIVEN)) == "wrong_source"
    assert refused(lambda: consents.check_source({"only": "GIVEN"}, consents.REVOKED)) == "wrong_source"
    consents.check_source(stop, consents.REVOKED)
    consents.check_source({}, consents.GIVEN)


STATES = (consents.NONE, consents.GIVEN, consents.REVOKED)


@pytest.mark.req("R46", "R153")
@pytest.mark.parametrize(
    ("sms", "email", "marketing", "dormant"), list(product(STATES, STATES, (True, False), (True, False)))
)
def test_nothing_may_be_sent_after_an_opt_out(sms: str, email: str, marketing: bool, dormant: bool) -> None:
    state = {"sms_consent": sms, "email_consent": email, "marketing_emails": marketing, "dormant": dormant}
    assert consents.facts(state) == {
        "sms": sms == "GIVEN",
        "email": email != "REVOKED",
        "marketing": marketing and not dormant and email != "REVOKED",
    }


@pytest.mark.req("R46")
def test_record_of_which_nothing_is_known_may_get_email_about_its_case_alone() -> None:
    assert consents.facts({}) == {"sms": False, "email": True, "marketing": False}
