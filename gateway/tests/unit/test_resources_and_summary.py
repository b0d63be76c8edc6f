"""The Resources Hub beside a record, and the Application Summary on an application's page (R158, R175, R176)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from gateway import features
from gateway.pages.application.summary import FIELDS

HTTPS = {"base_url": "https://localhost"}
RECORD = "/customers/110385"
PAGE = f"{RECORD}/applications/5001"


def resources(client: Any, path: str = RECORD) -> list[tuple[str, str]]:
    """Each tab's name and where it leads, in their order."""
    html = client.get(path, **HTTPS).text.split("Resources</h2>")[1].split("</ul>")[0]
    links = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', html, re.S)
    return [(re.sub(r"<.*", "", text, flags=re.S).strip(), to) for to, text in links]


def summary(client: Any) -> dict[str, str]:
    """What the Application Summary shows, in its order."""
    html = client.get(PAGE, **HTTPS).text.split('class="at-a-glance"')[1].split("</dl>")[0]
    pairs = re.findall(r"<dt>(.*?)</dt> <dd>(.*?)</dd>", html, re.S)
    return {unescape(name): " ".join(unescape(re.sub(r"<[^>]+>", "", text)).split()) for name, text in pairs}


@pytest.mark.req("R158")
def test_each_tab_leads_to_what_the_record_has_of_it(caseworker):
    assert resources(caseworker) == [
        ("Application", PAGE),
        ("Properties", f"{RECORD}/properties"),
        ("Assessments", f"{RECORD}/assessments"),
        ("Projects", f"{RECORD}/projects"),
        ("Checklist", f"{PAGE}/checklist"),
        ("Documents", f"{RECORD}/files"),
        ("Questionnaire", f"{PAGE}/questionnaire"),
    ]


@pytest.mark.req("R158")
def test_tabs_stand_in_the_manuals_order(caseworker, answers):
    flag = {"code": "HOME_TAB", "label": "", "program": "HEAP", "data": {"shown": True}}
    dates = {"valid_from": "1900-01-01", "valid_to": None}
    answers["customers.list_customer_reference"] = {"items": [flag | dates]}
    assert [name for name, _ in resources(caseworker)] == [
        "Home", "Application", "Properties", "Assessments", "Projects", "Checklist", "Documents", "Questionnaire",
    ]  # fmt: skip


@pytest.mark.req("R158", "R243")
def test_a_tab_is_left_out_when_every_program_of_the_customer_leaves_it_out(caseworker, answers):
    def without(program, **dates):
        said = {"code": "DOCUMENTS_TAB", "label": "", "program": program, "data": {"shown": False}}
        return said | {"valid_from": "1900-01-01", "valid_to": None} | dates

    def shown():
        return "Documents" in [name for name, _ in resources(caseworker)]

    flags = answers["customers.list_customer_reference"] = {"items": [without("HEAP")]}
    assert not shown()
    assert caseworker.get(f"{RECORD}/files", **HTTPS).status_code == 200, "the page behind it stays"
    kept = answers["applications.get_customer_applications"]
    [one] = kept["applications"]
    kept["applications"] = [one, one | {"id": 6, "program": "WAP 2018", "program_code": "WAP"}]
    assert shown(), "the other program has a use for it"
    flags["items"].append(without("WAP"))
    assert not shown()
    for dates in ({"valid_to": "2020-01-01"}, {"valid_from": "2999-01-01"}):
        flags["items"] = [without("HEAP"), without("WAP", **dates)]
        assert shown()
    flags["items"] = [without("HEAP"), without("WAP")]
    kept["applications"] = []
    assert shown(), "nobody leaves anything out for a customer without an application"


def test_tabs_that_can_be_left_out_are_tabs(caseworker, answers):
    flag = {"code": "HOME_TAB", "label": "", "program": "HEAP", "data": {"shown": True}}
    answers["customers.list_customer_reference"] = {
        "items": [flag | {"valid_from": "1900-01-01", "valid_to": None}]
    }
    tabs = [name for name, _ in resources(caseworker)]
    assert [name for name in tabs if name != "Application"] == [
        str(label) for label in features.TABS.values()
    ]


@pytest.mark.req("R80", "R158")
def test_the_application_tab_opens_the_newest_active_one(caseworker, answers):
    kept = answers["applications.get_customer_applications"]
    [old] = kept["applications"]
    denied = old | {"id": 7, "status": "DENIED", "active": False}
    kept["applications"] = [denied, old | {"id": 6, "status": "PENDING"}, old]
    assert ("Application", f"{RECORD}/applications/6") in resources(caseworker)
    kept["applications"] = [denied]
    assert ("Application", f"{RECORD}/applications/7") in resources(caseworker)
    kept["applications"] = []
    assert ("Application", f"{RECORD}#applications") in resources(caseworker)


