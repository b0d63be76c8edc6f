"""The pages of an application's housing and of its questionnaire."""

from __future__ import annotations

from typing import Any

import pytest

from homefire.errors import Conflict, FieldProblem, Invalid, StaleVersion, Unavailable

HTTPS = {"base_url": "https://localhost"}
APPLICATION = "/customers/110385/applications/5001"
HOUSING, QUESTIONS = f"{APPLICATION}/housing", f"{APPLICATION}/questionnaire"
HELD = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z", "expires_at": "2026-11-20T22:04:00Z"}
STORED: dict[str, Any] = {
    "application_id": 5001, "customer_number": 110385, "program": "HEAP 2018", "intake_date": "2018-12-03",
    "dwelling_id": 9001, "dwelling_address": "1 THIS WAY", "dwelling_city": "MARINA", "dwelling_zip": "93933",
    "dwelling_seen_at": "2026-11-20T22:02:00Z", "units": 1, "housing": {"code": "RENT", "label": "RENT"},
    "homeowner": "NO", "landlord_name": "", "landlord_phone": "8315550101", "lived_12_months": None, "version": 3,
}  # fmt: skip
ASKED: dict[str, Any] = {
    "application_id": 5001, "customer_number": 110385, "program": "HEAP 2018", "version": 3, "answers": [],
    "questions": [
        {"code": "WHEN", "question": "When can we come?", "kind": "CHOICE", "choices": ["ANY_TIME"], "required": True,
         "form_version": "7"},
        {"code": "HOW", "question": "How did you hear of us?", "kind": "TEXT", "choices": [], "required": False,
         "form_version": "7"},
    ],
}  # fmt: skip
GIVEN = {
    "code": "WHEN", "question": "When can we come?", "kind": "CHOICE", "form_version": "7", "answer": "ANY_TIME",
    "entered_by": "JOHN JOHNSON", "entered_at": "2026-11-20T22:02:00Z",
}  # fmt: skip


@pytest.fixture
def ready(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers when all goes well, and this person has the record open."""
    answers["customers.take_lock"] = answers["customers.renew_lock"] = HELD
    answers["applications.list_application_reference"] = {
        "items": [{"code": "OWN", "label": "OWN", "valid_from": "1900-01-01", "valid_to": None}]
    }
    answers["weatherization.list_dwellings"] = {
        "items": [{"dwelling_id": 9002, "service_address": "2 THAT ST", "city": "MARINA"}]
    }
    answers["applications.get_application_housing"] = dict(STORED)
    answers["applications.set_application_housing"] = STORED | {"version": 4}
    answers["applications.get_questionnaire"] = dict(ASKED)
    answers["applications.answer_questionnaire"] = ASKED | {"version": 4}
    return answers


@pytest.fixture
def token(caseworker: Any, ready: dict[str, Any]) -> str:
    """What a form of this person carries."""
    found: str = caseworker.get(HOUSING, **HTTPS).text.split('name="csrf_token" value="')[1].split('"')[0]
    return found


def sent(token: str, **fields: str) -> dict[str, str]:
    return {"csrf_token": token, "version": "3", "lock_token": "7", "key": "key-1", **fields}


@pytest.mark.req("R266")
def test_the_customers_dwellings_are_offered_and_the_chosen_one_keeps_its_address(caseworker, ready):
    page = caseworker.get(HOUSING, **HTTPS).text
    assert '<option value="9001" selected>9001 - 1 THIS WAY, MARINA</option>' in page
    assert '<option value="9002">9002 - 2 THAT ST, MARINA</option>' in page
    assert 'value="(831) 555-0101"' in page
    ready["weatherization.list_dwellings"] = Unavailable()
    page = caseworker.get(HOUSING, **HTTPS)
    assert page.status_code == 200 and "9001 - 1 THIS WAY" in page.text and "9002" not in page.text


@pytest.mark.req("R254", "R266")
def test_housing_is_sent_whole(caseworker, ready, rpc, token):
    fields = {"dwelling_id": "9002", "units": "2", "housing": "OWN", "lived_12_months": "yes"}
    blank = {"landlord_name": "", "landlord_phone": ""}
    answer = caseworker.post(HOUSING, data=sent(token, **fields, **blank), **HTTPS)
    assert (answer.status_code, answer.headers["Location"]) == (303, HOUSING)
    [call] = rpc.asked("applications.set_application_housing")
    assert call.args == [
        5001,
        {"dwelling_id": 9002, "units": 2, "housing": "OWN", "lived_12_months": True, **blank},
    ]
    assert call.kwargs == {"if_match": "3", "idempotency_key": "key-1", "lock_token": 7}


@pytest.mark.req("R152")
def test_housing_that_others_changed_is_told_and_what_was_typed_stays(caseworker, ready, token):
    ready["applications.set_application_housing"] = StaleVersion()
    ready["applications.get_application_housing"] |= {"units": 5, "version": 9}
    base = '{"units":"1","housing":"RENT","landlord_name":""}'
    form = sent(token, units="1", housing="RENT", landlord_name="A. OWNER", base=base)
    page = caseworker.post(HOUSING, data=form, **HTTPS)
    assert page.status_code == 412 and "1 → <b>5</b>" in page.text
    assert 'value="A. OWNER"' in page.text and 'name="version" value="9"' in page.text


@pytest.mark.req("R199")
def test_questions_are_asked_once_and_answers_sent_with_their_codes(caseworker, ready, rpc, token):
    page = caseworker.get(QUESTIONS, **HTTPS).text
    assert "When can we come?" in page and '<option value="ANY_TIME">Any time</option>' in page
    answers = {"answers.0.code": "WHEN", "answers.0.answer": "ANY_TIME", "answers.1.code": "HOW"}
    assert caseworker.post(QUESTIONS, data=sent(token, **answers), **HTTPS).status_code == 303
    [call] = rpc.asked("applications.answer_questionnaire")
    assert call.args[1] == {
        "answers": [{"code": "WHEN", "answer": "ANY_TIME"}, {"code": "HOW", "answer": ""}]
    }
    ready["applications.answer_questionnaire"] = Invalid(
        fields=[FieldProblem("answers.0.answer", "required", "This question must be answered.")]
    )
    page = caseworker.post(QUESTIONS, data=sent(token, **answers), **HTTPS)
    assert page.status_code == 422
    assert 'id="answers_0_answer-error">This question must be answered.' in page.text
    assert '<a href="#answers_0_answer">When can we come?</a>' in page.text


@pytest.mark.req("R199")
def test_answers_are_shown_with_question_and_form_version_and_cannot_be_changed(
    caseworker, ready, rpc, token
):
    ready["applications.get_questionnaire"] = ASKED | {"answers": [GIVEN], "questions": []}
    page = caseworker.get(QUESTIONS, **HTTPS).text
    for told in ("When can we come?", "form version 7", "Any time", "entered by JOHN JOHNSON"):
        assert told in page
    assert 'id="record-form"' not in page and "Save answers" not in page
    ready["applications.answer_questionnaire"] = Conflict("It is answered.", code="questionnaire_answered")
    answers = {"answers.0.code": "WHEN", "answers.0.answer": "ANY_TIME"}
    page = caseworker.post(QUESTIONS, data=sent(token, **answers), **HTTPS)
    assert page.status_code == 409 and "It is answered." in page.text and "Any time" in page.text
