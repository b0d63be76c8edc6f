"""The editor of reference lists: who may, what is sent, what is said when a list was not changed (R251)."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway.contracts import Contracts
from homefire.errors import FieldProblem, Invalid, StaleVersion, TimedOut, Unavailable

HTTPS = {"base_url": "https://localhost"}
LIST = "/reference-lists/customers/exemption_type"
pytestmark = pytest.mark.req("R251")


def entry(code: str, **fields: Any) -> dict[str, Any]:
    """One entry of a list."""
    made = {
        "code": code,
        "label": f"LABEL {code}",
        "program": "",
        "valid_from": "1900-01-01",
        "valid_to": None,
    }
    return made | {"position": 0, "data": {}} | fields


FOUND = {
    "name": "exemption_type",
    "version": 42,
    "items": [
        entry("A", data={"shown": True}),
        entry("B", valid_to="2020-01-01", data={"shown": False}),
        entry("C", valid_from="2999-01-01", data={"shown": False}),
        entry("A", program="LIHEAP", data={"shown": False}),
    ],
    "data": [{"key": "shown", "kind": "flag", "codes": []}],
}


@pytest.fixture
def app(application: Any, settings: Any, rpc: Any, contracts: Contracts, sessions: Any, drafts: Any) -> Flask:
    """The application over the committed contracts."""
    made = application(settings, rpc, contracts)
    object.__setattr__(made.extensions["gateway"], "sessions", sessions)
    object.__setattr__(made.extensions["gateway"], "drafts", drafts)
    return made


@pytest.fixture
def manager(log_in: Any, answers: dict[str, Any]) -> FlaskClient:
    """A program manager's browser."""
    answers["customers.list_reference_lists"] = {"items": [{"name": "exemption_type", "entries": 4}]}
    answers["customers.get_reference_list"] = copy.deepcopy(FOUND)
    answers["applications.list_programs"] = {"items": [{"code": "HEAP", "name": "HEAP", "years": []}]}
    for method in (
        "add_reference_entry",
        "change_reference_entry",
        "date_reference_entry",
        "order_reference_list",
    ):
        answers[f"customers.{method}"] = copy.deepcopy(FOUND)
    client: FlaskClient = log_in("program_manager")
    return client


def send(client: FlaskClient, path: str, **fields: Any) -> Any:
    """A form of the page, sent."""
    html = client.get(LIST, **HTTPS).text
    hidden = {
        name: re.search(rf'name="{name}" value="([^"]*)"', html)[1]
        for name in ("csrf_token", "key", "version")
    }
    return client.post(f"{LIST}/{path}", data={**hidden, **fields}, **HTTPS)


def test_the_menu_leads_those_who_keep_lists_to_them(manager, log_in):
    html = manager.get("/reference-lists", **HTTPS).text
    assert 'href="/reference-lists" aria-current="page">Lists' in html
    assert f'href="{LIST}"' in html
    for role in ("caseworker", "supervisor", "auditor", "administrator"):
        browser = log_in(role)
        assert ">Lists<" not in browser.get("/customers", **HTTPS).text
        assert browser.get("/reference-lists", **HTTPS).status_code == 403
        assert browser.get(LIST, **HTTPS).status_code == 403


def test_entries_have_their_days_and_a_word_for_their_state(manager):
    html = manager.get(LIST, **HTTPS).text
    rows = [
        " ".join(re.sub(r"<[^>]+>", " ", row).split())
        for row in re.findall(r'<tr role="row".*?</tr>', html, re.S)
    ]
    assert rows[1].startswith("A LABEL A all always Shown: yes in use")
    assert "1/1/2020 Shown: no retired" in rows[2] and 'class="retired"' in html
    assert "from 1/1/2999" in rows[3]
    assert rows[4].startswith("A LABEL A LIHEAP")


