"""High-priority notes on the record's page: a banner until somebody acknowledges them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from homefire.errors import Conflict, Unavailable

HTTPS = {"base_url": "https://localhost"}
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def opened(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers while this person has the record."""
    answers["customers.take_lock"] = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z"}
    answers["customers.list_customer_reference"] = {"items": []}
    return answers


PINNED = {
    "id": "n-1", "number": 9, "entered_at": "2026-11-20T22:02:00Z", "action_code": "FRAUD", "action_label": "Fraud",
    "actor_kind": "staff", "high_priority": True, "amends": None, "source": "manual", "state": "ok",
    "text": "Ask <b>before</b> any payment.", "lines": [], "entered_by": "Q/A ANALYST",
    "updated_at": "2026-11-20T22:02:00Z", "updated_by": "Q/A ANALYST",
}  # fmt: skip


@pytest.mark.req("R211")
def test_pinned_note_is_a_banner_with_its_text_and_heads_the_notes_once(caseworker, opened):
    notes = opened["audit.list_notes"]
    notes["pinned"] = [PINNED]
    notes["items"] = [*notes["items"], PINNED]
    html = caseworker.get("/customers/110385", **HTTPS).text
    banner = html.split('id="pinned"')[1].split('id="record-form"')[0]
    assert "Ask &lt;b&gt;before&lt;/b&gt; any payment." in banner
    assert 'action="/customers/110385/notes/n-1/acknowledgement"' in banner
    shown = html.split('id="note-list"')[1]
    assert shown.count("any payment.") == 1
    assert shown.index("any payment.") < shown.index(notes["items"][0]["text"])
    log = caseworker.get("/customers/110385/notes", **HTTPS).text
    assert log.count("any payment.") == 1
    assert log.index("any payment.") < log.index(notes["items"][0]["text"])
    notes["pinned"] = []
    assert "Acknowledge" not in caseworker.get("/customers/110385", **HTTPS).text


@pytest.mark.req("R211")
def test_acknowledging_sends_once_and_leads_back_or_replaces_the_banner(caseworker, opened, rpc):
    opened["audit.list_notes"]["pinned"] = [PINNED]
    opened["audit.acknowledge_note"] = {"id": "n-2"}
    html = caseworker.get("/customers/110385", **HTTPS).text
    form = html.split('/notes/n-1/acknowledgement"')[1].split("</form>")[0]
    hidden = dict(
        re.findall(r'name="(\w+)" value="([^"]*)"', html.split('id="pinned"')[1].split("</form>")[0])
    )
    path = "/customers/110385/notes/n-1/acknowledgement"
    assert (
        form and caseworker.post(path, data=hidden, **HTTPS).headers["Location"] == "/customers/110385#notes"
    )
    [call] = rpc.asked("audit.acknowledge_note")
    assert (call.args, call.kwargs) == ([110385, "n-1"], {"idempotency_key": "acknowledge-n-1"})
    opened["audit.list_notes"]["pinned"] = []
    answer = caseworker.post(path, data=hidden, headers=FRAGMENT, **HTTPS)
    assert answer.status_code == 200 and "<html" not in answer.text and "Acknowledged." in answer.text
    assert 'id="note-list" hx-swap-oob="true"' in answer.text and 'id="count-notes"' in answer.text


@pytest.mark.req("R211")
def test_acknowledgement_that_fails_is_told_and_one_that_was_done_is_not(caseworker, opened):
    opened["audit.list_notes"]["pinned"] = [PINNED]
    html = caseworker.get("/customers/110385", **HTTPS).text
    csrf = {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', html)[1]}
    path = "/customers/110385/notes/n-1/acknowledgement"
    opened["audit.acknowledge_note"] = Unavailable()
    answer = caseworker.post(path, data=csrf, headers=FRAGMENT, **HTTPS)
    assert answer.status_code == 503 and "The note was not acknowledged." in answer.text
    assert caseworker.post(path, data=csrf, **HTTPS).status_code == 503
    opened["audit.acknowledge_note"] = Conflict("Done.", code="note_is_acknowledged")
    assert caseworker.post(path, data=csrf, **HTTPS).status_code == 303
