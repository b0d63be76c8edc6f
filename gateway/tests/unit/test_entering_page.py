"""The page of a new customer: after a search, sent once, compared with who has a record, and never losing what was typed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import httpx
import orjson
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from gateway import searched
from homefire.errors import Conflict, FieldProblem, Invalid, Problem, TimedOut
from homefire.statuses import problem_document, status_of

HTTPS = {"base_url": "https://localhost"}
NEW = "/customers/new"
SSN = "765-43-2108"
ADA = {"first_name": "ADA", "last_name": "LOVELACE", "preferred_method": "mail"}
FOUND = {
    "number": 110385, "first_name": "ADDA", "middle_initial": "", "last_name": "LOVELACE", "organization_name": "",
    "date_of_birth": "1950-12-31", "city": "WATSONVILLE", "home_phone": "8315550101", "score": 70, "likely": True,
    "reasons": [
        {"code": "name_alike", "detail": "The name sounds alike.", "points": 35},
        {"code": "same_birth_date", "detail": "Same date of birth.", "points": 35},
    ],
}  # fmt: skip


@pytest.fixture
def ports(app: Flask) -> dict[str, Any]:
    """What the customers service's own port answers, by path, and under `seen` what it was asked."""
    canned: dict[str, Any] = {"/customers/similar": {"items": []}, "seen": []}

    def answer(request: httpx.Request) -> httpx.Response:
        canned["seen"].append(request)
        found = canned[request.url.path]
        found = found(orjson.loads(request.content)) if callable(found) else found
        if isinstance(found, Problem):
            return httpx.Response(status_of(found), json=problem_document(found, "request-1"))
        return httpx.Response(200, json=found)

    services = app.extensions["gateway"].services
    services._http = httpx.Client(transport=httpx.MockTransport(answer))
    return canned


@pytest.fixture
def ready(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers when all goes well."""
    answers["customers.list_customer_reference"] = {
        "items": [{"code": "RESIDENT", "label": "RESIDENT", "data": {}}]
    }
    answers["customers.create_customer"] = {"number": 200001, "version": 1, "warnings": []}
    return answers


def search_first(app: Flask, client: FlaskClient) -> FlaskClient:
    """The browser after its person has searched."""
    cookie = client.get_cookie("__Host-homefire", domain="localhost")
    assert cookie is not None
    with app.test_request_context(headers={"Cookie": f"__Host-homefire={cookie.value}"}):
        response = Response()
        searched.remember(response)
    name, _, value = response.headers["Set-Cookie"].split(";")[0].partition("=")
    client.set_cookie(name, value, domain="localhost", secure=True)
    return client


@pytest.fixture
def searcher(
    app: Flask, caseworker: FlaskClient, ready: dict[str, Any], ports: dict[str, Any]
) -> FlaskClient:
    """A caseworker who has searched."""
    return search_first(app, caseworker)


def fields_of(html: str) -> dict[str, str]:
    """What the form would send as it came, without the boxes that are not ticked."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", html, re.S):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in given and given["name"] != "find" and given.get("type") not in ("checkbox", "radio"):
            found[given["name"]] = unescape(given.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)".*?>(.*?)</select>', html, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        found[name] = (chosen or first)[1] if (chosen or first) else ""
    return found


def sent(client: FlaskClient, **fields: Any) -> Any:
    return client.post(NEW, data={**fields_of(client.get(NEW, **HTTPS).text), **fields}, **HTTPS)


@pytest.mark.req("R133", "R257")
def test_without_a_search_the_page_leads_to_one_and_nothing_is_entered(caseworker, ready, ports, rpc):
    page = caseworker.get(NEW, **HTTPS)
    assert "Search first" in page.text and 'name="first_name"' not in page.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    refused = caseworker.post(NEW, data={**ADA, "csrf_token": token[1]}, **HTTPS)
    assert refused.status_code == 409 and "A search counts for half an hour." in refused.text
    assert fields_of(refused.text)["last_name"] == "LOVELACE"
    assert rpc.asked("customers.create_customer") == []


def test_whoever_may_not_write_enters_nobody(log_in, ready):
    assert log_in("auditor").get(NEW, **HTTPS).status_code == 403