def test_an_added_entry_is_sent_with_the_version_that_was_seen(manager, rpc):
    fields = {
        "code": "D",
        "label": "D",
        "program": "HEAP",
        "valid_from": "1/1/2026",
        "valid_to": "",
        "data.shown": "yes",
    }
    answer = send(manager, "entries", **fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{LIST}?done=1")
    [call] = rpc.asked("customers.add_reference_entry")
    wanted = {"code": "D", "label": "D", "program": "HEAP", "valid_from": "1/1/2026", "data": {"shown": True}}
    assert call.args == ["exemption_type", wanted]
    assert call.kwargs["if_match"] == "42" and call.kwargs["idempotency_key"]


def test_a_change_says_which_entry_and_from_which_day(manager, rpc):
    which = {"code": "A", "program": "LIHEAP", "of": "1900-01-01"}
    assert send(manager, "change", **which, label="NEW", effective="1/1/2026").status_code == 303
    [call] = rpc.asked("customers.change_reference_entry")
    entry_named = {"code": "A", "program": "LIHEAP", "valid_from": "1900-01-01"}
    assert call.args[1] == entry_named | {"label": "NEW", "effective": "1/1/2026", "data": {"shown": False}}
    send(manager, "last-day", **which, valid_to="")
    assert rpc.asked("customers.date_reference_entry")[0].args[1] == entry_named | {"valid_to": None}


def test_numbers_and_texts_of_an_entry_are_sent_as_such(manager, answers, rpc):
    kinds = {"digits": "numbers", "ends": "texts", "days": "number", "hint": "text"}
    answers["customers.get_reference_list"]["data"] = [
        {"key": k, "kind": v, "codes": []} for k, v in kinds.items()
    ]
    typed = {"data.digits": "10, 11,x", "data.ends": "", "data.days": "3", "data.hint": "3"}
    send(manager, "entries", code="D", label="D", **typed)
    sent = rpc.asked("customers.add_reference_entry")[0].args[1]["data"]
    assert sent == {"digits": [10, 11, "x"], "days": 3, "hint": "3"}


@pytest.mark.parametrize(("direction", "codes"), [("up", ["B", "A", "C"]), ("down", ["A", "C", "B"])])
def test_moving_an_entry_sends_the_whole_order_of_its_program(manager, rpc, direction, codes):
    send(manager, "order", code="B", program="", direction=direction)
    [call] = rpc.asked("customers.order_reference_list")
    assert call.args[1] == {"program": "", "codes": codes}


def test_a_refused_entry_keeps_what_was_typed_and_says_why_by_field(manager, answers):
    problem = FieldProblem("code", "not_a_code", "Use letters and digits.")
    answers["customers.add_reference_entry"] = Invalid(fields=[problem])
    answer = send(manager, "entries", code="<b>", label="ON THE ROAD")
    assert answer.status_code == 422
    assert 'id="add_reference_entry-code-error">Use letters and digits.' in answer.text
    assert '<a href="#add_reference_entry-code">Code</a>: Use letters' in answer.text
    assert 'value="&lt;b&gt;"' in answer.text and 'value="ON THE ROAD"' in answer.text


def test_a_list_that_somebody_else_changed_is_shown_anew(manager, answers):
    answers["customers.change_reference_entry"] = StaleVersion()
    answer = send(manager, "change", code="A", program="", of="1900-01-01", label="MINE")
    assert answer.status_code == 412
    assert "Somebody else changed this list first" in answer.text and 'value="MINE"' in answer.text


def test_an_answer_that_did_not_come_keeps_its_key(manager, answers):
    answers["customers.add_reference_entry"] = TimedOut()
    answer = send(manager, "entries", code="D", label="D", key="the-same", version="1")
    assert 'name="key" value="the-same"' in answer.text and 'name="version" value="1"' in answer.text


def test_a_service_that_is_away_costs_its_own_lists_only(manager, answers):
    answers["customers.list_reference_lists"] = Unavailable()
    html = manager.get("/reference-lists", **HTTPS).text
    assert "Not available now." in html
    assert manager.get("/reference-lists/nothing/here", **HTTPS).status_code == 404


def test_a_changed_list_is_offered_at_once(manager, app, answers, rpc):
    lists = app.extensions["gateway"].lists
    lists._kept[("customers", "list_customer_reference", "exemption_type")] = (1e12, {"items": []})
    send(manager, "entries", code="D", label="D")
    assert all(key[0] != "customers" for key in lists._kept)


@pytest.mark.req("R195", "R251")
def test_codes_of_another_list_are_ticked_and_can_all_be_taken_away(manager, answers, rpc):
    found = answers["customers.get_reference_list"]
    found["data"] = [{"key": "proves", "kind": "codes", "codes": ["INCOME", "ADDRESS"]}]
    found["items"] = [entry("A", data={"proves": ["INCOME"]}), entry("B")]
    html = manager.get(f"{LIST}?code=A&program=&of=1900-01-01", **HTTPS).text.split('id="change"')[1]
    ticked = re.findall(r'name="data.proves" value="(\w+)"( checked)?', html.split("</form>")[0])
    assert ticked == [("INCOME", " checked"), ("ADDRESS", "")]
    which = {"program": "", "of": "1900-01-01", "label": "X"}
    send(manager, "change", code="A", **which, **{"data.proves": ["ADDRESS", "INCOME"]})
    send(manager, "change", code="A", **which)
    send(manager, "change", code="B", **which)
    said = [call.args[1]["data"] for call in rpc.asked("customers.change_reference_entry")]
    assert said == [{"proves": ["ADDRESS", "INCOME"]}, {"proves": []}, {}]


def test_a_link_begins_the_form_of_a_new_entry(manager):
    html = manager.get(f"{LIST}?code=X_TAB&label=X+TAB&program=HEAP", **HTTPS).text.split('id="add"')[1]
    assert 'name="code" value="X_TAB"' in html and 'name="label" value="X TAB"' in html
    assert "<option selected>HEAP</option>" in html
