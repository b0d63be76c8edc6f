"""The page on which an application is edited: what is sent, what is merged, and what is pointed out."""

from __future__ import annotations

import copy
import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway.contracts import Contracts
from homefire.errors import AcknowledgementRequired, Conflict, FieldProblem, Invalid, Locked, StaleVersion

HTTPS = {"base_url": "https://localhost"}
PAGE = "/customers/110385/applications/5001"
UPDATE = "applications.update_application"
HELD = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z", "expires_at": "2026-11-20T22:04:00Z"}
ELSEWHERE = {
    "field": "place_of_service",
    "code": "address_elsewhere",
    "detail": "The service address is also that of application 88 of customer 77.",
    "application_id": 88,
    "customer_number": 77,
}


@pytest.fixture(scope="module")
def contracts() -> Contracts:
    """The contracts as they are, with the question that verification asks of a new place."""
    documents = copy.deepcopy(dict(Contracts.committed().documents))
    patch = documents["applications"]["components"]["schemas"]["ApplicationPatch"]
    patch["properties"]["place_change"] = {"type": "string", "enum": ["MOVED", "CORRECTION"]}
    return Contracts(documents)


@pytest.fixture
def ready(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers when all goes well, and this person has the record open."""
    answers["customers.take_lock"] = answers["customers.renew_lock"] = HELD
    answers["customers.release_lock"] = {"released": True}
    answers["customers.list_customer_reference"] = {"items": []}
    answers["applications.list_application_reference"] = {"items": [{"code": "SCE", "label": "EDISON"}]}
    answers["applications.list_application_warnings"] = {"items": [ELSEWHERE]}
    answers[UPDATE] = answers["applications.get_application"] | {"version": 2, "warnings": []}
    return answers


def fields_of(html: str) -> dict[str, str]:
    """What the page's form would send as it came."""
    html = html.split('<form id="record-form"')[1].split("</form>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", html, re.S):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in given and given.get("type") != "checkbox":
            found[given["name"]] = unescape(given.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)".*?>(.*?)</select>', html, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def loaded(client: FlaskClient) -> dict[str, str]:
    return fields_of(client.get(PAGE, **HTTPS).text)


@pytest.mark.req("R77", "R85", "R254", "R259")
def test_only_what_was_changed_is_sent_with_version_lock_and_key(caseworker, ready, rpc):
    form = loaded(caseworker)
    assert (form["intake_date"], form["utility_vendor"], form["account_number"]) == (
        "12/3/2018",
        "PGE",
        "10223456789",
    )
    changed = {"account_number": "0012", "place_of_service.unit": "B", "place_change": "CORRECTION"}
    answer = caseworker.post(PAGE, data=form | changed, **HTTPS)
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    [call] = rpc.asked(UPDATE)
    assert call.args == [
        5001,
        {"account_number": "0012", "place_of_service": {"unit": "B"}, "place_change": "CORRECTION"},
    ]
    assert call.kwargs == {"if_match": "1", "idempotency_key": form["key"], "lock_token": 7}
    assert "Saved." in caseworker.get(PAGE, **HTTPS).text


@pytest.mark.req("R92", "R259")
def test_the_intake_date_is_fixed_where_it_stays_as_it_is(caseworker, ready, rpc):
    form = loaded(caseworker)
    ready["applications.get_application"] |= {"dates_frozen": True}
    html = caseworker.get(PAGE, **HTTPS).text
    assert 'name="intake_date"' not in html and 'id="intake_date" readonly value="12/3/2018"' in html
    typed = loaded(caseworker) | {"account_number": "0012"}
    assert caseworker.post(PAGE, data=typed, **HTTPS).status_code == 303
    assert rpc.asked(UPDATE)[-1].args[1] == {"account_number": "0012"}
    # Transferred by somebody else while the form was open.
    problem = FieldProblem("intake_date", "dates_are_frozen", "The dates stay as they are. CORE has them.")
    ready[UPDATE] = Conflict(problem.detail, code=problem.code, fields=[problem])
    page = caseworker.post(PAGE, data=form | {"intake_date": "12/4/2018"}, **HTTPS)
    assert page.status_code == 409 and problem.detail in page.text


@pytest.mark.req("R142")
def test_what_a_new_address_means_is_asked_and_sent_with_it_alone(caseworker, ready, rpc):
    form = loaded(caseworker)
    caseworker.post(PAGE, data=form | {"account_number": "9", "place_change": "MOVED"}, **HTTPS)
    assert rpc.asked(UPDATE)[-1].args[1] == {"account_number": "9"}
    detail = "Say whether the customer moved."
    ready[UPDATE] = Invalid(fields=[FieldProblem("place_change", "required", detail)])
    page = caseworker.post(PAGE, data=form | {"place_of_service.street": "NEW"}, **HTTPS)
    assert "place_change" not in rpc.asked(UPDATE)[-1].args[1]
    assert f'id="place_change-error">{detail}' in page.text


@pytest.mark.req("R142")
def test_after_a_move_the_place_of_service_is_to_be_confirmed(caseworker, ready, rpc):
    assert "place_confirmed" not in caseworker.get(PAGE, **HTTPS).text
    ready["applications.get_application"] |= {"place_doubt": "MOVED"}
    page = caseworker.get(PAGE, **HTTPS).text
    assert "The customer has moved: confirm place of service, county and AMI." in page
    assert 'name="place_confirmed"' in page
    caseworker.post(PAGE, data=loaded(caseworker) | {"place_confirmed": "1"}, **HTTPS)
    assert rpc.asked(UPDATE)[-1].args[1] == {"place_confirmed": True}
    ready["applications.get_application"] |= {"place_doubt": "UNSAID"}
    assert "nobody said why: confirm place of service" in caseworker.get(PAGE, **HTTPS).text


@pytest.mark.req("R90")
def test_other_applications_with_the_same_address_are_linked(caseworker, ready):
    page = caseworker.get(PAGE, **HTTPS).text
    assert ELSEWHERE["detail"] in page
    assert '<a href="/customers/77/applications/88">Open application 88</a>' in page
    made = {
        "pattern": "The service address is also that of application {which} of customer {whose}.",
        "values": {"which": "88", "whose": "77"},
    }
    ready["applications.list_application_warnings"] = {"items": [ELSEWHERE | {"detail_made_of": made}]}
    page = caseworker.get(PAGE, headers={"Accept-Language": "es"}, **HTTPS).text
    assert "es también la de la solicitud 88 del cliente 77." in page


@pytest.mark.req("R90")
def test_a_second_active_application_is_refused_with_a_link_to_the_first(caseworker, ready):
    ready[UPDATE] = Conflict("Open that one.", code="active_application_exists", application_id=88)
    page = caseworker.post(PAGE, data=loaded(caseworker) | {"utility_vendor": "SCE"}, **HTTPS)
    assert page.status_code == 409
    assert '<a href="/customers/110385/applications/88">Open application 88</a>' in page.text


@pytest.mark.req("R152")
def test_a_stale_form_keeps_what_was_typed_and_tells_what_others_changed(caseworker, ready):
    form = loaded(caseworker)
    ready[UPDATE] = StaleVersion()
    ready["applications.get_application"] |= {"version": 4, "intake_date": "2018-12-05"}
    page = caseworker.post(PAGE, data=form | {"account_number": "0012"}, **HTTPS)
    assert page.status_code == 412
    assert "12/3/2018 → <b>12/5/2018</b>" in page.text
    again = fields_of(page.text)
    assert (again["version"], again["account_number"], again["intake_date"]) == ("4", "0012", "12/5/2018")


@pytest.mark.req("R26")
def test_special_handling_asks_for_a_reason_and_sends_it(caseworker, ready, rpc):
    form = loaded(caseworker)
    ready[UPDATE] = AcknowledgementRequired()
    page = caseworker.post(PAGE, data=form | {"account_number": "1"}, **HTTPS)
    assert page.status_code == 428 and 'id="acknowledging"' in page.text
    caseworker.post(PAGE, data=fields_of(page.text) | {"acknowledgement": "the manager agreed"}, **HTTPS)
    assert rpc.asked(UPDATE)[-1].kwargs["acknowledgement"] == "the manager agreed"


@pytest.mark.req("R148")
def test_a_lock_that_was_given_back_is_taken_anew_and_one_that_is_elses_is_not(caseworker, ready, rpc):
    form = loaded(caseworker) | {"account_number": "1"}
    ready[UPDATE] = Conflict(code="lock_lost", holder=None)
    ready["customers.take_lock"] = HELD | {"token": 8}
    caseworker.post(PAGE, data=form, **HTTPS)
    assert [call.kwargs["lock_token"] for call in rpc.asked(UPDATE)] == [7, 8]
    locked = Locked(holder={"id": "x", "name": "JANE"}, since=HELD["since"], expires_at=HELD["expires_at"])
    ready[UPDATE] = ready["customers.take_lock"] = locked
    page = caseworker.post(PAGE, data=form, **HTTPS)
    assert page.status_code == 423 and "JANE holds this record" in page.text
    assert 'name="account_number"' not in page.text


@pytest.mark.req("R247")
@pytest.mark.parametrize("role", ["auditor"])
def test_whoever_may_not_write_reads_and_locks_nothing(log_in, ready, rpc, role):
    page = log_in(role).get(PAGE, **HTTPS).text
    assert 'name="account_number"' not in page and 'value="10223456789"' in page
    assert rpc.asked("customers.take_lock") == []


@pytest.mark.req("R33")
def test_the_mailing_address_is_copied_without_a_save(caseworker, ready, rpc):
    form = loaded(caseworker) | {"place_of_service.street": "ELSEWHERE", "account_number": "5"}
    again = fields_of(caseworker.post(PAGE, data=form | {"action": "same_as_mailing"}, **HTTPS).text)
    assert (again["place_of_service.street"], again["account_number"]) == ("THIS", "5")
    assert rpc.asked(UPDATE) == []
