"""Assessments: ordered, assigned, scheduled, completed or cancelled (R180 to R182, R205)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from homefire import reference
from homefire.errors import FieldProblem, Invalid
from homefire.events import EventType
from homefire.schemas import in_field
from homefire.work import Work
from weatherization import assessment_answers as answers
from weatherization import errors, events
from weatherization.domain import assessment as rules
from weatherization.domain import criteria
from weatherization.domain.assessment import Status
from weatherization.domain.clocks import CERTIFICATION_DAYS
from weatherization.models import Assessment, Finding
from weatherization.repository import assessments as repository
from weatherization.repository import base, facts
from weatherization.repository import dwellings as stored_dwellings
from weatherization.repository import rules as stored_rules
from weatherization.usecases.assessors import name_of, vendor_named
from weatherization.usecases.program_rules import criteria_of, require_rule
from weatherization.usecases.telling import audience, heed_residents, tell


def order_assessment(work: Work, dwelling_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """A new assessment of a property that meets the program's criteria, or of another one for a reason (R181)."""
    # The dwelling is locked, so that of two orders one finds the other's.
    if stored_dwellings.find_dwelling_for_change(work.session, dwelling_id) is None:
        raise errors.DwellingNotFound()
    heed_residents(work, dwelling_id)
    rule = require_rule(work, body["program"])
    today, stamp = work.today(), work.stamp()
    known = answers.facts_from(facts.facts_of(work.session, dwelling_id, body["program"], today))
    against = criteria.unmet(criteria_of(rule), known, today)
    in_field("override_reason", lambda: criteria.check_met(against, body["override_reason"]))
    assessment = Assessment(
        id=base.assign_id(work.session, "assessment", None),
        version=1,
        dwelling_id=dwelling_id,
        program=body["program"],
        status=Status.ORDERED,
        override_reason=body["override_reason"] if against else "",
        ordered_on=today,
        cancel_reason="",
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
        updated_by=stamp.entered_by,
        updated_at=stamp.entered_at,
    )
    work.session.add(assessment)
    work.session.flush()
    _tell(
        work, events.assessment_ordered, assessment, {"override_reason": assessment.override_reason or None}
    )
    return get_assessment(work, assessment.id)


