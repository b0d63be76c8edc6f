"""Programs and their parts on pages: who may, what is shown, what is sent, what stays when it is refused (R243)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from gateway import partform
from gateway.contracts import Contracts
from homefire.errors import FieldProblem, Invalid, StaleVersion, Unavailable

HTTPS = {"base_url": "https://localhost"}
PART = "/programs/HEAP/parts/kinds"
pytestmark = pytest.mark.req("R243")


def column(name: str, kind: str = "text", **said: Any) -> dict[str, Any]:
    """One column of a part."""
    made = {"name": name, "title": name.upper(), "kind": kind, "required": False, "choices": [], "most": 200}
    return made | said


COLUMNS = [
    column("code", "code", required=True),
    column("help", "long_text", most=500),
    column("wanted", "flag"),
    column("days", "number"),
    column("limit", "money"),
    column("ends", "day"),
    column("tone", "choice", choices=["RED", "GREEN"]),
    column("kinds", "choices", choices=["A", "B"]),
    column("codes", "choices"),
]
ROW = {
    "code": "ONE", "help": "<b>", "wanted": True, "days": 7, "limit": "12.50", "ends": "2026-02-03", "tone": "RED",
    "kinds": ["A"], "codes": ["X", "Y"],
}  # fmt: skip
TWO = ROW | {
    "code": "TWO",
    "wanted": False,
    "days": None,
    "limit": None,
    "ends": None,
    "tone": "",
    "kinds": [],
}
PLAN = {"valid_from": "2999-01-02", "revision": 3}
BY = {"entered_by": "JANE JAMES", "entered_at": "2026-01-02T03:04:05Z"}
FOUND = {
    "program": "HEAP", "name": "kinds", "title": "Every kind", "explains": "What there is.", "single": False,
    "columns": COLUMNS, "rows": [ROW, TWO], "since": "2026-01-01", "planned": [PLAN], "version": 3, "shipped": [],
    "revisions": [
        {**PLAN, **BY, "state": "planned", "rows": [TWO]},
        {"valid_from": "2026-01-01", "revision": 2, **BY, "state": "holds", "rows": [ROW, TWO]},
        {"valid_from": "2026-01-01", "revision": 1, **BY, "state": "replaced", "rows": []},
    ],
}  # fmt: skip
HEAP = {
    "code": "HEAP", "name": "HOME ENERGY", "unique_by": ["customer"], "version": 4,
    "years": [{"year": 2026, "valid_from": "2025-11-01", "valid_to": "2027-07-31"}],
}  # fmt: skip


@pytest.fixture
def app(application: Any, settings: Any, rpc: Any, contracts: Contracts, sessions: Any, drafts: Any) -> Flask:
    """The application over the committed contracts."""
    made = application(settings, rpc, contracts)
    object.__setattr__(made.extensions["gateway"], "sessions", sessions)
    object.__setattr__(made.extensions["gateway"], "drafts", drafts)
    made.config["PROPAGATE_EXCEPTIONS"] = True
    return made


@pytest.fixture
def manager(log_in: Any, answers: dict[str, Any]) -> FlaskClient:
    """A program manager's browser."""
    answers["applications.list_programs"] = {"items": [HEAP]}
    answers["applications.get_program_part"] = answers["applications.set_program_part"] = FOUND
    listed = {name: value for name, value in FOUND.items() if name not in ("program", "revisions", "shipped")}
    answers["applications.list_program_parts"] = {"program": "HEAP", "items": [listed]}
    answers["applications.get_program_history"] = {"items": [{"version": 1, "state": HEAP, **BY}]}
    for method in ("add_program", "update_program", "set_program_year"):
        answers[f"applications.{method}"] = HEAP
    client: FlaskClient = log_in("program_manager")
    return client


def fields_of(html: str) -> MultiDict[str, str]:
    """What the form of a part sends as it stands."""
    form = html.split('class="part-form"')[1].split("</form>")[0]
    found: MultiDict[str, str] = MultiDict()
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and ("checkbox" not in tag or " checked" in tag):
            found.add(name[1], unescape(value[1]))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.S):
        found.add(name, unescape(text))
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r"<option([^>]*) selected>(.*?)<", options)
        given = re.search(r'value="([^"]*)"', chosen[1]) if chosen else None
        found.add(name, given[1] if given else chosen[2] if chosen else "")
    return found


def as_typed(row: dict[str, Any]) -> dict[str, Any]:
    """A row as the form sends it: days as people write them, which the service reads."""
    return row | ({"ends": "2/3/2026"} if row["ends"] else {})


def posted(client: FlaskClient, action: str, **changed: Any) -> Any:
    """The form as it comes, changed and sent."""
    sent = fields_of(client.get(f"{PART}/change", **HTTPS).text)
    sent.update({}) if not changed else [sent.setlist(name, [value]) for name, value in changed.items()]
    sent["action"] = action
    return client.post(f"{PART}/change", data=sent, **HTTPS)


