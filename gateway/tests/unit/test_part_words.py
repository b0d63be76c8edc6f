"""A part's codes as people read them; document types are ticked in their list and not typed (R243)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from homefire.errors import Unavailable

HTTPS = {"base_url": "https://localhost"}
PART = "/programs/HEAP/parts/verification"
pytestmark = pytest.mark.req("R243")


def column(name: str, kind: str, *choices: str) -> dict[str, Any]:
    return {
        "name": name, "title": name, "kind": kind, "required": False, "choices": list(choices), "most": 40,
    }  # fmt: skip


ROW = {"code": "HOME_OWNERSHIP", "document_types": ["DEED", "OLD_BILL"], "rules": ["DOCUMENT_RECEIVED"]}
FOUND = {
    "program": "HEAP", "name": "verification", "title": "Verification items", "explains": "What is verified.",
    "single": False, "rows": [ROW], "since": None, "planned": [], "version": 3, "shipped": [], "revisions": [],
    "columns": [
        column("code", "choice", "INCOME", "HOME_OWNERSHIP"),
        column("document_types", "choices"),
        column("rules", "choices", "DOCUMENT_RECEIVED", "BENEFIT_LETTER"),
    ],
}  # fmt: skip
HEAP = {"code": "HEAP", "name": "HOME ENERGY", "unique_by": ["customer"], "version": 4, "years": []}


def document_type(code: str, program: str = "", until: str | None = None) -> dict[str, Any]:
    label = code.replace("_", " ")
    return {
        "code": code, "label": label, "program": program, "data": {}, "valid_from": None, "valid_to": until,
    }  # fmt: skip


@pytest.fixture
def manager(log_in: Any, answers: dict[str, Any]) -> FlaskClient:
    """A program manager's browser; the list has a type of this program, one of another, and a retired one."""
    answers["applications.get_program_part"] = answers["applications.set_program_part"] = FOUND
    answers["applications.list_programs"] = {"items": [HEAP]}
    answers["applications.list_program_parts"] = {"program": "HEAP", "items": [FOUND]}
    listed = [document_type("DEED"), document_type("HEAP_FORM", "HEAP"), document_type("WATER_FORM", "WATER")]
    answers["documents.list_document_reference"] = {
        "items": [*listed, document_type("OLD_BILL", until="2020-01-01")]
    }
    client: FlaskClient = log_in("program_manager")
    return client


def ticks(html: str) -> list[tuple[str, bool, str]]:
    """The document types that can be ticked: code, whether ticked, label."""
    found = re.findall(r'name="1.document_types" value="(\w+)"( checked)?> ([^<]*)<', html)
    return [(code, bool(ticked), label) for code, ticked, label in found]


def test_document_types_are_ticked_in_their_list_and_a_retired_one_stays(manager: FlaskClient) -> None:
    html = manager.get(f"{PART}/change", **HTTPS).text
    assert ticks(html) == [
        ("DEED", True, "DEED"),
        ("HEAP_FORM", False, "HEAP FORM"),
        ("OLD_BILL", True, "OLD BILL"),
    ]
    assert '<option value="HOME_OWNERSHIP" selected>Home ownership</option>' in html
    assert 'value="DOCUMENT_RECEIVED" checked> document received<' in html


def test_codes_are_words_where_a_part_is_shown(manager: FlaskClient) -> None:
    html = manager.get(PART, **HTTPS).text
    assert "Home ownership" in html and "DEED, OLD BILL" in html and "document received" in html
    assert "HOME_OWNERSHIP" not in html and "DOCUMENT_RECEIVED" not in html


@pytest.mark.parametrize("typed", [["DEED", "HEAP_FORM"], ["DEED, HEAP_FORM"]])
@pytest.mark.parametrize("away", [False, True])
def test_what_was_ticked_or_typed_is_sent_whether_the_list_is_there_or_not(
    manager: FlaskClient, answers: dict[str, Any], rpc: Any, typed: list[str], away: bool
) -> None:
    if away:
        answers["documents.list_document_reference"] = Unavailable()
    html = manager.get(f"{PART}/change", **HTTPS).text
    assert ('name="1.document_types" value="DEED, OLD_BILL"' in html) is away, "typing stays"
    token = html.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"csrf_token": token, "key": "k", "version": "3", "row": "1", "valid_from": "1/2/2999"}
    row = {"1.code": "INCOME", "1.document_types": typed, "action": "save"}
    assert manager.post(f"{PART}/change", data=sent | row, **HTTPS).status_code == 303
    [call] = rpc.asked("applications.set_program_part")
    assert call.args[2]["rows"][0]["document_types"] == ["DEED", "HEAP_FORM"]
