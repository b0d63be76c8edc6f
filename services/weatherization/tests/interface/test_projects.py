"""Projects with their tasks and vendor, jobs with their measures, as a client sees them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa


@pytest.fixture
def home(new_customer, new_dwelling, link):
    """A new customer's number and the dwelling where they live."""
    number, dwelling_id = new_customer()["number"], new_dwelling()["dwelling_id"]
    assert link(number, dwelling_id).status_code == 201
    return number, dwelling_id


@pytest.fixture
def create(http):
    """`create([dwelling_id], "ECIP", program=…)`: the response."""

    def send(dwelling_ids, job_type="ECIP", **more):
        body = {"program": "LIWP", "job_type": job_type, "dwelling_ids": dwelling_ids} | more
        return http.post("/projects", json=body)

    return send


@pytest.fixture
def change(http):
    """`change(job, "POST", "/projects/{job_id}/tasks", task=…)`: the response at the job's version."""

    def send(job, method, path, **body):
        version = {"If-Match": str(job["version"])}
        return http.request(method, path.format(**job), json=body or None, headers=version)

    return send


def assess(http, dwelling_id, *, qualifies=True):
    """A completed assessment of a dwelling, by somebody of the staff."""
    found = http.post(f"/dwellings/{dwelling_id}/assessments", json={"program": "LIWP"}).json()
    person = {"assessor": {"id": "7", "name": "A. SESSOR"}}
    finding = {"benefit": "SOLAR", "qualifies": qualifies, "reason": "" if qualifies else "SHADE"}
    for step, body in (("assignment", person), ("completion", {"findings": [finding]})):
        path = f"/assessments/{found['assessment_id']}/{step}"
        answer = http.post(path, json=body, headers={"If-Match": str(found["version"])})
        assert answer.status_code == 200, answer.text
        found = answer.json()
    return found


@pytest.mark.req("R184")
def test_project_follows_from_an_assessment_that_qualifies_every_property(
    http, home, new_dwelling, link, create
):
    number, first = home
    second = new_dwelling(unit="2")["dwelling_id"]
    assert link(number, second, "owner").status_code == 201
    one = assess(http, first)
    refused = create([first, second], "WEATHERIZATION")
    [problem] = refused.json()["fields"]
    assert (problem["field"], problem["code"]) == ("override_reason", "assessment_required")
    made = create([first, second], "WEATHERIZATION", override_reason="SAME BUILDING").json()
    assert (made["kind"], made["status"], made["override_reason"]) == ("project", "NEW", "SAME BUILDING")
    assert [each["assessment_id"] for each in made["dwellings"]] == [one["assessment_id"], None]
    assert (made["clock"]["name"], made["clock"]["left"], made["clock"]["over"]) == ("completion", 180, False)
    assert create([first], "WEATHERIZATION").json()["override_reason"] == ""
    assert create([second], "CALLBACK").status_code == 201
    assess(http, first, qualifies=False)
    assert create([first], "WEATHERIZATION").status_code == 422


@pytest.mark.req("R92")
def test_job_warns_from_the_181st_day_after_its_assessment_and_tells_what_was_done_too_late(
    http, home, new_job, move, database
):
    _, dwelling_id = home
    done, job = assess(http, dwelling_id), new_job(dwelling_id)

    def clock_after(days):
        moved = "UPDATE assessment SET ordered_on = :day, completed_on = :day WHERE id = :id"
        day = date.fromisoformat(done["completed_on"]) - timedelta(days)
        with database("weatherization").begin() as connection:
            connection.execute(sa.text(moved), {"day": day, "id": done["assessment_id"]})
        return http.get(f"/jobs/{job['job_id']}").json()["clock"]

    assert (clock_after(180)["left"], clock_after(180)["over"]) == (0, False)
    over = clock_after(181)
    assert (over["name"], over["left"], over["over"], over["stopped_on"]) == ("completion", -1, True, None)
    for status in ("IN PROGRESS", "COMPLETED"):
        job = move(job, status).json()
    late = job["clock"]
    assert (late["left"], late["over"], late["stopped_on"]) == (-1, True, job["completed_date"])


@pytest.mark.req("R183", "R185")
def test_projects_and_jobs_have_views_of_their_own(http, home, create, new_job):
    number, dwelling_id = home
    job = new_job(dwelling_id)
    project = create([dwelling_id], replacement_cost="$4,250.5", tasks=["NEW FURNACE", "DUCT TEST"]).json()
    [row] = http.get(f"/customers/{number}/projects").json()["items"]
    assert row == project
    assert row["replacement_cost"] == "4250.50"
    assert (row["task_status"], row["task_verification_status"]) == ("TO DO", "PENDING")
    assert [each["job_id"] for each in http.get(f"/customers/{number}/jobs").json()["items"]] == [
        job["job_id"]
    ]
    counted = http.get(f"/customers/{number}/dwellings/count").json()["items"]
    assert next(each["count"] for each in counted if each["kind"] == "jobs") == 2


