"""Writing an e-mail, what was sent, presets: what is shown and sent, and what is said when it cannot be sent."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway.contracts import Contracts
from homefire.errors import Conflict, FieldProblem, Invalid

HTTPS = {"base_url": "https://localhost"}
NEW, EMAILS = "/customers/110385/emails/new", "/customers/110385/emails"
PRESET: dict[str, Any] = {
    "id": 7, "program": "HEAP", "code": "PAPERS", "label": "Papers", "subject": "Papers are missing",
    "body": "Bring them.\n<b>Soon</b>", "valid_from": "2026-01-01", "valid_to": None, "version": 2,
}  # fmt: skip
FORM: dict[str, Any] = {
    "number": 110385, "name": "DOENA T HOLSCHEIN", "label": "Agency <a@agency.example>", "channel": "email",
    "can_send": True, "needs_confirmation": False, "reason": "", "detail": "",
    "presets": [PRESET, PRESET | {"id": 8, "program": "LIWP", "label": "Other program"}],
}  # fmt: skip
MESSAGE: dict[str, Any] = {
    "id": 1001, "customer_number": 110385, "channel": "email", "purpose": "MESSAGE", "code": "", "version": 2,
    "subject": "Papers", "state": "BOUNCED", "reason": "smtp_550", "reason_label": "SMTP reply 550", "attempts": 1,
    "sent_at": None, "entered_by": "JOHN", "entered_at": "2026-11-20T22:02:00Z",
}  # fmt: skip
TYPED = {"subject": "Papers", "body": "Bring them.", "preset": "PAPERS", "key": "k-1"}


@pytest.fixture
def contracts(committed_contracts: Contracts) -> Contracts:
    """The contracts as they are: they say by which address a request is written."""
    return committed_contracts


@pytest.fixture
def on(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers about a customer who can be written to."""
    answers["messaging.get_email_form"] = dict(FORM)
    answers["messaging.send_email"] = MESSAGE | {"state": "QUEUED"}
    answers["messaging.list_outgoing_messages"] = {"items": [MESSAGE], "next": None}
    answers["messaging.get_outgoing_message"] = MESSAGE | {
        "body": "Bring <them>.",
        "sent_to": "dth@email.com",
    }
    answers["messaging.list_message_presets"] = {"items": [PRESET]}
    return answers


def shown(client: FlaskClient, path: str = NEW, status: int = 200) -> str:
    """A page."""
    answer = client.get(path, **HTTPS)
    assert answer.status_code == status, answer.text
    return answer.text