def test_the_menu_leads_program_managers_to_programs_and_nobody_else(manager, log_in):
    assert 'href="/programs" aria-current="page">Programs' in manager.get("/programs", **HTTPS).text
    for role in ("caseworker", "supervisor", "auditor", "administrator"):
        browser = log_in(role)
        assert ">Programs<" not in browser.get("/customers", **HTTPS).text
        for path in ("/programs", "/programs/HEAP", PART, f"{PART}/change"):
            assert browser.get(path, **HTTPS).status_code == 403


def test_a_part_shows_what_holds_what_is_planned_and_what_was(manager):
    html = manager.get(PART, **HTTPS).text
    assert "since 1/1/2026" in html and "Planned from 1/2/2999" in html and "replaced on the same day" in html
    rows = [
        " ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split())
        for row in re.findall(r'<tr role="row"><td.*?</tr>', html, re.S)
    ]
    assert rows[0] == "ONE <b> Yes 7 $12.50 2/3/2026 RED A X, Y"
    assert rows[1] == "TWO <b> No X, Y"


def test_rows_are_sent_as_they_came_with_the_version_that_was_seen(manager, rpc):
    answer = posted(manager, "save", valid_from="1/1/2999")
    assert (answer.status_code, answer.location) == (303, f"{PART}?done=1")
    [call] = rpc.asked("applications.set_program_part")
    assert call.args == ["HEAP", "kinds", {"valid_from": "1/1/2999", "rows": [as_typed(ROW), TWO]}]
    assert call.kwargs["if_match"] == "3"


@pytest.mark.parametrize(
    ("action", "codes"),
    [
        ("add", ["ONE", "TWO", ""]),
        ("remove.1", ["TWO"]),
        ("up.2", ["TWO", "ONE"]),
        ("down.1", ["TWO", "ONE"]),
        ("up.1", ["ONE", "TWO"]),
        ("remove.9", ["ONE", "TWO"]),
    ],
)
def test_rows_are_added_removed_and_moved_without_javascript_and_nothing_is_set(manager, rpc, action, codes):
    answer = posted(manager, action)
    assert answer.status_code == 200
    assert re.findall(r'name="\d+\.code" value="([^"]*)"', answer.text) == codes
    assert rpc.asked("applications.set_program_part") == []


def test_what_is_refused_stays_and_is_named_by_row_and_column(manager, answers):
    problem = [
        FieldProblem("rows.1.code", "not_a_code", "Use upper-case letters."),
        FieldProblem("valid_from", "in_the_past", "Choose today or a later day."),
    ]
    answers["applications.set_program_part"] = Invalid(fields=problem)
    answer = posted(manager, "save", **{"2.code": "two <i>", "2.days": "many"})
    assert answer.status_code == 422
    assert '<a href="#r2-code">Row 2, CODE</a>: Use upper-case letters.' in answer.text
    assert '<a href="#valid_from">Takes Effect on</a>' in answer.text
    assert 'value="two &lt;i&gt;"' in answer.text and 'value="many"' in answer.text
    assert re.search(
        r'id="r2-code"[^>]*aria-invalid="true"[^>]*aria-describedby="[^"]*r2-code-error', answer.text
    )


def test_who_was_second_is_told_and_may_save_over_it(manager, answers):
    answers["applications.set_program_part"] = StaleVersion(current_version=4, your_version=3)
    answers["applications.get_program_part"] = FOUND | {"version": 4}
    answer = posted(manager, "save", **{"1.days": "9"})
    assert answer.status_code == 412 and "Somebody else set this part first" in answer.text
    assert 'name="version" value="4"' in answer.text and 'value="9"' in answer.text


def test_what_is_planned_is_changed_from_its_own_day(manager):
    html = manager.get(f"{PART}/change?of=3", **HTTPS).text
    assert 'name="valid_from" value="1/2/2999"' in html
    assert re.findall(r'name="\d+\.code" value="([^"]*)"', html) == ["TWO"]


@pytest.mark.parametrize("number", ["", "x", "9" * 30, "-1"])
def test_a_form_that_is_not_ours_does_no_harm(manager, number):
    answer = posted(manager, f"remove.{number}", row=number, version=number)
    assert answer.status_code == 200


@pytest.mark.parametrize("kind", [each["kind"] for each in COLUMNS])
def test_every_kind_of_column_is_shown_and_sent_back_the_same(kind):
    [only] = [each for each in COLUMNS if each["kind"] == kind][:1]
    for row in (ROW, TWO):
        [shown] = partform.rows_of([only], [row])
        assert partform.send([only], [shown]) == [{only["name"]: as_typed(row)[only["name"]]}]


