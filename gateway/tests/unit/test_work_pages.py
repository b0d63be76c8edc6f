"""Assessments, projects and jobs on their pages: what is shown, what is sent, what another's record refuses."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway.contracts import Contracts
from homefire.errors import (
    AcknowledgementRequired,
    Conflict,
    FieldProblem,
    Invalid,
    StaleVersion,
    Unavailable,
)

HTTPS = {"base_url": "https://localhost"}
RECORD = "/customers/110385"
PLACE = {"service_address": "111 THIS ST", "city": "MARINA", "zip": "93933", "county": "MONTEREY"}
LIWP = {"code": "LIWP", "label": "LOW-INCOME WEATHERIZATION PROGRAM"}
CLOCK = {
    "name": "assessment", "started_on": "2026-01-01", "ends_on": "2026-05-01", "stopped_on": None, "left": -3,
    "over": True,
}  # fmt: skip
ENTERED = {
    "version": 4, "entered_by": "JOHN", "entered_at": "2026-01-01T20:00:00Z", "updated_by": "JOHN",
    "updated_at": "2026-01-01T20:00:00Z",
}  # fmt: skip
ASSESSMENT = {
    "assessment_id": 60001, "dwelling_id": 28488, "program": LIWP, "status": "ASSIGNED",
    "next_statuses": ["ASSIGNED", "SCHEDULED", "COMPLETED", "CANCELLED"], "override_reason": "",
    "vendor_number": 1001, "vendor_name": "GOLD COAST", "assessor": None, "ordered_on": "2026-01-01",
    "scheduled_for": None, "completed_on": None, "qualifies": None, "cancel_reason": "", "findings": [],
    "documents": [], "clock": CLOCK, **PLACE, **ENTERED,
}  # fmt: skip
TASK = {
    "task_id": 5, "task": "NEW FURNACE", "status": "DONE", "verification_status": "PENDING", "reason": "",
    "done_on": "2026-02-01", "verified_by": "", "verified_on": None,
}  # fmt: skip
JOB = {
    "job_id": 36582, "dwelling_id": 28488, "kind": "job", "job_type": {"code": "LIWP", "label": "LIWP"},
    "status": "REPORTED", "status_reason": "", "next_statuses": ["COMPLETED"], "completed_date": "2018-12-01",
    "reported_date": "2018-12-05", "program": None, "vendor_number": None, "vendor_name": None,
    "replacement_cost": None, "override_reason": "", "dwellings": [], "tasks": [], "task_status": None,
    "task_verification_status": None, "measures": [], "measures_cost": "0.00", "clock": None, **PLACE, **ENTERED,
}  # fmt: skip
PROJECT = JOB | {
    "job_id": 50001, "kind": "project", "status": "NEW", "next_statuses": ["SCHEDULED", "CANCELLED"],
    "completed_date": None, "reported_date": None, "program": LIWP, "replacement_cost": "4250.50",
    "dwellings": [{**PLACE, "dwelling_id": 28488, "assessment_id": 60001}], "tasks": [TASK],
    "task_status": "DONE", "task_verification_status": "PENDING",
}  # fmt: skip


@pytest.fixture(autouse=True)
def ready(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers when all goes well."""
    lists = {"valid_from": "1900-01-01", "valid_to": None, "program": "", "data": {}}
    unmet = [{"code": "occupied", "detail": "No customer lives in the dwelling today."}]
    candidate = {
        "dwelling_id": 28488,
        "program": LIWP,
        "meets": False,
        "unmet": unmet,
        "unassessed_types": [],
    }
    answers |= {
        "weatherization.list_assessments": {"items": [ASSESSMENT], "next": None},
        "weatherization.get_assessment": ASSESSMENT,
        "weatherization.list_assessable": {"items": [candidate | PLACE]},
        "weatherization.list_projects": {"items": [PROJECT], "next": None},
        "weatherization.list_dwellings": {"items": [{"dwelling_id": 28488, **PLACE}], "next": None},
        "weatherization.list_weatherization_reference": {
            "items": [{"code": "SOLAR", "label": "SOLAR", **lists}]
        },
        "weatherization.find_vendors": {
            "items": [{"vendor_number": 1001, "name": "GOLD COAST"}],
            "next": None,
        },
        "weatherization.list_program_rules": {"items": []},
        "weatherization.get_job": PROJECT,
    }
    for name in ("order_assessment", "assign_assessment", "complete_assessment", "link_assessment_document"):
        answers[f"weatherization.{name}"] = ASSESSMENT
    for name in ("create_project", "create_job", "update_job", "change_job_status", "update_project_task"):
        answers[f"weatherization.{name}"] = PROJECT
    return answers


