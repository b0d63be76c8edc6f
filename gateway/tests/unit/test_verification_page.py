"""The items in the record's head, the verification step and the checklist step over canned services."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway.contracts import Contracts
from homefire.errors import AcknowledgementRequired, Conflict, FieldProblem, Invalid, Unavailable

HTTPS = {"base_url": "https://localhost"}
RECORD = "/customers/110385"
PANEL = f"{RECORD}/applications/5001/verification"
CHECKLIST = f"{RECORD}/applications/5001/checklist"
SIDE, MAIN = ('<nav class="side"', "</nav>"), ('<main id="main"', "</main>")
STEP = {
    "code": "NAME_ON_BILL", "short": "Name on the bill", "long": "It is the applicant's.", "note": "",
    "status": {"code": "PENDING", "label": "Pending"}, "updated_by": "X", "updated_at": "2018-12-05T18:00:00Z",
}  # fmt: skip


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def chips(html: str) -> list[tuple[str, str]]:
    """Colour and words of each item in the head."""
    head = html.split('class="chips"')[1].split("</div>")[0]
    found = re.findall(r'class="chip chip-(\w+)".*?>(.*?)</a>', head, re.S)
    return [(tone, words(text)) for tone, text in found]


@pytest.fixture
def ready(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers when all goes well."""
    listed = answers["applications.get_customer_applications"]["applications"][0]
    answers["applications.get_application"] = listed | {"customer_number": 110385}
    items = [
        each
        | {
            "required": each["code"] in ("IDENTITY", "ADDRESS", "INCOME"),
            "wants_document": each["code"] == "INCOME",
            "document_types": ["PAYSTUB"] if each["code"] == "INCOME" else [],
            "rules": [],
            "reason": "",
            "changed_by": "",
            "documents": [],
            "history": [],
            "actions": [] if each["status"] == "NOT_APPLICABLE" else ["VERIFY", "REJECT"],
        }
        for each in listed["verification"]
    ]
    answers["applications.get_verification"] = {
        "application_id": 5001, "customer_number": 110385, "program": "HEAP 2018", "status": "PENDING",
        "version": 3, "missing": ["ADDRESS", "INCOME"], "items": items, "benefits": [],
    }  # fmt: skip
    answers["applications.list_application_reference"] = {"items": [{"code": "SNAP", "label": "SNAP"}]}
    answers["applications.decide_verification"] = answers["applications.get_verification"]
    answers["applications.get_checklist"] = {
        "application_id": 5001, "customer_number": 110385, "program": "HEAP 2018", "version": None,
        "account_type": "RESIDENT", "items": [], "missing": ["Name on the bill"], "done": 0, "total": 0,
        "statuses": [{"code": "PENDING", "label": "Pending"}, {"code": "VERIFIED", "label": "Verified"}],
        "note_limit": 120,
    }  # fmt: skip
    return answers


def token_of(html: str) -> str:
    return html.split('name="csrf_token" value="')[1].split('"')[0]


@pytest.mark.req("R134", "R138", "R139")
def test_head_shows_five_items_in_colour_and_words_and_where_to_start(caseworker: FlaskClient) -> None:
    html = caseworker.get(RECORD, **HTTPS).text
    assert chips(html) == [
        ("ok", "✓ Identity verified"),
        ("wait", "◐ Address review: moved 12/5/2018 start here"),
        ("bad", "✕ Income rejected"),
        ("na", "– Home ownership N/A"),
        ("none", "○ Existing benefits not started"),
    ]
    assert f'href="{PANEL}#address"' in html


@pytest.mark.req("R138", "R139")
def test_items_are_called_in_the_readers_language_unless_the_agency_names_them(
    caseworker: FlaskClient, answers: dict[str, Any]
) -> None:
    [first, *_] = answers["applications.get_customer_applications"]["applications"][0]["verification"]
    first["label"] = "WHO IT IS"
    html = caseworker.get(RECORD, headers={"Accept-Language": "es"}, **HTTPS).text
    assert [text.split()[1] for _, text in chips(html)[:2]] == ["Who", "Dirección"]
    assert "HEAP 2018 · Elegible" in html


