"""The record says that it differs from what CORE has, whoever changed it and when (R112)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from homefire.errors import Unavailable

HTTPS = {"base_url": "https://localhost"}
RECORD = "/customers/110385"
LIST = f"{RECORD}/change-requests"
BADGE = f"{LIST}/differing"
ASKED = {"id": 4, "status": "SUBMITTED"}


def difference(field: str, request: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"field": field, "core_value": "***-**-6789", "our_value": "HOLSCHEIN", "request": request}


@pytest.fixture
def differ(answers: dict[str, Any]) -> Any:
    """Says which differences the comparison answers."""
    entry = {"program": "", "data": {}, "valid_from": "1900-01-01", "valid_to": None}
    labels = {"SSN": "SOCIAL SECURITY NUMBER", "LAST_NAME": "LAST NAME"}
    answers["applications.list_application_reference"] = {
        "items": [entry | {"code": code, "label": label} for code, label in labels.items()]
    }
    answers["applications.list_change_requests"] = {"items": []}
    sent = {"number": 17, "transfer_date": "2025-06-01", "application_id": 5, "program": "HEAP 2025"}

    def say(*differences: dict[str, Any]) -> None:
        answers["applications.compare_with_core"] = {
            "sent": sent | {"program_year": 2025},
            "differences": list(differences),
        }

    return say


@pytest.mark.req("R112")
def test_the_list_says_which_fields_differ_and_leads_to_the_filled_request(
    caseworker: FlaskClient, log_in: Any, differ: Any
) -> None:
    differ(difference("SSN"), difference("LAST_NAME"), difference("FIRST_NAME", ASKED))
    told = caseworker.get(LIST, **HTTPS).text.split('id="differing"')[1].split("</div>")[0]
    assert "By transfer 17 of 6/1/2025" in told and "Social Security Number, Last Name." in told
    assert f'href="{LIST}/new"' in told
    assert "6789" not in told and "HOLSCHEIN" not in told, "fields are named, and nothing of what they say"
    read_only = log_in("auditor").get(LIST, **HTTPS).text.split('id="differing"')[1].split("</div>")[0]
    assert "Last Name" in read_only and "href" not in read_only


@pytest.mark.req("R112")
def test_nothing_is_said_where_csd_was_asked_nothing_differs_or_nobody_answers(
    caseworker: FlaskClient, answers: dict[str, Any], differ: Any
) -> None:
    for differences in ((difference("LAST_NAME", ASKED),), ()):
        differ(*differences)
        assert 'id="differing"' not in caseworker.get(LIST, **HTTPS).text
        assert "differ" not in re.sub("core-differing", "", caseworker.get(BADGE, **HTTPS).text)
    for comparison in (Unavailable(), {"sent": None, "differences": []}):
        answers["applications.compare_with_core"] = comparison
        page, badge = caseworker.get(LIST, **HTTPS), caseworker.get(BADGE, **HTTPS)
        assert page.status_code == 200 and 'id="differing"' not in page.text
        assert badge.text.strip() == '<span id="core-differing"></span>'


@pytest.mark.req("R112")
def test_the_records_entry_gets_its_figure_after_the_page(
    caseworker: FlaskClient, answers: dict[str, Any], differ: Any, rpc: Any
) -> None:
    differ(difference("LAST_NAME"))
    assert "core-differing" not in caseworker.get(RECORD, **HTTPS).text, "nothing was transferred"
    listed = answers["applications.get_customer_applications"]["applications"]
    listed[0] = listed[0] | {"transfer_date": "2025-06-01"}
    page = caseworker.get(RECORD, **HTTPS).text
    assert f'id="core-differing" hx-get="{BADGE}" hx-trigger="load"' in page
    assert rpc.asked("applications.compare_with_core") == [], "the page does not wait for it"
    assert '<span class="sr"> 1 field differs from CORE</span>' in caseworker.get(BADGE, **HTTPS).text
    differ(difference("LAST_NAME"), difference("SSN"))
    assert '<span class="sr"> 2 fields differ from CORE</span>' in caseworker.get(BADGE, **HTTPS).text
