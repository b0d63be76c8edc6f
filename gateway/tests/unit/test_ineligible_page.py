"""The list of ineligible addresses on a page (R61)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from homefire.errors import FieldProblem, Invalid, Unavailable

HTTPS = {"base_url": "https://localhost"}
LIST = "/ineligible-addresses"
ENTRY = {
    "entry_id": 7, "address": "9 <b>BLEAK</b> ST", "city": "MARINA", "zip": "93933", "place_key": "9 bleak street 93933",
    "reason": {"code": "LANDLORD", "label": "LANDLORD REFUSES"}, "explanation": "", "from": "2026-01-02", "to": None,
    "version": 2, "entered_by": "JANE JAMES",
}  # fmt: skip
pytestmark = pytest.mark.req("R61")


@pytest.fixture
def known(answers: dict[str, Any]) -> dict[str, Any]:
    """The service's answers."""
    answers["weatherization.list_ineligible_addresses"] = {"items": [ENTRY], "next": None}
    answers["weatherization.add_ineligible_address"] = answers["weatherization.end_ineligible_address"] = (
        ENTRY
    )
    return answers


def hidden_of(page: str, action: str) -> dict[str, str]:
    """What a form carries besides what is typed."""
    form = page.split(f'action="{action}"')[1].split("</form>")[0]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in pairs}


def test_address_is_added_with_its_reason_and_stays_where_it_is_refused(
    caseworker: FlaskClient, rpc: Any, known: Any
) -> None:
    page = caseworker.get(LIST, **HTTPS).text
    assert "LANDLORD REFUSES" in page and "<b>BLEAK" not in page
    typed = hidden_of(page, LIST) | {"address.street": "BLEAK", "address.zip": "93933", "reason": "LANDLORD"}
    assert caseworker.post(LIST, data=typed, **HTTPS).status_code == 303
    [body] = next(call for call in rpc.calls if call.method == "add_ineligible_address").args
    address = {"number": "", "street": "BLEAK", "street_type": "", "zip": "93933"}
    assert body == {"address": address, "reason": "LANDLORD"}
    wrong = FieldProblem("address.zip", "not_a_zip", "Enter five digits.")
    known["weatherization.add_ineligible_address"] = Invalid(fields=[wrong])
    refused = caseworker.post(LIST, data=typed, **HTTPS)
    assert refused.status_code == 422 and 'id="address_zip-error">Enter five digits.' in refused.text
    assert 'value="BLEAK"' in refused.text


def test_entry_is_ended_in_the_version_that_was_shown(caseworker: FlaskClient, rpc: Any, known: Any) -> None:
    hidden = hidden_of(caseworker.get(LIST, **HTTPS).text, f"{LIST}/7")
    assert caseworker.post(f"{LIST}/7", data=hidden | {"to": "02/03/2026"}, **HTTPS).status_code == 303
    call = next(call for call in rpc.calls if call.method == "end_ineligible_address")
    assert (call.args, call.kwargs["if_match"]) == ([7, {"to": "02/03/2026"}], "2")
    known["weatherization.end_ineligible_address"] = Unavailable()
    lost = caseworker.post(f"{LIST}/7", data=hidden | {"to": "02/03/2026", "version": "1"}, **HTTPS).text
    assert hidden_of(lost, f"{LIST}/7") | {"version": "1"} == hidden_of(lost, f"{LIST}/7")
    assert hidden_of(lost, f"{LIST}/7")["key"] == hidden["key"]


def test_who_may_not_write_reads_the_list(log_in: Any, known: Any) -> None:
    auditor = log_in("auditor")
    page = auditor.get(LIST, **HTTPS).text
    assert "LANDLORD REFUSES" in page and "End the entry" not in page
    token = hidden_of(page, "/log-out")["csrf_token"]
    assert auditor.post(LIST, data={"csrf_token": token}, **HTTPS).status_code == 403
