"""Signing up in the portal, and what becomes of it (R199, R245, R262)."""

from __future__ import annotations

import uuid

import pytest

from applications.schemas import portal as schemas
from homefire.testing.suite import eventually

ANSWERS = [
    {"code": "AVAILABILITY", "answer": "EVENINGS"},
    {"code": "PREFERRED_METHOD", "answer": "EMAIL"},
    {"code": "SHUT_OFF", "answer": "YES"},
]


@pytest.fixture
def newcomer(portal):
    """A client whose log-in is new and linked to nobody."""
    account_id = str(uuid.uuid4())
    client = portal("applications", "customer", None, subject=account_id, name="NEW COMER")
    client.account_id = account_id
    return client


@pytest.fixture
def own(portal, number):
    """A client whose log-in acts for the test's customer."""
    return portal("applications", "customer", number, subject=str(uuid.uuid4()), name="OWN LOG-IN")


@pytest.fixture
def open_program(client):
    """A program of this test's own that takes applications today."""
    code = f"P{uuid.uuid4().hex[:6].upper()}"
    manager = client("applications", role="program_manager")
    made = manager.post("/programs", json={"code": code, "name": f"Program {code}"})
    assert made.status_code == 201, made.text
    days = {"valid_from": "2000-01-01", "valid_to": "2199-12-31"}
    match = {"If-Match": str(made.json()["version"])}
    assert manager.put(f"/programs/{code}/years/2026", json=days, headers=match).status_code == 200
    return code


def sign_up(client, program, answers=ANSWERS):
    return client.post("/portal/sign-up", json={"program": program, "answers": answers})


@pytest.mark.req("R262")
def test_sign_up_follows_the_link_and_the_application_takes_its_answers_over(
    running, client, newcomer, open_program, number, receive, http, outbox_of
):
    running("customers", "applications")
    shown = newcomer.get("/portal/sign-up").json()
    assert schemas.SignUp().validate(shown) == {} and shown["registrations"] == []
    [offered] = [program for program in shown["programs"] if program["code"] == open_program]
    assert "SHUT_OFF" in {question["code"] for question in offered["questions"]}
    missing = sign_up(newcomer, open_program, [])
    assert (missing.status_code, missing.json()["fields"][0]["code"]) == (422, "required")
    stored = sign_up(newcomer, open_program)
    assert stored.status_code == 201, stored.text
    [registration] = stored.json()["registrations"]
    assert (registration["answers"], registration["received"]) == (3, False)
    assert sign_up(newcomer, open_program).json()["code"] == "already_signed_up"
    assert http.get(f"/customers/{number}/registrations").json()["items"] == []
    link = {"account_id": newcomer.account_id, "account_name": "NEW COMER"}
    assert client("customers").post(f"/customers/{number}/portal-access/links", json=link).status_code == 201
    path = f"/customers/{number}/registrations"
    [mine] = eventually(lambda: http.get(path).json()["items"])
    assert (mine["program"], mine["registered_on"]) == (open_program, registration["registered_on"])
    [event] = outbox_of("applications", subject=number, type="program_registered")
    assert event["data"] == {"program": open_program, "registered_on": registration["registered_on"]}
    application = receive(program=open_program, program_year=2026, intake_date=registration["registered_on"])
    answers = http.get(f"/applications/{application['id']}/questionnaire").json()["answers"]
    assert [(each["code"], each["answer"]) for each in answers] == [
        (each["code"], each["answer"]) for each in ANSWERS
    ]
    assert {each["entered_by"] for each in answers} == {"NEW COMER (customer portal)"}
    assert http.get(path).json()["items"][0]["received"] is True


@pytest.mark.req("R262")
def test_program_that_takes_no_applications_is_refused(newcomer):
    answer = sign_up(newcomer, "NO_SUCH")
    assert (answer.status_code, answer.json()["fields"][0]["code"]) == (422, "program_closed")


@pytest.mark.req("R226", "R245")
def test_customer_sees_and_answers_what_is_their_own_and_nothing_else(
    own, portal, newcomer, receive, http, outbox_of, new_customer
):
    application = receive()
    [mine] = own.get("/portal/applications").json()["items"]
    assert (mine["program"], mine["status"], mine["questionnaire_open"]) == ("HEAP", "PENDING", True)
    assert "id" not in mine
    [asked] = own.get("/portal/questionnaires").json()["items"]
    body = {"program": asked["program"], "program_year": asked["program_year"], "answers": ANSWERS}
    other = portal("applications", "customer", new_customer()["number"])
    assert other.get("/portal/applications").json()["items"] == []
    assert other.post("/portal/questionnaires", json=body).json()["code"] == "questionnaire_answered"
    answer = own.post("/portal/questionnaires", json=body)
    assert (answer.status_code, answer.json()["items"]) == (201, []), answer.text
    stored = http.get(f"/applications/{application['id']}/questionnaire").json()["answers"]
    assert {each["entered_by"] for each in stored} == {"OWN LOG-IN (customer portal)"}
    assert own.post("/portal/questionnaires", json=body).status_code == 409
    refused = [
        newcomer.get("/portal/applications"),
        newcomer.post("/portal/questionnaires", json=body),
        portal("applications", "vendor", 1001).get("/portal/applications"),
    ]
    assert {answer.status_code for answer in refused} == {403}
