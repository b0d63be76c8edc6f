"""The page of the technical log: who may see it, what is asked for, what is said when nothing can be shown (R187)."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from gateway.contracts import Contracts
from gateway.pages.technical_log import KINDS
from homefire.errors import FieldProblem, Invalid, Unavailable

HTTPS = {"base_url": "https://localhost"}
LOG = "/technical-log"
ENTRY: dict[str, Any] = {
    "id": "e-1", "at": "2026-11-20T22:02:00Z", "event_type": "checklist_item_updated", "service": "applications",
    "aggregate": "checklist/1001", "sequence": 3, "customer_number": 110385, "imported": False,
    "told": ["HEAP 2019 checklist item LEASE: STATUS changed from PENDING to <b>DONE</b>"], "who": "JOHN JOHNSON",
    "actor_id": "u-1", "actor_kind": "staff", "state": "ok", "correlation_id": "c-1",
}  # fmt: skip
OTHER = ENTRY | {"customer_number": None, "told": [], "who": "", "state": "erased", "actor_id": "importer"}
pytestmark = pytest.mark.req("R187")


@pytest.fixture
def auditor(log_in: Callable[..., FlaskClient], answers: dict[str, Any]) -> FlaskClient:
    """An auditor's browser; two entries are in the log, and more."""
    answers["audit.list_technical_log"] = {"items": [ENTRY, OTHER], "next": "more"}
    return log_in("auditor")


def words(html: str) -> str:
    """What a reader sees of the page's main part."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("<main")[1]).split())


@pytest.mark.req("R247")
def test_only_who_may_read_the_access_log_sees_it_or_a_way_to_it(
    auditor: FlaskClient, caseworker: FlaskClient
) -> None:
    assert caseworker.get(LOG, **HTTPS).status_code == 403
    assert LOG not in caseworker.get("/customers/110385", **HTTPS).text
    assert f'href="{LOG}?customer_number=110385"' in auditor.get("/customers/110385", **HTTPS).text


def test_entries_say_what_changed_where_and_by_whom(auditor: FlaskClient) -> None:
    html = auditor.get(LOG, **HTTPS).text
    assert "11/20/2026 14:02" in words(html)
    told = "checklist item LEASE: STATUS changed from PENDING to &lt;b&gt;DONE&lt;/b&gt; JOHN JOHNSON"
    assert f"checklist/1001 HEAP 2019 {told}" in words(html)
    assert "erased as the law asks importer" in words(html)
    assert 'href="/customers/110385">110385</a>' in html


def test_filters_are_asked_for_and_stay_for_the_next_page(auditor: FlaskClient, rpc: Any) -> None:
    wanted = {"customer_number": "110385", "from_day": "1/1/2026", "event_type": "checklist_item_updated"}
    html = auditor.get(LOG, query_string=wanted | {"cursor": "abc", "to_day": " "}, **HTTPS).text
    [call] = rpc.asked("audit.list_technical_log")
    assert call.kwargs == {"limit": 50, "cursor": "abc"} | wanted
    [older] = re.findall(r'href="([^"]+)">Older changes', html)
    query = parse_qs(urlsplit(unescape(older)).query)
    assert query == {name: [text] for name, text in wanted.items()} | {"cursor": ["more"]}


def test_an_empty_log_says_so(auditor: FlaskClient, answers: dict[str, Any]) -> None:
    answers["audit.list_technical_log"] = {"items": [], "next": None}
    page = words(auditor.get(LOG, **HTTPS).text)
    assert "No data to display" in page
    assert "Older changes" not in page


def test_a_wrong_filter_is_told_at_its_field(auditor: FlaskClient, answers: dict[str, Any]) -> None:
    answers["audit.list_technical_log"] = Invalid(
        fields=[FieldProblem("from_day", "not_a_date", "Enter a date.")]
    )
    answer = auditor.get(LOG, query_string={"from_day": "soon"}, **HTTPS)
    assert answer.status_code == 422
    assert 'id="from_day-error">Enter a date.' in answer.text
    assert 'value="soon"' in answer.text


def test_a_log_that_is_away_is_said_to_be(auditor: FlaskClient, answers: dict[str, Any]) -> None:
    answers["audit.list_technical_log"] = Unavailable()
    answer = auditor.get(LOG, **HTTPS)
    assert (answer.status_code, "not available now" in answer.text) == (503, True)


def test_every_kind_that_the_service_takes_can_be_chosen() -> None:
    operation = Contracts.committed().documents["audit"]["paths"]["/technical-log"]["get"]
    [taken] = [each["schema"]["enum"] for each in operation["parameters"] if each["name"] == "event_type"]
    assert set(KINDS) == set(taken) - {""}
