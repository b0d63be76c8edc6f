"""The rules of assessments: criteria, statuses, findings, and the two clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homefire.rules import RuleBroken
from weatherization.domain import assessment, criteria, program_rule
from weatherization.domain.assessment import Status
from weatherization.domain.clocks import certification_clock, completion_clock
from weatherization.domain.criteria import Criteria, Facts
from weatherization.domain.property import Decision, Eligibility

TODAY = date(2026, 3, 2)
HOME = Facts("SINGLE_FAMILY", "MONTEREY", True, date(2026, 1, 5), date(2015, 2, 28))


def broken(rule):
    """The code of the rule that a call breaks."""
    with pytest.raises(RuleBroken) as refused:
        rule()
    return refused.value.code


@pytest.mark.req("R181")
@pytest.mark.parametrize(
    ("asked", "against"),
    [
        (Criteria(), []),
        (Criteria(("SINGLE_FAMILY",), ("MONTEREY",), True, True, 11), []),
        (Criteria(dwelling_kinds=("MOBILE_HOME",)), ["dwelling_kind"]),
        (Criteria(counties=("SANTA CRUZ",)), ["county"]),
        (Criteria(years_between=15), ["weatherized"]),
    ],
)
def test_unmet_names_each_criterion_that_a_property_misses(asked, against):
    assert [each.code for each in criteria.unmet(asked, HOME, TODAY)] == against


@pytest.mark.req("R61", "R178", "R181")
def test_listed_address_and_what_was_decided_stand_against_an_assessment():
    def against(**known):
        return [
            each.code for each in criteria.unmet(Criteria(years_between=15), replace(HOME, **known), TODAY)
        ]

    assert against(listed="LANDLORD") == ["listed", "weatherized"]
    assert against(decided=Decision(Eligibility.INELIGIBLE, "MOLD")) == ["ineligible", "weatherized"]
    assert against(decided=Decision(Eligibility.UNDETERMINED, "")) == ["weatherized"]
    assert against(decided=Decision(Eligibility.ELIGIBLE, "FIRE")) == []
    assert against(decided=Decision(Eligibility.ELIGIBLE, "FIRE"), listed="LANDLORD") == ["listed"]


@pytest.mark.req("R181")
def test_unmet_asks_for_somebody_who_lives_there_and_a_certified_application():
    empty = Facts("UNKNOWN", "MONTEREY", False, None, None)
    found = criteria.unmet(Criteria(occupied=True, certified=True, years_between=15), empty, TODAY)
    assert [each.code for each in found] == ["occupied", "certified"]
    assert broken(lambda: criteria.check_met(found, "")) == "criteria_not_met"
    criteria.check_met(found, "MOVES IN NEXT WEEK")


@pytest.mark.req("R181")
def test_property_is_free_again_on_the_day_itself_also_after_a_leap_day():
    leap = Facts("UNKNOWN", "MONTEREY", True, None, date(2012, 2, 29))
    asked = Criteria(years_between=14)
    assert criteria.unmet(asked, leap, date(2026, 2, 27))
    assert not criteria.unmet(asked, leap, date(2026, 2, 28))


@pytest.mark.req("R180")
@given(st.sampled_from(list(Status)), st.sampled_from([each for each in Status if each != Status.ORDERED]))
def test_move_either_stands_in_the_table_or_raises(current, to):
    if to in assessment.next_statuses(current):
        assessment.check_move(current, to)
    else:
        with pytest.raises(assessment.IllegalMove):
            assessment.check_move(current, to)


@pytest.mark.req("R180")
def test_what_has_ended_stays_and_what_nobody_performs_is_not_completed():
    assert assessment.next_statuses(Status.COMPLETED) == assessment.next_statuses(Status.CANCELLED) == []
    assert assessment.next_statuses(Status.ORDERED) == [Status.ASSIGNED, Status.CANCELLED]
    assert {status for status in Status if assessment.NEXT[status]} == set(assessment.OPEN)


@pytest.mark.req("R182")
def test_findings_say_each_benefit_once_and_why_not():
    yes, no = {"benefit": "SOLAR", "qualifies": True}, {"benefit": "SOLAR", "qualifies": False}
    assert broken(lambda: assessment.check_findings([])) == "required"
    assert broken(lambda: assessment.check_findings([yes, no])) == "benefit_twice"
    assert broken(lambda: assessment.check_reason(False, "")) == "reason_required"
    assessment.check_reason(True, "")
    assert assessment.qualifies([no, yes]) and not assessment.qualifies([no])


def test_days_of_an_assessment_lie_where_they_can():
    assert broken(lambda: assessment.check_completed(TODAY + timedelta(1), TODAY, TODAY)) == "in_the_future"
    assert broken(lambda: assessment.check_completed(TODAY - timedelta(1), TODAY, TODAY)) == "before_order"
    assert broken(lambda: assessment.check_scheduled(TODAY - timedelta(1), TODAY)) == "in_the_past"
    assessment.check_completed(TODAY, TODAY, TODAY)
    assessment.check_scheduled(TODAY, TODAY)


@pytest.mark.req("R92")
@pytest.mark.parametrize(("clock", "days"), [(certification_clock, 120), (completion_clock, 180)])
def test_clock_is_met_on_its_last_day_and_over_on_the_next(clock, days):
    start = date(2026, 1, 1)
    last = start + timedelta(days)
    running = clock(start, None, days, as_of=last)
    assert (running.left, running.is_over, running.ends_on) == (0, False, last)
    assert clock(start, None, days, as_of=last + timedelta(1)).is_over
    done = clock(start, last, days, as_of=last + timedelta(90))
    assert (done.left, done.is_over) == (0, False)
    assert clock(start, last + timedelta(1), days, as_of=last).left == -1
    assert clock(None, None, days, as_of=TODAY) is None


@pytest.mark.req("R181")
def test_rule_begins_today_at_the_earliest_and_after_every_other():
    assert broken(lambda: program_rule.check_first_day(TODAY - timedelta(1), None, TODAY)) == "in_the_past"
    assert broken(lambda: program_rule.check_first_day(TODAY, TODAY, TODAY)) == "before_another"
    program_rule.check_first_day(TODAY + timedelta(1), TODAY, TODAY)
    assert program_rule.parse_program("doe_wap") == "DOE_WAP"
    assert broken(lambda: program_rule.parse_program("DOE WAP")) == "not_a_code"
