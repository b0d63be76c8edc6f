"""What applications tells of certifications, as a clock and a criterion read it (R92, R181)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from homefire import projection
from homefire.errors import Invalid
from homefire.events import Event, new_id
from weatherization import assessment_answers as answers
from weatherization.repository import assessments as repository
from weatherization.usecases import assessments, certifications, dwellings, jobs, links

ADDRESS = {
    "number": "7",
    "street": "CLOCK",
    "zip": "95076",
    "city": "WATSONVILLE",
    "county": "SANTA CRUZ",
    "state": "CA",
}


@pytest.fixture
def home(work_in):
    """The number of a customer whom the service has heard of, and the dwelling where they live."""
    with work_in("weatherization") as work:
        dwelling_id = dwellings.create_dwelling(work, {"kind": "UNKNOWN", "address": ADDRESS})["dwelling_id"]
        number = 70_000_000 + dwelling_id
        projection.remember(work.session, "customers", str(number), 1, {"status": "ACTIVE"})
        since = work.today() - timedelta(400)
        body = {"dwelling_id": dwelling_id, "role": "occupant", "from": since, "to": None}
        links.link_dwelling(work, number, body)
    return number, dwelling_id


@pytest.fixture
def told(work_in):
    """`told(number, "application_certified", 1, changes=…)`: an event of that customer's application."""

    def tell(number, event_type, sequence, **data):
        about = {"application_id": number, "program": "HEAP", "program_year": 2026}
        with work_in("weatherization") as work:
            event = Event(
                id=new_id(), source="/applications", type=event_type, subject=str(number), time=work.now(),
                data=about | data, actor_id="", actor_name="", actor_kind="system", correlation_id="",
                traceparent="", aggregate=f"application/{number}", sequence=sequence, pub_seq=None,
                historic=False,
            )  # fmt: skip
            certifications.follow_application(work, event)

    return tell


def certified(day):
    """The change that a certification's event names."""
    return [
        {"field": "certification_date", "label": "CERTIFICATION DATE", "old": None, "new": day.isoformat()}
    ]


def ordered(work_in, dwelling_id, program="HEAP"):
    """An assessment, for HEAP unless said otherwise, which asks for a certified application."""
    with work_in("weatherization") as work:
        return assessments.order_assessment(work, dwelling_id, {"program": program, "override_reason": ""})


def completed(work_in, assessment):
    """The assessment once somebody of the staff has completed it."""
    person = {"vendor_number": None, "assessor": {"id": "7", "name": "A. SESSOR"}}
    findings = {"findings": [{"benefit": "SOLAR", "qualifies": True, "reason": ""}]}
    key = assessment["assessment_id"]
    with work_in("weatherization", if_match=1) as work:
        assessments.assign_assessment(work, key, person)
    with work_in("weatherization", if_match=2) as work:
        return assessments.complete_assessment(work, key, findings)


@pytest.mark.req("R92", "R181")
def test_clock_runs_from_the_certification_that_applications_tells(work_in, home, told):
    number, dwelling_id = home
    with pytest.raises(Invalid) as refused:
        ordered(work_in, dwelling_id)
    assert "No certified application" in refused.value.fields[0].detail
    with work_in("weatherization") as work:
        today = work.today()
    told(number, "application_certified", 4, changes=certified(today - timedelta(130)))
    told(number, "application_certified", 3, changes=certified(today))
    clock = ordered(work_in, dwelling_id)["clock"]
    assert (clock["left"], clock["over"], clock["started_on"]) == (-10, True, today - timedelta(130))


@pytest.mark.req("R92")
def test_clock_of_a_program_runs_from_the_certification_of_the_application_s_program(work_in, home, told):
    number, dwelling_id = home
    assert ordered(work_in, dwelling_id, "LIWP")["clock"] is None
    with work_in("weatherization") as work:
        told(number, "application_certified", 2, changes=certified(work.today() - timedelta(20)))
        [one] = assessments.list_assessments(work, number)["items"]
    assert (one["program"]["code"], one["clock"]["left"]) == ("LIWP", 100)


@pytest.mark.req("R92")
def test_clock_of_a_completed_assessment_stays_as_it_was(work_in, home, told, database):
    number, dwelling_id = home
    with work_in("weatherization") as work:
        today = work.today()
    told(number, "application_certified", 2, changes=certified(today - timedelta(130)))
    clock = completed(work_in, ordered(work_in, dwelling_id))["clock"]
    assert (clock["left"], clock["over"], clock["stopped_on"]) == (-10, True, today)
    told(number, "application_certified", 3, changes=certified(today))
    told(number, "application_status_changed", 4, old_status="PENDING", new_status="WITHDRAWN")
    with database("weatherization").connect() as connection:
        rule = "UPDATE program_rule SET certification_days = 7"
        connection.execute(sa.text(rule))
        [row] = repository.assessments_of_customer(connection, number, today)
        connection.rollback()
    assert answers.assessment_from_row(row, today)["clock"] == clock


@pytest.mark.req("R92", "R181")
def test_certification_counts_for_its_own_dwelling_and_not_once_withdrawn(work_in, home, told):
    number, dwelling_id = home
    with work_in("weatherization") as work:
        day = work.today()
        other = dwellings.create_dwelling(work, {"kind": "UNKNOWN", "address": ADDRESS})["dwelling_id"]
    told(number, "application_certified", 2, changes=certified(day))
    told(number, "application_dwelling_set", 3, dwelling_id=other)
    with pytest.raises(Invalid):
        ordered(work_in, dwelling_id)
    told(number, "application_dwelling_set", 4, dwelling_id=dwelling_id)
    assert ordered(work_in, dwelling_id)["clock"]["left"] == 120
    told(number, "application_status_changed", 5, old_status="PENDING", new_status="WITHDRAWN")
    with work_in("weatherization") as work:
        [one] = assessments.list_assessments(work, number)["items"]
    assert one["clock"] is None


@pytest.mark.req("R181")
def test_property_is_left_alone_for_its_own_completed_work_and_no_other_s(work_in, home):
    number, dwelling_id = home

    def against(program):
        with work_in("weatherization") as work:
            found = assessments.list_assessable(work, number)["items"]
        return [each["code"] for row in found if row["program"]["code"] == program for each in row["unmet"]]

    with work_in("weatherization", role="history_loader") as work:
        other = dwellings.create_dwelling(work, {"kind": "UNKNOWN", "address": ADDRESS})["dwelling_id"]
        done = {"status": "COMPLETED", "completed_date": work.today()}
        for place, job_type in ((other, "DOE_WAP"), (dwelling_id, "ECIP")):
            jobs.create_job(work, place, {"job_type": job_type, "history": done})
    assert against("DOE_WAP") == []
    with work_in("weatherization", role="history_loader") as work:
        jobs.create_job(work, dwelling_id, {"job_type": "DOE_WAP", "history": done})
    assert against("DOE_WAP") == ["weatherized"]
