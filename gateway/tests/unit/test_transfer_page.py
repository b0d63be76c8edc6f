"""Certifying, transferring and asking CSD, as the pages show and send them."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from homefire.errors import Conflict, Unavailable

HTTPS = {"base_url": "https://localhost"}
PAGE = "/customers/110385/applications/5001/transfer"
BLOCK = {
    "code": "out_of_funds",
    "severity": "blocks",
    "sentence": "Out of funds.",
    "remedy": "Wait for funds.",
}


def send(browser: FlaskClient, path: str, **fields: str) -> Any:
    """Sends a form with the session's token."""
    token = browser.get(PAGE, **HTTPS).text.split('name="csrf_token" value="')[1].split('"')[0]
    return browser.post(path, data={"csrf_token": token, "version": "1", "key": "k-1"} | fields, **HTTPS)


@pytest.mark.req("R92", "R259")
def test_transfer_page_shows_clocks_and_findings_beside_the_button(caseworker: FlaskClient) -> None:
    html = caseworker.get(PAGE, **HTTPS).text
    assert "2855 days over" in html
    assert "The application is not certified." in html and "Enter the certification date above." in html
    assert ">Transfer</button>" in html and "disabled" not in html.split("Transfer</button>")[0][-60:]


@pytest.mark.req("R92")
def test_a_block_takes_the_button_from_a_caseworker_and_asks_a_supervisor_for_a_reason(
    caseworker: FlaskClient, log_in: Any, answers: Any
) -> None:
    answers["applications.check_transfer"]["findings"] = [BLOCK]
    html = caseworker.get(PAGE, **HTTPS).text
    assert "disabled>Transfer</button>" in html and 'name="override_reason"' not in html
    html = log_in("supervisor").get(PAGE, **HTTPS).text
    assert 'name="override_reason"' in html and "disabled>Transfer</button>" not in html


@pytest.mark.req("R259")
def test_transfer_sends_the_version_and_the_forms_key_and_no_empty_reason(
    caseworker: FlaskClient, answers: Any, rpc: Any
) -> None:
    answers["applications.transfer_application"] = {"id": 5001}
    assert send(caseworker, PAGE, override_reason="").status_code == 303
    call = next(call for call in rpc.calls if "transfer_application" in str(call))
    assert "override_reason" not in str(call) and "k-1" in str(call)


@pytest.mark.req("R92")
def test_a_refused_transfer_says_why_and_keeps_what_was_typed(caseworker: FlaskClient, answers: Any) -> None:
    answers["applications.certify_application"] = Conflict("The dates stay as they are.", code="frozen")
    page = send(caseworker, "/customers/110385/applications/5001/certification", document_date="1/2/2019")
    assert page.status_code == 409
    assert "The dates stay as they are." in page.text and 'value="1/2/2019"' in page.text
    answers["applications.transfer_application"] = Unavailable()
    lost = send(caseworker, PAGE, reason="TYPED", version="7").text
    form = lost.split(f'action="{PAGE}"')[1].split("</form>")[0]
    assert 'name="key" value="k-1"' in form and 'name="version" value="7"' in form


@pytest.mark.req("R112", "R259")
def test_a_rejection_shows_cores_reason_and_leads_to_the_status_and_to_the_change_request(
    caseworker: FlaskClient, log_in: Any, answers: Any
) -> None:
    sent = {"number": 17, "transfer_date": "2019-01-05", "by_hand": False, "override_reason": ""}
    said = {"outcome": "REJECTED", "code": "X", "reason": "SSN differs", "reference": "", "effect": "applied"}
    stamps = {"entered_by": "CORE", "entered_at": "2019-01-06T08:00:00Z"}
    answers["applications.get_application"] |= {
        "status": "REJECTED",
        "status_reason": "SSN differs",
        "transfers": [sent | stamps | {"answers": [said | stamps]}],
    }
    html = caseworker.get(PAGE, **HTTPS).text
    assert "SSN differs" in html
    assert "/customers/110385/change-requests/new?application=5001" in html
    assert '<a href="/customers/110385#status_5001">Set the status on the record</a>' in html
    reader = log_in("auditor").get(PAGE, **HTTPS).text
    assert "#status_5001" not in reader


