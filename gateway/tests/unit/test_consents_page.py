"""Consents, former addresses and toggles on the record's pages."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from homefire.errors import AcknowledgementRequired, FieldProblem, Invalid, StaleVersion, Unavailable

HTTPS = {"base_url": "https://localhost"}
RECORD = "/customers/110385"
HTMX = {"HX-Request": "true"}
GIVEN = {
    "channel": "sms",
    "state": "GIVEN",
    "date": "2026-11-02",
    "source": {"code": "SIGNED FORM", "label": "SIGNED FORM"},
    "entered_by": "JOHN JOHNSON",
}
UNASKED = {"state": "NONE", "date": None, "source": None, "entered_by": ""}


@pytest.fixture
def holding(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers while this person has the record."""
    held = {
        "number": 110385,
        "token": 7,
        "since": "2026-11-20T22:02:00Z",
        "expires_at": "2026-11-20T22:04:00Z",
    }
    answers["customers.take_lock"] = answers["customers.renew_lock"] = held
    source = {"code": "PHONE", "label": "PHONE", "program": "", "data": {}}
    answers["customers.list_customer_reference"] = {"items": [source]}
    answers["customers.get_customer"]["consents"] = [
        GIVEN,
        {"channel": "email", **UNASKED},
        {"channel": "marketing", **UNASKED},
    ]
    answers["customers.record_consent"] = answers["customers.revoke_consent"] = {"version": 2}
    return answers


def block_of(html: str) -> str:
    """The consents on a page."""
    return html.split('id="consents"')[1].split("</form>")[0]


def form_of(caseworker: FlaskClient, **chosen: str) -> dict[str, str]:
    """What the form would send, with what was chosen."""
    html = caseworker.get(RECORD, **HTTPS).text
    hidden = re.findall(
        r'form="consent-form" name="(key|version|lock_token)" value="([^"]*)"', block_of(html)
    )
    token = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert token is not None
    names = {"channel": "sms", "state": "REVOKED", "source": "PHONE"} | chosen
    return dict(hidden) | {"csrf_token": token[1]} | {f"consent_{name}": text for name, text in names.items()}


@pytest.mark.req("R46")
def test_each_channel_shows_where_it_stands_since_when_and_how(caseworker: FlaskClient, holding: Any) -> None:
    block = block_of(caseworker.get(RECORD, **HTTPS).text)
    words = " ".join(re.sub(r"<[^>]+>", " ", block).split())
    assert "Text messages given 11/2/2026, SIGNED FORM, JOHN JOHNSON Email not asked" in words


@pytest.mark.req("R46")
@pytest.mark.parametrize(("state", "operation"), [("GIVEN", "record_consent"), ("REVOKED", "revoke_consent")])
def test_what_was_said_is_sent_with_version_lock_and_key(
    caseworker: FlaskClient, holding: Any, rpc: Any, state: str, operation: str
) -> None:
    answer = caseworker.post(f"{RECORD}/consents", data=form_of(caseworker, state=state), **HTTPS)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{RECORD}#consents")
    [call] = rpc.asked(f"customers.{operation}")
    assert call.args == [110385, {"channel": "sms", "source": "PHONE"}]
    assert (call.kwargs["if_match"], call.kwargs["lock_token"]) == ("1", 7)
    assert call.kwargs["idempotency_key"]


@pytest.mark.req("R46")
def test_with_javascript_the_block_alone_comes_back_and_the_record_knows_its_version(
    caseworker: FlaskClient, holding: Any
) -> None:
    answer = caseworker.post(f"{RECORD}/consents", data=form_of(caseworker), headers=HTMX, **HTTPS)
    assert answer.status_code == 200
    assert "<html" not in answer.text and "Recorded." in answer.text
    assert 'id="record-version" value="2" hx-swap-oob="true"' in answer.text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_is_wrong_is_said_and_what_was_chosen_stays(
    caseworker: FlaskClient, holding: Any, headers: dict[str, str]
) -> None:
    wrong = [FieldProblem("date", "in_the_future", "The date is in the future.")]
    holding["customers.revoke_consent"] = Invalid(fields=wrong)
    data = form_of(caseworker, date="1/1/2200")
    answer = caseworker.post(f"{RECORD}/consents", data=data, headers=headers, **HTTPS)
    assert answer.status_code == 422
    block = block_of(answer.text)
    assert "The date is in the future." in block and 'value="1/1/2200"' in block
    assert re.search(r'id="consent_date"[^>]*aria-invalid="true"', block)
    assert re.search(r'value="REVOKED" selected', block)
    assert data["key"] not in block and "hx-swap-oob" not in answer.text


