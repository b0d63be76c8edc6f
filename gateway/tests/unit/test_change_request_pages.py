"""A change request that was written and not submitted stands in the list as a draft, once (R109, R254)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway.contracts import Contracts
from homefire.errors import Conflict, FieldProblem, Invalid, Problem, Unavailable

HTTPS = {"base_url": "https://localhost"}
LIST = "/customers/110385/change-requests"
DRAFT: dict[str, Any] = {
    "id": 4, "version": 1, "program_year": 2026, "status": "DRAFT", "fields": [], "next_statuses": ["SUBMITTED"],
    "reason": {"code": "OTHER", "label": "OTHER"}, "explanation": "x", "entered_by": "A",
    "entered_at": "2026-11-20T22:02:00Z", "application_id": None, "submitted_on": None, "decided_on": None,
    "csd_reference": "", "decision_reason": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def contracts() -> Contracts:
    """The contracts as they are: they say by which address a request is written."""
    return Contracts.committed()


@pytest.fixture
def drafted(answers: dict[str, Any], rpc: Any) -> Callable[[], int]:
    """The applications service takes every draft; how many it was sent."""
    answers["applications.draft_change_request"] = DRAFT
    answers["applications.list_change_requests"] = {"items": [DRAFT]}
    return lambda: len(rpc.asked("applications.draft_change_request"))


def submit(client: FlaskClient) -> Any:
    token = client.get(LIST, **HTTPS).text.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, "key": "k-1", "program_year": "2026", "reason": "OTHER", "action": "submit"}
    return client.post(LIST, data=form, **HTTPS)


@pytest.mark.req("R109", "R254")
@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (Conflict("CSD takes none today.", code="closed"), "CSD takes none today."),
        (Invalid(fields=[FieldProblem("proof", "required", "Name the proof.")]), "Name the proof."),
        (Unavailable(), "It was not submitted."),
    ],
)
def test_a_draft_that_was_not_submitted_is_shown_with_why_and_written_once(
    caseworker: FlaskClient, answers: dict[str, Any], drafted: Callable[[], int], problem: Problem, told: str
) -> None:
    answers["applications.change_change_request_status"] = problem
    sent = submit(caseworker)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{LIST}?draft=4#request-4")
    page = caseworker.get(sent.headers["Location"], **HTTPS)
    assert page.status_code == 200 and "The request stands here as a draft" in page.text and told in page.text
    assert 'name="include.' not in page.text and drafted() == 1
    again = caseworker.get(sent.headers["Location"], **HTTPS).text
    assert "stands here as a draft" not in again, "it is said once"


@pytest.mark.req("R109")
def test_a_request_that_was_submitted_leads_to_the_list(
    caseworker: FlaskClient, answers: dict[str, Any], drafted: Callable[[], int]
) -> None:
    answers["applications.change_change_request_status"] = DRAFT | {"status": "SUBMITTED"}
    assert submit(caseworker).headers["Location"] == LIST and drafted() == 1


def test_a_draft_is_submitted_by_a_button_that_says_so(
    caseworker: FlaskClient, answers: dict[str, Any]
) -> None:
    answers["applications.list_change_requests"] = {"items": [DRAFT]}
    page = caseworker.get(f"{LIST}?draft=x", **HTTPS).text
    assert 'value="SUBMITTED">Submit to CSD</button>' in page and "Submitted to CSD" not in page