@pytest.mark.req("R158")
def test_tabs_stand_beside_every_page_of_the_record_while_a_service_is_away(caseworker, answers):
    del answers["weatherization.list_jobs"]
    assert [name for name, _ in resources(caseworker, f"{RECORD}/files")][:2] == ["Application", "Properties"]
    assert (
        "Not available now."
        in caseworker.get(RECORD, **HTTPS).text.split("Resources</h2>")[1].split("</ul>")[0]
    )


@pytest.mark.req("R175")
def test_the_summary_tells_what_is_known_of_the_application(caseworker, answers):
    answers["customers.get_customer"]["consents"] = [
        {"channel": "sms", "state": "GIVEN"},
        {"channel": "email", "state": "REVOKED"},
    ]
    jane, otto = ({"id": name, "name": name} for name in ("JANE JAMES", "OTTO OLSEN"))
    answers["customers.get_customer"] |= {"analyst": jane, "qa_analyst": otto}
    shown = summary(caseworker)
    assert list(shown) == [str(field.label) for field in FIELDS.values()], "all of it until a program chooses"
    assert shown["Registration Date"] == "12/3/2018"
    assert shown["Communication Methods"] == "US Mail; agreed to: text messages"
    assert shown["Analyst / Q/A Analyst"] == "JANE JAMES / OTTO OLSEN"


@pytest.mark.req("R138", "R175", "R177")
def test_the_summary_tells_what_the_steps_have_found(caseworker, answers):
    answers["applications.get_application"]["verification"] = [
        {"code": "INCOME", "label": "INCOME", "status": "VERIFIED", "rule": "", "changed_at": None, "start": False},
        {"code": "HOME_OWNERSHIP", "label": "HOME OWNERSHIP", "status": "NOT_APPLICABLE", "rule": "",
         "changed_at": None, "start": False},
    ]  # fmt: skip
    answers["applications.propose_eligibility"] = {"ami_percent": "47.5"}
    answers["applications.get_eligibility"] = {"decisions": []}
    tenure = {"code": "OWN", "label": "OWN"}
    answers["applications.get_application_housing"] = {"homeowner": "YES", "housing": tenure, "units": 2}
    answers["applications.get_income"] = {"zero_income_on": None, "items": [{}], "yearly": "31200.00"}
    benefit = {"kind": {"code": "SNAP", "label": "SNAP (CALFRESH)"}}
    answers["applications.get_verification"] = {"benefits": [benefit]}
    shown = summary(caseworker)
    assert shown["Verification Statuses"] == "✓ Income verified"
    assert '<span class="chip chip-ok">' in caseworker.get(PAGE, **HTTPS).text
    assert shown["AMI Percentage"] == "47.5 %"
    assert (shown["Homeowner Status"], shown["Number of Units Applied For"]) == ("homeowner, OWN", "2")
    assert shown["Customer Income"] == "$31,200.00 a year"
    assert shown["State/Government Benefits"] == "SNAP (CALFRESH)"
    answers["applications.propose_eligibility"] = {"ami_percent": None}
    answers["applications.get_income"] = {"zero_income_on": "2018-12-01", "items": [], "yearly": "0.00"}
    shown = summary(caseworker)
    assert shown["AMI Percentage"] == "no table is loaded"
    assert shown["Customer Income"] == "none, stated on 12/1/2018"


@pytest.mark.req("R175", "R177")
def test_what_an_application_was_decided_on_stays(caseworker, answers):
    frozen = [{"proposal": {"ami_percent": text}} for text in ("51.0", "49.9")]
    answers["applications.get_eligibility"] = {"decisions": frozen}
    answers["applications.propose_eligibility"] = {"ami_percent": "47.5"}
    assert summary(caseworker)["AMI Percentage"] == "51.0 %"
    del answers["applications.propose_eligibility"]
    assert summary(caseworker)["AMI Percentage"] == "51.0 %"
    del answers["applications.get_eligibility"]
    answers["applications.propose_eligibility"] = {"ami_percent": "47.5"}
    assert summary(caseworker)["AMI Percentage"] == "Not available now."


@pytest.mark.req("R176")
def test_the_program_chooses_the_fields_and_their_order(caseworker, answers, rpc):
    rows = [{"field": name} for name in ("LANGUAGE", "UNHEARD_OF", "REGISTRATION_DATE")]
    answers["applications.get_program_part"] = {"rows": rows}
    assert list(summary(caseworker)) == ["Language", "Registration Date"]
    assert rpc.asked("applications.get_program_part")[0].args == ["HEAP", "summary_fields"]


@pytest.mark.req("R175")
def test_what_cannot_be_told_now_is_said_so(caseworker, answers):
    del answers["customers.get_customer"]
    assert summary(caseworker)["Language"] == "Not available now."


@pytest.mark.req("R175", "R262")
def test_registration_date_is_that_of_the_sign_up_where_there_was_one(caseworker, answers):
    assert summary(caseworker)["Registration Date"] == "12/3/2018"
    answers["applications.get_application"]["registered_on"] = "2018-11-20"
    assert summary(caseworker)["Registration Date"] == "11/20/2018"