@pytest.mark.req("R254", "R257")
def test_what_was_typed_is_sent_with_its_key_and_blanks_are_left_to_the_service(searcher, rpc):
    page = searcher.get(NEW, **HTTPS)
    key = fields_of(page.text)["key"]
    assert page.headers["Cache-Control"] == "no-store"
    answer = sent(searcher, **ADA, home_phone="(831) 555-0101", **{"mailing_address.zip": "95060"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/customers/200001")
    [call] = rpc.asked("customers.create_customer")
    assert call.args[0] == {
        **ADA, "tax_id_type": "SSN", "customer_type": "RESIDENT", "special_handling": False, "best_time": "NONE",
        "language": "ENGLISH", "home_phone": "(831) 555-0101", "mailing_address": {"zip": "95060"},
        "different_from": [], "wholesale": False, "dormant": False, "cash_on_demand": False, "marketing_emails": False,
    }  # fmt: skip
    assert call.kwargs["idempotency_key"] and call.kwargs["idempotency_key"] != key


@pytest.mark.req("R133")
def test_the_name_that_was_searched_for_is_proposed(searcher):
    form = fields_of(searcher.get(f"{NEW}?first_name=ADA&last_name=%3Cb%3E&ssn=765432108", **HTTPS).text)
    assert (form["first_name"], form["last_name"], form["ssn"]) == ("ADA", "<b>", "")


@pytest.mark.req("R8", "R9")
@pytest.mark.parametrize(
    ("action", "target"),
    [("close", "/customers"), ("application", "/customers/200001/applications/new")],
)
def test_each_button_leads_where_it_says(searcher, action, target):
    assert sent(searcher, **ADA, action=action).headers["Location"] == target


@pytest.mark.req("R18", "R249")
def test_a_number_goes_over_http_and_into_no_draft_and_no_address(searcher, ports, rpc, drafts):
    ports["/customers"] = {"number": 200002, "version": 1, "warnings": []}
    answer = sent(searcher, **ADA, ssn=SSN)
    assert answer.headers["Location"] == "/customers/200002"
    assert rpc.asked("customers.create_customer") == []
    [request] = [request for request in ports["seen"] if request.url.path == "/customers"]
    assert orjson.loads(request.content)["ssn"] == SSN and request.headers["Idempotency-Key"]
    form = fields_of(searcher.get(NEW, **HTTPS).text)
    searcher.post("/customers/0/draft", data={**form, **ADA, "ssn": SSN}, **HTTPS)
    [draft] = drafts.kept.values()
    assert draft.values == ADA


@pytest.mark.req("R7", "R13", "R257")
def test_what_is_wrong_is_said_by_field_and_in_the_summary_and_nothing_typed_is_lost(searcher, ready, ports):
    refusal = Invalid(
        fields=[
            FieldProblem("last_name", "required", "Enter a name."),
            FieldProblem("ssn", "ssn_area", "No."),
        ]
    )
    ports["/customers"] = refusal
    answer = sent(searcher, first_name="ADA", ssn=SSN, email="<b>@example.org")
    assert answer.status_code == 422
    assert 'id="summary"' in answer.text and 'id="last_name-error">Enter a name.' in answer.text
    again = fields_of(answer.text)
    assert (again["first_name"], again["email"], again["ssn"]) == ("ADA", "<b>@example.org", SSN)
    assert "<b>@" not in answer.text


@pytest.mark.req("R19")
def test_an_organization_needs_no_persons_name_and_a_person_both(searcher, rpc):
    sent(searcher, organization_name="HOMELESS GARDEN", tax_id_type="EIN", preferred_method="mail")
    body = rpc.asked("customers.create_customer")[-1].args[0]
    assert "first_name" not in body and (body["organization_name"], body["tax_id_type"]) == (
        "HOMELESS GARDEN",
        "EIN",
    )
    sent(searcher, first_name="ADA", preferred_method="mail")
    assert rpc.asked("customers.create_customer")[-1].args[0]["last_name"] == ""
    page = searcher.get(NEW, **HTTPS).text
    assert all(
        f'value="{kind}"' in page or f">{kind}</option>" in page for kind in ("SSN", "ITIN", "EIN", "NONE")
    )


@pytest.mark.req("R21", "R257")
def test_a_likely_duplicate_asks_for_a_deliberate_confirmation(searcher, ready, ports, rpc):
    ready["customers.create_customer"] = Conflict("Alike.", code="likely_duplicate", numbers=[110385])
    ports["/customers/similar"] = {"items": [FOUND]}
    page = sent(searcher, **ADA)
    assert page.status_code == 409 and 'id="summary"' in page.text
    assert 'href="/customers/110385"' in page.text and "70 of 100" in page.text
    assert "The name sounds alike" in page.text and "This is somebody else; create anyway" in page.text
    form = fields_of(page.text)
    assert form["shown"] == "110385" and form["last_name"] == "LOVELACE"
    ready["customers.create_customer"] = {"number": 200003, "version": 1, "warnings": []}
    unconfirmed = searcher.post(NEW, data=form, **HTTPS)
    assert unconfirmed.status_code == 303
    assert rpc.asked("customers.create_customer")[-1].args[0]["different_from"] == []
    confirmed = searcher.post(NEW, data={**form, "confirmed": "yes"}, **HTTPS)
    assert confirmed.headers["Location"] == "/customers/200003"
    assert rpc.asked("customers.create_customer")[-1].args[0]["different_from"] == [110385]


@pytest.mark.req("R21")
def test_the_same_number_blocks_with_a_link_and_offers_no_confirmation(searcher, ports):
    same = {**FOUND, "score": 100, "reasons": [{"code": "same_tax_id", "detail": "Same.", "points": 100}]}
    ports["/customers/similar"] = {"items": [same]}
    ports["/customers"] = Conflict("There.", code="duplicate_ssn", existing_number=110385)
    page = sent(searcher, **ADA, ssn=SSN).text
    assert "Open the record of customer 110385" in page and "create anyway" not in page


@pytest.mark.req("R21", "R249")
def test_the_comparison_while_typing_leaves_out_what_cannot_be_read_yet(searcher, ports):
    token = fields_of(searcher.get(NEW, **HTTPS).text)["csrf_token"]
    refusal = Invalid(
        fields=[
            FieldProblem("ssn", "not_nine_digits", "Nine."),
            FieldProblem("mailing_address.zip", "z", "z"),
        ]
    )
    ports["/customers/similar"] = lambda body: refusal if "ssn" in body else {"items": [FOUND]}
    data = {
        **ADA,
        "csrf_token": token,
        "ssn": "765",
        "mailing_address.zip": "9",
        "shown": "110385",
        "confirmed": "yes",
    }
    answer = searcher.post(f"{NEW}/similar", data=data, **HTTPS)
    assert answer.status_code == 200 and "ADDA" in answer.text and "checked" in answer.text
    bodies = [orjson.loads(request.content) for request in ports["seen"]]
    assert bodies[0]["ssn"] == "765" and bodies[1] == {
        "first_name": "ADA", "last_name": "LOVELACE", "mailing_address": {}
    }  # fmt: skip
    assert all("765" not in str(request.url) for request in ports["seen"])
    # Somebody else was found since: the earlier confirmation does not speak of them.
    ports["/customers/similar"] = {"items": [FOUND, {**FOUND, "number": 110386}]}
    assert "checked" not in searcher.post(f"{NEW}/similar", data=data, **HTTPS).text


def test_nobody_to_compare_with_and_nobody_to_ask_are_told_apart(searcher, ports):
    token = fields_of(searcher.get(NEW, **HTTPS).text)["csrf_token"]
    data = {**ADA, "csrf_token": token}
    assert "No data to display" in searcher.post(f"{NEW}/similar", data=data, **HTTPS).text
    ports["/customers/similar"] = TimedOut()
    assert "Nobody can be compared now" in searcher.post(f"{NEW}/similar", data=data, **HTTPS).text


@pytest.mark.req("R254")
def test_a_key_is_kept_only_while_its_answer_is_unknown(searcher, ready):
    form = fields_of(searcher.get(NEW, **HTTPS).text)
    ready["customers.create_customer"] = TimedOut()
    assert fields_of(searcher.post(NEW, data={**form, **ADA}, **HTTPS).text)["key"] == form["key"]
    for problem in (Invalid(), Conflict(code="idempotency_key_reused")):
        ready["customers.create_customer"] = problem
        again = searcher.post(NEW, data={**form, **ADA}, **HTTPS)
        assert fields_of(again.text)["key"] != form["key"]
    assert "saved before, with other values" in again.text


@pytest.mark.req("R241", "R257")
def test_a_draft_is_offered_restored_and_ended(searcher, drafts):
    form = fields_of(searcher.get(NEW, **HTTPS).text)
    searcher.post("/customers/0/draft", data={**form, **ADA}, **HTTPS)
    offer = searcher.get(NEW, **HTTPS).text
    assert "You have unsaved changes" in offer and fields_of(offer)["first_name"] == ""
    assert fields_of(searcher.get(f"{NEW}?draft=1", **HTTPS).text)["first_name"] == "ADA"
    # Another customer may be entered while the draft waits.
    searcher.post(NEW, data={**fields_of(offer), **ADA}, **HTTPS)
    assert drafts.kept
    left = searcher.post(f"{NEW}/exit", data={"csrf_token": form["csrf_token"]}, **HTTPS)
    assert left.headers["Location"] == "/customers" and drafts.kept == {}
    searcher.post("/customers/0/draft", data={**form, **ADA}, **HTTPS)
    searcher.post(f"{NEW}/draft/discard", data={"csrf_token": form["csrf_token"]}, **HTTPS)
    assert drafts.kept == {}


@pytest.mark.req("R256")
def test_limited_fields_have_counters_from_the_contract(searcher):
    page = searcher.get(NEW, **HTTPS).text
    for name, most in (("first_name", 50), ("organization_name", 120), ("mailing_address_street", 100)):
        assert f'data-counted="{name}-count"' in page
        assert re.search(rf'id="{name}"[^>]*maxlength="{most}"', page)


@pytest.mark.req("R261")
def test_a_type_of_one_program_says_so(searcher, ready):
    ready["customers.list_customer_reference"]["items"].append(
        {"code": "OWNER", "label": "BUILDING OWNER", "program": "HEAP", "data": {}}
    )
    assert "BUILDING OWNER (HEAP)</option>" in searcher.get(NEW, **HTTPS).text


def test_a_form_without_a_single_field_is_answered(searcher, ready):
    token = fields_of(searcher.get(NEW, **HTTPS).text)["csrf_token"]
    ready["customers.create_customer"] = Invalid()
    hostile = {
        "csrf_token": token,
        "base": "[",
        "shown": ["x", "9" * 400, "-1"],
        "confirmed": "1",
        "key": "\x00",
    }
    assert searcher.post(NEW, data=hostile, **HTTPS).status_code == 422
