"""Pledges on their pages: what is proposed, what is sent once, what becomes of a promise."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from homefire.errors import (
    AcknowledgementRequired,
    FieldProblem,
    Invalid,
    Locked,
    Problem,
    StaleVersion,
    Unavailable,
)

HTTPS = {"base_url": "https://localhost"}
PAGE = "/customers/110385/applications/5001/pledges"
HELD = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z", "expires_at": "2026-11-20T22:04:00Z"}
PLEDGE = {
    "id": 31, "version": 4, "memo": "WINTER", "amount": "312.50", "payee": "PG&E", "account_number": "0012",
    "status": "OPEN",
    "next_statuses": ["PAID", "CANCELLED"], "date_submitted": "2018-12-05", "entered_at": "2018-12-05T20:00:00Z",
    "entered_by": "JOHN JOHNSON", "updated_at": "2018-12-06T20:00:00Z", "updated_by": "JANE JAMES",
}  # fmt: skip


@pytest.fixture(autouse=True)
def ready(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers when all goes well."""
    [listed] = answers["applications.get_customer_applications"]["applications"]
    listed["pledges"] = [PLEDGE]
    answers["applications.get_application"] = {**listed, "customer_number": 110385}
    answers["customers.take_lock"], answers["customers.release_lock"] = HELD, {"released": True}
    answers["applications.add_pledge"] = {**PLEDGE, "warnings": []}
    answers["applications.change_pledge_status"] = {**PLEDGE, "status": "PAID", "warnings": []}
    return answers


