"""The record as it is edited: who may, what is sent, what is said when it cannot be saved."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from homefire.errors import (
    AcknowledgementRequired,
    Conflict,
    FieldProblem,
    Invalid,
    Locked,
    StaleVersion,
    Unavailable,
)

HTTPS = {"base_url": "https://localhost"}
RECORD = "/customers/110385"
HELD = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z", "expires_at": "2026-11-20T22:04:00Z"}
JOHN = {"holder": {"id": "other", "name": "JOHN JOHNSON"}, "since": "2026-11-20T22:02:00Z"}


@pytest.fixture
def holding(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers while this person has the record."""
    answers["customers.take_lock"] = answers["customers.renew_lock"] = HELD
    answers["customers.release_lock"] = {"released": True}
    answers["customers.list_customer_reference"] = {"items": []}
    answers["customers.update_customer"] = {"number": 110385, "version": 2, "warnings": []}
    return answers


def fields_of(html: str) -> dict[str, str]:
    """What the record's form would send as it was loaded."""
    form = html.split('<form id="record-form"')[1].split("</form>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form, re.S):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in given and given.get("type") != "radio":
            found[given["name"]] = unescape(given.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        found[name] = (chosen or first)[1] if (chosen or first) else ""
    return found


def loaded(client: FlaskClient) -> dict[str, str]:
    return fields_of(client.get(RECORD, **HTTPS).text)


def sent(client: FlaskClient, **changes: str) -> Any:
    return client.post(RECORD, data={**loaded(client), **changes}, **HTTPS)


@pytest.mark.req("R148", "R149")
def test_who_opens_the_record_holds_it_and_a_prefetch_holds_nothing(caseworker, holding, rpc):
    html = caseworker.get(RECORD, **HTTPS).text
    assert "Customer Master Maintenance" in html and "you hold this record since 14:02" in html
    caseworker.get(RECORD, headers={"Sec-Purpose": "prefetch"}, **HTTPS)
    assert len(rpc.asked("customers.take_lock")) == 1


@pytest.mark.req("R148", "R149")
def test_the_second_user_gets_inquiry_with_the_holder_and_the_hour(caseworker, holding):
    holding["customers.take_lock"] = Locked(**JOHN)
    html = caseworker.get(RECORD, **HTTPS).text
    assert "Customer Inquiry" in html and "JOHN JOHNSON holds this record since 14:02" in html
    assert 'name="first_name"' not in html and "Customer Master Maintenance" not in html


def test_who_may_not_write_takes_no_lock(log_in, holding, rpc):
    html = log_in("auditor").get(RECORD, **HTTPS).text
    assert "your role reads records" in html
    assert rpc.asked("customers.take_lock") == []


@pytest.mark.req("R6", "R14")
def test_the_toolbar_has_the_manuals_actions_in_its_order(caseworker, holding):
    html = caseworker.get(RECORD, **HTTPS).text
    tools = html.split('role="toolbar"')[1].split("</section>")[0]
    names = re.findall(r">([A-Z][\w ]+)</(?:button|a)>", tools)
    assert names == ["Save", "Save and Close", "Save and Add Application", "Exit", "Delete", "Refresh"]
    for tip in (
        "Save the customer record",
        "Save and close the customer record",
        "Save the customer record and add a payment assistance application",
        "Exit without saving",
        "Refresh the customer record",
    ):
        assert f'title="{tip}' in tools


@pytest.mark.req("R7", "R152", "R240")
def test_a_save_sends_the_change_with_version_lock_and_key_and_stays(caseworker, holding, rpc):
    answer = sent(caseworker, email="new@email.com", section="contact-information")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{RECORD}#contact-information")
    [call] = rpc.asked("customers.update_customer")
    assert call.args == [110385, {"email": "new@email.com"}]
    assert (call.kwargs["if_match"], call.kwargs["lock_token"]) == ("1", 7)
    assert call.kwargs["idempotency_key"]


def test_nothing_changed_sends_nothing(caseworker, holding, rpc):
    assert sent(caseworker).status_code == 303
    assert rpc.asked("customers.update_customer") == []


@pytest.mark.req("R8")
def test_save_and_close_gives_the_lock_back_and_leads_to_the_lookup(caseworker, holding, rpc):
    answer = sent(caseworker, email="new@email.com", action="close")
    assert answer.headers["Location"] == "/customers"
    assert rpc.asked("customers.release_lock")[0].args == [110385, {"token": 7}]


@pytest.mark.req("R10")
def test_exit_saves_nothing_and_gives_the_lock_back(caseworker, holding, rpc):
    token = loaded(caseworker)
    answer = caseworker.post(
        f"{RECORD}/exit", data={"csrf_token": token["csrf_token"], "lock_token": "7"}, **HTTPS
    )
    assert answer.headers["Location"] == "/customers"
    assert rpc.asked("customers.release_lock") and not rpc.asked("customers.update_customer")


@pytest.mark.req("R7")
def test_what_is_wrong_is_said_at_the_field_and_in_the_summary(caseworker, holding):
    holding["customers.update_customer"] = Invalid(fields=[FieldProblem("email", "not_an_email", "No @.")])
    answer = sent(caseworker, email="nobody")
    assert answer.status_code == 422
    assert 'id="email-error">No @.' in answer.text and 'aria-describedby="email-error' in answer.text
    assert 'id="summary"' in answer.text and fields_of(answer.text)["email"] == "nobody"


@pytest.mark.req("R45")
def test_warnings_are_shown_after_the_save_and_once(caseworker, holding):
    warning = {"field": "email", "code": "preferred_missing", "detail": "Email is preferred."}
    holding["customers.update_customer"]["warnings"] = [warning]
    sent(caseworker, email="")
    assert "Email is preferred." in caseworker.get(RECORD, **HTTPS).text
    assert "Email is preferred." not in caseworker.get(RECORD, **HTTPS).text


@pytest.mark.req("R152")
def test_a_save_over_somebody_elses_asks_field_by_field(caseworker, holding, rpc):
    form = loaded(caseworker)
    holding["customers.update_customer"] = StaleVersion()
    holding["customers.get_customer"] |= {"version": 2, "email": "theirs@email.com", "first_name": "DIANA"}
    page = caseworker.post(RECORD, data={**form, "email": "mine@email.com"}, **HTTPS)
    assert page.status_code == 412 and "Changed by both of you" in page.text
    again = fields_of(page.text)
    assert (again["first_name"], again["email"], again["version"]) == ("DIANA", "mine@email.com", "2")
    holding["customers.update_customer"] = {"number": 110385, "version": 3, "warnings": []}
    undecided = caseworker.post(RECORD, data=again, **HTTPS)
    assert undecided.status_code == 422 and "Changed by both of you" in undecided.text
    decided = caseworker.post(RECORD, data={**again, "choice.email": "mine"}, **HTTPS)
    assert decided.status_code == 303
    assert rpc.asked("customers.update_customer")[-1].args[1] == {"email": "mine@email.com"}


@pytest.mark.req("R26")
def test_special_handling_asks_for_a_reason_on_the_same_page(caseworker, holding, rpc):
    holding["customers.update_customer"] = AcknowledgementRequired()
    page = sent(caseworker, email="new@email.com")
    assert page.status_code == 428 and 'name="acknowledgement"' in page.text
    holding["customers.update_customer"] = {"number": 110385, "version": 2, "warnings": []}
    form = {**fields_of(page.text), "acknowledgement": "Manager said yes"}
    assert caseworker.post(RECORD, data=form, **HTTPS).status_code == 303
    assert rpc.asked("customers.update_customer")[-1].kwargs["acknowledgement"] == "Manager said yes"


@pytest.mark.req("R148", "R150", "R241")
def test_who_lost_the_lock_sees_inquiry_and_keeps_a_draft(caseworker, holding, drafts):
    form = loaded(caseworker)
    holding["customers.update_customer"] = Conflict("Lost.", code="lock_lost", taken_over=True, **JOHN)
    page = caseworker.post(RECORD, data={**form, "email": "mine@email.com"}, **HTTPS)
    assert page.status_code == 409
    assert "Customer Inquiry" in page.text and "mine@email.com" in page.text
    [draft] = drafts.kept.values()
    assert draft.values == {"email": "mine@email.com"}


@pytest.mark.req("R150")
def test_the_heartbeat_tells_who_took_the_record(caseworker, holding):
    data = {"csrf_token": loaded(caseworker)["csrf_token"], "lock_token": "7"}
    path = f"{RECORD}/lock/renewal"
    assert caseworker.post(path, data=data, **HTTPS).json == {"state": "held"}
    holding["customers.renew_lock"] = Conflict("Lost.", code="lock_lost", taken_over=True, **JOHN)
    told = caseworker.post(path, data=data, **HTTPS).json
    assert told["state"] == "lost" and "JOHN JOHNSON" in told["text"]


@pytest.mark.req("R241")
def test_a_draft_is_kept_without_the_ssn_offered_restored_and_discarded(caseworker, holding, drafts):
    form = loaded(caseworker)
    kept = caseworker.post(
        f"{RECORD}/draft", data={**form, "email": "later@email.com", "ssn": "765432108"}, **HTTPS
    )
    assert re.fullmatch(r"\d\d:\d\d", kept.json["at"])
    [draft] = drafts.kept.values()
    assert draft.values == {"email": "later@email.com"}
    offer = caseworker.get(RECORD, **HTTPS).text
    assert "You have unsaved changes" in offer and fields_of(offer)["email"] == "dth@email.com"
    restored = fields_of(caseworker.get(f"{RECORD}?draft=1", **HTTPS).text)
    assert restored["email"] == "later@email.com"
    assert orjson.loads(restored["base"])["email"] == "dth@email.com"
    caseworker.post(f"{RECORD}/draft/discard", data={"csrf_token": form["csrf_token"]}, **HTTPS)
    assert drafts.kept == {}


@pytest.mark.req("R12")
def test_refresh_saves_nothing_and_shows_what_others_changed(caseworker, holding, rpc, drafts):
    form = loaded(caseworker)
    holding["customers.get_customer"] |= {"version": 2, "first_name": "DIANA"}
    page = caseworker.post(RECORD, data={**form, "action": "refresh", "email": "mine@email.com"}, **HTTPS)
    assert "Changed by others since you opened the record" in page.text and "<b>DIANA</b>" in page.text
    assert rpc.asked("customers.update_customer") == []
    assert drafts.kept and "You have unsaved changes" in page.text


@pytest.mark.req("R150")
def test_log_out_gives_every_lock_back(caseworker, holding, rpc):
    caseworker.post("/log-out", data={"csrf_token": loaded(caseworker)["csrf_token"]}, **HTTPS)
    assert len(rpc.asked("customers.release_my_locks")) == 1


STATUS = "applications.change_application_status"


@pytest.fixture
def moving(holding: dict[str, Any]) -> dict[str, Any]:
    """The services' answers where the application of the record can move."""
    holding[STATUS] = {"id": 5001, "version": 2, "status": "TRANSFERRED"}
    [application] = holding["applications.get_customer_applications"]["applications"]
    application["next_statuses"] = ["PENDING", "TRANSFERRED", "WITHDRAWN"]
    return holding


def with_statuses(client: FlaskClient) -> dict[str, str]:
    """The record's form with what stands in the applications' grid and belongs to it."""
    html = client.get(RECORD, **HTTPS).text
    beside = {
        given["name"]: unescape(given["value"])
        for tag in re.findall(r'<input[^>]*form="record-form"[^>]*>', html)
        if "name" in (given := dict(re.findall(r'([\w-]+)="([^"]*)"', tag)))
    }
    return fields_of(html) | beside


def test_a_status_that_stays_is_not_sent(caseworker, moving, rpc):
    form = with_statuses(caseworker) | {"status.5001": "ELIGIBLE", "email": "new@email.com"}
    assert caseworker.post(RECORD, data=form, **HTTPS).status_code == 303
    assert rpc.asked(STATUS) == []


@pytest.mark.req("R144", "R240")
def test_update_saves_the_record_and_a_status_each_to_its_service_under_one_correlation_id(
    caseworker, moving, rpc
):
    form = with_statuses(caseworker) | {"status.5001": "WITHDRAWN", "email": "new@email.com"}
    assert caseworker.post(RECORD, data=form, **HTTPS).status_code == 303
    [record], [status] = rpc.asked("customers.update_customer"), rpc.asked(STATUS)
    assert status.args == [5001, {"status": "WITHDRAWN", "reason": ""}]
    assert (status.kwargs["if_match"], status.kwargs["lock_token"]) == ("1", 7)
    assert status.kwargs["idempotency_key"] != record.kwargs["idempotency_key"]
    assert rpc.correlation_of(record) == rpc.correlation_of(status)


@pytest.mark.req("R7", "R240")
def test_a_status_that_cannot_be_saved_is_kept_and_named_and_the_rest_is_saved(caseworker, moving, rpc):
    moving[STATUS] = Invalid(fields=[FieldProblem("reason", "reason_required", "Say why it is reopened.")])
    form = with_statuses(caseworker) | {"status.5001": "PENDING", "email": "new@email.com"}
    page = caseworker.post(RECORD, data=form, **HTTPS)
    assert page.status_code == 422
    summary = page.text.split('id="summary"')[1].split("</div>")[0]
    assert "The status of an application was not saved." in summary and "Everything else was." in summary
    assert "Say why it is reopened." in summary and 'href="#status_5001"' in summary
    assert '<option value="PENDING" selected>PENDING</option>' in page.text


@pytest.mark.req("R240", "R254")
def test_a_status_whose_answer_did_not_come_is_sent_again_as_it_was(caseworker, moving, rpc):
    moving[STATUS] = Unavailable()
    form = with_statuses(caseworker) | {"status.5001": "PENDING", "version.5001": "4"}
    lost = caseworker.post(RECORD, data=form, **HTTPS).text
    for name in ("version", "key"):
        form[f"{name}.5001"] = re.search(rf'name="{name}.5001" value="([^"]+)"', lost)[1]
    caseworker.post(RECORD, data=form | {"key": fields_of(lost)["key"]}, **HTTPS)
    [first, second] = rpc.asked(STATUS)
    assert first.kwargs == second.kwargs


@pytest.mark.req("R92", "R240")
def test_a_supervisor_is_asked_why_a_transfer_is_entered_in_spite_of_a_block(caseworker, moving, rpc, log_in):
    moving[STATUS] = Conflict("The agency is out of funds.", code="transfer_blocked")
    form = with_statuses(caseworker) | {"status.5001": "TRANSFERRED"}
    assert 'name="override.5001"' not in caseworker.post(RECORD, data=form, **HTTPS).text
    supervisor = log_in("supervisor")
    form = with_statuses(supervisor) | {"status.5001": "TRANSFERRED"}
    assert 'name="override.5001"' in supervisor.post(RECORD, data=form, **HTTPS).text
    moving[STATUS] = {"id": 5001, "version": 2, "status": "TRANSFERRED"}
    form |= {"override.5001": "CSD agreed by phone"}
    assert supervisor.post(RECORD, data=form, **HTTPS).status_code == 303
    assert rpc.asked(STATUS)[-1].args[1]["override_reason"] == "CSD agreed by phone"


@pytest.mark.req("R7")
def test_where_the_record_is_refused_no_status_is_saved_and_both_stay_typed(caseworker, moving, rpc):
    moving["customers.update_customer"] = Invalid(fields=[FieldProblem("email", "not_an_email", "No @.")])
    form = with_statuses(caseworker) | {"status.5001": "WITHDRAWN", "email": "nobody"}
    page = caseworker.post(RECORD, data=form, **HTTPS)
    assert page.status_code == 422 and rpc.asked(STATUS) == []
    assert '<option value="WITHDRAWN" selected>WITHDRAWN</option>' in page.text


@pytest.mark.req("R148")
def test_statuses_are_protected_in_inquiry_and_for_who_may_not_write(caseworker, moving, log_in):
    moving["customers.take_lock"] = Locked(**JOHN)
    assert 'name="status.5001"' not in caseworker.get(RECORD, **HTTPS).text
    assert 'name="status.5001"' not in log_in("auditor").get(RECORD, **HTTPS).text
