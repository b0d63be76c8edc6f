"""The Properties tab: the customer's properties, the panel's switcher, one property opened, what is sent."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from homefire.errors import AcknowledgementRequired, FieldProblem, Invalid, Unavailable

HTTPS = {"base_url": "https://localhost"}
RECORD = "/customers/110385"
LIST, ONE = f"{RECORD}/properties", f"{RECORD}/properties/28488"
ADDRESS = {
    "number": "111", "street": "THIS", "street_type": "ST", "building_type": "", "unit": "", "zip": "93933",
    "city": "MARINA", "county": "MONTEREY", "state": "CA",
}  # fmt: skip
BUILDING: dict[str, Any] = {
    "dwelling_id": 28488, "kind": {"code": "MULTI_FAMILY", "label": "MULTI FAMILY"}, "address": ADDRESS,
    "service_address": "111 THIS ST", "building_id": None, "building": None, "year_built": 1931, "heating_fuel": None,
    "units_total": 8, "units_applied_for": 2, "ineligible_address": False, "version": 3, "jobs": [
        {"job_id": 36534, "kind": "job", "dwelling_id": 28488, "job_type": {"code": "X", "label": "REWEATHERIZATION"},
         "status": "REPORTED", "completed_date": "2018-12-27", "reported_date": "2019-04-15"}],
    "units": [{"dwelling_id": 40001, "unit": "A", "service_address": "111 THIS ST A", "tenants": [
        {"customer_number": 110777, "name": "ADA LOVELACE", "role": "occupant", "from": "2020-01-01"}]}],
    "eligibility": [{"program": {"code": "DOE_WAP", "label": "DOE WAP"}, "status": "INELIGIBLE", "source": "jobs",
        "reason": "Weatherized on 12/27/2018.", "entered_by": "", "entered_at": None}],
    "eligibility_history": [],
}  # fmt: skip


@pytest.fixture
def known(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers about the customer, who has had two properties and has one of them today."""
    [home] = answers["weatherization.list_properties"]["items"]
    former = home | {"dwelling_id": 28111, "current": False, "service_address": "9 OLD RD", "jobs": 0}
    former["stays"] = [
        {"link_id": 2, "role": "owner", "from": "2010-01-01", "to": "2017-12-31", "version": 5}
    ]
    answers["weatherization.list_properties"]["items"] = [home, former]
    answers["weatherization.get_property"] = answers["weatherization.update_dwelling"] = BUILDING
    answers["weatherization.create_dwelling"] = {"dwelling_id": 40777}
    answers["weatherization.link_dwelling"] = {"dwelling_id": 40777}
    answers["weatherization.end_dwelling_link"] = answers["weatherization.decide_property_eligibility"] = {}
    rows = answers["applications.get_customer_applications"]["applications"]
    rows[0] |= {"dwelling_id": 28488, "dwelling_units": 3}
    return answers