@pytest.mark.req("R80")
def test_record_selects_the_newest_active_application_and_offers_the_others(
    caseworker: FlaskClient, answers: dict[str, Any]
) -> None:
    listed = answers["applications.get_customer_applications"]["applications"]
    over = listed[0] | {"id": 5003, "program": "HEAP 2020", "status": "WITHDRAWN", "active": False}
    older = listed[0] | {"id": 5000, "program": "HEAP 2017", "status": "BENEFITTED"}
    listed[:] = [over, listed[0], older]
    html = caseworker.get(RECORD, **HTTPS).text
    assert "Verification of HEAP 2018" in html
    switcher = html.split('class="switch"')[1].split("</details>")[0]
    assert re.findall(r"application=(\d+)", switcher) == ["5003", "5001", "5000"]
    assert "Verification of HEAP 2017" in caseworker.get(f"{RECORD}?application=5000", **HTTPS).text
    for wrong in ("9", "x", ""):
        assert "Verification of HEAP 2018" in caseworker.get(f"{RECORD}?application={wrong}", **HTTPS).text
    listed[:] = [over]
    alone = caseworker.get(RECORD, **HTTPS).text
    assert "Verification of HEAP 2020" in alone and 'class="switch"' not in alone


@pytest.mark.req("R139")
def test_head_and_panel_say_where_to_start_as_applications_does(
    caseworker: FlaskClient, ready: dict[str, Any]
) -> None:
    assert caseworker.get(PANEL, **HTTPS).text.count("start here") == 2
    for item in ready["applications.get_verification"]["items"]:
        item["start"] = False
    assert caseworker.get(PANEL, **HTTPS).text.count("start here") == 1, "the head's is its own application's"
    for item in ready["applications.get_customer_applications"]["applications"][0]["verification"]:
        item["start"] = False
    assert "start here" not in caseworker.get(PANEL, **HTTPS).text


@pytest.mark.req("R135")
def test_no_decision_is_chosen_beforehand_and_none_is_said_by_its_field(
    caseworker: FlaskClient, ready: dict[str, Any], rpc: Any
) -> None:
    html = caseworker.get(PANEL, **HTTPS).text
    choice = html.split('id="income-action"')[1].split("</select>")[0]
    assert '<option value=""></option>' in choice and "selected" not in choice
    sent = {"csrf_token": token_of(html), "key": "k-1", "version": "3", "action": "", "reason": "seen"}
    answer = caseworker.post(f"{PANEL}/INCOME", data=sent, **HTTPS)
    assert answer.status_code == 422 and rpc.asked("applications.decide_verification") == []
    assert 'id="income-action-error">Choose what to do.' in answer.text and 'value="seen"' in answer.text


@pytest.mark.req("R149")
@pytest.mark.parametrize("step", ["", "/verification", "/checklist", "/income"])
def test_every_step_says_maintenance_or_inquiry(
    caseworker: FlaskClient, log_in: Any, ready: dict[str, Any], step: str
) -> None:
    ready["customers.take_lock"] = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z",
        "expires_at": "2026-11-20T22:04:00Z"}  # fmt: skip
    ready["applications.get_income"] = {"version": 3, "items": [], "zero_income_on": None, "entered_at": None}
    ready["applications.get_household"] = {"mode": "summary", "members": [], "intake_date": "2018-12-03"}
    ready["applications.list_application_reference"] = {"items": []}
    ready["applications.total_income"] = {"yearly": "0.00", "monthly": "0.00", "arithmetic": []}
    for person, mode in (
        (caseworker, "Customer Master Maintenance"),
        (log_in("auditor"), "Customer Inquiry"),
    ):
        html = person.get(f"{RECORD}/applications/5001{step}", **HTTPS).text
        assert re.findall(r'id="mode">([^<]*)<', html) == [mode]


@pytest.mark.req("R135", "R256")
def test_decision_is_sent_once_in_the_version_that_was_shown(
    caseworker: FlaskClient, ready: dict[str, Any], rpc: Any, contracts: Contracts
) -> None:
    html = caseworker.get(PANEL, **HTTPS).text
    assert "Address, Income" in words(html.split('id="next"')[1].split("</p>")[0])
    limit = contracts.limit_of("applications.decide_verification", "reason", 0)
    field = re.findall(r'<input id="income-reason"[^>]*>', html)[0]
    assert f'maxlength="{limit}"' in field and 'data-counted="income-count"' in field
    sent = {
        "csrf_token": token_of(html),
        "key": "k-1",
        "version": "3",
        "action": "REJECT",
        "reason": " no  bill ",
    }
    answer = caseworker.post(f"{PANEL}/INCOME", data=sent, **HTTPS)
    assert (answer.status_code, answer.headers["Location"].endswith("#income")) == (303, True)
    after = caseworker.get(answer.headers["Location"], **HTTPS).text
    assert "Saved." in after.split('id="income"')[1].split("</section>")[0] and after.count("Saved.") == 1
    (call,) = rpc.asked("applications.decide_verification")
    assert call.args == [5001, "INCOME", {"action": "REJECT", "reason": "no bill"}]
    assert (call.kwargs["if_match"], call.kwargs["idempotency_key"]) == ("3", "k-1")


