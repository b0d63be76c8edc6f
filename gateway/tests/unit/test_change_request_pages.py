"""A change request that was written and not submitted stands in the list as a draft, once (R109, R254)."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

import gateway
from gateway.pages.change_request_form import typed_of
from homefire.errors import (
    AcknowledgementRequired,
    Conflict,
    FieldProblem,
    Invalid,
    Problem,
    StaleVersion,
    Unavailable,
)

HTTPS = {"base_url": "https://localhost"}
TEMPLATES = Path(gateway.__file__).parent / "templates"
LIST = "/customers/110385/change-requests"
DRAFT: dict[str, Any] = {
    "id": 4, "version": 1, "program_year": 2026, "status": "DRAFT", "fields": [], "next_statuses": ["SUBMITTED"],
    "reason": {"code": "OTHER", "label": "OTHER"}, "explanation": "x", "entered_by": "A",
    "entered_at": "2026-11-20T22:02:00Z", "application_id": None, "submitted_on": None, "decided_on": None,
    "csd_reference": "", "decision_reason": "",
}  # fmt: skip


@pytest.fixture
def drafted(answers: dict[str, Any], rpc: Any) -> Callable[[], int]:
    """The applications service takes every draft; how many it was sent."""
    answers["applications.draft_change_request"] = DRAFT
    answers["applications.list_change_requests"] = {"items": [DRAFT]}
    return lambda: len(rpc.asked("applications.draft_change_request"))


def submit(client: FlaskClient) -> Any:
    token = client.get(LIST, **HTTPS).text.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, "key": "k-1", "program_year": "2026", "reason": "OTHER", "action": "submit"}
    return client.post(LIST, data=form, **HTTPS)


@pytest.mark.req("R109", "R254")
@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (Conflict("CSD takes none today.", code="closed"), "CSD takes none today."),
        (Invalid(fields=[FieldProblem("proof", "required", "Name the proof.")]), "Name the proof."),
        (Unavailable(), "It was not submitted."),
    ],
)
def test_a_draft_that_was_not_submitted_is_shown_with_why_and_written_once(
    caseworker: FlaskClient, answers: dict[str, Any], drafted: Callable[[], int], problem: Problem, told: str
) -> None:
    answers["applications.change_change_request_status"] = problem
    sent = submit(caseworker)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{LIST}?draft=4#request-4")
    page = caseworker.get(sent.headers["Location"], **HTTPS)
    assert page.status_code == 200 and "The request stands here as a draft" in page.text and told in page.text
    assert 'name="include.' not in page.text and drafted() == 1
    again = caseworker.get(sent.headers["Location"], **HTTPS).text
    assert "stands here as a draft" not in again, "it is said once"


@pytest.mark.req("R109")
def test_a_request_that_was_submitted_leads_to_the_list(
    caseworker: FlaskClient, answers: dict[str, Any], drafted: Callable[[], int]
) -> None:
    answers["applications.change_change_request_status"] = DRAFT | {"status": "SUBMITTED"}
    assert submit(caseworker).headers["Location"] == LIST and drafted() == 1


def test_a_draft_is_submitted_by_a_button_that_says_so(
    caseworker: FlaskClient, answers: dict[str, Any]
) -> None:
    answers["applications.list_change_requests"] = {"items": [DRAFT]}
    page = caseworker.get(f"{LIST}?draft=x", **HTTPS).text
    assert 'value="SUBMITTED">Submit to CSD</button>' in page and "Submitted to CSD" not in page


@pytest.mark.req("R109", "R254")
def test_a_step_whose_answer_did_not_come_keeps_its_key_and_version(
    caseworker: FlaskClient, answers: dict[str, Any]
) -> None:
    answers["applications.list_change_requests"] = {"items": [DRAFT]}
    form = form_of(caseworker.get(LIST, **HTTPS).text) | {"status": "SUBMITTED", "version": "0"}
    answers["applications.change_change_request_status"] = Unavailable()
    lost = caseworker.post(f"{LIST}/4", data=form, **HTTPS)
    again = form_of(lost.text)
    assert (lost.status_code, again["key"], again["version"]) == (503, form["key"], "0")
    answers["applications.change_change_request_status"] = Conflict("CSD takes none today.", code="closed")
    assert form_of(caseworker.post(f"{LIST}/4", data=form, **HTTPS).text)["key"] != form["key"]


@pytest.mark.req("R149")
def test_a_page_that_writes_does_not_say_that_it_changes_nothing(
    caseworker: FlaskClient, answers: dict[str, Any]
) -> None:
    answers["applications.list_change_requests"] = {"items": [DRAFT]}
    page = caseworker.get(LIST, **HTTPS).text
    assert 'value="SUBMITTED">Submit to CSD</button>' in page and "this page changes nothing" not in page
    held = {"record.html", "home.html"}
    for template in TEMPLATES.rglob("*.html"):
        text = template.read_text()
        if 'extends "customer.html"' in text and 'method="post"' in text and template.name not in held:
            assert "{% block mode %}" in text, template


@pytest.mark.req("R109")
@pytest.mark.parametrize("away", [True, False])
def test_a_new_request_is_about_the_year_that_was_transferred_last(
    caseworker: FlaskClient, answers: dict[str, Any], away: bool
) -> None:
    listed = answers["applications.get_customer_applications"]["applications"]
    older = listed[0] | {"program_year": 2016, "transfer_date": "2018-01-05"}
    newer = {"id": 5004, "program_year": 2027, "status": "REJECTED", "transfer_date": "2026-11-20"}
    listed[:] = [older, listed[0] | newer, listed[0] | {"id": 5005, "program_year": 2028}]
    nothing = {"sent": None, "differences": []}
    answers["applications.compare_with_core"] = Unavailable() if away else nothing
    answers["applications.list_application_reference"] = {"items": []}
    for query, year in (("", 2027), ("?application=5001", 2016)):
        page = caseworker.get(f"{LIST}/new{query}", **HTTPS).text
        assert f'name="program_year" value="{year}"' in page


EDIT = f"{LIST}/4/edit"
SSN_FIELD = {
    "field": {"code": "SSN", "label": "SSN"}, "core_value": "***-**-6789", "our_value": "as on our record",
    "document_id": None, "proof": "card seen",
}  # fmt: skip
NAME_FIELD = {
    "field": {"code": "LAST_NAME", "label": "LAST NAME"}, "core_value": "HOLSHEIN", "our_value": "HOLSCHEIN",
    "document_id": 77, "proof": "",
}  # fmt: skip


@pytest.fixture
def draft(answers: dict[str, Any]) -> dict[str, Any]:
    """A draft of two fields, which this person may write; the services' answers."""
    held = {
        "number": 110385,
        "token": 7,
        "since": "2026-11-20T22:02:00Z",
        "expires_at": "2026-11-20T22:04:00Z",
    }
    answers["customers.take_lock"], answers["customers.release_lock"] = held, {"released": True}
    kept = DRAFT | {"version": 3, "fields": [SSN_FIELD, NAME_FIELD], "updated_by": "JANE JAMES"}
    answers["applications.list_change_requests"] = {"items": [kept]}
    answers["applications.update_change_request"] = kept | {"version": 4}
    answers["applications.compare_with_core"] = {"sent": None, "differences": []}
    entry = {"program": "", "data": {}, "valid_from": "1900-01-01", "valid_to": None}
    offered = [entry | {"code": code, "label": code} for code in ("SSN", "OTHER")]
    answers["applications.list_application_reference"] = {"items": offered}
    return answers


