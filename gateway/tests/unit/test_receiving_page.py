"""The first form of an application: what the record proposes, what is sent, and that it is sent once."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from homefire.errors import AcknowledgementRequired, Conflict, FieldProblem, Invalid, Unavailable

HTTPS = {"base_url": "https://localhost"}
PAGE = "/customers/110385/applications/new"
RECORD = "/customers/110385"
HELD = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z", "expires_at": "2026-11-20T22:04:00Z"}
YEARS = [
    {"year": year, "valid_from": f"{year - 1}-11-01", "valid_to": f"{year + 1}-07-31"}
    for year in (2090, 2027, 2026, 2025, 2024)
]


@pytest.fixture
def ready(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers when all goes well."""
    answers["applications.list_programs"] = {
        "items": [{"code": "HEAP", "name": "HOME ENERGY ASSISTANCE PROGRAM", "years": YEARS}]
    }
    answers["applications.list_application_reference"] = {
        "items": [{"code": "PGE", "label": "PACIFIC GAS & ELECTRIC COMPANY"}]
    }
    answers["customers.list_customer_reference"] = {"items": []}
    answers["applications.receive_application"] = {"id": 5001, "warnings": []}
    answers["customers.take_lock"] = answers["customers.renew_lock"] = HELD
    answers["customers.release_lock"] = {"released": True}
    answers["customers.update_customer"] = {"number": 110385, "version": 2, "warnings": []}
    return answers


def fields_of(html: str, form: str = "application-form") -> dict[str, str]:
    """What a form of the page would send as it came."""
    html = html.split(f'<form id="{form}"')[1].split("</form>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", html, re.S):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in given and given.get("type") not in ("checkbox", "radio"):
            found[given["name"]] = unescape(given.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)".*?>(.*?)</select>', html, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        found[name] = (chosen or first)[1] if (chosen or first) else ""
    return found


def loaded(client: FlaskClient) -> dict[str, str]:
    return fields_of(client.get(PAGE, **HTTPS).text)


@pytest.mark.req("R9")
def test_what_the_record_knows_is_proposed(caseworker, ready):
    page = caseworker.get(PAGE, **HTTPS).text
    for shown in ("HOLSCHEIN, DOENA T", "110385", "12/31/1950", "***-**-2108", "(831) 555-0101"):
        assert f'value="{shown}"' in page
    form = fields_of(page)
    assert (form["program"], form["place_of_service.street"], form["place_of_service.zip"]) == (
        "HEAP",
        "THIS",
        "95077",
    )
    assert re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", form["intake_date"])
    # The year is the newest that takes applications on the intake date, and no later one.
    year = int(form["intake_date"].rpartition("/")[2])
    assert form["program_year"] in ("", str(year), str(year + 1))


@pytest.mark.req("R9")
@pytest.mark.parametrize("street", ["PO BOX 12", "P.O. Box 7", "Post Office Box 9"])
def test_a_post_office_box_is_no_service_address(caseworker, ready, street):
    ready["customers.get_customer"]["mailing_address"]["street"] = street
    page = caseworker.get(PAGE, **HTTPS).text
    assert "no energy is delivered" in page
    assert all(not value for name, value in fields_of(page).items() if name.startswith("place_of_service."))


@pytest.mark.req("R9", "R254")
def test_the_application_is_sent_with_its_key_and_opened(caseworker, ready, rpc):
    form = loaded(caseworker)
    chosen = {"program_year": "2027", "utility_vendor": "PGE", "account_number": "0123"}
    answer = caseworker.post(PAGE, data={**form, **chosen}, **HTTPS)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{RECORD}/applications/5001")
    [call] = rpc.asked("applications.receive_application")
    assert call.args[0] == 110385 and call.kwargs == {"idempotency_key": form["key"]}
    body = call.args[1]
    assert (body["program"], body["program_year"], body["utility_vendor"]) == ("HEAP", 2027, "PGE")
    assert body["place_of_service"]["unit"] == "A" and "utility_type" not in body
    assert "ssn" not in str(body).lower() and "2108" not in str(body)


