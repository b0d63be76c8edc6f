"""A record under special handling, and one that somebody has open, as every service heeds them (R26, R151)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from homefire.contracting import files
from homefire.errors import AcknowledgementRequired
from homefire.testing.suite import Suite, eventually
from homefire_cli.suite import GATEWAY, SERVICES

New = Callable[..., dict[str, Any]]
WHY = {"Acknowledgement": "the%20manager%20agreed"}
TOLD = {"reason": "the manager agreed"}
ENTRY = {"contact_type": "INCOMING", "contact_action": "HEAP_RECEIVED", "call_code": "NO_ACTION"}
PLACE = {"number": "111", "street": "THIS", "street_type": "ST", "zip": "93933"}
MESSAGE = {"to": "customer", "text": "Please call me."}
FILE = {"file": ("note.txt", b"She called.\r\n", "text/plain")}
EXEMPT = {
    "audit.add_note": "consulting management is written there",
    "audit.amend_note": "as add_note",
    "audit.record_export": "it is a note: it changes nothing of the record",
    "customers.request_ssn_correction": "it changes nothing until it is approved, which is guarded",
    "customers.compare_ssn_index": "it changes nothing and shows nothing",
    "customers.take_identity": "it changes nothing, and the change that it serves is guarded",
    "customers.take_lock": "it changes nothing",
    "customers.renew_lock": "it changes nothing",
    "customers.release_lock": "it changes nothing",
    "customers.take_over_lock": "it brings a reason of its own",
    "customers.check_lock": "it reads",
    "audit.acknowledge_note": "it is a note: it changes nothing of the record",
    "customers.mark_email_bounced": "a fact that a mail system reports, and nobody's edit",
    "applications.compare_with_core": "it reads",
    "customers.reveal_ssn": "it changes nothing and brings a reason of its own",
}
"""Operations on one customer that need no acknowledgement, and why."""


@pytest.fixture
def number(suite: Suite, new_customer: New) -> int:
    """A customer under special handling, of whom every service has heard."""
    suite.running(*SERVICES)
    made: int = new_customer(special_handling=True)["number"]
    for service in ("applications", "weatherization", "appointments", "messaging", "documents"):
        eventually(lambda service=service: heard(suite, service, made))
    return made


def heard(suite: Suite, service: str, number: int) -> Any:
    """What a service knows of a customer."""
    query = sa.text("select data from projection where source = 'customers' and key = :key")
    with suite.database(service).connect() as connection:
        return connection.execute(query, {"key": str(number)}).scalar()


def needs_a_reason(
    client: Any, method: str, path: str, version: int | None = None, **sent: Any
) -> dict[str, Any]:
    """The answer to a write that is refused without a reason and goes on with one."""
    headers = {} if version is None else {"If-Match": str(version)}
    refused = client.request(method, path, headers=headers, **sent)
    assert (refused.status_code, refused.json()["code"]) == (428, "acknowledgement_required"), path
    done = client.request(method, path, headers=headers | WHY, **sent)
    assert done.is_success, done.text
    answer: dict[str, Any] = done.json()
    return answer


def reasons(suite: Suite, service: str, number: int) -> list[dict[str, Any]]:
    """What a service told of acknowledgements."""
    events = suite.outbox_of(service, subject=number, type="special_handling_acknowledged")
    return [event["data"] for event in events]


@pytest.mark.req("R26")
def test_every_write_to_one_customer_is_guarded_or_is_named_here():
    unguarded = {
        entry["operationId"]
        for service in SERVICES
        for path, item in json.loads((files.FOLDER / f"{service}.openapi.json").read_text())["paths"].items()
        for method, entry in item.items()
        if method in ("post", "put", "patch", "delete") and "/customers/{number}" in path
        if not entry["x-homefire"].get("guarded")
    }
    assert unguarded <= EXEMPT.keys()


@pytest.mark.req("R26")
def test_messaging_asks_for_a_reason(suite: Suite, number: int) -> None:
    http = suite.client("messaging")
    made = needs_a_reason(http, "POST", f"/customers/{number}/contact-entries", json=ENTRY)
    path = f"/contact-entries/{made['id']}"
    needs_a_reason(http, "PATCH", path, made["version"], json={"notes": "called back"})
    needs_a_reason(http, "POST", f"/customers/{number}/secure-messages", json=MESSAGE)
    assert reasons(suite, "messaging", number) == [TOLD] * 3
    with pytest.raises(AcknowledgementRequired):
        suite.rpc("messaging", "add_contact_entry", number, ENTRY)


@pytest.mark.req("R26")
def test_documents_asks_for_a_reason(suite: Suite, number: int) -> None:
    sent = {"files": FILE, "data": {"document_type": "UNCLASSIFIED"}}
    needs_a_reason(suite.client("documents"), "POST", f"/customers/{number}/documents", **sent)
    assert reasons(suite, "documents", number) == [TOLD]


@pytest.mark.req("R26")
def test_appointments_asks_for_a_reason(suite: Suite, number: int) -> None:
    http = suite.client("appointments")
    body = {"date": "2030-06-03", "start_time": "9:00 AM", "employee": f"EMPLOYEE {number}"}
    made = needs_a_reason(http, "POST", f"/customers/{number}/appointments", json=body)
    path = f"/appointments/{made['id']}"
    made = needs_a_reason(
        http, "POST", f"{path}/move", made["version"], json={"date": "2030-06-04", "start_time": "10:00 AM"}
    )
    needs_a_reason(http, "POST", f"{path}/cancel", made["version"], json={"reason": "she is ill"})
    assert reasons(suite, "appointments", number) == [TOLD] * 3


@pytest.mark.req("R26")
def test_weatherization_asks_for_a_reason_where_somebody_under_it_lives(suite: Suite, number: int) -> None:
    http = suite.client("weatherization")
    home = http.post("/dwellings", json={"kind": "SINGLE_FAMILY", "address": PLACE}).json()
    before = http.post(f"/dwellings/{home['dwelling_id']}/jobs", json={"job_type": "WEATHERIZATION"})
    assert before.status_code == 201  # Nobody under special handling lives there yet.
    link = {"dwelling_id": home["dwelling_id"], "role": "occupant", "from": "2020-01-01"}
    linked = needs_a_reason(http, "POST", f"/customers/{number}/dwellings", json=link)
    path = f"/dwellings/{home['dwelling_id']}"
    job = needs_a_reason(http, "POST", f"{path}/jobs", json={"job_type": "WEATHERIZATION"})
    job = needs_a_reason(http, "PATCH", f"/jobs/{job['job_id']}", job["version"], json={"job_type": "LIWP"})
    needs_a_reason(http, "POST", f"/jobs/{job['job_id']}/status", job["version"], json={"status": "ASSESSED"})
    needs_a_reason(http, "PATCH", path, home["version"], json={"address": {"unit": "5"}})
    order = {"program": "LIWP"}
    ordered = needs_a_reason(http, "POST", f"{path}/assessments", json=order)
    cancel = f"/assessments/{ordered['assessment_id']}/cancellation"
    needs_a_reason(http, "POST", cancel, ordered["version"], json={"reason": "she is ill"})
    project = {"program": "LIWP", "job_type": "ECIP", "dwelling_ids": [home["dwelling_id"]]}
    project = needs_a_reason(http, "POST", "/projects", json=project)
    task = f"/projects/{project['job_id']}/tasks"
    needs_a_reason(http, "POST", task, project["version"], json={"task": "NEW FURNACE"})
    end = f"/customers/{number}/dwellings/{linked['link_id']}/end"
    needs_a_reason(http, "POST", end, linked["version"], json={"to": "2020-12-31"})
    assert reasons(suite, "weatherization", number) == [TOLD] * 10
    assert http.post(f"{path}/jobs", json={"job_type": "WEATHERIZATION"}).status_code == 201


@pytest.mark.req("R26")
def test_notes_need_no_reason_and_an_import_needs_none(suite: Suite, number: int) -> None:
    note = {"text": "asked the manager what to do"}
    assert suite.client("audit").post(f"/customers/{number}/notes", json=note).status_code == 201
    loader = suite.client("messaging", role="history_loader")
    body = ENTRY | {"history": {"entered_by": "OLD SYSTEM"}}
    assert loader.post(f"/customers/{number}/contact-entries", json=body).status_code == 201


@pytest.mark.req("R26")
def test_reason_of_every_service_becomes_a_note(
    suite: Suite, number: int, notes_of: Callable[..., Any]
) -> None:
    sent = {"files": FILE, "data": {"document_type": "UNCLASSIFIED"}}
    needs_a_reason(suite.client("documents"), "POST", f"/customers/{number}/documents", **sent)
    wanted = "Changed under special handling: the manager agreed"
    eventually(lambda: wanted in [note["text"] for note in notes_of(number)])


@pytest.mark.req("R26")
def test_special_handling_that_is_cleared_asks_nobody_any_more(suite: Suite, number: int) -> None:
    boss = suite.client("customers", role="supervisor")
    body = {"special_handling": False, "special_handling_reason": "settled since"}
    boss.patch(f"/customers/{number}", json=body, headers={"If-Match": "1"}).raise_for_status()
    eventually(lambda: not heard(suite, "messaging", number)["special_handling"])
    http = suite.client("messaging")
    assert http.post(f"/customers/{number}/contact-entries", json=ENTRY).status_code == 201


@pytest.mark.req("R151")
def test_second_person_writes_notes_contacts_messages_and_uploads_while_a_record_is_open(
    suite: Suite, new_customer: New
) -> None:
    suite.running(*SERVICES, GATEWAY)
    made = new_customer()["number"]
    suite.client("customers").post(f"/customers/{made}/lock").raise_for_status()
    second = suite.client(GATEWAY, role="supervisor")
    path = f"/api/v1/customers/{made}"
    refused = second.patch(path, json={"email": "a@example.org"}, headers={"If-Match": "1"})
    assert refused.status_code == 423
    for part, sent in {
        "notes": {"json": {"text": "she called about her bill"}},
        "contact-entries": {"json": ENTRY},
        "secure-messages": {"json": MESSAGE},
        "documents": {"files": FILE, "data": {"document_type": "UNCLASSIFIED"}},
    }.items():
        answer = second.post(f"{path}/{part}", **sent)
        assert answer.status_code == 201, answer.text