def form_of(html: str) -> dict[str, str]:
    """What the form would send as it was loaded."""
    form = html.split('<form class="record-form"')[1].split("</form>")[0]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in given and ('type="checkbox"' not in tag or " checked" in tag):
            sent[given["name"]] = unescape(given.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


@pytest.mark.req("R111")
def test_a_draft_is_edited_on_a_form_that_has_what_it_says(
    caseworker: FlaskClient, draft: Any, rpc: Any
) -> None:
    assert f'href="{EDIT}"' in caseworker.get(LIST, **HTTPS).text
    form = form_of(caseworker.get(EDIT, **HTTPS).text)
    answer = caseworker.post(EDIT, data=form | {"explanation": "seen again", "action": "draft"}, **HTTPS)
    assert (answer.status_code, answer.headers["Location"]) == (303, LIST)
    [call] = rpc.asked("applications.update_change_request")
    assert call.args == ["4"]
    assert call.kwargs["body"]["explanation"] == "seen again"
    assert [each["field"] for each in call.kwargs["body"]["fields"]] == ["SSN", "LAST_NAME"]
    said = call.kwargs["headers"]
    assert (said["if-match"], said["record-lock"], said["idempotency-key"]) == ('"3"', "7", form["key"])
    assert rpc.asked("applications.change_change_request_status") == []


def submit_edited(client: FlaskClient) -> tuple[dict[str, str], Any]:
    """Presses Submit on the edit page; the form as it was sent, and the answer."""
    form = form_of(client.get(EDIT, **HTTPS).text) | {"explanation": "seen again", "action": "submit"}
    return form, client.post(EDIT, data=form, **HTTPS)


@pytest.mark.req("R109", "R111", "R254")
def test_a_draft_is_written_and_submitted_in_the_version_that_the_write_made(
    caseworker: FlaskClient, draft: Any, rpc: Any
) -> None:
    draft["applications.change_change_request_status"] = DRAFT | {"status": "SUBMITTED"}
    form, answer = submit_edited(caseworker)
    assert (answer.status_code, answer.headers["Location"]) == (303, LIST)
    [written] = rpc.asked("applications.update_change_request")
    assert written.kwargs["body"]["explanation"] == "seen again"
    assert (written.kwargs["headers"]["if-match"], written.kwargs["headers"]["record-lock"]) == ('"3"', "7")
    [moved] = rpc.asked("applications.change_change_request_status")
    said = moved.kwargs["headers"]
    assert (moved.args, moved.kwargs["body"]) == (["4"], {"status": "SUBMITTED"})
    assert (said["if-match"], said["record-lock"]) == ('"4"', "7")
    assert said["idempotency-key"] == f"{form['key']}-submit"
    assert len(rpc.asked("customers.take_lock")) == len(rpc.asked("customers.release_lock")) == 1


@pytest.mark.req("R109", "R111")
@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (Conflict("CSD takes none today.", code="closed"), "CSD takes none today."),
        (Unavailable(), "It was not submitted."),
    ],
)
def test_an_edited_draft_that_was_not_submitted_stands_in_the_list_with_why(
    caseworker: FlaskClient, draft: Any, rpc: Any, problem: Problem, told: str
) -> None:
    draft["applications.change_change_request_status"] = problem
    _, answer = submit_edited(caseworker)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{LIST}?draft=4#request-4")
    page = caseworker.get(answer.headers["Location"], **HTTPS).text
    assert "The request stands here as a draft" in page and told in page
    assert len(rpc.asked("applications.update_change_request")) == 1