def test_answer_that_did_not_come_keeps_its_key(caseworker: FlaskClient, holding: Any) -> None:
    holding["customers.revoke_consent"] = Unavailable()
    data = form_of(caseworker)
    answer = caseworker.post(f"{RECORD}/consents", data=data, headers=HTMX, **HTTPS)
    assert answer.status_code == 503 and f'value="{data["key"]}"' in answer.text


@pytest.mark.req("R152")
def test_record_that_somebody_else_saved_keeps_the_old_version(caseworker: FlaskClient, holding: Any) -> None:
    holding["customers.revoke_consent"] = StaleVersion()
    holding["customers.get_customer"]["version"] = 5
    data = {**form_of(caseworker), "version": "1"}
    answer = caseworker.post(f"{RECORD}/consents", data=data, headers=HTMX, **HTTPS)
    assert answer.status_code == 412
    assert 'name="version" value="1"' in answer.text


@pytest.mark.parametrize("state", ["", "PERHAPS", "NONE"])
def test_choice_that_is_none_is_asked_for(
    caseworker: FlaskClient, holding: Any, rpc: Any, state: str
) -> None:
    answer = caseworker.post(f"{RECORD}/consents", data=form_of(caseworker, state=state), **HTTPS)
    assert answer.status_code == 422 and "Choose whether consent was given or revoked." in answer.text
    assert rpc.asked("customers.record_consent") == rpc.asked("customers.revoke_consent") == []


@pytest.mark.req("R26")
def test_special_handling_asks_for_the_reason_in_the_same_form(
    caseworker: FlaskClient, holding: Any, rpc: Any
) -> None:
    holding["customers.get_customer"]["special_handling"] = True
    holding["customers.revoke_consent"] = AcknowledgementRequired()
    answer = caseworker.post(f"{RECORD}/consents", data=form_of(caseworker), headers=HTMX, **HTTPS)
    assert 'name="consent_acknowledgement"' in answer.text
    data = {**form_of(caseworker), "consent_acknowledgement": "the  manager agreed "}
    caseworker.post(f"{RECORD}/consents", data=data, **HTTPS)
    assert rpc.asked("customers.revoke_consent")[-1].kwargs["acknowledgement"] == "the manager agreed"


def test_who_may_not_write_sees_consents_and_no_form(log_in: Any, holding: Any) -> None:
    html = log_in("auditor").get(RECORD, **HTTPS).text
    assert "SIGNED FORM" in block_of(html)
    assert "consent-form" not in html


@pytest.mark.req("R34")
def test_addresses_are_listed_with_their_days(caseworker: FlaskClient, holding: Any) -> None:
    address = {"number": "1", "street": "THIS <WAY>", "street_type": "", "building_type": "", "unit": ""}
    place = {"zip": "95077", "city": "WATSONVILLE", "county": "SANTA CRUZ", "state": "CA"}
    entry = {**address, **place, "entered_by": "JOHN", "entered_at": "2024-03-01T20:00:00Z"}
    holding["customers.list_addresses"] = {
        "items": [
            {**entry, "valid_from": "2024-03-01", "valid_to": None},
            {**entry, **dict.fromkeys(entry, ""), "entered_at": None}
            | {"valid_from": "2023-01-01", "valid_to": "2024-03-01"},
        ]
    }
    html = caseworker.get(f"{RECORD}/addresses", **HTTPS).text
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "3/1/2024 present 1 THIS &lt;WAY&gt; WATSONVILLE 95077 SANTA CRUZ CA JOHN 3/1/2024" in words
    assert "1/1/2023 3/1/2024 none" in words
    holding["customers.list_addresses"] = {"items": []}
    assert "No data to display" in caseworker.get(f"{RECORD}/addresses", **HTTPS).text


@pytest.mark.req("R46")
def test_history_of_consents_is_listed(caseworker: FlaskClient, holding: Any) -> None:
    entry = {
        **GIVEN,
        "channel": {"code": "sms", "label": "Text messages"},
        "entered_at": "2026-11-02T20:00:00Z",
    }
    holding["customers.list_consents"] = {"items": [{**entry, "state": "REVOKED"}, entry]}
    html = caseworker.get(f"{RECORD}/consents", **HTTPS).text
    assert html.count("Text messages") == 2 and "revoked" in html and "given" in html
    holding["customers.list_consents"] = {"items": []}
    assert "No data to display" in caseworker.get(f"{RECORD}/consents", **HTTPS).text


