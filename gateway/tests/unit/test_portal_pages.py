"""The portal's pages: what a customer, a newcomer and a vendor see, and linking on the staff's page (R245, R262)."""

from __future__ import annotations

import io
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway.contracts import Contracts
from homefire.errors import Conflict, Locked

HTTPS = {"base_url": "https://localhost"}
NUMBER = 110385
QUESTIONS = [
    {
        "code": code,
        "question": text,
        "kind": kind,
        "choices": choices,
        "required": bool(choices),
        "form_version": "1",
    }
    for code, text, kind, choices in (
        ("SHUT_OFF", "Is it shut off?", "YES_NO", ["YES", "NO"]),
        ("HEARD", "How did you hear?", "TEXT", []),
    )
]
PROGRAM = {"code": "HEAP", "name": "HOME ENERGY ASSISTANCE", "questions": QUESTIONS}
REGISTRATION = {
    "program": "HEAP",
    "program_name": "HOME ENERGY ASSISTANCE",
    "program_year": 2026,
    "registered_on": "2026-11-25",
    "answers": 2,
    "entered_by": "NEW COMER",
    "entered_at": "2026-11-25T20:00:00Z",
    "received": False,
}
LINKED = {"state": "LINKED", "link_id": 4, "customer_number": NUMBER, "leads_to": NUMBER}


NOT_LINKED = {"state": "NONE", "link_id": None, "customer_number": None, "leads_to": None}


@pytest.fixture
def contracts(committed_contracts: Contracts) -> Contracts:
    """The committed ones: these pages go through operations of several services."""
    return committed_contracts


@pytest.fixture
def told(answers: dict[str, Any]) -> dict[str, Any]:
    """What the services answer in the portal."""
    answers |= {
        "customers.get_own_portal_link": NOT_LINKED,
        "applications.get_sign_up": {"registrations": [], "programs": [PROGRAM]},
        "applications.sign_up": {"registrations": [REGISTRATION], "programs": []},
        "applications.list_registrations": {"items": [REGISTRATION]},
        "applications.list_own_applications": {"items": [{
            "program": "HEAP", "program_name": "HOME ENERGY ASSISTANCE", "program_year": 2026,
            "status": "PENDING", "intake_date": "2026-11-20", "questionnaire_open": True}]},
        "applications.list_own_questionnaires": {"items": [{
            "program": "HEAP", "program_name": "HOME ENERGY ASSISTANCE", "program_year": 2026, "questions": QUESTIONS}]},
        "documents.list_own_documents": {"items": [], "extensions": ["pdf", "png"], "types": [
            {"code": "UTILITY_BILL", "label": "UTILITY BILL"}]},
        "documents.hand_in_document": {},
        "weatherization.list_own_jobs": {"items": [{
            "job_id": 36582, "job_type": {"code": "LIWP", "label": "LIWP"}, "status": "COMPLETED",
            "completed_date": "2026-03-04", "service_address": "111 THIS ST", "city": "MARINA", "zip": "93933"}],
            "next": None},
        "messaging.list_portal_messages": {"items": [], "unread": 2, "next": None},
        "customers.take_lock": {"token": 3, "since": None},
        "customers.release_lock": {},
        "customers.get_portal_access": {"number": NUMBER, "links": [], "codes": []},
    }  # fmt: skip
    return answers


@pytest.fixture
def linked(customer: FlaskClient, portal_accounts: Any, told: dict[str, Any], sessions: Any) -> FlaskClient:
    """A customer's browser, whose account says what customers says."""
    told["customers.get_own_portal_link"] = LINKED
    [signed_in] = [each for each in sessions.open_ones.values() if each.party]
    portal_accounts.parties[str(signed_in.account_id)] = NUMBER
    return customer


def page_of(browser: FlaskClient, address: str, **options: Any) -> str:
    answer = browser.get(address, **HTTPS, **options)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def send(browser: FlaskClient, address: str, data: dict[str, Any], seen: str = "/portal") -> Any:
    token = page_of(browser, seen).split('name="csrf_token" value="')[1].split('"')[0]
    return browser.post(address, data={"csrf_token": token, **data}, **HTTPS)


