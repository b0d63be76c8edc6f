"""Vendors on pages: who may, whom the lookup shows, what is sent, what stays when it is refused (R258)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from homefire.errors import FieldProblem, Invalid, StaleVersion, TimedOut, Unavailable

HTTPS = {"base_url": "https://localhost"}
RECORD = "/vendors/1007"
PLACE = {
    "number": "", "street": "PO BOX 9", "street_type": "", "building_type": "", "unit": "", "zip": "93933",
    "city": "MARINA", "county": "MONTEREY", "state": "CA",
}  # fmt: skip
VENDOR: dict[str, Any] = {
    "vendor_number": 1007, "kind": {"code": "OTHER", "label": "OTHER"}, "name": "<b>SEALTIGHT</b>",
    "contact_name": "ANA", "phone": "8314201717", "phone_extension": "", "mobile_phone": "", "fax": "", "email": "",
    "address": PLACE, "mailing_address": "PO BOX 9", "active": False, "active_from": "2026-01-02",
    "active_to": "2026-02-03", "warnings": [{"field": "phone", "code": "fictional", "detail": "Check it."}], "version": 4,
    "entered_by": "A", "entered_at": "2026-01-02T03:04:05Z", "updated_by": "A", "updated_at": "2026-01-02T03:04:05Z",
}  # fmt: skip
NOTE = {
    "id": "n", "entered_at": "2026-01-02T20:04:05Z", "action_code": "LEFT MSG", "text": "<i>CALLED</i>", "state": "ok",
    "entered_by": "JANE JAMES", "actor_kind": "staff",
}  # fmt: skip
WORK = {
    "kind": "project", "id": 50123, "program": {"code": "LIWP", "label": "LIWP"}, "job_type": "LIWP", "open": True,
    "status": "NEW", "scheduled_for": None, "completed_on": None, "tasks": [],
    "places": [{"dwelling_id": 1, "service_address": "111 THIS ST", "city": "MARINA", "zip": "93933"}],
}  # fmt: skip
pytestmark = pytest.mark.req("R258")


@pytest.fixture
def known(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers about one vendor."""
    answers["weatherization.get_vendor"] = answers["weatherization.update_vendor"] = VENDOR
    answers["weatherization.create_vendor"] = VENDOR
    answers["weatherization.find_vendors"] = {
        "items": [
            {name: VENDOR[name] for name in ("vendor_number", "kind", "name", "contact_name", "phone")}
            | {"email": "", "city": "MARINA", "active": True}
        ],
        "next": "abc",
    }
    answers["weatherization.list_vendor_assignments"] = {"items": [WORK]}
    answers["audit.list_vendor_notes"] = {"items": [NOTE], "pinned": [], "next": None, "total": 1}
    answers["messaging.list_vendor_messages"] = {"items": [], "unread": 3, "next": None}
    answers["audit.add_vendor_note"] = {"id": "n"}
    return answers