@pytest.mark.req("R109", "R249")
def test_our_side_of_every_field_is_filled_in_but_the_number_and_named_in_words(
    caseworker: FlaskClient, draft: Any
) -> None:
    listed = [("LAST_NAME", "LAST NAME"), ("DATE_OF_BIRTH", "DATE OF BIRTH"), ("ACCOUNT_NUMBER", "CORE ACCOUNT"),
              ("SSN", "SOCIAL SECURITY NUMBER"), ("SERVICE_ADDRESS", "SERVICE ADDRESS")]  # fmt: skip
    dates = {"valid_from": "1900-01-01", "valid_to": None, "program": "", "data": {}}
    draft["applications.list_application_reference"] = {
        "items": [{"code": code, "label": label} | dates for code, label in listed]
    }
    draft["applications.compare_with_core"] = {"sent": None, "differences": []}
    page = caseworker.get(f"{LIST}/new?application=5001", **HTTPS).text
    form = form_of(page)
    assert {name: form[f"our_value.{name}"] for name, _ in listed} == {
        "LAST_NAME": "HOLSCHEIN", "DATE_OF_BIRTH": "12/31/1950", "ACCOUNT_NUMBER": "10223456789", "SSN": "",
        "SERVICE_ADDRESS": "1 THIS WAY APT A, WATSONVILLE, 95077",
    }  # fmt: skip
    names = re.findall(r'name="include\.\w+" value="yes"> ([^<]*)</label>', page)
    assert names == [
        "Last Name",
        "Date of Birth",
        "CORE ACCOUNT",
        "Social Security Number",
        "Service Address",
    ]


@pytest.mark.req("R111")
def test_what_a_draft_says_is_sent_as_it_stands(draft: Any, app: Any) -> None:
    """The number stays masked, and a field and a document that no list has any more are kept."""
    kept = draft["applications.list_change_requests"]["items"][0]
    body = typed_of(kept)
    assert (body["core_value.SSN"], body["our_value.SSN"], body["include.SSN"]) == ("***-**-6789", "", "yes")
    assert body["document_id.LAST_NAME"] == "77"


@pytest.mark.req("R111")
def test_a_retired_field_and_a_document_that_is_not_listed_stay_on_the_form(
    caseworker: FlaskClient, draft: Any
) -> None:
    form = form_of(caseworker.get(EDIT, **HTTPS).text)
    assert (form["version"], form["reason"], form["include.LAST_NAME"]) == ("3", "OTHER", "yes")
    assert (form["document_id.LAST_NAME"], form["our_value.LAST_NAME"]) == ("77", "HOLSCHEIN")