@pytest.mark.req("R262")
def test_newcomer_sees_how_far_the_sign_up_is_and_nothing_of_any_customer(
    newcomer: FlaskClient, told: dict[str, Any], rpc: Any
) -> None:
    page = page_of(newcomer, "/portal")
    assert "ABCDE-FGHJK" in page and "Code of the letter" in page
    assert "Documents" not in page
    assert {call.method for call in rpc.calls} == {"get_own_portal_link", "get_sign_up"}
    for address in ("/portal/documents", "/portal/questionnaires"):
        assert newcomer.get(address, **HTTPS).headers["Location"] == "/portal"


@pytest.mark.req("R262")
def test_newcomer_signs_up_for_a_program_with_its_questionnaire(
    newcomer: FlaskClient, told: dict[str, Any], rpc: Any
) -> None:
    assert "/portal/programs?program=HEAP" in page_of(newcomer, "/portal/programs")
    form = page_of(newcomer, "/portal/programs?program=HEAP")
    assert 'type="radio"' in form and 'maxlength="1000"' in form
    data = {
        "program": "HEAP",
        "answers.0.code": "SHUT_OFF",
        "answers.0.answer": "YES",
        "answers.1.code": "HEARD",
    }
    assert send(newcomer, "/portal/programs", data).headers["Location"] == "/portal?done=registered"
    [call] = rpc.asked("applications.sign_up")
    assert call.args == [
        {
            "program": "HEAP",
            "answers": [{"code": "SHUT_OFF", "answer": "YES"}, {"code": "HEARD", "answer": ""}],
        }
    ]
    told["applications.sign_up"] = Conflict(
        "You have signed up for this program already.", code="already_signed_up"
    )
    again = send(newcomer, "/portal/programs", data)
    assert again.status_code == 409 and "signed up for this program already" in again.text


@pytest.mark.req("R262")
def test_link_that_customers_knows_is_taken_over_at_the_next_visit_and_its_end_as_well(
    newcomer: FlaskClient, told: dict[str, Any], portal_accounts: Any, linked: FlaskClient
) -> None:
    told["customers.get_own_portal_link"] = NOT_LINKED
    page_of(newcomer, "/portal")
    told["customers.get_own_portal_link"] = LINKED
    assert newcomer.get("/portal", **HTTPS).headers["Location"] == "/portal"
    assert sorted(portal_accounts.parties.values()) == [NUMBER, NUMBER]
    told["customers.get_own_portal_link"] = NOT_LINKED
    assert linked.get("/portal", **HTTPS).headers["Location"] == "/portal"
    assert set(portal_accounts.parties.values()) == {None, NUMBER}


@pytest.mark.req("R245")
def test_customer_sees_what_stands_in_plain_words_and_what_is_next(linked: FlaskClient) -> None:
    page = page_of(linked, "/portal")
    assert "The agency has your application and is checking it." in page
    assert "PENDING" not in page
    assert "Next: answer the questionnaire" in page
    spanish = page_of(linked, "/portal", headers={"Accept-Language": "es"})
    assert '<html lang="es">' in spanish and "Sus solicitudes" in spanish


@pytest.mark.req("R245", "R262")
def test_deleted_record_is_said_to_be_closed_and_shows_nothing(
    linked: FlaskClient, told: dict[str, Any], rpc: Any
) -> None:
    told["customers.get_own_portal_link"] = LINKED | {"state": "DELETED"}
    assert "Your record is closed" in page_of(linked, "/portal")
    assert {call.service for call in rpc.calls} == {"customers"}
    told["documents.list_own_documents"] = Conflict(code="customer_deleted")
    answer = linked.get("/portal/documents", **HTTPS)
    assert answer.status_code == 409 and "record at the agency is closed" in answer.text


@pytest.mark.req("R245")
def test_questionnaire_is_sent_and_a_refusal_keeps_what_was_typed(
    linked: FlaskClient, told: dict[str, Any], rpc: Any
) -> None:
    told["applications.answer_own_questionnaire"] = {"items": []}
    data = {"program": "HEAP", "program_year": "2026", "answers.0.code": "SHUT_OFF", "answers.0.answer": "NO",
            "answers.1.code": "HEARD", "answers.1.answer": "a neighbour"}  # fmt: skip
    assert send(linked, "/portal/questionnaires", data).status_code == 303
    [call] = rpc.asked("applications.answer_own_questionnaire")
    assert call.args[0]["program_year"] == 2026
    told["applications.answer_own_questionnaire"] = Locked("Held.")
    refused = unescape(send(linked, "/portal/questionnaires", data).text)
    assert "working on your record now" in refused and "a neighbour" in refused


