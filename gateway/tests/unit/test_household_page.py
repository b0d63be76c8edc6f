"""The page of an application's household: rows, numbers per category, and how numbers of people travel."""

from __future__ import annotations

import copy
from typing import Any

import httpx
import orjson
import pytest
from flask import Flask

from gateway import householdform
from homefire.errors import Conflict, FieldProblem, Invalid, Problem, StaleVersion
from homefire.statuses import problem_document, status_of

HTTPS = {"base_url": "https://localhost"}
PAGE = "/customers/110385/applications/5001/household"
SSN = "219-09-9123"
HELD = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z", "expires_at": "2026-11-20T22:04:00Z"}
SELF = {
    "id": 11, "first_name": "DOENA", "middle_initial": "T", "last_name": "HOLSCHEIN", "date_of_birth": "1950-12-31",
    "ssn": "***-**-2108", "relation": {"code": "SELF", "label": "SELF"}, "gender": None, "race": None,
    "education": None, **dict.fromkeys(each.name for each in householdform.MORE),
}  # fmt: skip
HOUSEHOLD: dict[str, Any] = {
    "application_id": 5001, "customer_number": 110385, "program": "HEAP 2018", "intake_date": "2018-12-03",
    "instrument": "2.1", "mode": "individual", "household_type": None, "members": [SELF], "summary": None, "version": 3,
}  # fmt: skip
CODES = [
    {"code": "SELF", "label": "SELF", "valid_from": "1900-01-01", "valid_to": None},
    {"code": "OLD", "label": "OLD WORD", "valid_from": "1900-01-01", "valid_to": "2025-09-30"},
    {"code": "NEW", "label": "NEW WORD", "valid_from": "2025-10-01", "valid_to": None},
]


@pytest.fixture
def port(app: Flask) -> dict[str, Any]:
    """What the applications service's own port answers, and under `seen` what it was asked."""
    canned: dict[str, Any] = {"answer": HOUSEHOLD | {"version": 4}, "seen": []}

    def answer(request: httpx.Request) -> httpx.Response:
        canned["seen"].append((request, orjson.loads(request.content)))
        found = canned["answer"].pop(0) if isinstance(canned["answer"], list) else canned["answer"]
        if isinstance(found, Problem):
            return httpx.Response(status_of(found), json=problem_document(found, "request-1"))
        return httpx.Response(200, json=found)

    app.extensions["gateway"].services._http = httpx.Client(transport=httpx.MockTransport(answer))
    return canned


