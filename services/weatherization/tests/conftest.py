"""What the tests of weatherization begin with: a dwelling, a customer linked to it, a job."""

from __future__ import annotations

import pytest

ADDRESS = {
    "number": "111",
    "street": "THIS",
    "street_type": "ST",
    "zip": "93933",
    "city": "MARINA",
    "county": "MONTEREY",
    "state": "CA",
}


@pytest.fixture
def http(client):
    """A caseworker's client of the service."""
    return client("weatherization")


@pytest.fixture
def new_dwelling(http):
    """`new_dwelling(unit="5")`: enters a dwelling; its answer."""

    def enter(**address):
        answer = http.post("/dwellings", json={"kind": "SINGLE_FAMILY", "address": ADDRESS | address})
        assert answer.status_code == 201, answer.text
        return answer.json()

    return enter


@pytest.fixture
def link(http):
    """`link(number, dwelling_id, role=…, **{"from": …})`: the response."""

    def enter(number, dwelling_id, role="occupant", **dates):
        body = {"dwelling_id": dwelling_id, "role": role, "from": "2020-01-01"} | dates
        return http.post(f"/customers/{number}/dwellings", json=body)

    return enter


@pytest.fixture
def new_job(http):
    """`new_job(dwelling_id, "LIWP")`: enters a job; its answer."""

    def enter(dwelling_id, job_type="WEATHERIZATION"):
        answer = http.post(f"/dwellings/{dwelling_id}/jobs", json={"job_type": job_type})
        assert answer.status_code == 201, answer.text
        return answer.json()

    return enter


@pytest.fixture
def move(http):
    """`move(job, "COMPLETED", completed_date=…)`: the response of a change of status at the job's version."""

    def change(job, status, **facts):
        return http.post(
            f"/jobs/{job['job_id']}/status",
            json={"status": status} | facts,
            headers={"If-Match": str(job["version"])},
        )

    return change
