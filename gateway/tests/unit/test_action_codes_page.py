"""Action codes on pages: by program where a note is written, several at once where notes are read (R212)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from homefire.errors import FieldProblem, Invalid, Unavailable

HTTPS = {"base_url": "https://localhost"}
RECORD = "/customers/110385"
NOTES = f"{RECORD}/notes"
OWN = {
    "code": "CREW LATE", "label": "Crew came late", "program": "HEAP", "valid_from": "2020-01-01", "valid_to": None,
}  # fmt: skip
pytestmark = pytest.mark.req("R212")


@pytest.fixture
def codes(answers: dict[str, Any]) -> dict[str, Any]:
    """The list of codes, with some of HEAP, which the customer applied to, and of LIWP, to which nobody did."""
    listed: dict[str, Any] = answers["audit.list_action_codes"]
    listed["items"] += [
        OWN,
        OWN | {"code": "OLD", "label": "Long gone", "valid_to": "2021-01-01"},
        OWN | {"code": "AUDITED", "label": "Energy audit", "program": "LIWP"},
    ]
    listed |= {"default": "FLDUPDATE", "system": [{"code": "EXPORTED", "label": "Exported to a file"}]}
    answers["audit.add_note"] = {"id": "2"}
    return listed


def offered(html: str) -> dict[str, list[tuple[str, str]]]:
    """Values and texts of the form's codes, by the heading of their group."""
    select = html.split('<select id="action_code"')[1].split("</select>")[0]
    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', select, re.DOTALL)
    return {name: re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)<', inner) for name, inner in groups}


def boxes(html: str) -> dict[str, bool]:
    """The checkboxes of codes by value, and whether each is checked."""
    found = re.findall(r'<input type="checkbox" name="code" value="([^"]*)"( checked)?>', html)
    return {value: bool(checked) for value, checked in found}


@pytest.mark.parametrize("path", [RECORD, NOTES])
def test_form_offers_the_codes_of_all_programs_and_of_the_customers(
    caseworker: FlaskClient, codes: Any, path: str
) -> None:
    html = caseworker.get(path, **HTTPS).text
    groups = offered(html)
    assert list(groups) == ["All programs", "HEAP"]
    assert ("FRAUD", "FRAUD - Possible fraud") in groups["All programs"]
    assert groups["HEAP"] == [("HEAP:CREW LATE", "CREW LATE - Crew came late")]
    assert '<option value="FLDUPDATE" selected>' in html


@pytest.mark.parametrize(("back", "led"), [("", f"{RECORD}?sent=1#notes"), ("log", f"{NOTES}?sent=1#notes")])
def test_note_is_sent_with_the_program_of_its_code_and_leads_back(
    caseworker: FlaskClient, codes: Any, rpc: Any, back: str, led: str
) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', caseworker.get(RECORD, **HTTPS).text)
    assert token is not None
    data = {"csrf_token": token[1], "text": "A", "action_code": "HEAP:CREW LATE", "back": back}
    answer = caseworker.post(NOTES, data=data, **HTTPS)
    assert (answer.status_code, answer.headers["Location"]) == (303, led)
    sent = rpc.asked("audit.add_note")[0].args[1]
    assert sent == {"text": "A", "action_code": "CREW LATE", "program": "HEAP", "high_priority": False}


def test_refused_note_keeps_the_code_of_the_program(
    caseworker: FlaskClient, codes: Any, answers: Any
) -> None:
    answers["audit.add_note"] = Invalid(fields=[FieldProblem("text", "too_long", "Shorten this.")])
    token = re.search(r'name="csrf_token" value="([^"]+)"', caseworker.get(RECORD, **HTTPS).text)
    assert token is not None
    data = {"csrf_token": token[1], "text": "A", "action_code": "HEAP:CREW LATE"}
    html = caseworker.post(NOTES, data=data, headers={"HX-Request": "true"}, **HTTPS).text
    assert '<option value="HEAP:CREW LATE" selected>' in html


def test_without_the_customers_applications_the_shared_codes_are_offered(
    caseworker: FlaskClient, codes: Any, answers: Any
) -> None:
    answers["applications.get_customer_applications"] = Unavailable()
    assert list(offered(caseworker.get(RECORD, **HTTPS).text)) == ["All programs"]


