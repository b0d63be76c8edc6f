"""A job's way, as a client sees it."""

from __future__ import annotations

import pytest

from homefire.errors import NotPermitted


@pytest.fixture
def job(new_dwelling, new_job):
    """A new job on a new dwelling."""
    return new_job(new_dwelling()["dwelling_id"])


def at(job, move, *statuses):
    """A job after a number of moves."""
    for status in statuses:
        answer = move(job, status, reason="TEST")
        assert answer.status_code == 200, answer.text
        job = answer.json()
    return job


@pytest.mark.req("R97", "R185")
def test_create_job_begins_as_new(job):
    assert (job["status"], job["kind"], job["version"]) == ("NEW", "job", 1)
    assert (job["completed_date"], job["reported_date"]) == (None, None)


@pytest.mark.req("R97")
def test_change_job_status_refuses_a_leap_and_names_what_is_possible(http, job, move):
    refused = move(job, "REPORTED")
    assert refused.status_code == 409
    assert refused.json()["code"] == "status_not_possible"
    assert "IN PROGRESS" in refused.json()["detail"]
    after = http.get(f"/jobs/{job['job_id']}").json()
    assert (after["status"], after["version"]) == ("NEW", 1)


@pytest.mark.req("R98")
def test_reported_job_has_both_dates_and_is_un_reported_only_with_a_reason(http, job, move):
    done = at(job, move, "IN PROGRESS", "COMPLETED")
    assert move(done, "REPORTED", reported_date="2001-01-01").json()["fields"][0]["field"] == "reported_date"
    reported = at(done, move, "REPORTED")
    assert reported["completed_date"] and reported["reported_date"] >= reported["completed_date"]
    version = {"If-Match": str(reported["version"])}
    edit = http.patch(f"/jobs/{job['job_id']}", json={"job_type": "CALLBACK"}, headers=version)
    assert (edit.status_code, edit.json()["code"]) == (409, "job_is_reported")
    refused = move(reported, "COMPLETED")
    assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, "reason")
    back = move(reported, "COMPLETED", reason="PRIOR PERIOD ADJUSTMENT").json()
    assert (back["status"], back["reported_date"]) == ("COMPLETED", None)
    assert (back["completed_date"], back["status_reason"]) == (
        reported["completed_date"],
        "PRIOR PERIOD ADJUSTMENT",
    )


@pytest.mark.req("R98")
def test_completed_date_disappears_when_a_job_is_reopened(job, move):
    reopened = at(job, move, "IN PROGRESS", "COMPLETED", "IN PROGRESS")
    assert reopened["completed_date"] is None


@pytest.mark.req("R98")
@pytest.mark.parametrize("day", ["2999-01-01", "not a day"])
def test_completed_date_in_the_future_is_refused(http, job, move, day):
    begun = at(job, move, "IN PROGRESS")
    refused = move(begun, "COMPLETED", completed_date=day)
    assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, "completed_date")
    assert http.get(f"/jobs/{job['job_id']}").json()["status"] == "IN PROGRESS"


def test_update_job_that_changes_nothing_writes_nothing(http, job, outbox_of):
    before = len(outbox_of("weatherization"))
    same = {"job_type": job["job_type"]["code"]}
    answer = http.patch(f"/jobs/{job['job_id']}", json=same, headers={"If-Match": "1"})
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert len(outbox_of("weatherization")) == before


def test_update_job_refuses_a_stale_version(http, job, move):
    at(job, move, "SCHEDULED")
    stale = http.patch(f"/jobs/{job['job_id']}", json={"job_type": "LIWP"}, headers={"If-Match": "1"})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert move(job, "ASSESSED").status_code == 412


@pytest.mark.req("R254")
def test_create_job_twice_with_one_key_makes_one_job(http, new_dwelling, outbox_of):
    dwelling_id = new_dwelling()["dwelling_id"]
    key = {"Idempotency-Key": f"job-on-{dwelling_id}"}
    path, body = f"/dwellings/{dwelling_id}/jobs", {"job_type": "CALLBACK"}
    first, second = (http.post(path, json=body, headers=key).json() for _ in range(2))
    assert first["job_id"] == second["job_id"]
    told = outbox_of("weatherization", subject=f"dwelling:{dwelling_id}", type="job_created")
    assert [event["data"]["job_id"] for event in told] == [first["job_id"]]


@pytest.mark.req("R247")
def test_history_needs_its_own_scope(http, rpc, new_dwelling):
    dwelling_id = new_dwelling()["dwelling_id"]
    body = {"job_type": "LIWP", "history": {"job_id": 5}}
    answer = http.post(f"/dwellings/{dwelling_id}/jobs", json=body)
    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (403, "history")
    with pytest.raises(NotPermitted):
        rpc("weatherization", "create_job", dwelling_id, body)


@pytest.mark.req("R247")
def test_auditor_reads_jobs_and_changes_none(client, job):
    http = client("weatherization", role="auditor")
    assert http.get(f"/jobs/{job['job_id']}").status_code == 200
    refused = http.post(
        f"/jobs/{job['job_id']}/status", json={"status": "SCHEDULED"}, headers={"If-Match": "1"}
    )
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("path", "code"), [("/jobs/1", "job_not_found"), ("/dwellings/1", "dwelling_not_found")]
)
def test_what_does_not_exist_is_not_found(http, path, code):
    answer = http.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, code)


def test_create_job_on_no_dwelling_or_of_no_type_is_refused(http, new_dwelling):
    assert http.post("/dwellings/1/jobs", json={"job_type": "LIWP"}).json()["code"] == "dwelling_not_found"
    dwelling_id = new_dwelling()["dwelling_id"]
    unknown = http.post(f"/dwellings/{dwelling_id}/jobs", json={"job_type": "PAINTING"}).json()
    assert unknown["fields"][0]["code"] == "not_on_list"