@pytest.mark.req("R135", "R26")
def test_refused_decision_stays_typed_at_its_item_with_the_reason(
    caseworker: FlaskClient, ready: dict[str, Any]
) -> None:
    wanted = "Say why INCOME is rejected."
    ready["applications.decide_verification"] = Invalid(
        wanted, fields=[FieldProblem("reason", "reason_required", wanted)]
    )
    sent = {
        "csrf_token": token_of(caseworker.get(PANEL, **HTTPS).text),
        "action": "REJECT",
        "reason": "typed",
    }
    answer = caseworker.post(f"{PANEL}/INCOME", data=sent, **HTTPS)
    income = answer.text.split('id="income"')[1].split("</section>")[0]
    assert answer.status_code == 422
    assert wanted in income and 'value="typed"' in income and '"REJECT" selected' in income
    ready["applications.decide_verification"] = AcknowledgementRequired()
    asked = caseworker.post(f"{PANEL}/INCOME", data=sent, **HTTPS).text
    assert 'name="acknowledgement"' in asked.split('id="income"')[1].split("</section>")[0]
    ready["applications.decide_verification"] = Unavailable()
    lost = caseworker.post(f"{PANEL}/INCOME", data=sent | {"key": "k-1", "version": "1"}, **HTTPS).text
    income = lost.split('id="income"')[1].split("</section>")[0]
    assert 'name="key" value="k-1"' in income and 'name="version" value="1"' in income


@pytest.mark.req("R136")
def test_only_the_customers_documents_of_the_matching_type_are_offered_and_linked(
    caseworker: FlaskClient, ready: dict[str, Any], rpc: Any
) -> None:
    document = {
        "id": 71,
        "file_name": "october.pdf",
        "document_type": {"code": "PAYSTUB", "label": "PAYSTUB"},
    }
    other = {"id": 72, "file_name": "w9.pdf", "document_type": {"code": "W9", "label": "W9"}}
    rest = {"media_type": "", "size": 1, "sha256": "", "folder": "", "entered_by": "", "entered_at": None}
    ready["documents.list_documents"] = {"items": [document | rest, other | rest], "next": None}
    ready["applications.link_verification_document"] = ready["applications.get_verification"]
    html = caseworker.get(PANEL, **HTTPS).text
    offered = html.split('id="income-document"')[1].split("</select>")[0]
    assert re.findall(r'value="(\d+)"', offered) == ["71"]
    sent = {"csrf_token": token_of(html), "version": "3"}
    for chosen in ("71", "73"):
        caseworker.post(f"{PANEL}/INCOME/documents", data=sent | {"document_id": chosen}, **HTTPS)
    (call,) = rpc.asked("applications.link_verification_document")
    body = {"document_id": 71, "document_type": "PAYSTUB", "file_name": "october.pdf"}
    assert call.args == [5001, "INCOME", body]