@pytest.mark.req("R196", "R245")
def test_document_is_passed_on_as_a_file_larger_than_other_forms(
    linked: FlaskClient, told: dict[str, Any], rpc: Any
) -> None:
    page = page_of(linked, "/portal/documents")
    assert 'accept=".pdf,.png"' in page and "Utility bill" in page
    data = {"document_type": "UTILITY_BILL", "file": (io.BytesIO(b"%PDF-" + b"x" * 200_000), "bill.pdf")}
    answer = send(linked, "/portal/documents", data, "/portal/documents")
    assert answer.status_code == 303, answer.text
    assert answer.headers["Location"] == "/portal/documents?done=taken"
    assert len(rpc.asked("documents.hand_in_document")) == 1
    nothing = send(linked, "/portal/documents", {"document_type": "UTILITY_BILL"}, "/portal/documents")
    assert nothing.status_code == 422 and "Choose a file." in nothing.text


@pytest.mark.req("R95")
def test_customer_sees_the_own_jobs_and_how_many_messages_wait(
    linked: FlaskClient, told: dict[str, Any]
) -> None:
    page = page_of(linked, "/portal")
    assert "111 THIS ST, MARINA 93933" in page and "completed on 3/4/2026" in page
    assert '<a href="/portal/messages">unread messages: 2</a>' in page
    del told["weatherization.list_own_jobs"], told["messaging.list_portal_messages"]
    page = page_of(linked, "/portal")
    assert "does not work at the moment" in page and "unread messages" not in page


@pytest.mark.req("R244", "R245")
def test_vendor_sees_what_is_assigned_and_no_customers_page(
    vendor: FlaskClient, told: dict[str, Any], rpc: Any
) -> None:
    told["weatherization.list_assignments"] = {"items": [{
        "kind": "project", "id": 12, "program": {"code": "WX", "label": "WEATHERIZATION"}, "job_type": "",
        "status": "ASSIGNED", "open": True, "scheduled_for": "2026-12-01", "completed_on": None, "tasks": [],
        "places": [{"service_address": "7 OAK ST", "city": "SEASIDE", "zip": "93955"}]}]}  # fmt: skip
    page = page_of(vendor, "/portal")
    assert "Project 12" in page and "7 OAK ST" in page
    assert {call.method for call in rpc.calls} == {"list_assignments"}
    del told["weatherization.list_assignments"]
    assert "does not work at the moment" in page_of(vendor, "/portal")


@pytest.mark.req("R225", "R262")
def test_form_of_a_new_account_tells_what_is_wrong_by_field(app: Flask, portal_accounts: Any) -> None:
    browser = app.test_client()
    refused = send(
        browser, "/portal/sign-up", {"user_name": "two words", "password": "short"}, "/portal/sign-up"
    )
    assert refused.status_code == 422
    for name in ("display_name", "user_name", "password"):
        assert f'id="{name}-error"' in refused.text
    assert portal_accounts.signed_up == []


@pytest.mark.req("R262")
def test_staff_link_the_log_in_of_a_sign_up_and_take_it_away(
    caseworker: FlaskClient, told: dict[str, Any], rpc: Any, portal_accounts: Any
) -> None:
    here = f"/customers/{NUMBER}/portal-access"
    account_id = portal_accounts.newcomer.id
    link = {"id": 4, "customer_number": NUMBER, "account_id": account_id, "account_name": "NEW COMER", "way": "STAFF",
            "linked_by": "JOHN", "linked_at": "2026-11-25T20:00:00Z", "ended_by": "", "ended_at": None}  # fmt: skip
    told |= {"customers.link_portal_account": link, "customers.end_portal_link": link}
    assert "NEW COMER" in page_of(caseworker, f"{here}?code=ABCDE-FGHJK")
    linked = send(caseworker, f"{here}/links", {"code": "ABCDE-FGHJK"}, here)
    assert linked.headers["Location"] == f"{here}?done=linked"
    assert portal_accounts.parties == {account_id: NUMBER}
    told["customers.get_portal_access"] = {"number": NUMBER, "links": [link], "codes": []}
    portal_accounts.parties.clear()
    assert "opens with the customer's next visit" in page_of(caseworker, here)
    portal_accounts.parties[account_id] = NUMBER
    told["customers.end_portal_link"] = Conflict("No.", code="conflict")
    assert send(caseworker, f"{here}/links/4/end", {}, here).status_code == 409
    assert portal_accounts.parties == {account_id: NUMBER}, "customers owns the link, which still holds"
    told["customers.end_portal_link"] = link
    assert send(caseworker, f"{here}/links/4/end", {}, here).headers["Location"] == f"{here}?done=ended"
    assert portal_accounts.parties == {account_id: None}
    assert send(caseworker, f"{here}/links", {"code": "ZZZZZ-ZZZZZ"}, here).status_code == 404
    assert len(rpc.asked("customers.link_portal_account")) == 1