@pytest.fixture
def ready(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers when all goes well, and this person has the record open."""
    answers["customers.take_lock"] = answers["customers.renew_lock"] = HELD
    answers["applications.list_application_reference"] = {"items": CODES}
    answers["applications.get_household"] = copy.deepcopy(HOUSEHOLD)
    return answers


def sent(token: str, **fields: str) -> dict[str, str]:
    """A form as a browser sends it: the applicant's row as it was loaded, and what else."""
    values = householdform.member_values(HOUSEHOLD)
    beside = {"mode": "individual", "version": "3", "lock_token": "7", "key": "key-1", "csrf_token": token}
    return {**values, **beside, "base": orjson.dumps(values).decode(), **fields}


@pytest.fixture
def token(caseworker: Any, ready: dict[str, Any]) -> str:
    """What a form of this person carries."""
    page = caseworker.get(PAGE, **HTTPS).text
    found: str = page.split('name="csrf_token" value="')[1].split('"')[0]
    return found


CHILD = {
    "members.1.first_name": "OVALTINE",
    "members.1.last_name": "JENKINS",
    "members.1.relation": "CHILD",
    "members.1.ssn": SSN,
}


@pytest.mark.req("R65", "R249", "R254")
def test_members_go_to_the_services_own_port_and_an_untouched_number_is_left_out(
    caseworker, ready, rpc, port, token
):
    answer = caseworker.post(PAGE, data=sent(token, **CHILD), **HTTPS)
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    [(request, body)] = port["seen"]
    assert request.url.path == "/applications/5001/household/members"
    assert (request.headers["If-Match"], request.headers["Record-Lock"]) == ('"3"', "7")
    first, second = body["members"]
    assert (first["id"], second["ssn"]) == (11, SSN) and "ssn" not in first and "id" not in second
    assert SSN not in str(rpc.calls)


@pytest.mark.req("R68", "R69")
def test_a_stored_number_is_shown_masked_and_a_missing_one_as_two_hyphens(caseworker, ready):
    ready["applications.get_household"]["members"].append(SELF | {"id": 12, "ssn": None})
    page = caseworker.get(PAGE, **HTTPS).text
    assert 'placeholder="***-**-2108"' in page and 'placeholder="- -"' in page


def test_a_number_is_removed_on_request(caseworker, ready, port, token):
    caseworker.post(PAGE, data=sent(token, **{"members.0.ssn_removed": "yes"}), **HTTPS)
    assert port["seen"][0][1]["members"][0]["ssn"] is None


@pytest.mark.req("R67")
def test_the_first_row_is_the_applicant_of_the_customer_record(caseworker, ready):
    ready["applications.get_household"]["members"] = []
    page = caseworker.get(PAGE, **HTTPS).text
    for name, value in (("first_name", "DOENA"), ("last_name", "HOLSCHEIN"), ("date_of_birth", "12/31/1950")):
        assert f'name="members.0.{name}" value="{value}"' in page
    assert '<option value="SELF" selected>' in page and "2108" not in page.split('id="record-form"')[1]


@pytest.mark.req("R71")
@pytest.mark.parametrize(
    ("intake", "offered", "other"), [("2025-09-30", "OLD", "NEW"), ("2025-10-01", "NEW", "OLD")]
)
def test_choices_are_those_of_the_intake_dates_instrument(caseworker, ready, intake, offered, other):
    ready["applications.get_household"]["intake_date"] = intake
    for path in (PAGE, f"{PAGE}?as=summary"):
        page = caseworker.get(path, **HTTPS).text
        assert f"{offered} WORD" in page and f"{other} WORD" not in page


def test_rows_are_added_and_removed_and_keep_what_was_typed(caseworker, ready, port, token):
    page = caseworker.post(PAGE, data=sent(token, **CHILD, action="add"), **HTTPS).text
    assert 'id="member-2"' in page and f'value="{SSN}"' in page
    page = caseworker.post(PAGE, data=sent(token, **CHILD, action="remove-0"), **HTTPS).text
    assert 'name="members.0.first_name" value="OVALTINE"' in page and 'id="member-1"' not in page
    assert port["seen"] == []


@pytest.mark.req("R148")
def test_a_lock_that_the_page_before_gave_back_is_taken_anew(caseworker, ready, token):
    ready["customers.renew_lock"] = Conflict(code="lock_lost", holder=None)
    ready["customers.take_lock"] = HELD | {"token": 8}
    page = caseworker.post(PAGE, data=sent(token, **CHILD, action="add"), **HTTPS).text
    assert 'name="lock_token" value="8"' in page and 'name="members.2.first_name"' in page


def test_what_is_wrong_is_said_by_member_and_field(caseworker, ready, port, token):
    port["answer"] = Invalid(fields=[FieldProblem("members.1.ssn", "ssn_area", "No such number.")])
    page = caseworker.post(PAGE, data=sent(token, **CHILD), **HTTPS)
    assert page.status_code == 422 and 'id="members_1_ssn-error">No such number.' in page.text
    assert '<a href="#members_1_ssn">SSN, member 2</a>' in page.text


@pytest.mark.req("R152")
def test_a_stale_form_is_sent_again_where_the_household_is_the_same(caseworker, ready, port, token):
    ready["applications.get_household"]["version"] = 9
    port["answer"] = [StaleVersion(), HOUSEHOLD | {"version": 10}]
    child = {name: text for name, text in CHILD.items() if not name.endswith("ssn")}
    assert caseworker.post(PAGE, data=sent(token, **child), **HTTPS).status_code == 303
    assert [request.headers["If-Match"] for request, _ in port["seen"]] == ['"3"', '"9"']


@pytest.mark.req("R152")
@pytest.mark.parametrize(
    ("fields", "stored"),
    [
        ({"members.0.ssn": SSN}, {}),
        ({"members.0.ssn_removed": "yes"}, {}),
        ({}, {"mode": "summary", "summary": {"size": 2, "counts": {}}}),
    ],
)
def test_a_stale_form_is_not_sent_again_over_a_number_or_a_way_that_it_did_not_show(
    caseworker, ready, port, token, fields, stored
):
    ready["applications.get_household"] |= {"version": 9} | stored
    port["answer"] = StaleVersion()
    page = caseworker.post(PAGE, data=sent(token, **fields), **HTTPS)
    assert page.status_code == 412 and len(port["seen"]) == 1
    assert 'id="household-stored"' in page.text and 'name="version" value="9"' in page.text


@pytest.mark.req("R152")
def test_a_household_that_others_changed_is_shown_beside_what_was_typed(caseworker, ready, port, token):
    ready["applications.get_household"] |= {"version": 9, "members": [SELF | {"first_name": "DORIS"}]}
    port["answer"] = StaleVersion()
    page = caseworker.post(PAGE, data=sent(token, **CHILD), **HTTPS)
    assert page.status_code == 412 and len(port["seen"]) == 1
    assert "DORIS" in page.text.split('id="household-stored"')[1].split("</section>")[0]
    assert 'value="OVALTINE"' in page.text and 'name="version" value="9"' in page.text


@pytest.mark.req("R65")
def test_numbers_are_sent_as_numbers_and_the_page_says_what_becomes_of_the_members(
    caseworker, ready, rpc, token
):
    page = caseworker.get(f"{PAGE}?as=summary", **HTTPS).text
    assert "the other one is kept and no longer counts" in page
    ready["applications.set_household_summary"] = HOUSEHOLD | {"version": 4, "mode": "summary"}
    numbers = {"size": "3", "counts.gender.FEMALE": "2", "counts.gender.MALE": "", "counts.race.NEW": "x"}
    form = {"mode": "summary", "version": "3", "lock_token": "7", "csrf_token": token, **numbers}
    assert caseworker.post(PAGE, data=form, **HTTPS).status_code == 303
    [call] = rpc.asked("applications.set_household_summary")
    body = {"size": 3, "counts": {"gender": {"FEMALE": 2}, "race": {"NEW": "x"}}, "household_type": ""}
    assert call.args == [5001, body]


@pytest.mark.req("R70")
def test_an_open_record_gets_the_household_as_it_is_now(caseworker, answers):
    whole = caseworker.get("/customers/110385", **HTTPS).text
    assert 'data-household="/customers/110385/household"' in whole
    answers["applications.get_customer_applications"]["household"]["program"] = "HEAP 2027"
    part = caseworker.get("/customers/110385/household", **HTTPS).text
    assert "HEAP 2027" in part and "OVALTINE" in part and "<html" not in part
    answers["applications.get_customer_applications"]["household"] = None
    assert "No data to display" in caseworker.get("/customers/110385/household", **HTTPS).text


@pytest.mark.req("R9", "R69")
def test_the_applicants_number_is_the_records_and_is_not_asked_for_again(
    caseworker: Any, ready: dict[str, Any]
) -> None:
    ready["applications.get_household"]["members"] = [SELF | {"ssn": None}, SELF | {"id": 12, "ssn": None}]
    ready["customers.get_customer"] |= {"tax_id_type": "SSN", "ssn": "***-**-2108"}
    other = {"code": "CHILD", "label": "CHILD"}
    ready["applications.get_household"]["members"][1]["relation"] = other
    page = caseworker.get(PAGE, **HTTPS).text
    applicant, child = page.split('id="member-0"')[1].split('id="member-1"')
    assert 'placeholder="as on the record"' in applicant
    assert "***-**-2108 of the record is sent unless another one is typed" in applicant
    assert "of the record" not in child and 'value="***' not in page