@pytest.mark.req("R9")
def test_warnings_of_the_new_application_are_shown_on_its_page_and_once(caseworker, ready):
    warning = {"field": "place_of_service.zip", "code": "po_box_zip", "detail": "This ZIP has boxes only."}
    ready["applications.receive_application"] = {"id": 5001, "warnings": [warning]}
    caseworker.post(PAGE, data=loaded(caseworker), **HTTPS)
    assert "This ZIP has boxes only." in caseworker.get(f"{RECORD}/applications/5001", **HTTPS).text
    assert "This ZIP has boxes only." not in caseworker.get(f"{RECORD}/applications/5001", **HTTPS).text


def test_what_is_wrong_is_said_by_field_and_what_was_typed_stays(caseworker, ready):
    ready["applications.receive_application"] = Invalid(
        fields=[
            FieldProblem("place_of_service.street", "required", "This is required."),
            FieldProblem("intake_date", "in_the_future", "The intake date is in the future."),
        ]
    )
    answer = caseworker.post(PAGE, data={**loaded(caseworker), "account_number": "00 12"}, **HTTPS)
    assert answer.status_code == 422 and 'id="summary"' in answer.text
    assert 'id="place_of_service_street-error">This is required.' in answer.text
    assert 'id="intake_date-error">The intake date is in the future.' in answer.text
    assert fields_of(answer.text)["account_number"] == "00 12"


@pytest.mark.req("R7")
@pytest.mark.parametrize("page", [PAGE, f"{RECORD}/applications/5001"])
def test_what_is_missing_is_told_along_with_what_the_service_cannot_read(caseworker, ready, page):
    """The service looks at the address only once it can read the date: nobody saves twice to learn of both."""
    form = "application-form" if page == PAGE else "record-form"
    wrong = Invalid(fields=[FieldProblem("intake_date", "not_a_date", "Enter a date.")])
    ready["applications.receive_application"] = ready["applications.update_application"] = wrong
    blank = {"intake_date": "soon", "place_of_service.street": "", "place_of_service.zip": " "}
    loaded = fields_of(caseworker.get(page, **HTTPS).text, form)
    answer = caseworker.post(page, data={**loaded, **blank}, **HTTPS)
    assert answer.status_code == 422
    told = re.findall(r'<a href="#(\w+)">[^<]*</a>: ([^<]*?)\s*</li>', answer.text.split('id="summary"')[1])
    place = [(f"place_of_service_{name}", "This is required.") for name in ("street", "zip")]
    assert [each for each in told if each[0] in ("intake_date", *dict(place))] == [
        ("intake_date", "Enter a date."),
        *place,
    ]
    other = Conflict("There is one of this year.", code="already_active")
    ready["applications.receive_application"] = ready["applications.update_application"] = other
    assert "This is required." not in caseworker.post(page, data={**loaded, **blank}, **HTTPS).text


@pytest.mark.req("R254")
def test_a_key_is_kept_only_while_its_answer_is_unknown(caseworker, ready):
    form = loaded(caseworker)
    ready["applications.receive_application"] = Unavailable()
    assert fields_of(caseworker.post(PAGE, data=form, **HTTPS).text)["key"] == form["key"]
    for problem in (Conflict(code="active_application_exists"), Invalid(code="idempotency_key_reused")):
        ready["applications.receive_application"] = problem
        again = caseworker.post(PAGE, data=form, **HTTPS)
        assert fields_of(again.text)["key"] != form["key"]
    assert "sent before, with other values" in again.text


@pytest.mark.req("R26")
def test_special_handling_asks_for_the_reason_and_sends_it(caseworker, ready, rpc):
    form = loaded(caseworker)
    ready["applications.receive_application"] = AcknowledgementRequired()
    asked = caseworker.post(PAGE, data=form, **HTTPS)
    assert asked.status_code == 428 and 'name="acknowledgement"' in asked.text
    caseworker.post(PAGE, data=form | {"acknowledgement": "my  manager agreed"}, **HTTPS)
    assert rpc.asked("applications.receive_application")[-1].kwargs["acknowledgement"] == "my manager agreed"


@pytest.mark.req("R247")
def test_whoever_may_not_write_applications_receives_none(log_in, ready, rpc):
    assert log_in("auditor").get(PAGE, **HTTPS).status_code == 403
    assert rpc.asked("applications.receive_application") == []