def fields_of(client: FlaskClient, path: str = PAGE) -> dict[str, str]:
    form = client.get(path, **HTTPS).text.split('<form id="pledge-form"')[1].split("</form>")[0]
    tags = (dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", form))
    return {tag["name"]: unescape(tag.get("value", "")) for tag in tags}


def post(client: FlaskClient, path: str = PAGE, **typed: str) -> Any:
    return client.post(path, data=fields_of(client, path) | typed, **HTTPS)


@pytest.mark.req("R88", "R89")
def test_the_columns_stand_in_the_manuals_order_with_what_is_promised_after_the_memo(
    caseworker: FlaskClient,
) -> None:
    page = caseworker.get(PAGE, **HTTPS).text
    headings = re.findall(r'<th role="columnheader"[^>]*>(.*?)</th>', page)
    assert headings == [
        "Memo", "Amount", "Payee", "Account Number", "Status", "Date Submitted", "Entry Date", "Entered By",
        "Last Updated Date", "Last Updated By", "Change",
    ]  # fmt: skip
    shown = " ".join(re.sub(r"<[^>]+>", " ", page.split("<tbody")[1].split("</tbody>")[0]).split())
    assert "WINTER $312.50 PG&amp;E 0012 OPEN 12/5/2018 12/5/2018 JOHN JOHNSON 12/6/2018 JANE JAMES" in shown


@pytest.mark.req("R87")
def test_an_arrow_in_front_of_the_program_opens_its_pledges_and_says_how_many(
    caseworker: FlaskClient, answers: dict[str, Any]
) -> None:
    record = "/customers/110385"
    answers["applications.get_customer_applications"]["applications"][0]["pledges"] = [PLEDGE]

    def grid(query: str = "") -> str:
        page = caseworker.get(f"{record}{query}", **HTTPS).text
        return page.split('id="applications"')[1].split("</section>")[0]

    cell = r'<td role="cell" class="folded"[^>]*><a class="arrow" ([^>]*)>(.*?)</a>\s*<a href="([^"]*)">HEAP 2018</a>'
    query = "?applications.opened=5001&amp;applications.sort=program"
    for opened, leads_to in (("", query), (query, "?applications.sort=program")):
        found = grid((opened or "?applications.sort=program").replace("&amp;", "&"))
        [(arrow, said, program)] = re.findall(cell, found, re.S)
        assert program == f"{record}/applications/5001"
        assert f'aria-expanded="{"true" if opened else "false"}" aria-controls="opened-5001"' in arrow
        assert sorted(re.findall(r'href="([^"]*)"', arrow)[0].split("#")[0].split("?")[1].split("&amp;")) == (
            sorted(leads_to[1:].split("&amp;"))
        )
        assert " ".join(re.sub(r"<[^>]+>", " ", said).split()) == "1 Commitments/Pledges for HEAP 2018: 1"
        assert (' id="opened-5001" hidden>' in found) is not bool(opened)


@pytest.mark.req("R87", "R89")
def test_a_pledge_is_proposed_for_the_applications_utility_and_account(caseworker: FlaskClient) -> None:
    row = caseworker.get("/customers/110385", **HTTPS).text.split('id="opened-5001"')[1]
    assert f'href="{PAGE}#new-pledge"' in row
    form = fields_of(caseworker)
    assert (form["payee"], form["account_number"]) == ("PACIFIC GAS & ELECTRIC COMPANY", "10223456789")
    assert re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", form["date_submitted"])


@pytest.mark.req("R89", "R148", "R254")
def test_a_pledge_is_written_once_under_the_records_lock(caseworker: FlaskClient, rpc: Any) -> None:
    form = fields_of(caseworker) | {"memo": "CRISIS", "amount": "$1,250.50", "account_number": ""}
    answer = caseworker.post(PAGE, data=form, **HTTPS)
    assert (answer.status_code, answer.location) == (303, PAGE)
    [call] = rpc.asked("applications.add_pledge")
    assert call.args[0] == 5001
    assert call.args[1] == {
        "memo": "CRISIS",
        "amount": "$1,250.50",
        "payee": "PACIFIC GAS & ELECTRIC COMPANY",
        "date_submitted": form["date_submitted"],
    }
    assert call.kwargs == {"idempotency_key": form["key"], "lock_token": 7}
    assert [call.args for call in rpc.asked("customers.release_lock")] == [[110385, {"token": 7}]]
    assert "Saved." in caseworker.get(PAGE, **HTTPS).text


@pytest.mark.req("R89")
def test_what_is_to_be_looked_at_is_said_once_it_is_saved(
    caseworker: FlaskClient, ready: dict[str, Any]
) -> None:
    ready["applications.add_pledge"] |= {
        "warnings": [{"field": "status", "detail": "The application is DENIED."}]
    }
    post(caseworker, memo="A", amount="1")
    assert "The application is DENIED." in caseworker.get(PAGE, **HTTPS).text


@pytest.mark.req("R89", "R254")
def test_a_refused_pledge_keeps_what_was_typed(caseworker: FlaskClient, ready: dict[str, Any]) -> None:
    wrong = FieldProblem("amount", "amount_out_of_range", "Enter an amount above 0.")
    for problem, status in (
        (Invalid(fields=[wrong]), 422),
        (Locked("JANE has it open."), 423),
        (Unavailable(), 503),
    ):
        ready["applications.add_pledge"] = problem
        before = fields_of(caseworker) | {"memo": "CRISIS", "amount": "0"}
        answer = caseworker.post(PAGE, data=before, **HTTPS)
        assert answer.status_code == status and 'value="CRISIS"' in answer.text
        assert "The pledge was not added." in answer.text
        # Only what may have been written keeps its key.
        assert (before["key"] in answer.text) == (status == 503)
    assert "Enter an amount above 0." not in answer.text


@pytest.mark.req("R26")
def test_special_handling_asks_for_a_reason_and_sends_it(
    caseworker: FlaskClient, ready: dict[str, Any], rpc: Any
) -> None:
    ready["applications.add_pledge"] = AcknowledgementRequired()
    answer = post(caseworker, memo="A", amount="1")
    assert answer.status_code == 428 and 'name="acknowledgement"' in answer.text
    post(caseworker, memo="A", amount="1", acknowledgement="the manager agreed")
    assert rpc.asked("applications.add_pledge")[-1].kwargs["acknowledgement"] == "the manager agreed"


@pytest.mark.req("R89")
def test_a_pledge_is_paid_and_no_move_is_offered_that_it_does_not_have(
    caseworker: FlaskClient, rpc: Any
) -> None:
    page = caseworker.get(PAGE, **HTTPS).text
    assert f'href="{PAGE}/31/paid"' in page and f'href="{PAGE}/31/open"' not in page
    assert post(caseworker, f"{PAGE}/31/paid").status_code == 303
    [call] = rpc.asked("applications.change_pledge_status")
    assert call.args == [31, {"status": "PAID", "reason": ""}] and call.kwargs["lock_token"] == 7
    assert call.kwargs["if_match"] == "4"
    for path in (f"{PAGE}/31/open", f"{PAGE}/99/paid", f"{PAGE}/31/eaten"):
        assert caseworker.get(path, **HTTPS).status_code == 404


@pytest.mark.req("R89", "R152")
def test_a_pledge_that_somebody_changed_meanwhile_is_shown_as_it_is_now(
    caseworker: FlaskClient, ready: dict[str, Any], rpc: Any
) -> None:
    form = fields_of(caseworker, f"{PAGE}/31/cancelled")
    [listed] = ready["applications.get_customer_applications"]["applications"]
    listed["pledges"] = [PLEDGE | {"status": "PAID", "version": 5, "next_statuses": ["OPEN"]}]
    ready["applications.get_application"] = {**listed, "customer_number": 110385}
    ready["applications.change_pledge_status"] = StaleVersion()
    answer = caseworker.post(f"{PAGE}/31/cancelled", data=form | {"reason": "twice"}, **HTTPS)
    assert answer.status_code == 412
    assert "JANE JAMES changed this pledge to PAID on 12/6/2018" in answer.text
    assert 'name="version" value="5"' in answer.text
    # A pledge that was paid meanwhile cannot be cancelled any more.
    assert ">Cancel</button>" not in answer.text and 'name="reason"' not in answer.text
    assert rpc.asked("applications.change_pledge_status")[-1].kwargs["if_match"] == "4"


@pytest.mark.req("R89", "R152")
@pytest.mark.parametrize("problem", [AcknowledgementRequired(), Locked("JANE has it open.")])
def test_a_move_that_was_refused_is_asked_again_for_the_version_that_was_seen(
    caseworker: FlaskClient, ready: dict[str, Any], rpc: Any, problem: Problem
) -> None:
    form = fields_of(caseworker, f"{PAGE}/31/cancelled")
    [listed] = ready["applications.get_customer_applications"]["applications"]
    listed["pledges"] = [PLEDGE | {"memo": "OTHER", "version": 5}]
    ready["applications.get_application"] = {**listed, "customer_number": 110385}
    ready["applications.change_pledge_status"] = problem
    asked = caseworker.post(f"{PAGE}/31/cancelled", data=form | {"reason": "twice"}, **HTTPS)
    assert asked.status_code in (423, 428)
    assert 'name="version" value="4"' in asked.text and 'value="twice"' in asked.text
    ready["applications.change_pledge_status"] = StaleVersion()
    again = form | {"version": "4", "reason": "twice", "acknowledgement": "the manager agreed"}
    answer = caseworker.post(f"{PAGE}/31/cancelled", data=again, **HTTPS)
    assert answer.status_code == 412 and "JANE JAMES changed this pledge" in answer.text
    assert 'name="version" value="5"' in answer.text and ">Cancel</button>" in answer.text
    assert [call.kwargs["if_match"] for call in rpc.asked("applications.change_pledge_status")] == ["4", "4"]


@pytest.mark.req("R89", "R247")
def test_who_reads_sees_pledges_and_changes_none(log_in: Any) -> None:
    auditor = log_in("auditor")
    page = auditor.get(PAGE, **HTTPS).text
    assert "WINTER" in page and "pledge-form" not in page and "/31/paid" not in page
    assert auditor.get(f"{PAGE}/31/paid", **HTTPS).status_code == 403
    assert "Add pledge" not in auditor.get("/customers/110385", **HTTPS).text


@pytest.mark.req("R89")
def test_who_changes_applications_and_no_record_needs_no_lock(log_in: Any, rpc: Any) -> None:
    assert post(log_in("qa_analyst"), memo="A", amount="1").status_code == 303
    [call] = rpc.asked("applications.add_pledge")
    assert "lock_token" not in call.kwargs and rpc.asked("customers.take_lock") == []
