"""The rules of projects: which need an assessment, what their tasks come to, how costs are written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homefire.rules import RuleBroken
from weatherization.domain import amounts, criteria, project
from weatherization.domain.project import TaskStatus, Verification

FREE = ("ECIP", "DAP", "CALLBACK")
tasks = st.lists(
    st.tuples(st.sampled_from(list(TaskStatus)), st.sampled_from(list(Verification))), max_size=6
)


def broken(rule):
    """The code of the rule that a call breaks."""
    with pytest.raises(RuleBroken) as refused:
        rule()
    return refused.value.code


@pytest.mark.req("R184")
def test_emergency_dap_and_callback_work_needs_no_assessment():
    assert [each for each in (*FREE, "WEATHERIZATION") if criteria.needs_assessment(each, FREE)] == [
        "WEATHERIZATION"
    ]
    assert broken(lambda: criteria.check_assessed(["111 THIS ST"], "")) == "assessment_required"
    criteria.check_assessed(["111 THIS ST"], "FUNDER ASKED FOR IT")
    criteria.check_assessed([], "")


@pytest.mark.req("R183")
@given(tasks)
def test_tasks_come_to_one_status_and_one_verification(found):
    needed = [each for each in found if each[0] != TaskStatus.NOT_NEEDED]
    together = project.task_status([status for status, _ in found])
    assert (together is None) == (not found)
    assert (together == TaskStatus.DONE) == bool(
        needed and all(each[0] == TaskStatus.DONE for each in needed)
    )
    verified = project.verification_status(found)
    assert (verified is None) == (not needed)
    assert (verified == Verification.VERIFIED) == bool(
        needed and all(each[1] == Verification.VERIFIED for each in needed)
    )
    if any(each[1] == Verification.REJECTED for each in needed):
        assert verified == Verification.REJECTED


@pytest.mark.req("R183")
def test_what_is_verified_was_done_and_what_is_rejected_says_why():
    check = project.check_verification
    assert broken(lambda: check(TaskStatus.TO_DO, Verification.VERIFIED, "")) == "not_done"
    assert broken(lambda: check(TaskStatus.DONE, Verification.REJECTED, "")) == "reason_required"
    check(TaskStatus.DONE, Verification.REJECTED, "GAP AT THE HATCH")
    check(TaskStatus.IN_PROGRESS, Verification.PENDING, "")


@pytest.mark.req("R185")
def test_projects_have_tasks_and_jobs_have_measures():
    project.check_kind("project", "project")
    assert broken(lambda: project.check_kind("job", "project")) == "wrong_kind"
    assert broken(lambda: project.check_kind("project", "job")) == "wrong_kind"


@pytest.mark.req("R183")
@pytest.mark.parametrize(
    ("text", "cost"),
    [("1250", "1250.00"), ("$1,250.5", "1250.50"), ("0", "0.00"), ("9999999.99", "9999999.99")],
)
def test_costs_have_two_places(text, cost):
    assert amounts.parse_cost(text) == Decimal(cost)
    assert str(amounts.parse_cost(text)) == cost


def test_costs_and_quantities_that_cannot_be_are_refused():
    for text in ("", "-1", "1.005", "12,50", "1e3", "10000000", "١٢"):
        with pytest.raises(RuleBroken):
            amounts.parse_cost(text)
    assert broken(lambda: amounts.parse_quantity("0")) == "not_a_quantity"
    assert (amounts.show_quantity("850.00"), amounts.show_quantity("2.50")) == ("850", "2.5")
    assert (amounts.show_cost(None), amounts.show_cost("1250.5")) == ("", "$1,250.50")
