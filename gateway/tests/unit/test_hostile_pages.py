"""Hostile text on the record's page: shown as it is and escaped, sent on as it was typed, never a fault of ours."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway import recordfields

HTTPS = {"base_url": "https://localhost"}
RECORD = "/customers/110385"
HELD = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z", "expires_at": "2026-11-20T22:04:00Z"}
TEXTS = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}{% raw %}", "=cmd|' /C calc'!A0",
    "\u202egnirts", "محمد שרה", "李小龍", "प्रिया", "e\u0301", "👩🏽‍🚒", "x" * 10_000, "&amp;&lt;", "';--", "\\", "%s{0}",
]  # fmt: skip
TYPED = [name for name, field in recordfields.FIELDS.items() if field.kind in ("text", "phone", "day")]


@pytest.fixture
def holding(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers while this person has the record."""
    answers["customers.take_lock"] = answers["customers.renew_lock"] = HELD
    answers["customers.list_customer_reference"] = {"items": []}
    answers["customers.update_customer"] = {"number": 110385, "version": 2, "warnings": []}
    return answers


@pytest.mark.parametrize("text", TEXTS)
def test_stored_text_is_shown_intact_and_escaped(caseworker: FlaskClient, holding: Any, text: str) -> None:
    customer = holding["customers.get_customer"]
    for name in ("first_name", "last_name", "language", "email"):
        customer[name] = text
    customer["mailing_address"] |= {"street": text, "city": text}
    customer["warnings"] = [{"field": "email", "code": "bounced", "detail": text}]
    page = caseworker.get(RECORD, **HTTPS)
    assert page.status_code == 200
    assert "<script>alert" not in page.text and "<img src=x" not in page.text
    for name in ("first_name", "language", "mailing_address_street", "email"):
        field = re.search(rf'<input id="{name}"[^>]*? value="([^"]*)"', page.text)
        assert field is not None and unescape(field[1]) == text


@pytest.mark.parametrize(
    "text", [*TEXTS, "\x00", "a\nb", "\x1b[31m", "9" * 400, "-1", "2/29/2023", "1/1/0001"]
)
def test_typed_text_is_sent_on_as_it_was_typed(
    caseworker: FlaskClient, holding: Any, rpc: Any, text: str
) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', caseworker.get(RECORD, **HTTPS).text)
    assert token is not None
    beside = {"base": "{}", "version": "1", "lock_token": "7", "csrf_token": token[1]}
    # A form of thirty such fields is larger than any page sends; one of them is not.
    names = TYPED if len(text) < 1000 else ["last_name", "mailing_address.street"]
    answer = caseworker.post(RECORD, data={**beside, **dict.fromkeys(names, text)}, **HTTPS)
    assert answer.status_code == 303
    [call] = rpc.asked("customers.update_customer")
    assert call.args[1]["last_name"] == call.args[1]["mailing_address"]["street"] == text.strip()


@pytest.mark.parametrize(
    "name", ["base", "version", "lock_token", "key", "place_for", "section", "conflict", "action"]
)
@pytest.mark.parametrize(
    "text", ["\x00", "9" * 400, "-1", "[" * 5000, '{"first_name": "\\ud800"}', "<b>", "٣"]
)
def test_forged_hidden_field_is_no_fault_of_ours(
    caseworker: FlaskClient, holding: Any, name: str, text: str
) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', caseworker.get(RECORD, **HTTPS).text)
    assert token is not None
    data = {"base": "{}", "version": "1", "lock_token": "7", "csrf_token": token[1], "email": "a@b.org"}
    answer = caseworker.post(RECORD, data={**data, name: text}, **HTTPS)
    assert answer.status_code < 500