def form_of(client: FlaskClient, path: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that is sent to an address."""
    page = client.get(path, **HTTPS).text
    [form] = [part for part in page.split("<form")[1:] if f'action="{action}"' in part.split(">")[0]]
    tags = (
        dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        for tag in re.findall(r"<input[^>]*>", form.split("</form>")[0])
    )
    return {tag["name"]: unescape(tag["value"]) for tag in tags if tag.get("type") == "hidden"}


def post(client: FlaskClient, path: str, action: str, **typed: Any) -> Any:
    """Sends a page's form with what was typed."""
    return client.post(action, data=form_of(client, path, action) | typed, **HTTPS)


def words(html: str) -> str:
    """A page's text."""
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", html).split()))


@pytest.mark.req("R158", "R180", "R92")
def test_assessments_tab_shows_status_vendor_documents_and_a_clock_that_is_over(
    caseworker: FlaskClient, ready: dict[str, Any]
) -> None:
    [document] = ready["documents.list_documents"]["items"][:1]
    with_files = ASSESSMENT | {"documents": [document["id"], 999_999]}
    ready["weatherization.list_assessments"] = {"items": [with_files], "next": None}
    shown = words(caseworker.get(f"{RECORD}/assessments", **HTTPS).text)
    assert "60001 111 THIS ST, MARINA LOW-INCOME WEATHERIZATION PROGRAM ASSIGNED GOLD COAST" in shown
    assert document["document_type"]["label"] in shown and "999999" not in shown
    assert "Warning: over by 3 days." in shown
    assert "not met No customer lives in the dwelling today." in shown


@pytest.mark.req("R181", "R254")
def test_an_order_names_property_and_program_and_comes_back_with_why_it_was_refused(
    caseworker: FlaskClient, rpc: Any, ready: dict[str, Any]
) -> None:
    path = f"{RECORD}/assessments"
    answer = post(caseworker, path, path, property="28488:LIWP", override_reason="MOVES IN")
    assert (answer.status_code, answer.location) == (303, f"{path}/60001")
    [call] = rpc.asked("weatherization.order_assessment")
    assert call.args == [28488, {"program": "LIWP", "override_reason": "MOVES IN"}]
    assert set(call.kwargs) == {"idempotency_key"}
    stranger = post(caseworker, path, path, property="1:LIWP")
    assert stranger.status_code == 422 and len(rpc.asked("weatherization.order_assessment")) == 1
    why = FieldProblem("override_reason", "criteria_not_met", "Give a reason.")
    ready["weatherization.order_assessment"] = Invalid(fields=[why])
    refused = post(caseworker, path, path, property="28488:LIWP")
    assert refused.status_code == 422
    assert 'id="override_reason-error">Give a reason.' in refused.text
    assert 'value="28488:LIWP" selected' in refused.text


@pytest.mark.req("R182", "R152")
def test_steps_are_sent_in_the_pages_version_and_refused_with_what_was_typed(
    caseworker: FlaskClient, rpc: Any, ready: dict[str, Any], staff: Any
) -> None:
    page = f"{RECORD}/assessments/60001"
    john = staff.rows[0]["id"]
    post(caseworker, page, f"{page}/assignment", vendor_number="", assessor=john)
    [call] = rpc.asked("weatherization.assign_assessment")
    assert call.args == [60001, {"vendor_number": None, "assessor": {"id": john, "name": "JOHN JOHNSON"}}]
    assert call.kwargs["if_match"] == "4"
    gone = post(caseworker, page, f"{page}/assignment", assessor=staff.rows[1]["id"])
    assert gone.status_code == 422 and "JANE JAMES does not work here any more." in gone.text
    nobody = post(caseworker, page, f"{page}/assignment", assessor="nobody")
    assert nobody.status_code == 422 and "nobody of the staff has this id" in unescape(nobody.text)
    assert len(rpc.asked("weatherization.assign_assessment")) == 1
    assert "JOHN JOHNSON - Caseworker, WATSONVILLE" in nobody.text
    post(caseworker, page, f"{page}/completion", completed_on="3/1/2026", **{"finding.SOLAR": "yes"})
    [call] = rpc.asked("weatherization.complete_assessment")
    assert call.args[1] == {
        "completed_on": "3/1/2026",
        "findings": [{"benefit": "SOLAR", "qualifies": True, "reason": ""}],
    }
    why = FieldProblem("findings.0.reason", "reason_required", "Say why.")
    ready["weatherization.complete_assessment"] = Invalid(fields=[why])
    refused = post(caseworker, page, f"{page}/completion", completed_on="", **{"finding.SOLAR": "no"})
    assert 'id="finding_reason_SOLAR-error">Say why.' in refused.text
    ready["weatherization.assign_assessment"] = StaleVersion(current_version=5, your_version=4)
    assert post(caseworker, page, f"{page}/assignment", vendor_number="1001").status_code == 412


@pytest.mark.req("R26", "R254")
def test_special_handling_asks_for_a_reason_and_an_unanswered_form_keeps_its_key(
    caseworker: FlaskClient, rpc: Any, ready: dict[str, Any]
) -> None:
    page, action = f"{RECORD}/jobs/50001", f"{RECORD}/jobs/50001/move"
    ready["weatherization.change_job_status"] = AcknowledgementRequired()
    asked = post(caseworker, page, action, status="SCHEDULED")
    assert 'name="acknowledgement"' in asked.text and 'value="SCHEDULED" selected' in asked.text
    ready["weatherization.change_job_status"] = Unavailable()
    sent = form_of(caseworker, page, action)
    typed = {"status": "SCHEDULED", "acknowledgement": "ASKED", "version": "3"}
    away = caseworker.post(action, data=sent | typed, **HTTPS)
    assert away.status_code == 503 and sent["key"] in away.text
    assert away.text.count('name="version" value="3"') == 1, "the service knows it by key and version"
    assert rpc.asked("weatherization.change_job_status")[-1].kwargs["acknowledgement"] == "ASKED"


@pytest.mark.req("R158", "R183")
def test_projects_tab_has_the_manuals_columns(caseworker: FlaskClient, rpc: Any) -> None:
    path = f"{RECORD}/projects"
    page = caseworker.get(path, **HTTPS).text
    headings = re.findall(r'<th role="columnheader"[^>]*>(.*?)</th>', page)
    assert headings[-3:] == ["Replacement Cost", "Task Status", "Task Verification Status"]
    assert "$4,250.50 DONE PENDING" in words(page)
    answer = post(
        caseworker,
        path,
        path,
        program="LIWP",
        job_type="ECIP",
        dwelling_ids="28488",
        tasks="FURNACE\r\n\r\nDUCTS ",
    )
    assert answer.location == f"{RECORD}/jobs/50001"
    [call] = rpc.asked("weatherization.create_project")
    assert call.args[0]["tasks"] == ["FURNACE", "DUCTS"] and call.args[0]["dwelling_ids"] == [28488]
    assert post(caseworker, path, path, dwelling_ids="7").status_code == 422


@pytest.mark.req("R98", "R185")
def test_a_reported_job_can_be_un_reported_and_nothing_else(
    caseworker: FlaskClient, rpc: Any, ready: dict[str, Any]
) -> None:
    ready["weatherization.get_job"] = JOB
    page = f"{RECORD}/jobs/36582"
    shown = caseworker.get(page, **HTTPS).text
    assert "Measures" in shown and "Add measure" not in shown and f"{page}/edit" not in shown
    post(caseworker, page, f"{page}/move", status="COMPLETED", reason="WRONG COUNT")
    [call] = rpc.asked("weatherization.change_job_status")
    assert call.args == [36582, {"status": "COMPLETED", "reason": "WRONG COUNT"}]
    assert f'href="{page}"' in caseworker.get(RECORD, **HTTPS).text


@pytest.mark.req("R92")
def test_job_says_by_how_many_days_its_clock_is_over_or_was_met_too_late(
    caseworker: FlaskClient, ready: dict[str, Any]
) -> None:
    completion = CLOCK | {"name": "completion", "ends_on": "2026-06-30", "left": -1}
    ready["weatherization.get_job"] = JOB | {"clock": completion}
    shown = words(caseworker.get(f"{RECORD}/jobs/36582", **HTTPS).text)
    assert "Assessment to completion: Warning: over by 1 days." in shown
    late = completion | {"stopped_on": "2026-07-03", "left": -3}
    ready["weatherization.get_job"] = JOB | {"clock": late}
    shown = words(caseworker.get(f"{RECORD}/jobs/36582", **HTTPS).text)
    assert "Assessment to completion: Warning: done 3 days too late." in shown
    ready["weatherization.get_assessment"] = ASSESSMENT | {"clock": None}
    page = words(caseworker.get(f"{RECORD}/assessments/60001", **HTTPS).text)
    assert "Certification to assessment: no certification known" in page


@pytest.mark.req("R182")
def test_vendor_is_typed_by_number_where_there_are_too_many_for_a_list(
    caseworker: FlaskClient, ready: dict[str, Any]
) -> None:
    page = f"{RECORD}/assessments/60001"
    assert '<select id="vendor_number"' in caseworker.get(page, **HTTPS).text
    ready["weatherization.find_vendors"] = ready["weatherization.find_vendors"] | {"next": "more"}
    for path in (page, f"{RECORD}/jobs/50001"):
        shown = caseworker.get(path, **HTTPS).text
        assert '<input id="vendor_number"' in shown and "as the vendor lookup shows it" in shown


@pytest.mark.req("R183")
def test_a_task_is_edited_in_place_and_what_was_refused_stays_open(
    caseworker: FlaskClient, rpc: Any, ready: dict[str, Any]
) -> None:
    page, action = f"{RECORD}/jobs/50001", f"{RECORD}/jobs/50001/task/5"
    typed = {
        "task": "NEW FURNACE",
        "task_status": "DONE",
        "verification_status": "REJECTED",
        "task_reason": "",
    }
    post(caseworker, f"{page}?task=5", action, **typed)
    [call] = rpc.asked("weatherization.update_project_task")
    assert call.args[2] == {
        "task": "NEW FURNACE",
        "status": "DONE",
        "verification_status": "REJECTED",
        "reason": "",
    }
    why = FieldProblem("reason", "reason_required", "Say why the work is rejected.")
    ready["weatherization.update_project_task"] = Invalid(fields=[why])
    refused = post(caseworker, f"{page}?task=5", action, **typed)
    assert 'id="task_reason-error">Say why the work is rejected.' in refused.text
    ready["weatherization.remove_project_task"] = Conflict("Gone.")
    sent = form_of(caseworker, f"{page}?task=5", action) | {"action": "remove"}
    assert caseworker.post(action, data=sent, **HTTPS).status_code == 409


@pytest.mark.req("R245", "R247")
def test_another_customers_work_is_not_found_and_who_may_not_write_sends_nothing(
    caseworker: FlaskClient, log_in: Any, rpc: Any, ready: dict[str, Any]
) -> None:
    token = form_of(caseworker, f"{RECORD}/jobs/50001", f"{RECORD}/jobs/50001/move")
    ready["weatherization.list_dwellings"] = {"items": [], "next": None}
    ready["weatherization.list_assessments"] = {"items": [], "next": None}
    assert caseworker.get(f"{RECORD}/jobs/50001", **HTTPS).status_code == 404
    assert caseworker.post(f"{RECORD}/jobs/50001/move", data=token, **HTTPS).status_code == 404
    assert caseworker.post(f"{RECORD}/assessments/60001/schedule", data=token, **HTTPS).status_code == 404
    auditor = log_in("auditor")
    page = auditor.get(f"{RECORD}/assessments", **HTTPS)
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert csrf and "Order assessment" not in page.text
    sent = auditor.post(f"{RECORD}/assessments", data={"csrf_token": csrf[1]}, **HTTPS)
    assert sent.status_code == 403
    assert not rpc.asked("weatherization.order_assessment") + rpc.asked("weatherization.change_job_status")


@pytest.mark.req("R256")
def test_fields_have_the_limits_of_the_contract(app: Any, caseworker: FlaskClient) -> None:
    contracts = Contracts.committed()
    object.__setattr__(app.extensions["gateway"], "contracts", contracts)
    for path, field, operation, name in (
        (f"{RECORD}/assessments", "override_reason", "order_assessment", "override_reason"),
        (f"{RECORD}/assessments/60001", "reason", "cancel_assessment", "reason"),
        (f"{RECORD}/assessments/60001", "finding_reason_SOLAR", "cancel_assessment", "reason"),
        (f"{RECORD}/jobs/50001", "reason", "change_job_status", "reason"),
        (f"{RECORD}/jobs/50001", "new_task", "add_project_task", "task"),
    ):
        most = contracts.limits_of(f"weatherization.{operation}")[name]
        [tag] = re.findall(rf'<input id="{field}"[^>]*>', caseworker.get(path, **HTTPS).text)
        assert f'maxlength="{most}" data-counted="{field}-count"' in tag


@pytest.mark.req("R182")
def test_a_vendor_sees_where_to_go_and_the_page_says_nothing_of_who_lives_there(
    vendor: FlaskClient, caseworker: FlaskClient, ready: dict[str, Any]
) -> None:
    item = {
        "kind": "assessment", "id": 60001, "program": LIWP, "job_type": "", "status": "SCHEDULED", "open": True,
        "scheduled_for": "2026-03-05", "completed_on": None, "places": [PLACE], "tasks": [],
    }  # fmt: skip
    ready["weatherization.list_assignments"] = {"items": [item]}
    shown = words(vendor.get("/portal/assignments", **HTTPS).text)
    assert "Assessment 60001 SCHEDULED" in shown and "111 THIS ST, MARINA 93933" in shown
    assert "3/5/2026" in shown
    assert caseworker.get("/portal/assignments", **HTTPS).status_code == 403


@pytest.mark.req("R181")
def test_rules_are_set_by_who_keeps_lists(
    log_in: Any, caseworker: FlaskClient, rpc: Any, ready: dict[str, Any]
) -> None:
    rule = {
        "program": "LIWP", "valid_from": "1900-01-01", "name": "LIWP", "dwelling_kinds": [], "counties": ["KERN"],
        "occupied": True, "certified": False, "years_between": 15, "unassessed_types": ["ECIP"],
        "application_program": "HEAP",
        "certification_days": 120, "completion_days": 180, "in_force": True, "entered_by": "X",
        "entered_at": "2026-01-01T20:00:00Z",
    }  # fmt: skip
    ready["weatherization.list_program_rules"] = {"items": [rule]}
    ready["weatherization.set_program_rule"] = {"items": [rule]}
    manager, page = log_in("program_manager"), "/weatherization-rules"
    typed = {"program": "liwp", "valid_from": "1/1/2030", "counties": "KERN, YOLO", "occupied": "yes"}
    answer = post(manager, f"{page}?program=LIWP", page, **typed)
    assert answer.status_code == 303
    [call] = rpc.asked("weatherization.set_program_rule")
    assert call.args[0]["counties"] == ["KERN", "YOLO"] and call.args[0]["occupied"] is True
    assert call.args[0]["years_between"] is None
    assert call.args[0]["application_program"] is None
    assert "certification of HEAP" in words(manager.get(page, **HTTPS).text)
    assert caseworker.get(page, **HTTPS).status_code == 403