@pytest.mark.req("R29", "R32", "R45")
def test_warnings_of_the_record_stand_at_their_fields_before_any_save(
    caseworker: FlaskClient, holding: Any
) -> None:
    holding["customers.get_customer"]["warnings"] = [
        {"field": "mailing_address.street_type", "code": "not_standard", "detail": "The usual form is AVE."},
        {"field": "mailing_address", "code": "preferred_missing", "detail": "The address is incomplete."},
    ]
    html = caseworker.get(RECORD, **HTTPS).text
    assert re.search(r'id="mailing_address_street_type-warning">.*The usual form is AVE\.', html)
    assert re.search(r'id="mailing_address_street-warning">.*The address is incomplete\.', html)
    field = re.search(r'<input id="mailing_address_street_type"[^>]*>', html)
    assert field is not None and "mailing_address_street_type-warning" in field[0]


@pytest.mark.req("R31")
def test_unknown_zip_is_no_dead_end_where_the_state_stays_the_same(
    caseworker: FlaskClient, holding: Any, rpc: Any
) -> None:
    wrong = [FieldProblem("mailing_address.zip", "unknown_zip", "Enter city, county and state by hand.")]
    holding["customers.update_customer"] = Invalid(fields=wrong)
    html = caseworker.get(RECORD, **HTTPS).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert token is not None
    typed = {"mailing_address.zip": "00000", "mailing_address.city": "FARAWAY", "mailing_address.state": "CA"}
    base = '{"mailing_address.zip":"95077","mailing_address.city":"WATSONVILLE","mailing_address.state":"CA"}'
    data = {**typed, "base": base, "version": "1", "lock_token": "7", "csrf_token": token[1], "place_for": ""}
    again = caseworker.post(RECORD, data=data, **HTTPS)
    shown = re.search(r'name="place_for" value="([^"]*)"', again.text)
    assert again.status_code == 422 and shown is not None
    holding["customers.update_customer"] = {"number": 110385, "version": 2, "warnings": []}
    assert caseworker.post(RECORD, data={**data, "place_for": shown[1]}, **HTTPS).status_code == 303
    assert rpc.asked("customers.update_customer")[-1].args[1]["mailing_address"] == {
        "zip": "00000",
        "city": "FARAWAY",
        "state": "CA",
    }


@pytest.mark.req("R42")
def test_bounced_address_is_marked_in_words(caseworker: FlaskClient, holding: Any) -> None:
    assert '<i class="bounced">' not in caseworker.get(RECORD, **HTTPS).text
    holding["customers.get_customer"]["email_bounced"] = True
    assert '<i class="bounced">bounced</i>' in caseworker.get(RECORD, **HTTPS).text


@pytest.mark.req("R146", "R153")
def test_toggles_are_on_the_page_and_a_dormant_customer_has_a_chip(
    caseworker: FlaskClient, holding: Any
) -> None:
    holding["customers.get_customer"] |= {
        "wholesale": True,
        "dormant": True,
        "cash_on_demand": False,
        "marketing_emails": True,
    }
    html = caseworker.get(RECORD, **HTTPS).text
    chosen = {
        name: 'value="yes" selected' in re.split(rf'<select id="{name}"', html)[1].split("</select>")[0]
        for name in ("wholesale", "dormant", "cash_on_demand", "marketing_emails")
    }
    assert chosen == {"wholesale": True, "dormant": True, "cash_on_demand": False, "marketing_emails": True}
    assert ">Dormant</span>" in html.split('class="desk"')[0]


@pytest.mark.req("R146")
def test_marketing_choice_is_sent_with_its_source(caseworker: FlaskClient, holding: Any, rpc: Any) -> None:
    holding["customers.get_customer"]["marketing_emails"] = False
    holding["customers.update_customer"] = {"number": 110385, "version": 2, "warnings": []}
    html = caseworker.get(RECORD, **HTTPS).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', html)
    base = '{"marketing_emails":"no"}'
    data = {"base": base, "version": "1", "marketing_emails": "yes", "marketing_emails_source": "PHONE"}
    assert token is not None
    caseworker.post(RECORD, data={**data, "csrf_token": token[1]}, **HTTPS)
    [call] = rpc.asked("customers.update_customer")
    assert call.args[1] == {"marketing_emails": True, "marketing_emails_source": "PHONE"}


@pytest.mark.req("R27")
def test_capitals_are_a_setting_of_how_records_look(
    app: Any, caseworker: FlaskClient, holding: Any, settings: Any
) -> None:
    assert "upper-case" not in caseworker.get(RECORD, **HTTPS).text
    parts = app.extensions["gateway"]
    object.__setattr__(parts, "settings", dataclasses.replace(settings, upper_case=True))
    holding["customers.get_customer"]["first_name"] = "Doena"
    html = caseworker.get(RECORD, **HTTPS).text
    assert re.search(r'<body class="[^"]*upper-case"', html) and 'value="Doena"' in html
