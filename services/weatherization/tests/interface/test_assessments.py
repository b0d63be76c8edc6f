"""Assessments, as a client sees them: who may get one, who performs it, what it finds."""

from __future__ import annotations

import pytest

from homefire.errors import NotPermitted


@pytest.fixture
def vendor(http):
    """The number of a new vendor that is active."""
    answer = http.post("/vendors", json={"kind": "ASSESSOR", "name": "GOLD COAST ENERGY"})
    assert answer.status_code == 201, answer.text
    return answer.json()["vendor_number"]


@pytest.fixture
def order(http):
    """`order(dwelling_id, program="LIWP", override_reason=…)`: the response."""

    def send(dwelling_id, program="LIWP", **more):
        return http.post(f"/dwellings/{dwelling_id}/assessments", json={"program": program} | more)

    return send


@pytest.fixture
def home(http, new_customer, new_dwelling, link):
    """A new customer's number and the dwelling where they live."""
    number, dwelling_id = new_customer()["number"], new_dwelling()["dwelling_id"]
    assert link(number, dwelling_id).status_code == 201
    return number, dwelling_id


@pytest.fixture
def step(http):
    """`step(assessment, "schedule", scheduled_for=…)`: the response at the assessment's version."""

    def send(assessment, name, **body):
        path = f"/assessments/{assessment['assessment_id']}/{name}"
        return http.post(path, json=body, headers={"If-Match": str(assessment["version"])})

    return send


@pytest.mark.req("R180", "R182", "R205")
def test_assessment_goes_from_order_to_findings_and_tells_each_step(
    http, home, order, step, vendor, outbox_of
):
    number, dwelling_id = home
    ordered = order(dwelling_id).json()
    assert (ordered["status"], ordered["override_reason"]) == ("ORDERED", "")
    assigned = step(ordered, "assignment", vendor_number=vendor).json()
    assert (assigned["status"], assigned["vendor_name"]) == ("ASSIGNED", "GOLD COAST ENERGY")
    scheduled = step(assigned, "schedule", scheduled_for="2999-01-31").json()
    findings = [
        {"benefit": "WEATHERIZATION", "qualifies": True},
        {"benefit": "SOLAR", "qualifies": False, "reason": "ROOF IN THE SHADE"},
    ]
    done = step(scheduled, "completion", findings=findings).json()
    assert (done["status"], done["qualifies"], done["next_statuses"]) == ("COMPLETED", True, [])
    assert [each["reason"] for each in done["findings"]] == ["", "ROOF IN THE SHADE"]
    [listed] = http.get(f"/customers/{number}/assessments").json()["items"]
    assert listed == done == http.get(f"/assessments/{done['assessment_id']}").json()
    [told] = outbox_of("weatherization", subject=number, type="assessment_assigned")
    assert told["data"]["vendor_number"] == vendor and told["data"]["customers"] == [number]
    assert told["data"]["assigned_to"] == "GOLD COAST ENERGY"
    [completed] = outbox_of("weatherization", subject=number, type="assessment_completed")
    assert completed["data"]["qualifies_for"] == ["WEATHERIZATION"]
    assert completed["data"]["fails_for"] == ["SOLAR"]


@pytest.mark.req("R181")
def test_property_that_misses_the_criteria_gets_an_assessment_for_a_reason_alone(
    http, home, order, new_dwelling
):
    number, _ = home
    empty = new_dwelling(unit="9")["dwelling_id"]
    refused = order(empty)
    assert refused.status_code == 422
    [problem] = refused.json()["fields"]
    assert (problem["field"], problem["code"]) == ("override_reason", "criteria_not_met")
    assert "No customer lives" in problem["detail"]
    given = order(empty, override_reason="MOVES IN NEXT WEEK")
    assert (given.status_code, given.json()["override_reason"]) == (201, "MOVES IN NEXT WEEK")
    candidates = {each["program"]["code"]: each for each in assessable(http, number)}
    assert candidates["LIWP"]["meets"] and not candidates["HEAP"]["meets"]
    assert [each["code"] for each in candidates["HEAP"]["unmet"]] == ["certified"]


def assessable(http, number):
    """The customer's properties beside each program."""
    answer = http.get(f"/customers/{number}/assessable-properties")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


@pytest.mark.req("R180")
def test_second_assessment_of_a_property_waits_for_the_first(home, order, step):
    _, dwelling_id = home
    first = order(dwelling_id).json()
    refused = order(dwelling_id)
    assert (refused.status_code, refused.json()["code"]) == (409, "assessment_open")
    assert step(first, "cancellation", reason="CUSTOMER MOVED").status_code == 200
    assert order(dwelling_id).status_code == 201


@pytest.mark.req("R180")
def test_steps_that_an_assessment_cannot_take_are_refused_by_name(home, order, step, vendor):
    _, dwelling_id = home
    ordered = order(dwelling_id).json()
    finding = [{"benefit": "SOLAR", "qualifies": True}]
    for name, body in (("schedule", {"scheduled_for": "2999-01-01"}), ("completion", {"findings": finding})):
        refused = step(ordered, name, **body)
        assert (refused.status_code, refused.json()["code"]) == (409, "status_not_possible")
    assigned = step(ordered, "assignment", vendor_number=vendor).json()
    past = step(assigned, "schedule", scheduled_for="2001-01-01")
    assert past.json()["fields"][0]["code"] == "in_the_past"
    silent = step(assigned, "completion", findings=[{"benefit": "SOLAR", "qualifies": False}])
    assert silent.json()["fields"][0]["field"] == "findings.0.reason"
    assert step(ordered, "cancellation", reason="LATE").json()["code"] == "stale_version"


@pytest.mark.req("R182")
def test_assessment_is_given_to_a_vendor_who_is_active_or_to_the_staff(http, home, order, step, vendor):
    _, dwelling_id = home
    ordered = order(dwelling_id).json()
    both = step(ordered, "assignment", vendor_number=vendor, assessor={"id": "7", "name": "A. SESSOR"})
    assert both.json()["fields"][0]["code"] == "one_assessor"
    assert step(ordered, "assignment", vendor_number=1).json()["fields"][0]["code"] == "unknown_vendor"
    ended = http.patch(
        f"/vendors/{vendor}",
        json={"active_from": "2020-01-01", "active_to": "2020-12-31"},
        headers={"If-Match": "1"},
    )
    assert ended.status_code == 200, ended.text
    assert step(ordered, "assignment", vendor_number=vendor).json()["fields"][0]["code"] == "inactive_vendor"
    staff = step(ordered, "assignment", assessor={"id": "7", "name": "A. SESSOR"}).json()
    assert (staff["assessor"], staff["vendor_number"]) == ({"id": "7", "name": "A. SESSOR"}, None)


@pytest.mark.req("R182", "R247")
def test_vendor_sees_its_own_work_and_nobody_else_asks_for_it(http, portal, home, order, step, vendor, rpc):
    number, dwelling_id = home
    step(order(dwelling_id).json(), "assignment", vendor_number=vendor)
    answer = portal("weatherization", "vendor", vendor).get("/portal/assignments")
    assert answer.status_code == 200, answer.text
    [work] = answer.json()["items"]
    assert (work["kind"], work["status"], work["open"]) == ("assessment", "ASSIGNED", True)
    assert work["places"] == [{"service_address": "111 THIS ST", "city": "MARINA", "zip": "93933"}]
    assert str(number) not in str(work)
    assert portal("weatherization", "vendor", 999).get("/portal/assignments").json()["items"] == []
    assert http.get("/portal/assignments").status_code == 403
    with pytest.raises(NotPermitted):
        rpc("weatherization", "list_assignments")