@pytest.mark.req("R183")
def test_task_is_done_then_verified_and_each_is_told(home, create, change, outbox_of):
    number, dwelling_id = home
    project = create([dwelling_id], tasks=["NEW FURNACE"]).json()
    path = f"/projects/{{job_id}}/tasks/{project['tasks'][0]['task_id']}"
    early = change(project, "PATCH", path, verification_status="VERIFIED")
    assert early.json()["fields"][0]["code"] == "not_done"
    done = change(project, "PATCH", path, status="DONE").json()
    assert done["tasks"][0]["done_on"] and done["task_verification_status"] == "PENDING"
    verified = change(done, "PATCH", path, verification_status="VERIFIED").json()
    assert verified["task_verification_status"] == "VERIFIED" and verified["tasks"][0]["verified_by"]
    reopened = change(verified, "PATCH", path, status="IN PROGRESS").json()["tasks"][0]
    assert (reopened["verification_status"], reopened["done_on"], reopened["verified_by"]) == (
        "PENDING",
        None,
        "",
    )
    told = outbox_of("weatherization", subject=number, type="project_task_changed")
    assert [event["data"]["task_status"] for event in told] == ["DONE", "DONE", "IN PROGRESS"]
    assert told[1]["data"]["old_task_verification_status"] == "PENDING"
    assert change(verified, "PATCH", path, status="DONE").status_code == 412


@pytest.mark.req("R205")
def test_project_is_given_to_a_vendor_and_taken_back(http, home, create, change, outbox_of):
    number, dwelling_id = home
    vendor = http.post("/vendors", json={"kind": "HVAC", "name": "WARM HOMES"}).json()["vendor_number"]
    project = create([dwelling_id]).json()
    given = change(project, "POST", "/projects/{job_id}/vendor", vendor_number=vendor).json()
    assert (given["vendor_number"], given["vendor_name"]) == (vendor, "WARM HOMES")
    taken = change(given, "POST", "/projects/{job_id}/vendor", vendor_number=None).json()
    assert taken["vendor_number"] is None
    first, second = outbox_of("weatherization", subject=number, type="project_assigned")
    assert first["data"]["vendor_number"] == vendor and first["data"]["customers"] == [number]
    assert (second["data"]["assigned_to"], second["data"]["assigned_before"]) == (None, "WARM HOMES")


@pytest.mark.req("R185", "R98")
def test_job_has_measures_until_it_is_reported(home, new_job, change, move, create, outbox_of):
    number, dwelling_id = home
    job = new_job(dwelling_id)
    measure = {"measure": "ATTIC_INSULATION", "quantity": "850", "cost": "1,250.50"}
    added = change(job, "POST", "/jobs/{job_id}/measures", **measure).json()
    assert (added["measures"][0]["quantity"], added["measures_cost"]) == ("850.00", "1250.50")
    path = f"/jobs/{{job_id}}/measures/{added['measures'][0]['measure_id']}"
    changed = change(added, "PATCH", path, cost="1300").json()
    assert changed["measures_cost"] == "1300.00"
    [_, event] = outbox_of("weatherization", subject=number, type="job_updated")
    assert event["data"]["changes"][0]["new"] == "ATTIC_INSULATION 850, $1,300.00"
    assert change(changed, "POST", "/projects/{job_id}/tasks", task="NO").json()["code"] == "wrong_kind"
    project = create([dwelling_id]).json()
    assert change(project, "POST", "/jobs/{job_id}/measures", **measure).json()["code"] == "wrong_kind"
    for status in ("IN PROGRESS", "COMPLETED", "REPORTED"):
        changed = move(changed, status).json()
    assert change(changed, "POST", path + "/removal").json()["code"] == "job_is_reported"
    back = move(changed, "COMPLETED", reason="WRONG COST").json()
    assert change(back, "POST", path + "/removal").json()["measures"] == []


@pytest.mark.req("R181", "R184")
def test_rule_of_a_program_is_set_from_a_day_on(client, http, home, create):
    manager = client("weatherization", role="program_manager")
    _, dwelling_id = home
    today = http.post(f"/dwellings/{dwelling_id}/assessments", json={"program": "LIWP"}).json()["ordered_on"]
    rule = {
        "program": "TEST_PILOT",
        "valid_from": today,
        "name": "PILOT",
        "dwelling_kinds": [],
        "counties": ["Santa Cruz"],
        "occupied": True,
        "certified": False,
        "years_between": None,
        "unassessed_types": ["LIWP"],
        "certification_days": 120,
        "completion_days": 180,
    }
    assert http.post("/weatherization/program-rules", json=rule).status_code == 403
    made = manager.post("/weatherization/program-rules", json=rule)
    assert made.status_code == 201, made.text
    [kept] = [each for each in made.json()["items"] if each["program"] == "TEST_PILOT"]
    assert kept["application_program"] == "TEST_PILOT"
    again = manager.post("/weatherization/program-rules", json=rule)
    assert again.json()["fields"][0]["code"] == "before_another"
    refused = http.post(f"/dwellings/{dwelling_id}/assessments", json={"program": "TEST_PILOT"})
    assert "MONTEREY" in refused.json()["fields"][0]["detail"]
    assert create([dwelling_id], "LIWP", program="TEST_PILOT").status_code == 201
    assert create([dwelling_id], program="NOBODYS").json()["fields"][0]["code"] == "unknown_program"
