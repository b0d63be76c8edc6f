"""The jobs of a customer, as the record page asks for them."""

from __future__ import annotations

import pytest

from homefire.schemas import page_of
from weatherization.schemas import job as schemas

MANUAL = [
    {
        "dwelling_id": 928488,
        "job_id": 936582,
        "job_type": {"code": "DAP", "label": "DISGORGEMENT (DAP) JOB"},
        "status": "IN PROGRESS",
        "completed_date": None,
        "reported_date": None,
        "service_address": "111 THIS ST",
        "city": "MARINA",
        "zip": "93933",
        "county": "MONTEREY",
    },
    {
        "dwelling_id": 928488,
        "job_id": 936534,
        "job_type": {"code": "REWEATHERIZATION", "label": "REWEATHERIZATION"},
        "status": "REPORTED",
        "completed_date": "2018-12-27",
        "reported_date": "2019-04-15",
        "service_address": "111 THIS ST",
        "city": "MARINA",
        "zip": "93933",
        "county": "MONTEREY",
    },
]
ADDRESS = {"number": "111", "street": "THIS", "street_type": "ST", "zip": "93933"}
STAMP = {"entered_by": "SERVTRAQ SUPPORT", "entered_at": "2018-12-03T17:00:00Z"}


def jobs_of(http, number):
    """The rows of a customer's grid, which also keep to their contract."""
    answer = http.get(f"/customers/{number}/jobs")
    assert answer.status_code == 200, answer.text
    assert not page_of(schemas.JobRow)().validate(answer.json())
    return answer.json()["items"]


def ids(rows):
    """The job ids of rows."""
    return [row["job_id"] for row in rows]


@pytest.mark.req("R93", "R94", "R95", "R96", "R97", "R98", "R100")
def test_list_jobs_answers_the_manual_s_grid(client, rpc, new_customer, outbox_of):
    number = new_customer()["number"]
    http = client("weatherization", role="history_loader")
    history = STAMP | {"dwelling_id": 928488}
    body = {"kind": "SINGLE_FAMILY", "address": ADDRESS, "history": history}
    assert http.post("/dwellings", json=body).status_code == 201
    body = {"dwelling_id": 928488, "role": "occupant", "from": "2018-01-01", "history": STAMP}
    assert http.post(f"/customers/{number}/dwellings", json=body).status_code == 201
    in_progress = STAMP | {"job_id": 936582, "status": "IN PROGRESS"}
    reported = STAMP | {
        "job_id": 936534,
        "status": "REPORTED",
        "completed_date": "12/27/2018",
        "reported_date": "4/15/2019",
    }
    for job_type, history in (("REWEATHERIZATION", reported), ("DAP", in_progress)):
        answer = http.post("/dwellings/928488/jobs", json={"job_type": job_type, "history": history})
        assert answer.status_code == 201, answer.text
        assert answer.json()["entered_by"] == "SERVTRAQ SUPPORT"
    assert jobs_of(http, number) == MANUAL
    assert rpc("weatherization", "list_jobs", number) == {"items": MANUAL, "next": None}
    told = outbox_of("weatherization", subject=number)
    assert [event["type"] for event in told] == ["dwelling_linked", "job_created", "job_created"]
    assert all(event["historic"] for event in told)


@pytest.mark.req("R95")
def test_list_jobs_has_each_job_once_however_the_customer_is_linked(
    http, new_customer, new_dwelling, new_job, link
):
    number, dwelling_id = new_customer()["number"], new_dwelling()["dwelling_id"]
    first, second = new_job(dwelling_id), new_job(dwelling_id)
    assert link(number, dwelling_id, to="2020-06-30").status_code == 201
    assert link(number, dwelling_id, **{"from": "2021-01-01"}).status_code == 201
    assert link(number, dwelling_id, role="owner").status_code == 201
    assert ids(jobs_of(http, number)) == [second["job_id"], first["job_id"]]


@pytest.mark.req("R95")
def test_list_jobs_shows_jobs_of_dwellings_left_long_ago_and_not_of_coming_ones(
    http, new_customer, new_dwelling, new_job, link
):
    number, left, coming = new_customer()["number"], new_dwelling(), new_dwelling(unit="2")
    job = new_job(left["dwelling_id"])
    new_job(coming["dwelling_id"])
    assert link(number, left["dwelling_id"], to="2020-02-01").status_code == 201
    assert link(number, coming["dwelling_id"], **{"from": "2099-01-01"}).status_code == 201
    assert ids(jobs_of(http, number)) == [job["job_id"]]


@pytest.mark.req("R95")
def test_list_jobs_shows_neighbours_the_same_jobs_and_nothing_of_each_other(
    http, new_customer, new_dwelling, new_job, link
):
    here, before, dwelling_id = new_customer(), new_customer(), new_dwelling()["dwelling_id"]
    new_job(dwelling_id)
    link(before["number"], dwelling_id, to="2020-12-31")
    link(here["number"], dwelling_id, **{"from": "2021-01-01"})
    for path in ("jobs", "dwellings"):
        answer = http.get(f"/customers/{here['number']}/{path}")
        assert str(before["number"]) not in answer.text
        assert before["last_name"] not in answer.text
    assert jobs_of(http, here["number"]) == jobs_of(http, before["number"])
    assert set(schemas.JobRow().fields) == set(jobs_of(http, here["number"])[0])


def test_list_jobs_of_somebody_without_dwellings_is_empty(http):
    assert jobs_of(http, 999_999_999) == []


@pytest.mark.req("R96", "R251")
def test_job_types_are_a_dated_list(http):
    entries = http.get("/weatherization/reference/job_type").json()["items"]
    assert [entry["label"] for entry in entries if entry["valid_to"] is None] == [
        "WEATHERIZATION",
        "REWEATHERIZATION",
        "DISGORGEMENT (DAP) JOB",
        "ECIP/EMERGENCY HEATING-COOLING",
        "DOE WAP",
        "LIWP",
        "CALLBACK",
    ]