def test_filter_has_every_code_once_with_retired_ones_marked(caseworker: FlaskClient, codes: Any) -> None:
    codes["items"].append(OWN | {"program": "LIWP"})
    html = caseworker.get(f"{NOTES}?code=OLD&code=FRAUD", **HTTPS).text
    found = boxes(html)
    assert set(found) == {entry["code"] for entry in codes["items"]} | {"EXPORTED"}
    assert {code for code, checked in found.items() if checked} == {"OLD", "FRAUD"}
    assert re.findall(r"<b>(\w+)</b> [^<]*<i>\(retired\)</i>", html) == ["OLD"]
    legends = re.findall(r"<fieldset><legend>([^<]+)<", html)
    assert legends == ["All programs", "HEAP", "HEAP, LIWP", "LIWP", "Written by the system", "Also shown"]


def test_filter_is_asked_for_kept_by_pages_and_taken_back(
    caseworker: FlaskClient, codes: Any, answers: Any, rpc: Any
) -> None:
    answers["audit.list_notes"] |= {"next": "abc", "total": 17}
    html = caseworker.get(f"{NOTES}?code=FRAUD&code=LEFT+MSG&imported=1&amended=1&cursor=xyz", **HTTPS).text
    assert rpc.asked("audit.list_notes")[-1].kwargs == {
        "limit": 100,
        "action_codes": "FRAUD,LEFT MSG",
        "include_imported": True,
        "include_amended": True,
        "cursor": "xyz",
    }
    addresses = re.findall(r'href="([^"]*/notes\?[^"]*)"', html)
    both = "code=FRAUD&amp;code=LEFT+MSG&amp;imported=1&amp;amended=1"
    assert f"{NOTES}?cursor=abc&amp;{both}" in addresses
    assert f"{NOTES}?{both}" in addresses
    assert f"{NOTES}?code=LEFT+MSG&amp;imported=1&amp;amended=1#notes" in addresses
    assert f'href="{NOTES}#notes">Clear all</a>' in html
    assert "Notes found: 17" in html


def test_nothing_matches_says_so_and_a_pinned_note_does_not_stand_in_for_it(
    caseworker: FlaskClient, codes: Any, answers: Any
) -> None:
    listed = answers["audit.list_notes"]
    listed["pinned"] = [listed["items"][0] | {"high_priority": True}]
    listed |= {"items": [], "total": 0}
    table = caseworker.get(f"{NOTES}?code=FRAUD", **HTTPS).text.split("<table")[1]
    assert "No data to display" in table and "High priority" not in table
    assert "High priority" in caseworker.get(NOTES, **HTTPS).text.split("<table")[1]


def test_code_that_is_on_no_list_is_shown_as_what_is_asked(
    caseworker: FlaskClient, codes: Any, rpc: Any
) -> None:
    html = caseworker.get(f"{NOTES}?code=%3Cb%3E,X&code=", **HTTPS).text
    assert rpc.asked("audit.list_notes")[-1].kwargs["action_codes"] == "<b> X"
    assert "Not on the list" in html and "<b> X" not in html and "&lt;b&gt; X" in html


def test_notes_of_a_programs_code_say_which_program(
    caseworker: FlaskClient, codes: Any, answers: Any
) -> None:
    answers["audit.list_notes"]["items"][0] |= {"action_code": "CREW LATE", "program": "HEAP"}
    assert re.search(r"CREW LATE</b> <span>HEAP</span>", caseworker.get(RECORD, **HTTPS).text)
    assert '>CREW LATE <span class="sub">HEAP</span>' in caseworker.get(NOTES, **HTTPS).text


def test_record_leads_to_the_open_filter(caseworker: FlaskClient, codes: Any) -> None:
    assert f'href="{NOTES}?filter=1#filter"' in caseworker.get(RECORD, **HTTPS).text
    assert '<details class="narrowing" id="filter" open>' in caseworker.get(f"{NOTES}?filter=1", **HTTPS).text
    assert '<details class="narrowing" id="filter">' in caseworker.get(NOTES, **HTTPS).text
