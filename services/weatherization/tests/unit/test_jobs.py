"""The rules of jobs: which status follows which, and which dates each of them has."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homefire.rules import RuleBroken
from weatherization.domain import job
from weatherization.domain.job import Status

TODAY = date(2026, 3, 2)
near_today = st.dates(TODAY - timedelta(days=5), TODAY + timedelta(days=2))


@pytest.mark.req("R97")
def test_statuses_are_the_nine_of_the_field():
    wanted = "NEW, SCHEDULED, ASSESSED, IN PROGRESS, INSPECTED, COMPLETED, REPORTED, DEFERRED, CANCELLED"
    assert ", ".join(Status) == wanted
    assert set(job.NEXT) == set(Status)


@pytest.mark.req("R97")
@given(st.sampled_from(list(Status)), st.sampled_from(list(Status)))
def test_move_either_stands_in_the_table_or_raises(current, to):
    if to in job.next_statuses(current):
        job.check_move(current, to)
    else:
        with pytest.raises(job.IllegalMove) as refused:
            job.check_move(current, to)
        assert all(status in refused.value.detail for status in job.next_statuses(current))


@pytest.mark.req("R98")
def test_report_follows_completion_alone_and_leads_back_to_it_alone():
    assert [status for status in Status if Status.REPORTED in job.NEXT[status]] == [Status.COMPLETED]
    assert job.next_statuses(Status.REPORTED) == [Status.COMPLETED]


def test_every_status_can_be_reached_and_left():
    reached, waiting = {Status.NEW}, [Status.NEW]
    while waiting:
        fresh = job.NEXT[waiting.pop()] - reached
        reached |= fresh
        waiting += fresh
    assert reached == set(Status)
    assert all(job.NEXT.values())


@pytest.mark.req("R98")
def test_un_report_needs_a_reason():
    with pytest.raises(RuleBroken, match="Say why"):
        job.check_reason(Status.REPORTED, Status.COMPLETED, "")
    job.check_reason(Status.REPORTED, Status.COMPLETED, "WRONG MEASURE COUNT")
    job.check_reason(Status.COMPLETED, Status.REPORTED, "")


@given(st.sampled_from([Status.DEFERRED, Status.CANCELLED]), st.sampled_from(list(Status)))
def test_giving_up_a_job_needs_a_reason(to, current):
    with pytest.raises(RuleBroken):
        job.check_reason(current, to, "")


@pytest.mark.req("R98")
@given(st.sampled_from(list(Status)), st.none() | near_today, st.none() | near_today)
def test_dates_are_accepted_exactly_when_they_fit_the_status(status, completed, reported):
    done, is_reported = status in (Status.COMPLETED, Status.REPORTED), status is Status.REPORTED
    fits = (
        (completed is not None) == done
        and (reported is not None) == is_reported
        and (completed is None or completed <= TODAY)
        and (reported is None or (completed is not None and completed <= reported <= TODAY))
    )
    try:
        job.check_completed(status, completed, TODAY)
        job.check_reported(status, completed, reported, TODAY)
    except RuleBroken:
        assert not fits
    else:
        assert fits