def form_of(page: str, action: str) -> dict[str, str]:
    """What a form would send as it was loaded."""
    form = page.split(f'action="{action}"')[1].split("</form>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form, re.S):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in given:
            found[given["name"]] = unescape(given.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def sent(rpc: Any, method: str) -> Any:
    """The last call of an operation."""
    return [call for call in rpc.calls if call.method == method][-1]


def test_lookup_asks_for_what_was_typed_and_a_row_opens(
    caseworker: FlaskClient, rpc: Any, known: Any
) -> None:
    page = caseworker.get("/vendors?text=seal&kind=OTHER&active=true", **HTTPS).text
    asked = sent(rpc, "find_vendors").kwargs
    assert (asked["text"], asked["kind"], asked["active"]) == ("seal", "OTHER", True)
    assert f'href="{RECORD}"' in page and "(831) 420-1717" in page and "cursor=abc" in page
    assert "<b>SEALTIGHT" not in page
    assert 'aria-current="page">Vendors' in page


def test_record_shows_contact_work_and_notes(caseworker: FlaskClient, known: Any) -> None:
    page = caseworker.get(RECORD, **HTTPS).text
    for text in (
        "Vendor Number: 1007",
        "Not active",
        "Check it.",
        "111 THIS ST",
        "50123",
        "LEFT MSG",
        "JANE JAMES",
    ):
        assert text in page
    assert "&lt;i&gt;CALLED" in page
    assert page.count("aria-required") == 2


def test_record_leads_to_messages_and_to_the_log_ins_of_the_vendor(
    caseworker: FlaskClient, log_in: Any, known: Any
) -> None:
    page = caseworker.get(RECORD, **HTTPS).text
    assert f'href="{RECORD}/messages"' in page and "unread messages: 3" in page
    assert "sealtight" not in page
    keeper = log_in("administrator", "caseworker").get(RECORD, **HTTPS).text
    assert ">sealtight</a>" in keeper and "ANA SEALTIGHT" in keeper
    link = "/accounts/new-vendor?vendor_number=1007"
    assert f'href="{link}"' in keeper
    form = log_in("administrator").get(link, **HTTPS).text
    assert re.search(r'name="vendor_number"[^>]*value="1007"', form)


def test_notes_and_work_that_do_not_answer_cost_their_sections(caseworker: FlaskClient, known: Any) -> None:
    known["audit.list_vendor_notes"] = known["weatherization.list_vendor_assignments"] = Unavailable()
    page = caseworker.get(RECORD, **HTTPS)
    assert (page.status_code, page.text.count("Not available now.")) == (200, 2)
    known["weatherization.get_vendor"] = Unavailable()
    assert caseworker.get(RECORD, **HTTPS).status_code == 503


def test_save_sends_what_was_changed_with_version_and_key(
    caseworker: FlaskClient, rpc: Any, known: Any
) -> None:
    loaded = form_of(caseworker.get(RECORD, **HTTPS).text, RECORD)
    typed = loaded | {"phone": "831 420 1717", "email": "a@b.co", "active_to": "", "address.unit": "4"}
    answer = caseworker.post(RECORD, data=typed, **HTTPS)
    assert answer.status_code == 303
    call = sent(rpc, "update_vendor")
    assert call.args == [1007, {"email": "a@b.co", "active_to": None, "address": {"unit": "4"}}]
    assert (call.kwargs["if_match"], call.kwargs["idempotency_key"]) == ("4", loaded["key"])


def test_refused_save_keeps_what_was_typed_at_its_field(caseworker: FlaskClient, known: Any) -> None:
    loaded = form_of(caseworker.get(RECORD, **HTTPS).text, RECORD)
    known["weatherization.update_vendor"] = Invalid(
        fields=[FieldProblem("email", "not_an_email", "Enter one.")]
    )
    page = caseworker.post(RECORD, data=loaded | {"email": "nobody"}, **HTTPS)
    assert page.status_code == 422
    kept = form_of(page.text, RECORD)
    assert (kept["email"], kept["version"]) == ("nobody", "4") and kept["key"] != loaded["key"]
    assert 'id="email-error">Enter one.' in page.text
    known["weatherization.update_vendor"] = TimedOut()
    page = caseworker.post(RECORD, data=loaded | {"email": "a@b.co"}, **HTTPS)
    assert form_of(page.text, RECORD)["key"] == loaded["key"]


def test_second_of_two_people_sees_what_the_first_changed(caseworker: FlaskClient, known: Any) -> None:
    loaded = form_of(caseworker.get(RECORD, **HTTPS).text, RECORD)
    known["weatherization.get_vendor"] = VENDOR | {"contact_name": "BEA", "version": 5}
    known["weatherization.update_vendor"] = StaleVersion(current_version=5, your_version=4)
    page = caseworker.post(RECORD, data=loaded | {"email": "a@b.co"}, **HTTPS)
    kept = form_of(page.text, RECORD)
    assert (page.status_code, kept["email"], kept["contact_name"], kept["version"]) == (
        412,
        "a@b.co",
        "BEA",
        "5",
    )
    assert "Contact Person: BEA" in page.text


def test_create_sends_what_is_filled_in_and_opens_the_record(
    caseworker: FlaskClient, rpc: Any, known: Any
) -> None:
    form = form_of(caseworker.get("/vendors/new", **HTTPS).text, "/vendors")
    typed = form | {"name": "SEALTIGHT", "kind": "OTHER", "address.zip": "93933"}
    answer = caseworker.post("/vendors", data=typed, **HTTPS)
    assert answer.headers["Location"] == f"{RECORD}?saved=1"
    [body] = sent(rpc, "create_vendor").args
    assert body == {"name": "SEALTIGHT", "kind": "OTHER", "address": {"zip": "93933"}}
    known["weatherization.create_vendor"] = Invalid(fields=[FieldProblem("name", "required", "Enter it.")])
    page = caseworker.post("/vendors", data=form | {"fax": "1"}, **HTTPS)
    assert (page.status_code, form_of(page.text, "/vendors")["fax"]) == (422, "1")


def test_note_goes_to_the_vendor_s_own_log(caseworker: FlaskClient, rpc: Any, known: Any) -> None:
    action = f"{RECORD}/notes#notes"
    form = form_of(caseworker.get(RECORD, **HTTPS).text, action)
    said = form | {"text": "ASKED", "action_code": "LEFT MSG"}
    assert caseworker.post(f"{RECORD}/notes", data=said, **HTTPS).status_code == 303
    assert sent(rpc, "add_vendor_note").args == [1007, {"text": "ASKED", "action_code": "LEFT MSG"}]
    known["audit.add_vendor_note"] = Invalid(fields=[FieldProblem("text", "too_long", "Shorten it.")])
    page = caseworker.post(f"{RECORD}/notes", data=said, **HTTPS)
    assert page.status_code == 422 and "Shorten it." in page.text and ">ASKED</textarea>" in page.text


def test_who_may_not_write_reads_and_a_party_sees_nothing(
    log_in: Any, vendor: FlaskClient, known: Any
) -> None:
    auditor = log_in("auditor")
    page = auditor.get(RECORD, **HTTPS).text
    assert "readonly" in page and "<textarea" not in page and ">Save<" not in page
    assert auditor.get("/vendors/new", **HTTPS).status_code == 403
    assert vendor.get(RECORD, **HTTPS).status_code in (302, 303, 403, 404)


@pytest.mark.req("R212")
def test_note_about_a_vendor_is_offered_the_codes_of_the_programs_it_works_for(
    caseworker: FlaskClient, known: dict[str, Any], rpc: Any
) -> None:
    own = {"label": "Own", "valid_from": "2020-01-01", "valid_to": None}
    codes = known["audit.list_action_codes"]["items"]
    codes += [own | {"code": "AUDITED", "program": "LIWP"}, own | {"code": "PAID", "program": "HEAP"}]
    page = caseworker.get(RECORD, **HTTPS).text
    assert '<optgroup label="LIWP">' in page and '<optgroup label="HEAP">' not in page
    sent = form_of(page, f"{RECORD}/notes#notes") | {"text": "SEEN", "action_code": "LIWP:AUDITED"}
    assert caseworker.post(f"{RECORD}/notes", data=sent, **HTTPS).status_code == 303
    assert rpc.asked("audit.add_vendor_note")[0].args[1] == {
        "text": "SEEN",
        "action_code": "AUDITED",
        "program": "LIWP",
    }
    known["audit.add_vendor_note"] = Unavailable()
    refused = caseworker.post(f"{RECORD}/notes", data=sent, **HTTPS).text
    assert '<option value="LIWP:AUDITED" selected>' in refused and ">SEEN</textarea>" in refused
