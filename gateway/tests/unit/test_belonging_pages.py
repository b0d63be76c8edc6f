"""What a page of a customer writes is that customer's: the number in the address and the rest of it agree."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

HTTPS = {"base_url": "https://localhost"}
OURS = "/customers/110385"
READS = re.compile(r"get_|list_|check_|propose_|compare_|count_|find_|total_")
LOCKS = {"take_lock", "renew_lock", "release_lock"}
VALUES = {
    "number": 110385, "application_id": 5001, "transfer_number": 17, "benefit_id": 3, "pledge_id": 9,
    "item": "INCOME", "code": "NAME_ON_BILL", "status": "paid",
}  # fmt: skip
COUNTS_ONLY = {"record.total_income"}
"""Writes nothing: it counts what is typed."""


def posts(app: Flask) -> dict[str, str]:
    """Every address that writes to one application, by endpoint."""
    adapter = app.url_map.bind("localhost")
    found = {}
    for rule in app.url_map.iter_rules():
        of_one = rule.endpoint.startswith("record.") and {"number", "application_id"} <= rule.arguments
        if of_one and "POST" in (rule.methods or ()) and rule.endpoint not in COUNTS_ONLY:
            values = {name: VALUES[name] for name in rule.arguments}
            found[rule.endpoint] = adapter.build(rule.endpoint, values, method="POST")
    return found


def written(rpc: Any) -> list[str]:
    """What was asked of services that is no reading."""
    return [call.method for call in rpc.calls if not READS.match(call.method) and call.method not in LOCKS]


def send(client: FlaskClient, path: str, **fields: str) -> int:
    page = client.get(OURS, **HTTPS).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, "version": "1", "key": "k-1", "lock_token": "7", "mode": "summary"}
    return client.post(path, data=form | fields, **HTTPS).status_code


def test_every_page_that_writes_to_an_application_is_known(app: Flask) -> None:
    assert set(posts(app)) == set(ENDPOINTS)


ENDPOINTS = (
    "record.update_application", "record.enter_household", "record.set_income", "record.set_housing",
    "record.answer_questionnaire", "record.decide_verification", "record.link_document", "record.add_benefit",
    "record.remove_benefit", "record.create_checklist", "record.update_checklist_item", "record.decide_eligibility",
    "record.receive_appeal", "record.certify_application", "record.transfer_application", "record.answer_transfer",
    "record.add_pledge", "record.set_pledge_status",
)  # fmt: skip


@pytest.mark.req("R148", "R252")
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_another_customers_application_is_not_written_from_this_page(
    app: Flask, caseworker: FlaskClient, answers: dict[str, Any], rpc: Any, endpoint: str
) -> None:
    transfers = [{"number": 17, "answers": []}]
    pledges = [{"id": 9, "next_statuses": ["PAID"], "status": "OPEN"}]
    theirs = {"customer_number": 110386, "transfers": transfers, "pledges": pledges}
    answers["applications.get_application"] |= theirs
    answers["customers.take_lock"] = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z"}
    assert send(caseworker, posts(app)[endpoint], status="PENDING", action="save") == 404
    assert written(rpc) == []


@pytest.mark.req("R259")
def test_a_transfer_of_another_application_is_not_answered_from_this_page(
    caseworker: FlaskClient, answers: dict[str, Any], rpc: Any
) -> None:
    answers["applications.get_application"] |= {"transfers": [{"number": 18, "answers": []}]}
    assert send(caseworker, f"{OURS}/applications/5001/transfer/17/answer", outcome="ACCEPTED") == 404
    assert written(rpc) == []


@pytest.mark.req("R111")
def test_another_customers_change_request_is_not_moved_from_this_page(
    caseworker: FlaskClient, answers: dict[str, Any], rpc: Any
) -> None:
    answers["applications.list_change_requests"] = {"items": [{"id": 4}]}
    answers["applications.change_change_request_status"] = {"id": 5}
    assert send(caseworker, f"{OURS}/change-requests/5", status="SUBMITTED") == 404
    assert written(rpc) == []
    assert send(caseworker, f"{OURS}/change-requests/4", status="SUBMITTED") == 303
    assert written(rpc) == ["change_change_request_status"]
