"""What a customer who has signed in is shown of jobs: those of their own time (R95)."""

from __future__ import annotations

import pytest

from homefire import projection

pytestmark = pytest.mark.req("R95")


@pytest.fixture
def imported(client, new_dwelling):
    """`imported(dwelling_id, "2018-05-01", "2018-06-01")`: a job entered on one day and completed on another."""
    http = client("weatherization", role="history_loader")

    def enter(dwelling_id, entered, completed=None):
        history = {"entered_by": "BEFORE", "entered_at": f"{entered}T18:00:00Z", "status": "NEW"}
        if completed:
            history |= {"status": "COMPLETED", "completed_date": completed}
        body = {"job_type": "WEATHERIZATION", "history": history}
        answer = http.post(f"/dwellings/{dwelling_id}/jobs", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()["job_id"]

    return enter


def test_customer_sees_the_jobs_of_their_own_time_alone(
    http, portal, new_customer, new_dwelling, link, imported
):
    number, dwelling_id = new_customer()["number"], new_dwelling(unit="OWN")["dwelling_id"]
    link(number, dwelling_id, **{"from": "2019-01-01", "to": "2020-12-31"})
    before = imported(dwelling_id, "2017-01-05", "2018-12-31")
    straddling = imported(dwelling_id, "2018-11-05", "2019-01-01")
    own = imported(dwelling_id, "2019-06-01", "2019-08-01")
    begun = imported(dwelling_id, "2020-12-31")
    after = imported(dwelling_id, "2021-01-02")
    shown = portal("weatherization", "customer", number).get("/portal/jobs")
    assert shown.status_code == 200, shown.text
    assert {row["job_id"] for row in shown.json()["items"]} == {straddling, own, begun}
    assert {before, after} <= {row["job_id"] for row in http.get(f"/customers/{number}/jobs").json()["items"]}
    other = portal("weatherization", "customer", new_customer()["number"]).get("/portal/jobs")
    assert other.json()["items"] == []


def test_jobs_of_the_portal_are_nobody_else_s(http, portal):
    assert http.get("/portal/jobs").status_code == 403
    assert portal("weatherization", "vendor", 1001).get("/portal/jobs").status_code == 403


def test_project_is_found_by_each_of_its_dwellings_and_by_the_survivor_of_a_merge(
    http, portal, new_customer, new_dwelling, link, work_in
):
    number, survivor = new_customer()["number"], new_customer()["number"]
    first, second = new_dwelling(unit="P1")["dwelling_id"], new_dwelling(unit="P2")["dwelling_id"]
    link(number, second)
    body = {"program": "LIWP", "job_type": "ECIP", "dwelling_ids": [first, second]}
    project = http.post("/projects", json=body).json()["job_id"]
    client = portal("weatherization", "customer", number)
    assert [row["job_id"] for row in client.get("/portal/jobs").json()["items"]] == [project]
    link(survivor, first)
    remembered = {"status": "MERGED", "survivor": survivor}
    with work_in("weatherization") as work:
        projection.remember(work.session, "customers", str(number), 10**6, remembered)
    assert [row["job_id"] for row in client.get("/portal/jobs").json()["items"]] == [project]
    with work_in("weatherization") as work:
        projection.remember(work.session, "customers", str(survivor), 10**6, {"status": "DELETED"})
    refused = client.get("/portal/jobs")
    assert (refused.status_code, refused.json()["code"]) == (409, "customer_deleted")
