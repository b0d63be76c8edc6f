"""Measures of jobs: what was put in, how much of it, at which cost (R185). Each change is told as a job's change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homefire import reference
from homefire.work import Work
from weatherization import errors, events
from weatherization.domain.amounts import show_cost, show_quantity
from weatherization.domain.project import JOB
from weatherization.models import Job, JobMeasure
from weatherization.repository import base
from weatherization.repository import projects as repository
from weatherization.usecases.jobs import get_job, load_open, tell_job
from weatherization.usecases.projects import require_kind, touch

_STATE = ("measure", "quantity", "cost")


def add_measure(work: Work, job_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Another measure of a job."""
    job = _load(work, job_id)
    _check(work, body)
    measure = JobMeasure(id=base.assign_id(work.session, "job_measure", None), job_id=job_id, **body)
    work.session.add(measure)
    return _save(work, job, measure.id, None, _state(measure))


def update_measure(work: Work, job_id: int, measure_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Changes the fields named."""
    job = _load(work, job_id)
    measure = _require(work, job_id, measure_id)
    before = _state(measure)
    if body.get("measure", measure.measure) != measure.measure:
        _check(work, body)
    for name, value in body.items():
        setattr(measure, name, value)
    if _state(measure) == before:
        return get_job(work, job_id)
    return _save(work, job, measure.id, before, _state(measure))


def remove_measure(work: Work, job_id: int, measure_id: int) -> dict[str, Any]:
    """Takes a measure from a job; what it was stays in the notes."""
    job = _load(work, job_id)
    measure = _require(work, job_id, measure_id)
    before = _state(measure)
    work.session.delete(measure)
    return _save(work, job, measure_id, before, None)


def _load(work: Work, job_id: int) -> Job:
    job = load_open(work, job_id)
    require_kind(job, JOB)
    return job


def _require(work: Work, job_id: int, measure_id: int) -> JobMeasure:
    measure = repository.find_measure(work.session, job_id, measure_id)
    if measure is None:
        raise errors.MeasureNotFound()
    return measure


def _check(work: Work, body: Mapping[str, Any]) -> None:
    reference.check(work.session, "measure", body["measure"], field="measure", on=work.today())


def _state(measure: JobMeasure) -> str:
    """A measure as a note tells it: `ATTIC_INSULATION 850, $1,250.50`."""
    return f"{measure.measure} {show_quantity(measure.quantity)}, {show_cost(measure.cost)}"


def _save(work: Work, job: Job, measure_id: int, before: str | None, after: str | None) -> dict[str, Any]:
    touch(work, job)
    change = {"field": f"measures.{measure_id}", "label": "MEASURE", "old": before, "new": after}
    tell_job(work, events.job_updated, job, {"changes": [change]})
    return get_job(work, job.id)
