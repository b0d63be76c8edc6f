"""Which dates of a certification may stand beside each other, and when they may change (R80, R92, R259)."""

from __future__ import annotations

from datetime import date

import pytest

from applications.domain import certification as rules
from applications.domain.status import Status
from homefire.rules import RuleBroken

CERTIFIED = date(2023, 5, 2)


@pytest.mark.req("R92")
@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (Status.TRANSFERRED, "CSD change request"),
        (Status.BENEFITTED, "CSD change request"),
        (Status.WITHDRAWN, "Receive the application anew"),
    ],
)
def test_frozen_dates_say_what_to_do_instead(status, remedy):
    with pytest.raises(RuleBroken, match=remedy) as broken:
        rules.check_open(status)
    assert broken.value.code == "dates_are_frozen" and status in broken.value.detail


@pytest.mark.req("R92")
def test_dates_change_wherever_the_application_may_still_be_sent():
    for status in (Status.PENDING, Status.ELIGIBLE, Status.DENIED, Status.REJECTED, Status.CORRECTED):
        rules.check_open(status)


@pytest.mark.req("R80")
def test_only_a_denied_application_is_appealed_before_it_is_certified():
    with pytest.raises(RuleBroken, match="appeal first"):
        rules.check_certified(CERTIFIED, CERTIFIED, Status.DENIED, today=CERTIFIED)
    rules.check_certified(None, CERTIFIED, Status.DENIED, today=CERTIFIED)
    for status in set(Status) - {Status.DENIED}:
        rules.check_certified(CERTIFIED, CERTIFIED, status, today=CERTIFIED)


@pytest.mark.req("R92")
def test_documents_are_at_most_as_new_as_the_certification():
    rules.check_document(CERTIFIED, CERTIFIED)
    rules.check_document(None, CERTIFIED)
    rules.check_document(CERTIFIED, None)
    with pytest.raises(RuleBroken, match=r"5/3/2023.*5/2/2023"):
        rules.check_document(date(2023, 5, 3), CERTIFIED)