def form_of(page: str, action: str, number: int = 1) -> dict[str, str]:
    """What a form would send as it was loaded; `number` says which of those with one address."""
    form = page.split(f'action="{action}"')[number].split("</form>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form, re.S):
        given = dict(re.findall(r'([\w.-]+)="([^"]*)"', tag))
        if "name" in given:
            found[given["name"]] = unescape(given.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(
            r'value="([^"]*)"', options
        )
        found[name] = chosen[1] if chosen else ""
    return found


def sent(rpc: Any, method: str) -> Any:
    """The last call of an operation."""
    return [call for call in rpc.calls if call.method == method][-1]


@pytest.mark.req("R157", "R158")
def test_panel_counts_the_properties_of_today_and_leads_to_each(caseworker: FlaskClient, known: Any) -> None:
    page = caseworker.get(RECORD, **HTTPS).text
    panel = page.split('<div class="properties">')[1].split("</div>")[0]
    assert re.search(r"<summary>1<", panel)
    assert re.findall(r'href="([^"]+)"', panel) == [ONE, f"{LIST}/28111"]
    tab = page.split('<ul class="resources">')[1].split("</ul>")[0]
    assert re.search(rf'href="{LIST}"[^>]*>Properties\s*<span>1</span>', tab)


@pytest.mark.req("R157", "R178")
def test_list_shows_role_and_days_of_every_link_now_and_before(caseworker: FlaskClient, known: Any) -> None:
    rows = caseworker.get(LIST, **HTTPS).text.split('<tr role="row"')[2:]
    texts = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    assert texts[0].startswith("> 28488 SINGLE FAMILY 111 THIS ST MARINA MONTEREY occupant 1/1/2018 today 2")
    assert "9 OLD RD MARINA MONTEREY owner 1/1/2010 12/31/2017 0" in texts[1]


@pytest.mark.req("R157", "R158")
def test_new_property_is_entered_and_linked_once(caseworker: FlaskClient, rpc: Any, known: Any) -> None:
    form = form_of(caseworker.get(LIST, **HTTPS).text, LIST)
    typed = form | {
        "address.street": "NEW",
        "address.zip": "93933",
        "from": "01/02/2026",
        "kind": "SINGLE_FAMILY",
    }
    answer = caseworker.post(LIST, data=typed, **HTTPS)
    assert answer.headers["Location"] == f"{LIST}/40777?saved=1"
    [body] = sent(rpc, "create_dwelling").args
    assert body == {"kind": "SINGLE_FAMILY", "address": {"street": "NEW", "zip": "93933"}}
    number, link = sent(rpc, "link_dwelling").args
    assert (number, link) == (
        110385,
        {"dwelling_id": 40777, "role": "occupant", "from": "01/02/2026", "to": None},
    )
    keys = [sent(rpc, method).kwargs["idempotency_key"] for method in ("create_dwelling", "link_dwelling")]
    assert keys == [form["key"], f"{form['key']}-link"]
    known["weatherization.create_dwelling"] = Invalid(
        fields=[FieldProblem("address.zip", "required", "Enter it.")]
    )
    page = caseworker.post(LIST, data=typed | {"address.zip": ""}, **HTTPS)
    assert page.status_code == 422 and 'id="address_zip-error">Enter it.' in page.text
    assert form_of(page.text, LIST)["address.street"] == "NEW"


@pytest.mark.req("R157")
def test_known_property_is_linked_by_its_id(caseworker: FlaskClient, rpc: Any, known: Any) -> None:
    form = form_of(caseworker.get(LIST, **HTTPS).text, LIST, 2)
    typed = form | {"dwelling_id": "40777", "role": "owner", "to": "02/03/2026"}
    assert caseworker.post(LIST, data=typed, **HTTPS).status_code == 303
    body = sent(rpc, "link_dwelling").args[1]
    assert (body["dwelling_id"], body["role"], body["to"]) == (40777, "owner", "02/03/2026")
    assert not [call for call in rpc.calls if call.method == "create_dwelling"]


@pytest.mark.req("R157")
def test_link_ends_with_its_version_and_special_handling_asks_why(
    caseworker: FlaskClient, rpc: Any, known: Any
) -> None:
    action = f"{LIST}/links/2"
    form = form_of(caseworker.get(LIST, **HTTPS).text, action)
    known["weatherization.end_dwelling_link"] = AcknowledgementRequired()
    page = caseworker.post(action, data=form | {"to": "3/4/2017"}, **HTTPS)
    again = form_of(page.text, action)
    assert (again["to"], again["acknowledgement"]) == ("3/4/2017", "")
    known["weatherization.end_dwelling_link"] = {}
    answer = caseworker.post(action, data=again | {"acknowledgement": "moved out"}, **HTTPS)
    assert answer.status_code == 303
    call = sent(rpc, "end_dwelling_link")
    assert call.args == [110385, 2, {"to": "3/4/2017"}]
    assert (call.kwargs["if_match"], call.kwargs["acknowledgement"]) == ("5", "moved out")
    known["weatherization.end_dwelling_link"] = Unavailable()
    sent_before = again | {"version": "4"}
    lost = form_of(caseworker.post(action, data=sent_before, **HTTPS).text, action)
    assert (lost["key"], lost["version"]) == (again["key"], "4")


@pytest.mark.req("R178", "R179")
def test_one_property_shows_units_tenants_eligibility_jobs_and_its_applications(
    caseworker: FlaskClient, known: Any
) -> None:
    page = caseworker.get(ONE, **HTTPS).text
    for text in ("ADA LOVELACE", "/customers/110777", "Weatherized on 12/27/2018.", "earlier jobs", "36534"):
        assert text in page
    form = form_of(page, ONE)
    assert (form["units_total"], form["units_applied_for"], form["year_built"]) == ("8", "2", "1931")
    applications = page.split('id="property-applications"')[1]
    assert "HEAP 2018" in applications and ">3</td>" in applications
    known["weatherization.get_property"] = BUILDING | {"dwelling_id": 28111, "ineligible_address": True}
    other = caseworker.get(f"{LIST}/28111", **HTTPS).text
    assert "ineligible for weatherization" in other
    assert "HEAP 2018" not in other.split('id="property-applications"')[1]


@pytest.mark.req("R95")
def test_property_of_another_customer_is_not_shown(caseworker: FlaskClient, rpc: Any, known: Any) -> None:
    assert caseworker.get(f"{LIST}/40001", **HTTPS).status_code == 404
    assert not [call for call in rpc.calls if call.method == "get_property"]


@pytest.mark.req("R178", "R179")
def test_change_sends_what_differs_and_decide_sends_program_status_and_reason(
    caseworker: FlaskClient, rpc: Any, known: Any
) -> None:
    page = caseworker.get(ONE, **HTTPS).text
    typed = form_of(page, ONE) | {"units_applied_for": "", "year_built": "1932", "address.unit": "B"}
    assert caseworker.post(ONE, data=typed, **HTTPS).status_code == 303
    call = sent(rpc, "update_dwelling")
    assert call.args == [28488, {"year_built": 1932, "units_applied_for": None, "address": {"unit": "B"}}]
    assert call.kwargs["if_match"] == "3"
    form = form_of(page, f"{ONE}/eligibility#eligibility")
    said = form | {"program": "DOE_WAP", "status": "ELIGIBLE", "reason": "FIRE"}
    assert caseworker.post(f"{ONE}/eligibility", data=said, **HTTPS).status_code == 303
    decided = sent(rpc, "decide_property_eligibility").args
    assert decided == [28488, {"program": "DOE_WAP", "status": "ELIGIBLE", "reason": "FIRE"}]


@pytest.mark.req("R158")
def test_who_may_not_write_weatherization_reads(log_in: Any, known: Any) -> None:
    analyst = log_in("analyst")
    page = analyst.get(LIST, **HTTPS).text
    assert "9 OLD RD" in page and "Enter and link" not in page and "End the link" not in page
    token = analyst.get("/customers", **HTTPS).text.split('name="csrf_token" value="')[1].split('"')[0]
    assert analyst.post(LIST, data={"csrf_token": token}, **HTTPS).status_code == 403