def assign_assessment(work: Work, assessment_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Gives an assessment to a vendor or to somebody of the staff; a day that was set stays (R182, R205)."""
    assessment = load(work, assessment_id)
    _check_move(assessment, Status.ASSIGNED)
    number, person = body["vendor_number"], body["assessor"]
    if (number is None) == (person is None):
        detail = "Choose a vendor or somebody of the staff, one of both."
        raise Invalid(detail, fields=[FieldProblem("vendor_number", "one_assessor", detail)])
    before = assigned_to(work, assessment)
    chosen = vendor_named(work, number) if number is not None else person["name"]
    named = (number, person["id"] if person else None, person["name"] if person else None)
    if named == (assessment.vendor_number, assessment.assessor_id, assessment.assessor_name):
        return get_assessment(work, assessment_id)
    assessment.vendor_number, assessment.assessor_id, assessment.assessor_name = named
    if assessment.status == Status.ORDERED:
        assessment.status = Status.ASSIGNED
    told = {"assigned_to": chosen, "assigned_before": before}
    return save(work, events.assessment_assigned, assessment, told)


def schedule_assessment(work: Work, assessment_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Sets the day of the visit, or moves it."""
    assessment = load(work, assessment_id)
    _check_move(assessment, Status.SCHEDULED)
    day = body["scheduled_for"]
    in_field("scheduled_for", lambda: rules.check_scheduled(day, work.today()))
    if (assessment.status, assessment.scheduled_for) == (Status.SCHEDULED, day):
        return get_assessment(work, assessment_id)
    assessment.status, assessment.scheduled_for = Status.SCHEDULED, day
    return save(work, events.assessment_scheduled, assessment, {})


def complete_assessment(work: Work, assessment_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Records for each benefit whether the property qualifies, and why not (R182)."""
    assessment = load(work, assessment_id)
    _check_move(assessment, Status.COMPLETED)
    today, findings = work.today(), body["findings"]
    completed = body.get("completed_on") or today
    in_field("completed_on", lambda: rules.check_completed(completed, assessment.ordered_on, today))
    _check_findings(work, findings)
    _stop_clock(work, assessment, completed)
    assessment.status, assessment.completed_on = Status.COMPLETED, completed
    assessment.qualifies = rules.qualifies(findings)
    for position, finding in enumerate(findings):
        work.session.add(Finding(assessment_id=assessment_id, position=position, **finding))
    told = {
        "qualifies_for": [each["benefit"] for each in findings if each["qualifies"]] or None,
        "fails_for": [each["benefit"] for each in findings if not each["qualifies"]] or None,
    }
    return save(work, events.assessment_completed, assessment, told)


def cancel_assessment(work: Work, assessment_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Gives an assessment up; another one may be ordered then."""
    assessment = load(work, assessment_id)
    _check_move(assessment, Status.CANCELLED)
    assessment.status, assessment.cancel_reason = Status.CANCELLED, body["reason"]
    return save(work, events.assessment_cancelled, assessment, {"reason": body["reason"]})


def get_assessment(work: Work, assessment_id: int) -> dict[str, Any]:
    """One assessment."""
    row = repository.find_assessment(work.connection, assessment_id, work.today())
    if row is None:
        raise errors.AssessmentNotFound()
    return answers.assessment_from_row(row, work.today())


def list_assessments(work: Work, number: int) -> dict[str, Any]:
    """The assessments of every dwelling that a customer is linked to or was, newest first (R180)."""
    rows = repository.assessments_of_customer(work.connection, number, work.today())
    return {"items": [answers.assessment_from_row(row, work.today()) for row in rows], "next": None}


def list_assessable(work: Work, number: int) -> dict[str, Any]:
    """Each property that a customer is linked to today beside each program, with what stands against it (R181)."""
    today = work.today()
    rows = facts.properties_of(work.connection, number, today)
    return {
        "items": [
            answers.candidate(row, criteria.unmet(criteria_of(row), answers.facts_from(row), today))
            for row in rows
        ]
    }


def load(work: Work, assessment_id: int) -> Assessment:
    """The assessment, locked, in the version that the caller has read (R152)."""
    assessment = repository.find_for_change(work.session, assessment_id)
    if assessment is None:
        raise errors.AssessmentNotFound()
    heed_residents(work, assessment.dwelling_id)
    work.check_version(assessment.version)
    return assessment


def touch(work: Work, assessment: Assessment) -> None:
    """Writes what changed under the next version."""
    assessment.version += 1
    stamp = work.stamp()
    assessment.updated_by, assessment.updated_at = stamp.entered_by, stamp.entered_at
    work.session.flush()


def save(work: Work, event_type: EventType, assessment: Assessment, told: dict[str, Any]) -> dict[str, Any]:
    """Writes what changed, tells it, and answers the assessment."""
    touch(work, assessment)
    _tell(work, event_type, assessment, told)
    return get_assessment(work, assessment.id)


def assigned_to(work: Work, assessment: Assessment) -> str | None:
    """The name of the vendor or of the member of the staff who is to perform it."""
    return name_of(work, assessment.vendor_number) or assessment.assessor_name


def _check_move(assessment: Assessment, to: Status) -> None:
    try:
        rules.check_move(Status(assessment.status), to)
    except rules.IllegalMove as illegal:
        raise errors.AssessmentStatusNotPossible(illegal.detail) from None


def _stop_clock(work: Work, assessment: Assessment, completed: date) -> None:
    """Keeps the certification and the limit as they are known now: neither a later event nor rule changes them (R92)."""
    today = work.today()
    rule = stored_rules.rule_of(work.session, assessment.program, today)
    started = facts.certification_of(
        work.session, assessment.dwelling_id, assessment.program, completed, today
    )
    days = rule["certification_days"] if rule else CERTIFICATION_DAYS
    assessment.clock_started_on, assessment.clock_days = started, days


def _check_findings(work: Work, findings: Sequence[Mapping[str, Any]]) -> None:
    in_field("findings", lambda: rules.check_findings(findings))
    for position, finding in enumerate(findings):
        field = f"findings.{position}"
        reference.check(
            work.session, "assessment_benefit", finding["benefit"], field=f"{field}.benefit", on=work.today()
        )
        in_field(f"{field}.reason", partial(rules.check_reason, finding["qualifies"], finding["reason"]))


def _tell(work: Work, event_type: EventType, assessment: Assessment, told: dict[str, Any]) -> None:
    subject, customers = audience(work, assessment.dwelling_id)
    name = name_of(work, assessment.vendor_number)
    tell(
        work,
        event_type,
        subject=subject,
        customers=customers,
        aggregate=f"assessment/{assessment.id}",
        sequence=assessment.version,
        data={**answers.assessment_state(assessment, name), "customers": customers, **told},
    )