@pytest.mark.req("R262")
def test_letter_shows_the_code_once_with_the_mailing_address(
    caseworker: FlaskClient, told: dict[str, Any]
) -> None:
    here = f"/customers/{NUMBER}/portal-access"
    told["customers.order_portal_code"] = {
        "id": 1, "customer_number": NUMBER, "ordered_by": "JOHN", "ordered_at": "2026-11-25T20:00:00Z",
        "expires_at": "2026-12-25T20:00:00Z", "state": "OPEN", "code": "ABCD-EFGH-JKMN-PQRS"}  # fmt: skip
    letter = send(caseworker, f"{here}/codes", {}, here)
    assert letter.status_code == 200 and "ABCD-EFGH-JKMN-PQRS" in letter.text
    assert letter.headers["Cache-Control"] == "no-store"
    assert "ABCD-EFGH-JKMN-PQRS" not in page_of(caseworker, here)


@pytest.mark.req("R247", "R262")
@pytest.mark.parametrize("path", ["links", "links/4/end", "codes"])
def test_who_only_reads_links_nobody(
    log_in: Callable[..., FlaskClient], told: dict[str, Any], rpc: Any, portal_accounts: Any, path: str
) -> None:
    here = f"/customers/{NUMBER}/portal-access"
    auditor = log_in("auditor")
    assert send(auditor, f"{here}/{path}", {"code": "ABCDE-FGHJK"}, here).status_code == 403
    assert portal_accounts.parties == {}
    methods = {call.method for call in rpc.calls}
    assert not methods & {"link_portal_account", "end_portal_link", "order_portal_code", "take_lock"}


@pytest.mark.req("R254", "R245")
def test_each_form_of_the_portal_is_sent_under_a_key(
    linked: FlaskClient, told: dict[str, Any], rpc: Any, app: Flask
) -> None:
    told["applications.answer_own_questionnaire"] = {"items": []}
    for address in ("/portal/questionnaires", "/portal/documents", "/portal/programs?program=HEAP"):
        assert 'name="key" value="' in page_of(linked, address)
    data = {"program": "HEAP", "program_year": "2026", "answers.0.code": "SHUT_OFF", "key": "k-1"}
    assert send(linked, "/portal/questionnaires", data).status_code == 303
    assert send(linked, "/portal/programs", data).status_code == 303
    said = [call.kwargs for call in rpc.calls if call.method in ("answer_own_questionnaire", "sign_up")]
    assert said == [{"idempotency_key": "k-1"}] * 2
    seen = []
    relay = app.extensions["gateway"].services.relay
    app.extensions["gateway"].services.relay = lambda *args, **given: (
        seen.append(given) or relay(*args, **given)
    )
    file = {"document_type": "UTILITY_BILL", "file": (io.BytesIO(b"%PDF-"), "bill.pdf"), "key": "k-2"}
    assert send(linked, "/portal/documents", file, "/portal/documents").status_code == 303
    assert seen[0]["headers"]["Idempotency-Key"] == "k-2"


@pytest.mark.req("R242", "R245")
def test_refusals_are_said_in_the_customers_language(linked: FlaskClient, told: dict[str, Any]) -> None:
    told["applications.answer_own_questionnaire"] = Conflict("English.", code="questionnaire_answered")
    linked.set_cookie("__Host-homefire-language", "es", domain="localhost", secure=True)
    token = page_of(linked, "/portal").split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, "program": "HEAP", "program_year": "2026"}
    spanish = {"headers": {"Accept-Language": "es"}}
    answer = linked.post("/portal/questionnaires", data=form, **HTTPS, **spanish)
    assert "No hay ningún cuestionario" in unescape(answer.text)
    answer = linked.post("/portal/documents", data={"csrf_token": token}, **HTTPS, **spanish)
    assert "Elija un archivo." in unescape(answer.text)
