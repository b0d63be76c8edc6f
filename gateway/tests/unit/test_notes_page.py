"""Writing a note: by a form and a redirect, or with JavaScript by a fragment; never twice, never lost."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from homefire.errors import FieldProblem, Invalid, NotPermitted, Unavailable

HTTPS = {"base_url": "https://localhost"}
RECORD = "/customers/110385"
FRAGMENT = {"HX-Request": "true"}


def form_of(html: str) -> dict[str, str]:
    form = html.split('<form class="write"')[1].split("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def send(caseworker: FlaskClient, headers: dict[str, str] | None = None, **fields: str) -> Any:
    hidden = form_of(caseworker.get(RECORD, **HTTPS).text)
    return caseworker.post(f"{RECORD}/notes", data={**hidden, **fields}, headers=headers, **HTTPS)


@pytest.mark.req("R74", "R209")
def test_a_note_is_sent_and_the_browser_led_back(caseworker: FlaskClient, answers: Any, rpc: Any) -> None:
    answers["audit.add_note"] = {"id": "2"}
    answer = send(caseworker, text="CALLED BACK\r\nNO ANSWER", action_code="LEFT MSG", high_priority="on")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{RECORD}?sent=1#notes")
    [call] = rpc.asked("audit.add_note")
    sent = {"text": "CALLED BACK\nNO ANSWER", "action_code": "LEFT MSG", "high_priority": True}
    assert list(call.args) == [110385, sent]
    assert "The note is in the log." in caseworker.get(f"{RECORD}?sent=1", **HTTPS).text


@pytest.mark.req("R254")
def test_the_same_form_sent_twice_has_the_same_key(caseworker: FlaskClient, answers: Any, rpc: Any) -> None:
    answers["audit.add_note"] = {"id": "2"}
    hidden = form_of(caseworker.get(RECORD, **HTTPS).text)
    for _ in range(2):
        caseworker.post(f"{RECORD}/notes", data={**hidden, "text": "A"}, **HTTPS)
    first, second = rpc.asked("audit.add_note")
    assert first.kwargs == second.kwargs == {"idempotency_key": hidden["key"]}
    assert form_of(caseworker.get(RECORD, **HTTPS).text)["key"] != hidden["key"]


def test_a_fragment_brings_the_new_list_and_count_and_an_empty_form(
    caseworker: FlaskClient, answers: Any
) -> None:
    answers["audit.add_note"] = {"id": "2"}
    answers["audit.list_notes"]["total"] = 2
    answer = send(caseworker, FRAGMENT, text="A")
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section class="card rail" id="notes"')
    assert '<span id="count-notes" hx-swap-oob="true">2</span>' in answer.text
    assert "The note is in the log." in answer.text
    assert re.search(r"<textarea[^>]*></textarea>", answer.text)
    assert "<html" not in answer.text


@pytest.mark.parametrize("headers", [None, FRAGMENT])
@pytest.mark.parametrize(
    ("problem", "status", "said"),
    [
        (Invalid(fields=[FieldProblem("text", "too_long", "Shorten this.")]), 422, "Shorten this."),
        (Unavailable(), 503, "not answering"),
        (NotPermitted("No."), 403, "No."),
    ],
)
def test_a_note_that_was_not_sent_stays_in_the_form_with_the_reason(
    caseworker: FlaskClient, answers: Any, headers: Any, problem: Any, status: int, said: str
) -> None:
    answers["audit.add_note"] = problem
    answer = send(caseworker, headers, text="MY WORDS", action_code="FRAUD", high_priority="on")
    assert answer.status_code == status
    assert "The note was not sent." in answer.text and said in answer.text
    assert ">MY WORDS</textarea>" in answer.text
    assert '<option value="FRAUD" selected>' in answer.text
    assert 'name="high_priority" checked' in answer.text


def test_what_was_typed_survives_even_when_the_log_cannot_be_read(
    caseworker: FlaskClient, answers: Any
) -> None:
    hidden = form_of(caseworker.get(RECORD, **HTTPS).text)
    answers["audit.add_note"] = answers["audit.list_notes"] = Unavailable()
    answer = caseworker.post(f"{RECORD}/notes", data={**hidden, "text": "MY WORDS"}, **HTTPS)
    assert ">MY WORDS</textarea>" in answer.text
    assert form_of(answer.text)["key"] == hidden["key"]


@pytest.mark.req("R74")
def test_the_author_is_the_person_logged_in_and_cannot_be_changed(caseworker: FlaskClient) -> None:
    html = caseworker.get(RECORD, **HTTPS).text
    assert "Entered By: SERVTRAQ SUPPORT" in html
    assert 'name="entered_by"' not in html


@pytest.mark.req("R210", "R256")
def test_the_text_has_the_contracts_limit_and_a_counter(caseworker: FlaskClient) -> None:
    html = caseworker.get(RECORD, **HTTPS).text
    assert 'maxlength="272"' in html
    assert 'data-counted="note_count"' in html and 'id="note_count"' in html


@pytest.mark.req("R212")
def test_codes_that_are_retired_are_not_offered_and_the_default_is_chosen(
    caseworker: FlaskClient, answers: Any
) -> None:
    codes = answers["audit.list_action_codes"]
    codes["items"].append(
        {"code": "OLD", "label": "Old", "valid_from": "1900-01-01", "valid_to": "2020-01-01"}
    )
    codes["items"].append({"code": "NEW", "label": "New", "valid_from": "2999-01-01", "valid_to": None})
    codes["default"] = "CUST CALL"
    html = caseworker.get(RECORD, **HTTPS).text
    assert 'value="OLD"' not in html and 'value="NEW"' not in html
    assert '<option value="CUST CALL" selected>' in html


def test_without_the_list_of_codes_a_note_can_still_be_sent(
    caseworker: FlaskClient, answers: Any, rpc: Any
) -> None:
    answers["audit.list_action_codes"] = Unavailable()
    answers["audit.add_note"] = {"id": "2"}
    assert send(caseworker, text="A", action_code="").status_code == 303
    assert list(rpc.asked("audit.add_note")[0].args)[1] == {"text": "A", "high_priority": False}


def test_the_list_of_codes_is_asked_once_a_minute(caseworker: FlaskClient, rpc: Any) -> None:
    for _ in range(3):
        caseworker.get(RECORD, **HTTPS)
    assert len(rpc.asked("audit.list_action_codes")) == 1


@pytest.mark.req("R247")
def test_who_may_not_write_notes_has_no_form(log_in: Any) -> None:
    assert "<textarea" not in log_in("auditor").get(RECORD, **HTTPS).text


@pytest.mark.req("R73")
def test_the_whole_log_has_the_manuals_columns(caseworker: FlaskClient, answers: Any, rpc: Any) -> None:
    answers["audit.list_notes"]["next"] = "abc"
    html = caseworker.get(f"{RECORD}/notes?cursor=xyz", **HTTPS).text
    headings = re.findall(r"<th[^>]*>(.*?)</th>", html)
    assert headings == [
        "Entry Date", "Time", "Action Code", "Note", "Entered By", "Last Updated Date", "Last Updated By",
    ]  # fmt: skip
    assert f'href="{RECORD}/notes?cursor=abc"' in html
    assert rpc.asked("audit.list_notes")[-1].kwargs == {"limit": 100, "cursor": "xyz"}


@pytest.mark.req("R211")
def test_high_priority_is_a_word(caseworker: FlaskClient, answers: Any) -> None:
    answers["audit.list_notes"]["items"][0]["high_priority"] = True
    assert 'class="note high"' in caseworker.get(RECORD, **HTTPS).text
    assert '<strong class="urgent">High priority</strong>' in caseworker.get(RECORD, **HTTPS).text


@pytest.mark.req("R201")
def test_a_note_without_a_user_says_who_made_it(caseworker: FlaskClient, answers: Any) -> None:
    [note] = answers["audit.list_notes"]["items"]
    for kind, shown in (("customer", "customer"), ("system", "automatic")):
        note |= {"entered_by": "", "actor_kind": kind}
        assert f"<span>{shown}</span>" in caseworker.get(RECORD, **HTTPS).text