@pytest.mark.req("R90")
def test_programs_and_years_are_sent_as_typed_and_limited_as_the_contract_says(manager, rpc, contracts):
    html = manager.get("/programs", **HTTPS).text
    for name in ("code", "name"):
        limit = contracts.limits_of("applications.add_program")[name]
        assert re.search(rf'name="{name}"[^>]*maxlength="{limit}" data-counted', html)
    token = {"csrf_token": re.search(r'name="csrf_token" value="([^"]*)"', html)[1]}
    new = token | {"code": "WAP", "name": "WEATHER", "unique_by": ["customer", "utility"]}
    assert manager.post("/programs", data=new, **HTTPS).status_code == 303
    body = {"code": "WAP", "name": "WEATHER", "unique_by": ["customer", "utility"]}
    assert rpc.asked("applications.add_program")[0].args == [body]
    page = manager.get("/programs/HEAP?year=2026", **HTTPS).text
    assert 'name="valid_from" value="11/1/2025"' in page and 'name="version" value="4"' in page
    days = {"year": "2027", "valid_from": "11/1/2026", "valid_to": "7/31/2028", "version": "4"}
    assert manager.post("/programs/HEAP/years", data=token | days, **HTTPS).status_code == 303
    year = rpc.asked("applications.set_program_year")[0]
    assert year.args == ["HEAP", 2027, {"valid_from": "11/1/2026", "valid_to": "7/31/2028"}]
    assert year.kwargs["if_match"] == "4"


def test_a_refused_year_keeps_what_was_typed(manager, answers):
    wrong = FieldProblem("valid_to", "ends_before_it_begins", "Give a later day.")
    answers["applications.set_program_year"] = Invalid(fields=[wrong])
    token = re.search(r'name="csrf_token" value="([^"]*)"', manager.get("/programs/HEAP", **HTTPS).text)
    typed = {"csrf_token": token[1], "year": "2027", "valid_from": "5/1/2027", "valid_to": "4/1/2027"}
    answer = manager.post("/programs/HEAP/years", data=typed, **HTTPS)
    assert answer.status_code == 422 and "Give a later day." in answer.text
    assert 'name="valid_to" value="4/1/2027"' in answer.text


def entry(code, label, program="", **fields):
    """An entry of another service's list."""
    dates = {"valid_from": "1900-01-01", "valid_to": None, "position": 0, "data": {}}
    return {"code": code, "label": label, "program": program} | dates | fields


def row_of(html, title):
    """What a row of the page says, and where it leads."""
    row = html.split(f">{title}</td>")[1].split("</tr>")[0]
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split())
    return words, unescape(re.search(r'href="([^"]*)"', row)[1])


def test_the_page_has_what_the_program_has_in_other_services_lists_today(manager, answers):
    types = [
        entry("W9", "W9"),
        entry("LEASE", "LEASE OF HEAP", "HEAP"),
        entry("OLD", "OLD ONE", "HEAP", valid_to="2020-01-01"),
        entry("NEXT", "COMING ONE", "HEAP", valid_from="2999-01-01"),
        entry("OTHER", "OF ANOTHER", "WAP"),
    ]
    answers["documents.get_reference_list"] = {"items": types}
    answers["audit.get_reference_list"] = {"items": [entry("CALL", "CALLED"), entry("MAIL", "MAILED")]}
    preset = entry("P", "PAPERS", "HEAP") | {
        "id": 7,
        "subject": "Papers",
        "body": "Bring them.",
        "version": 1,
    }
    answers["messaging.list_message_presets"] = {"items": [preset]}
    without = entry("PROJECTS_TAB", "PROJECTS TAB", "HEAP", data={"shown": False})
    answers["customers.get_reference_list"] = {"items": [without]}
    html = manager.get("/programs/HEAP", **HTTPS).text
    editor = "/reference-lists/{}?program=HEAP#add"
    assert row_of(html, "Document types") == (
        "LEASE OF HEAP 1 Change Document types", editor.format("documents/document_type"),
    )  # fmt: skip
    assert row_of(html, "Action codes") == ("none 2 Change Action codes", editor.format("audit/action_code"))
    assert row_of(html, "Message presets") == (
        "PAPERS 0 Change Message presets", "/message-presets?program=HEAP#new-preset",
    )  # fmt: skip
    features = "/reference-lists/customers/program_feature?"
    assert row_of(html, "Projects") == (
        "left out Change Projects", f"{features}code=PROJECTS_TAB&program=HEAP&of=1900-01-01#change",
    )  # fmt: skip
    assert row_of(html, "Documents") == (
        "shown Change Documents", f"{features}code=DOCUMENTS_TAB&label=DOCUMENTS+TAB&program=HEAP#add",
    )  # fmt: skip
    assert row_of(html, "Home")[0] == "left out Change Home"
    presets = manager.get("/message-presets?program=HEAP", **HTTPS).text
    assert re.search(r'<select id="program" name="program">.*?<option selected>HEAP</option>', presets, re.S)


def test_the_page_shows_while_the_other_services_are_away(manager, answers):
    for service in ("documents", "audit", "customers"):
        answers[f"{service}.get_reference_list"] = Unavailable()
    answers["messaging.list_message_presets"] = Unavailable()
    answer = manager.get("/programs/HEAP", **HTTPS)
    assert answer.status_code == 200
    assert row_of(answer.text, "Document types")[0] == "Not available now. Change Document types"
    assert row_of(answer.text, "Projects")[0] == "Not available now. Change Projects"
