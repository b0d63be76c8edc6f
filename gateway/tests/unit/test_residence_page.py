"""Where a customer lives, on the record's pages: shown, sent, asked about, listed, proposed (R34, R142)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway.comparing import show
from homefire.errors import FieldProblem, Invalid

HTTPS = {"base_url": "https://localhost"}
RECORD = "/customers/110385"
HELD = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z", "expires_at": "2026-11-20T22:04:00Z"}
HOME = {
    "number": "12", "street": "ELM", "street_type": "ST", "building_type": "", "unit": "", "zip": "93933",
    "city": "MARINA", "county": "MONTEREY", "state": "CA", "overridden": ["city"], "since": "2026-03-01",
}  # fmt: skip
pytestmark = pytest.mark.req("R142")


@pytest.fixture
def holding(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers while this person has the record, whose customer lives where the mail goes."""
    answers["customers.take_lock"] = answers["customers.renew_lock"] = HELD
    answers["customers.list_customer_reference"] = {"items": []}
    answers["customers.update_customer"] = {"number": 110385, "version": 2, "warnings": []}
    answers["customers.get_customer"]["residence_address"] = None
    return answers


def part_of(html: str) -> str:
    """The residence as the record's page has it."""
    return html.split('<details class="residence"')[1].split("</details>")[0]