@pytest.mark.req("R92", "R259")
def test_dates_are_asked_for_while_they_are_open_and_saving_them_is_confirmed(
    caseworker: FlaskClient, answers: Any
) -> None:
    answers["applications.certify_application"] = {}
    saved = send(caseworker, "/customers/110385/applications/5001/certification", document_date="1/2/2019")
    assert saved.headers["Location"] == f"{PAGE}?saved=certify#certify"
    html = caseworker.get(saved.headers["Location"], **HTTPS).text
    assert "Saved." in html and "Save the dates" in html and 'name="document_date"' in html
    answers["applications.check_transfer"] |= {"may_certify": False, "may_transfer": False}
    answers["applications.get_application"]["status"] = "BENEFITTED"
    html = caseworker.get(PAGE, **HTTPS).text
    assert "The dates stay as they are. Application status: Benefitted." in html
    assert "Save the dates" not in html and 'name="document_date"' not in html
    assert 'id="document_date" readonly' in html


@pytest.mark.req("R92")
def test_a_transfer_is_a_noun_in_spanish_and_transferring_a_verb(
    caseworker: FlaskClient, answers: Any
) -> None:
    clock = {"name": "transfer", "started_on": "2019-01-01", "ends_on": "2019-03-02", "stopped_on": None}
    answers["applications.check_transfer"]["clocks"] = [clock | {"left": 3}]
    html = caseworker.get(PAGE, headers={"Accept-Language": "es"}, **HTTPS).text
    assert ">Transferencia</th>" in html and ">Transferir</button>" in html
    assert 'class="long">Transferencia <span' in html


@pytest.mark.req("R20", "R109")
def test_a_changed_name_of_a_transferred_customer_offers_the_change_request(
    caseworker: FlaskClient, answers: Any
) -> None:
    held = {
        "number": 110385,
        "token": 7,
        "since": "2026-11-20T22:02:00Z",
        "expires_at": "2026-11-20T22:04:00Z",
    }
    answers |= {"customers.take_lock": held, "customers.update_customer": {"number": 110385, "warnings": []}}
    answers["applications.get_customer_applications"]["applications"][0]["transfer_date"] = "2019-01-05"
    typed = {"base": '{"last_name":"OLD"}', "last_name": "NEW", "lock_token": "7", "action": "save"}
    saved = send(caseworker, "/customers/110385", **typed)
    assert saved.status_code == 303
    offer = "/customers/110385/change-requests/new"
    assert offer in caseworker.get("/customers/110385", **HTTPS).text
    assert offer not in caseworker.get("/customers/110385", **HTTPS).text


@pytest.mark.req("R92")
def test_the_documents_clock_says_how_old_they_may_be(caseworker: FlaskClient, answers: Any) -> None:
    clock = {"name": "document", "started_on": "2019-01-01", "ends_on": "2019-03-02", "stopped_on": None}
    answers["applications.check_transfer"]["clocks"] = [clock | {"left": 3}]
    assert "at most 60 days old at intake" in caseworker.get(PAGE, **HTTPS).text


@pytest.mark.req("R80", "R92")
def test_a_caseworker_says_why_where_the_program_asks_why_it_is_transferred(
    caseworker: FlaskClient, answers: Any, rpc: Any
) -> None:
    assert 'id="reason"' not in caseworker.get(PAGE, **HTTPS).text
    answers["applications.check_transfer"]["wants_reason"] = True
    html = caseworker.get(PAGE, **HTTPS).text
    assert 'id="reason" name="reason"' in html and 'name="override_reason"' not in html
    answers["applications.transfer_application"] = {"id": 5001}
    assert send(caseworker, PAGE, reason="Whole and certified").status_code == 303
    [call] = rpc.asked("applications.transfer_application")
    assert call.args == [5001, {"reason": "Whole and certified"}]


@pytest.mark.req("R92")
def test_what_core_asks_beside_the_dates_is_entered_with_them(
    caseworker: FlaskClient, answers: Any, rpc: Any
) -> None:
    answers["applications.certify_application"] = {}
    typed = {
        "priority_points": "-3",
        "fast_track": "yes",
        "pledge_date": "1/2/2019",
        "service_restored": "no",
    }
    path = "/customers/110385/applications/5001/certification"
    assert send(caseworker, path, **typed, disconnection_prevented="").status_code == 303
    [call] = rpc.asked("applications.certify_application")
    assert call.args[1] == {
        "priority_points": -3, "fast_track": True, "pledge_date": "1/2/2019", "service_restored": False,
        "disconnection_prevented": None,
    }  # fmt: skip
    answers["applications.check_transfer"]["certification"] |= {
        "priority_points": 0, "fast_track": True, "service_restored": False,
    }  # fmt: skip
    html = caseworker.get(PAGE, **HTTPS).text
    assert 'name="priority_points" value="0"' in html
    chosen = [
        html.split(f'name="{name}"')[1].split("</select>")[0] for name in ("fast_track", "service_restored")
    ]
    assert 'value="yes" selected' in chosen[0] and 'value="no" selected' in chosen[1]