def sent(client: FlaskClient, **more: Any) -> Any:
    """The answer to the form."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown(client))[1]
    return client.post(EMAILS, data={"csrf_token": token} | TYPED | more, **HTTPS)


@pytest.mark.req("R214", "R217", "R218", "R219")
def test_number_name_and_label_are_protected_and_no_recipient_can_be_typed(
    on: dict[str, Any], caseworker: FlaskClient
) -> None:
    html = shown(caseworker)
    for name, value in (
        ("customer_number", "110385"),
        ("customer_name", FORM["name"]),
        ("from_label", FORM["label"]),
    ):
        field = re.search(rf'<input id="{name}"[^>]*>', html)[0]
        assert "readonly" in field and f'value="{value}"' in unescape(field) and " name=" not in field
    form = html[html.index('id="email-form"') :].partition("</form>")[0]
    assert set(re.findall(r' name="([^"]+)"', form)) == {"csrf_token", "key", "preset", "subject", "body"}


@pytest.mark.req("R216")
def test_preset_of_the_customers_programs_fills_in_the_form_by_its_link(
    on: dict[str, Any], caseworker: FlaskClient
) -> None:
    html = shown(caseworker)
    assert f'href="{NEW}?preset=7"' in html and "Other program" not in html
    filled = shown(caseworker, f"{NEW}?preset=7")
    assert 'value="Papers are missing"' in filled
    assert "Bring them.\n&lt;b&gt;Soon&lt;/b&gt;</textarea>" in filled


@pytest.mark.req("R222")
def test_record_leads_to_the_form_and_sending_leads_to_its_state(
    on: dict[str, Any], caseworker: FlaskClient
) -> None:
    record = shown(caseworker, "/customers/110385")
    assert f'href="{NEW}"' in record and f'href="{EMAILS}"' in record
    answer = sent(caseworker)
    assert (answer.status_code, answer.location) == (303, f"{EMAILS}?sent=1001")
    listed = shown(caseworker, EMAILS)
    assert "refused" in listed and "SMTP reply 550" in listed and f"{EMAILS}/1001" in listed


@pytest.mark.req("R223")
@pytest.mark.parametrize(
    ("reason", "said"),
    [("no_address", "No email address"), ("opted_out", "wants no email"), ("bounced", "came back"),
     ("not_set_up", "not set up"), ("deleted", "was deleted")],
)  # fmt: skip
def test_sending_is_disabled_with_the_reason(
    on: dict[str, Any], caseworker: FlaskClient, reason: str, said: str
) -> None:
    on["messaging.get_email_form"] = FORM | {"can_send": False, "reason": reason, "detail": ""}
    html = shown(caseworker)
    assert re.search(r'id="obstacle">.*?' + said, html, re.DOTALL)
    assert re.search(r'<button class="usa-button" disabled aria-describedby="obstacle">', html)


@pytest.mark.req("R153", "R215")
def test_what_is_asked_about_is_confirmed_and_what_was_written_stays(
    on: dict[str, Any], caseworker: FlaskClient
) -> None:
    assert 'value="dormant"' not in shown(caseworker)
    on["messaging.send_email"] = Conflict(
        code="confirmation_needed", fields=[FieldProblem("body", "name", "This names the customer.")]
    )
    on["messaging.get_email_form"] = FORM | {"needs_confirmation": True, "reason": "dormant"}
    answer = sent(caseworker, confirmed="dormant")
    assert answer.status_code == 409
    assert 'name="confirmed" value="name">' in answer.text
    assert 'name="confirmed" value="dormant" checked' in answer.text
    assert "Bring them.</textarea>" in answer.text


@pytest.mark.req("R215")
def test_warning_is_shown_and_what_is_refused_is_named(on: dict[str, Any], caseworker: FlaskClient) -> None:
    assert "Email leaves the secure system." in shown(caseworker)
    on["messaging.send_email"] = Invalid(
        code="personal_data", fields=[FieldProblem("body", "tax_id", "This may be a Social Security number.")]
    )
    answer = sent(caseworker)
    assert (
        answer.status_code == 422 and 'id="body-error">This may be a Social Security number.' in answer.text
    )


@pytest.mark.req("R214")
def test_message_is_shown_to_its_own_customers_record_alone(
    on: dict[str, Any], caseworker: FlaskClient
) -> None:
    assert "Bring &lt;them&gt;." in shown(caseworker, f"{EMAILS}/1001")
    on["messaging.get_outgoing_message"] |= {"customer_number": 2}
    assert "Bring" not in shown(caseworker, f"{EMAILS}/1001", 404)


@pytest.mark.req("R214")
def test_automatic_note_links_to_its_message(on: dict[str, Any], caseworker: FlaskClient) -> None:
    [note, *_] = on["audit.list_notes"]["items"]
    on["audit.list_notes"] = {
        "items": [
            note | {"source": "automatic", "text": "Email sent: Papers (message 1001)", "id": "n-1"},
            note | {"source": "manual", "text": "I sent it (message 1002)", "id": "n-2"},
        ],
        "next": None,
    }
    html = shown(caseworker, "/customers/110385/notes")
    assert f'href="{EMAILS}/1001"' in html and f"{EMAILS}/1002" not in html


@pytest.mark.req("R216", "R243")
def test_presets_are_kept_on_a_page_of_program_managers(
    on: dict[str, Any], log_in: Any, caseworker: FlaskClient
) -> None:
    assert caseworker.get("/message-presets", **HTTPS).status_code == 403
    manager = log_in("program_manager")
    assert 'href="/message-presets/7"' in shown(manager, "/message-presets")
    html = shown(manager, "/message-presets/7")
    assert 'value="Papers are missing"' in html and 'name="version" value="2"' in html
    token = re.search(r'name="csrf_token" value="([^"]+)"', html)[1]
    on["messaging.change_message_preset"] = PRESET
    data = {
        "csrf_token": token,
        "key": "k",
        "version": "2",
        "label": "L",
        "subject": "S",
        "body": "B",
        "effective": "",
    }
    assert manager.post("/message-presets/7", data=data, **HTTPS).status_code == 303