def fields_of(html: str) -> dict[str, str]:
    """What the record's form would send as it was loaded, less its lists."""
    form = html.split('<form id="record-form"')[1].split("</form>")[0]
    tags = (dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", form, re.S))
    return {
        tag["name"]: unescape(tag.get("value", ""))
        for tag in tags
        if "name" in tag and tag.get("type") != "radio"
    }


def saved(client: FlaskClient, **changes: str) -> Any:
    """The form with changes, sent."""
    return client.post(RECORD, data=fields_of(client.get(RECORD, **HTTPS).text) | changes, **HTTPS)


def test_it_is_folded_away_until_it_differs(caseworker: FlaskClient, holding: Any) -> None:
    folded = part_of(caseworker.get(RECORD, **HTTPS).text)
    assert " open" not in folded.partition(">")[0] and "same as mailing" in folded
    holding["customers.get_customer"]["residence_address"] = HOME
    shown = part_of(caseworker.get(RECORD, **HTTPS).text)
    assert " open" in shown.partition(">")[0] and "12 ELM ST MARINA CA 93933" in shown
    assert "At this address since 3/1/2026" in shown and "by hand" in shown


def test_who_reads_sees_where_they_live(log_in: Any, holding: Any) -> None:
    auditor = log_in("auditor")
    assert "Residence Address: same as mailing" in auditor.get(RECORD, **HTTPS).text
    holding["customers.get_customer"]["residence_address"] = HOME
    shown = part_of(auditor.get(RECORD, **HTTPS).text)
    assert 'readonly value="ELM"' in shown and "residence_change" not in shown


def test_what_changes_is_sent_with_why(caseworker: FlaskClient, holding: Any, rpc: Any) -> None:
    holding["customers.get_customer"]["residence_address"] = HOME
    changes = {"residence_address.number": "14", "residence_change": "MOVED"}
    assert saved(caseworker, **changes).status_code == 303
    cleared = {f"residence_address.{name}": "" for name in ("number", "street", "street_type", "zip")}
    assert saved(caseworker, **cleared).status_code == 303
    first, second = (call.args[1] for call in rpc.asked("customers.update_customer"))
    assert first == {"residence_address": {"number": "14"}, "residence_change": "MOVED"}
    assert second == {"residence_address": {"number": "", "street": "", "street_type": "", "zip": ""}}


@pytest.mark.req("R31")
def test_a_zip_whose_place_was_shown_sends_that_place_for_its_own_address(
    caseworker: FlaskClient, holding: Any, rpc: Any
) -> None:
    typed = {"street": "ELM", "zip": "93933", "city": "MARINA", "county": "MONTEREY", "state": "CA"}
    changes = {f"residence_address.{name}": text for name, text in typed.items()}
    saved(caseworker, residence_place_for="93933", **changes)
    [call] = rpc.asked("customers.update_customer")
    assert call.args[1] == {"residence_address": typed}


def test_why_it_changes_is_asked_at_its_field_with_what_was_typed(
    caseworker: FlaskClient, holding: Any
) -> None:
    wrong = [FieldProblem("residence_change", "required", "Say whether the customer has moved.")]
    holding["customers.update_customer"] = Invalid(fields=wrong)
    answer = saved(caseworker, **{"residence_address.street": "OAK", "residence_address.zip": "95077"})
    shown = part_of(answer.text)
    assert answer.status_code == 422 and " open" in shown.partition(">")[0]
    assert 'id="residence_change-error">Say whether the customer has moved.' in shown
    assert 'value="OAK"' in shown and ">The customer has moved</option>" in shown
    assert '<a href="#residence_change">Why the Residence Changes</a>' in answer.text


def test_why_the_mailing_address_changes_is_asked_with_three_answers(
    caseworker: FlaskClient, holding: Any, rpc: Any
) -> None:
    wrong = [FieldProblem("residence_change", "required", "Say whether mail alone goes elsewhere.")]
    holding["customers.update_customer"] = Invalid(fields=wrong)
    typed = {"mailing_address.street": "FIR", "mailing_address.zip": "95077", "email": "ada@example.org"}
    answer = saved(caseworker, **typed)
    shown = part_of(answer.text)
    assert answer.status_code == 422 and " open" in shown.partition(">")[0]
    assert 'id="residence_change-error">Say whether mail alone goes elsewhere.' in shown
    assert re.findall(r'<option value="([A-Z_]+)"', shown.split('id="residence_change"')[1]) == [
        "MOVED", "CORRECTION", "MAIL_ONLY",
    ]  # fmt: skip
    assert 'value="FIR"' in answer.text and 'value="ada@example.org"' in answer.text
    holding["customers.update_customer"] = {"number": 110385, "version": 2, "warnings": []}
    assert saved(caseworker, **typed, residence_change="MAIL_ONLY").status_code == 303
    assert rpc.asked("customers.update_customer")[-1].args[1]["residence_change"] == "MAIL_ONLY"


def test_mail_alone_is_no_answer_where_a_residence_is_recorded(caseworker: FlaskClient, holding: Any) -> None:
    assert 'value="MAIL_ONLY"' in part_of(caseworker.get(RECORD, **HTTPS).text)
    holding["customers.get_customer"]["residence_address"] = HOME
    assert 'value="MAIL_ONLY"' not in part_of(caseworker.get(RECORD, **HTTPS).text)


@pytest.mark.req("R34")
def test_residences_are_listed_with_their_days(caseworker: FlaskClient, holding: Any) -> None:
    days = {
        "valid_from": "2026-03-01",
        "valid_to": None,
        "entered_by": "A",
        "entered_at": "2026-03-01T20:00:00Z",
    }
    blank = dict.fromkeys(HOME, "") | days | {"valid_from": "2026-05-01"}
    holding["customers.list_addresses"] = {"items": [], "residences": [blank, HOME | days]}
    html = caseworker.get(f"{RECORD}/addresses", **HTTPS).text.split('id="residences"')[1]
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "5/1/2026 present same as mailing" in words and "3/1/2026 present 12 ELM ST MARINA 93933" in words


@pytest.mark.req("R9")
def test_a_new_application_proposes_where_the_customer_lives(caseworker: FlaskClient, holding: Any) -> None:
    holding["applications.list_programs"] = {"items": []}
    holding["applications.list_application_reference"] = {"items": []}
    customer = holding["customers.get_customer"]
    customer["mailing_address"]["street"], customer["residence_address"] = "PO BOX 9", HOME
    page = caseworker.get(f"{RECORD}/applications/new", **HTTPS).text
    assert (
        "Proposed from the residence address." in page
        and 'name="place_of_service.street" value="ELM"' in page
    )
    assert 'value="same_as_mailing"' not in page


@pytest.mark.req("R252")
def test_a_merge_compares_residences(caseworker: FlaskClient) -> None:
    assert show("residence_address", {"residence_address": HOME}) == "12 ELM ST MARINA MONTEREY CA 93933"
    assert show("residence_address", {"residence_address": None}) == ""
