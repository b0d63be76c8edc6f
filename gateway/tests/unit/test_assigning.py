"""A record's analysts: chosen from the directory, sent by id, named by the directory (R144, R265)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway import recordform
from homefire.errors import StaleVersion

HTTPS = {"base_url": "https://localhost"}
RECORD = "/customers/110385"
HELD = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z", "expires_at": "2026-11-20T22:04:00Z"}
JOHN = "00000000-0000-0000-0000-000000000001"
JANE = "00000000-0000-0000-0000-000000000002"


@pytest.fixture
def held(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers while this person has the record; Jane, who has left, is its analyst."""
    answers["customers.take_lock"] = answers["customers.renew_lock"] = HELD
    answers["customers.list_customer_reference"] = {"items": []}
    answers["customers.update_customer"] = {"number": 110385, "version": 2, "warnings": []}
    answers["customers.get_customer"] |= {"analyst": {"id": JANE, "name": "JANE JAMES"}, "qa_analyst": None}
    return answers


def options(html: str, name: str) -> dict[str, str]:
    """What a list offers, value to words; and under `selected` what is chosen."""
    box = re.search(rf'<select[^>]*name="{name}".*?</select>', html, re.S)
    assert box
    found = re.findall(r'<option value="([^"]*)"( selected)?>\s*([^<]*)', box[0])
    chosen = [value for value, selected, _ in found if selected]
    return {value: unescape(words) for value, _, words in found} | {"selected": chosen[0] if chosen else ""}


def form_of(client: FlaskClient) -> dict[str, str]:
    """What the form sends besides fields."""
    html = client.get(RECORD, **HTTPS).text.split('<form id="record-form"')[1]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    return {name: unescape(value) for name, value in hidden.items()}


def sent(client: FlaskClient, **changes: str) -> Any:
    return client.post(RECORD, data={**form_of(client), **changes}, **HTTPS)


@pytest.mark.req("R144", "R145")
def test_the_panel_names_status_analyst_and_qa_analyst(caseworker, held):
    html = caseworker.get(RECORD, **HTTPS).text
    facts = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html.split('class="facts"')[1].split("</dl>")[0]))
    assert "Application HEAP 2018 · Eligible" in facts
    assert "Analyst JANE JAMES" in facts and "Q/A analyst nobody" in facts
    assert "HOLSCHEIN, DOENA" in html and "CustomerID#: 110385" in html


@pytest.mark.req("R144", "R145", "R265")
def test_active_staff_are_offered_and_who_has_left_still_shows(caseworker, held):
    html = caseworker.get(RECORD, **HTTPS).text
    analyst, qa = options(html, "analyst"), options(html, "qa_analyst")
    assert analyst[JOHN] == "JOHN JOHNSON - Caseworker, WATSONVILLE"
    assert (analyst["selected"], analyst[JANE]) == (JANE, "JANE JAMES")
    assert JANE not in qa and qa["selected"] == ""


@pytest.mark.req("R144", "R145", "R265")
def test_the_directory_names_who_was_chosen_whatever_the_browser_says(caseworker, held, rpc):
    answer = sent(caseworker, analyst=JOHN, **{"analyst.name": "MALLORY", "analyst_name": "MALLORY"})
    assert answer.status_code == 303
    [call] = rpc.asked("customers.update_customer")
    assert call.args == [110385, {"analyst": {"id": JOHN, "name": "JOHN JOHNSON"}}]


def test_nobody_is_sent_as_nobody_and_who_stays_is_not_sent(caseworker, held, rpc):
    sent(caseworker, analyst="", qa_analyst="")
    assert rpc.asked("customers.update_customer")[0].args[1] == {"analyst": None}
    assert sent(caseworker, analyst=JANE).status_code == 303
    assert len(rpc.asked("customers.update_customer")) == 1


@pytest.mark.req("R144", "R145")
@pytest.mark.parametrize(
    "chosen", ["nobody", "00000000-0000-0000-0000-00000000000f", "𝕁" * 5000, "<b>", "\x00"]
)
def test_an_id_that_nobody_has_is_an_error_at_the_field(caseworker, held, rpc, chosen):
    page = sent(caseworker, analyst=chosen)
    assert page.status_code == 422 and 'id="analyst-error"' in page.text
    assert rpc.asked("customers.update_customer") == []


@pytest.mark.req("R265")
def test_who_has_left_cannot_be_chosen_anew(caseworker, held):
    page = sent(caseworker, qa_analyst=JANE)
    assert page.status_code == 422 and "JANE JAMES does not work here any more" in page.text
    assert options(page.text, "qa_analyst")["selected"] == JANE


@pytest.mark.req("R144", "R145", "R152")
def test_two_people_who_choose_somebody_else_are_asked_by_name(caseworker, held):
    form = form_of(caseworker)
    held["customers.update_customer"] = StaleVersion()
    held["customers.get_customer"] |= {
        "version": 2,
        "analyst": None,
        "qa_analyst": {"id": "x", "name": "OTTO"},
    }
    page = caseworker.post(RECORD, data={**form, "analyst": JOHN}, **HTTPS).text
    conflict = page.split('id="conflicts"')[1].split("</section>")[0]
    assert (
        "<b>JOHN JOHNSON</b>" in conflict
        and "<b>empty</b>" in conflict
        and JOHN not in re.sub('data-value="[^"]*"', "", conflict)
    )
    assert "Assigned Q/A Analyst</a>: empty → <b>OTTO</b>" in page


@pytest.mark.req("R144", "R145")
def test_inquiry_shows_names_and_no_ids(log_in, held):
    html = log_in("auditor").get(RECORD, **HTTPS).text
    assert re.search(r'id="analyst" readonly value="JANE JAMES"', html)
    assert (
        JANE
        not in html.replace(unescape(html.split('name="base" value="')[1].split('"')[0]), "").split(
            'name="base"'
        )[0]
    )


@pytest.mark.req("R241")
def test_a_choice_that_was_not_saved_is_a_draft_and_comes_back(caseworker, held, drafts):
    form = form_of(caseworker)
    caseworker.post(f"{RECORD}/draft", data={**form, "analyst": JOHN}, **HTTPS)
    [draft] = drafts.kept.values()
    assert (draft.values, draft.base) == ({"analyst": JOHN}, {"analyst": JANE})
    assert options(caseworker.get(f"{RECORD}?draft=1", **HTTPS).text, "analyst")["selected"] == JOHN


def test_a_person_is_a_value_like_any_other_to_merging():
    base = {"analyst": JANE}
    assert recordform.patch({"analyst": JOHN}, base) == {"analyst": {"id": JOHN}}
    assert recordform.patch({"analyst": ""}, base) == {"analyst": None}
    values, conflicts = recordform.merge(base, {"analyst": JOHN}, {"analyst": ""})
    assert values == {"analyst": JOHN} and [each.name for each in conflicts] == ["analyst"]