@pytest.mark.req("R6", "R9")
def test_save_and_add_application_saves_frees_the_record_and_leads_to_the_form(caseworker, ready, rpc):
    form = fields_of(caseworker.get(RECORD, **HTTPS).text, "record-form")
    answer = caseworker.post(
        RECORD, data={**form, "email": "new@email.com", "action": "application"}, **HTTPS
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert rpc.asked("customers.update_customer")[0].args[1] == {"email": "new@email.com"}
    assert rpc.asked("customers.release_lock")[0].args == [110385, {"token": 7}]
    assert "Saved." in caseworker.get(PAGE, **HTTPS).text


@pytest.mark.req("R9")
def test_a_save_that_fails_leads_to_no_application(caseworker, ready, rpc):
    form = fields_of(caseworker.get(RECORD, **HTTPS).text, "record-form")
    ready["customers.update_customer"] = Invalid(fields=[FieldProblem("email", "not_an_email", "No @.")])
    answer = caseworker.post(RECORD, data={**form, "email": "nobody", "action": "application"}, **HTTPS)
    assert answer.status_code == 422 and "Location" not in answer.headers
    assert rpc.asked("customers.release_lock") == []


def test_a_customer_service_that_is_away_costs_the_proposal_and_not_the_form(caseworker, ready):
    ready["customers.get_customer"] = Unavailable()
    page = caseworker.get(PAGE, **HTTPS)
    assert page.status_code == 200 and "Not available now." in page.text
    assert fields_of(page.text)["place_of_service.street"] == ""


@pytest.mark.parametrize("year", ["", "abc", "20270", "9" * 50, "-1", "²"])
def test_a_year_that_is_none_is_left_to_the_service_to_refuse(caseworker, ready, rpc, year):
    caseworker.post(PAGE, data={**loaded(caseworker), "program_year": year}, **HTTPS)
    sent = rpc.asked("applications.receive_application")[-1].args[1]["program_year"]
    assert sent in (None, 20270)


@pytest.mark.req("R33")
def test_the_mailing_address_is_copied_on_request_and_the_rest_stays_as_typed(caseworker, ready, rpc):
    form = fields_of(caseworker.get(PAGE, **HTTPS).text)
    typed = {"place_of_service.street": "ELSEWHERE", "place_of_service.zip": "93933", "account_number": "77"}
    page = caseworker.post(PAGE, data={**form, **typed, "action": "same_as_mailing"}, **HTTPS)
    again = fields_of(page.text)
    assert (again["place_of_service.street"], again["place_of_service.zip"]) == ("THIS", "95077")
    assert again["place_of_service.unit"] == "A" and again["account_number"] == "77"
    assert again["key"] == form["key"] and rpc.asked("applications.receive_application") == []


@pytest.mark.req("R9", "R262")
def test_form_tells_of_a_sign_up_that_waits_and_proposes_its_program(caseworker, ready):
    years = [{"year": 2026, "valid_from": "2000-01-01", "valid_to": "2199-12-31"}]
    ready["applications.list_programs"]["items"].append(
        {"code": "WX", "name": "WEATHERIZATION", "years": years}
    )
    waits = {"program": "WX", "program_name": "WEATHERIZATION", "program_year": 2026,
             "registered_on": "2026-11-20", "answers": 3, "received": False}  # fmt: skip
    taken = waits | {"program": "HEAP", "program_name": "HEAP", "received": True}
    ready["applications.list_registrations"] = {"items": [taken, waits]}
    html = unescape(caseworker.get(PAGE, **HTTPS).text)
    assert "Signed up in the portal for WEATHERIZATION 2026 on 11/20/2026" in html
    assert html.count("Signed up in the portal for") == 1
    sent = fields_of(html)
    assert (sent["program"], sent["program_year"]) == ("WX", "2026")


@pytest.mark.req("R31")
def test_place_of_service_carries_every_word_that_its_script_says(caseworker: FlaskClient) -> None:
    page = caseworker.get(f"{RECORD}/applications/new", **HTTPS).text
    box = page.split('data-prefix="place_of_service"')[1].split(">")[0]
    for name in ("place", "auto", "hand", "cities", "countyless", "unknown"):
        assert f'data-{name}="' in box