@pytest.mark.req("R111", "R152")
def test_a_draft_that_somebody_saved_first_shows_what_they_saved(caseworker: FlaskClient, draft: Any) -> None:
    form = form_of(caseworker.get(EDIT, **HTTPS).text)
    theirs = DRAFT | {
        "version": 9,
        "fields": [NAME_FIELD | {"our_value": "HOLSTEIN"}],
        "updated_by": "JANE JAMES",
    }
    draft["applications.list_change_requests"] = {"items": [theirs]}
    draft["applications.update_change_request"] = StaleVersion()
    answer = caseworker.post(EDIT, data=form, **HTTPS)
    assert answer.status_code == 412
    assert "JANE JAMES saved this draft first" in answer.text and "HOLSTEIN" in answer.text
    again = form_of(answer.text)
    assert (again["version"], again["our_value.LAST_NAME"]) == ("9", "HOLSCHEIN")


@pytest.mark.req("R111")
def test_what_is_wrong_with_a_draft_is_told_at_its_field(caseworker: FlaskClient, draft: Any) -> None:
    form = form_of(caseworker.get(EDIT, **HTTPS).text)
    wrong = [
        FieldProblem("fields.1.our_value", "required", "Enter the value."),
        FieldProblem("reason", "x", "Why?"),
    ]
    draft["applications.update_change_request"] = Invalid(fields=wrong)
    answer = caseworker.post(EDIT, data=form, **HTTPS)
    assert answer.status_code == 422
    assert re.search(r'id="our_LAST_NAME"[^>]*aria-describedby="fields_1_our_value-error"', answer.text)
    assert form_of(answer.text) == {**form, "key": form_of(answer.text)["key"]}


@pytest.mark.req("R26", "R111")
def test_special_handling_asks_for_a_reason_before_a_draft_is_changed(
    caseworker: FlaskClient, draft: Any
) -> None:
    form = form_of(caseworker.get(EDIT, **HTTPS).text)
    draft["applications.update_change_request"] = AcknowledgementRequired()
    answer = caseworker.post(EDIT, data=form, **HTTPS)
    assert answer.status_code == 428 and 'name="acknowledgement"' in answer.text


@pytest.mark.req("R111", "R247")
@pytest.mark.parametrize(("status", "code"), [("SUBMITTED", 409), ("WITHDRAWN", 409)])
def test_a_request_that_is_no_draft_cannot_be_edited(
    caseworker: FlaskClient, log_in: Any, draft: Any, rpc: Any, status: str, code: int
) -> None:
    form = form_of(caseworker.get(EDIT, **HTTPS).text)
    assert log_in("auditor").get(EDIT, **HTTPS).status_code == 403
    draft["applications.list_change_requests"] = {"items": [DRAFT | {"status": status}]}
    assert caseworker.get(EDIT, **HTTPS).status_code == code
    assert caseworker.post(EDIT, data=form, **HTTPS).status_code == code
    assert rpc.asked("applications.update_change_request") == []
    assert EDIT not in caseworker.get(LIST, **HTTPS).text
    assert caseworker.get(f"{LIST}/99/edit", **HTTPS).status_code == 404


@pytest.mark.req("R109", "R112")
def test_what_csd_is_asked_for_already_is_said_and_not_filled_in_again(
    caseworker: FlaskClient, draft: Any
) -> None:
    sent = {"number": 17, "transfer_date": "2025-06-01", "application_id": 5, "program": "HEAP 2025"}
    ssn = {
        "field": "SSN",
        "core_value": "***-**-6789",
        "our_value": "",
        "request": {"id": 4, "status": "DRAFT"},
    }
    other = {"field": "OTHER", "core_value": "A", "our_value": "B", "request": None}
    told = {"sent": sent | {"program_year": 2025}, "differences": [ssn, other]}
    draft["applications.compare_with_core"] = told
    page = caseworker.get(f"{LIST}/new", **HTTPS).text
    form = form_of(page)
    assert ("include.SSN" in form, form["include.OTHER"], form["our_value.OTHER"]) == (False, "yes", "B")
    assert form["core_transfer.SSN"] == "" and "CSD is asked for it by request 4 (DRAFT)" in page
    draft["applications.compare_with_core"] = told | {"differences": [ssn]}
    assert "CSD was asked already for everything" in caseworker.get(f"{LIST}/new", **HTTPS).text


@pytest.mark.req("R112")
def test_that_nothing_is_known_of_what_core_has_is_said_as_it_is(caseworker: FlaskClient, draft: Any) -> None:
    page = caseworker.get(f"{LIST}/new", **HTTPS).text
    assert "No transfer of this customer is kept here that says who the applicant was" in page