@pytest.mark.req("R189", "R193", "R256")
def test_checklist_says_that_it_is_not_initialised_is_created_and_edited_by_its_pencil(
    caseworker: FlaskClient, ready: dict[str, Any], rpc: Any
) -> None:
    html = caseworker.get(CHECKLIST, **HTTPS).text
    left, main = (html.split(start)[1].split(end)[0] for start, end in (SIDE, MAIN))
    button = '<button form="create-checklist">Create Checklist</button>'
    assert "Not initialised" in main and button in left and button not in main
    assert f'id="create-checklist" class="decision" method="post" action="{CHECKLIST}"' in main
    ready["applications.create_checklist"] = Conflict("It has one.", code="checklist_exists")
    token = {"csrf_token": token_of(html)}
    refused = caseworker.post(CHECKLIST, data=token, **HTTPS)
    assert (refused.status_code, "It has one." in refused.text) == (409, True)
    made = {"version": 1, "items": [STEP], "missing": [], "done": 0, "total": 1}
    ready["applications.get_checklist"] |= made
    ready["applications.create_checklist"] = ready["applications.get_checklist"]
    created = caseworker.post(CHECKLIST, data=token, **HTTPS).headers["Location"]
    told = caseworker.get(created, **HTTPS).text.split(MAIN[0])[1]
    assert "The checklist was created." in told and "Name on the bill" not in told
    assert f'href="{CHECKLIST}#checklist" autofocus>OK</a>' in told
    updated = caseworker.get(CHECKLIST, **HTTPS).text
    assert "Name on the bill" in updated and "was created" not in updated
    pencil = f'href="{CHECKLIST}?edit=NAME_ON_BILL#item-NAME_ON_BILL"><span aria-hidden="true">✎</span>'
    assert f'<a class="pencil" {pencil}<span class="sr">Edit: Name on the bill</span></a>' in updated
    html = caseworker.get(f"{CHECKLIST}?edit=NAME_ON_BILL", **HTTPS).text
    assert "0/1" in html and "Create Checklist" not in html
    assert 'maxlength="120" data-counted="note-count"' in html
    ready["applications.update_checklist_item"] = ready["applications.get_checklist"]
    sent = token | {"version": "1", "status": "VERIFIED", "note": "two\r\nlines"}
    assert caseworker.post(f"{CHECKLIST}/NAME_ON_BILL", data=sent, **HTTPS).status_code == 303
    (call,) = rpc.asked("applications.update_checklist_item")
    assert call.args == [5001, "NAME_ON_BILL", {"status": "VERIFIED", "note": "two\r\nlines"}]
    ready["applications.update_checklist_item"] = Unavailable()
    lost = caseworker.post(
        f"{CHECKLIST}/NAME_ON_BILL", data=sent | {"key": "k-1", "version": "8"}, **HTTPS
    ).text
    assert 'name="key" value="k-1"' in lost and 'name="version" value="8"' in lost


@pytest.mark.req("R247")
def test_who_may_not_write_gets_no_forms(log_in: Any, ready: dict[str, Any]) -> None:
    auditor = log_in("auditor")
    ready["applications.get_checklist"] |= {"version": 1, "items": [STEP]}
    for page in (PANEL, CHECKLIST):
        html = auditor.get(page, **HTTPS).text
        assert 'class="decision"' not in html and 'class="pencil"' not in html


@pytest.mark.req("R136", "R195")
def test_documents_whose_type_proves_the_item_are_offered_first(
    caseworker: FlaskClient, ready: dict[str, Any]
) -> None:
    [income] = [each for each in ready["applications.get_verification"]["items"] if each["code"] == "INCOME"]
    income["document_types"] = ["LETTER", "PAYSTUB"]
    document = {
        "id": 1, "file_name": "a.pdf", "document_type": {"code": "LETTER", "label": "LETTER"}, "size": 1,
        "media_type": "application/pdf", "sha256": "", "folder": "", "entered_by": "A",
        "entered_at": "2026-11-20T22:02:00Z",
    }  # fmt: skip
    paystub = document | {"id": 2, "document_type": {"code": "PAYSTUB", "label": "PAYSTUB"}}
    ready["documents.list_documents"] = {"items": [document, paystub], "next": None}
    entry = {"label": "", "program": "", "valid_from": "1900-01-01", "valid_to": None}
    types = [
        entry | {"code": "LETTER", "data": {}},
        entry | {"code": "PAYSTUB", "data": {"proves": ["INCOME"]}},
        entry | {"code": "LETTER", "program": "OTHER", "data": {"proves": ["INCOME"]}},
        entry | {"code": "LETTER", "valid_from": "2999-01-01", "data": {"proves": ["INCOME"]}},
    ]
    ready["documents.list_document_reference"] = {"items": types}

    def offered() -> str:
        html = caseworker.get(PANEL, **HTTPS).text
        return html.split('id="income-document"')[1].split("</select>")[0]

    first = offered()
    assert re.findall(r'optgroup label="([^"]*)"', first) == ["Proves it", "Other documents"]
    assert re.findall(r'option value="(\d+)"', first) == ["2", "1"]
