"""The alert queue's page: its filters and rows, a date set from a row, the figure in the menu."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from flask.testing import FlaskClient

from gateway.pages import queue
from homefire.errors import (
    AcknowledgementRequired,
    FieldProblem,
    Invalid,
    Locked,
    StaleVersion,
    Unavailable,
)

HTTPS = {"base_url": "https://localhost"}
QUEUE = "/alert-queue"
FRAGMENT = {"HX-Request": "true"}
COUNTS = {"overdue": 2, "today": 1, "blank": 38, "total": 41}


def row(number: int, **fields: Any) -> dict[str, Any]:
    """A row as the service answers it."""
    plain = {
        "number": number, "version": 3, "place": f"place-{number}", "high_priority": False, "contact_date": None,
        "first_name": "DOENA", "middle_initial": "T", "last_name": "HOLSCHEIN", "organization_name": "",
        "special_handling": False, "city": "WATSONVILLE", "phone": "8315550101", "phone_extension": "",
        "best_time": {"code": "AFT", "label": "Afternoon"}, "preferred_method": {"code": "mail", "label": "US Mail"},
        "analyst": None, "updated_by": "SERVTRAQ SUPPORT", "updated_at": "2018-12-03T18:00:00Z",
    }  # fmt: skip
    return plain | fields


@pytest.fixture
def listed(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers while two customers are in the queue."""
    answers["customers.count_alert_queue"] = COUNTS
    answers["customers.list_alert_queue"] = {
        "items": [row(110385, contact_date="2026-11-24", high_priority=True), row(110386)],
        "next": None,
        "counts": COUNTS,
        "today": "2026-11-25",
    }
    answers["customers.set_contact_date"] = {"number": 110385, "version": 4, "contact_date": "2026-12-02"}
    return answers


def form_of(html: str, number: int) -> dict[str, str]:
    """The hidden fields of a row's form."""
    form = html.split(f'action="{QUEUE}/{number}/contact-date')[1].split("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def send(client: FlaskClient, headers: dict[str, str] | None = None, **fields: str) -> Any:
    """Sends the form of the first row."""
    hidden = form_of(client.get(QUEUE, **HTTPS).text, 110385)
    return client.post(
        f"{QUEUE}/110385/contact-date?whose=mine", data={**hidden, **fields}, headers=headers, **HTTPS
    )


@pytest.mark.req("R155", "R156")
def test_queue_opens_as_mine_and_unassigned_with_its_counts(caseworker, listed, rpc):
    html = caseworker.get(QUEUE, **HTTPS).text
    [call] = rpc.asked("customers.list_alert_queue")
    assert call.kwargs == {"whose": "mine_and_unassigned", "limit": 25}
    tally = re.sub(r"<[^>]*>", " ", html.split('class="tally"')[1].split("</dl>")[0]).split()
    assert tally[1:] == ["Overdue", "2", "Today", "1", "Blank", "38", "All", "41"]
    headings = re.findall(r"<th[^>]*>(.*?)</th>", html)
    assert headings == [
        "Priority", "Contact Date", "Customer", "City", "Phone", "Preferred", "Analyst", "Last changed", "Next contact",
    ]  # fmt: skip


@pytest.mark.req("R156", "R211")
def test_priority_and_blank_are_words_and_not_colour_alone(caseworker, listed):
    first, second = re.findall(
        r"<tr role=\"row\"(?: class=\"high\")?>\s*<td.*?</tr>", caseworker.get(QUEUE, **HTTPS).text, re.S
    )
    assert '<strong class="urgent">High</strong>' in first and ">overdue<" in first
    assert ">blank<" in second and "urgent" not in second


def test_empty_queue_says_so(caseworker, listed):
    listed["customers.list_alert_queue"] |= {"items": [], "counts": dict.fromkeys(COUNTS, 0)}
    assert "No data to display" in caseworker.get(QUEUE, **HTTPS).text


def test_filter_and_page_stand_in_the_address(caseworker, listed, rpc):
    listed["customers.list_alert_queue"]["next"] = "abc"
    html = caseworker.get(f"{QUEUE}?whose=mine&cursor=xyz", **HTTPS).text
    assert rpc.asked("customers.list_alert_queue")[0].kwargs == {
        "whose": "mine",
        "cursor": "xyz",
        "limit": 25,
    }
    assert f'href="{QUEUE}?whose=mine&amp;cursor=abc"' in html
    assert f'href="{QUEUE}?whose=mine" aria-current="page"' in html


def test_queue_of_an_analyst_is_named_after_the_analyst(caseworker, listed):
    listed["customers.list_alert_queue"]["items"][0]["analyst"] = {"id": "a-1", "name": "MARIA <LOPEZ>"}
    html = caseworker.get(f"{QUEUE}?whose=a-1", **HTTPS).text
    assert f'href="{QUEUE}?whose=a-1" aria-current="page">MARIA &lt;LOPEZ&gt;</a>' in html


@pytest.mark.parametrize(
    "problem", [Unavailable(), Invalid("This page no longer exists. Load the list again.")]
)
def test_queue_that_cannot_be_had_is_explained(caseworker, listed, problem):
    listed["customers.list_alert_queue"] = problem
    answer = caseworker.get(QUEUE, **HTTPS)
    assert answer.status_code in (503, 422)
    assert "not available now" in answer.text or "no longer exists" in answer.text


@pytest.mark.req("R154", "R152", "R254")
def test_date_is_sent_with_version_and_key_and_the_browser_led_back(caseworker, listed, rpc):
    answer = send(caseworker, contact_date="12/2/2026")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{QUEUE}?whose=mine&set=110385&to=2026-12-02&row=0#here"
    [call] = rpc.asked("customers.set_contact_date")
    assert call.args == [110385, {"contact_date": "12/2/2026"}]
    assert call.kwargs["if_match"] == "3" and call.kwargs["idempotency_key"]
    assert "acknowledgement" not in call.kwargs and "lock_token" not in call.kwargs
    told = caseworker.get(answer.headers["Location"], **HTTPS).text
    assert "The contact date of customer 110385 is 12/2/2026." in told


def test_empty_field_makes_the_date_blank(caseworker, listed, rpc):
    listed["customers.set_contact_date"]["contact_date"] = None
    send(caseworker, contact_date=" ")
    assert rpc.asked("customers.set_contact_date")[0].args[1] == {"contact_date": None}


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("1d", "2028-01-31"), ("1w", "2028-02-06"), ("2w", "2028-02-13"), ("1m", "2028-02-29")],
)
def test_quick_choices_count_from_the_agencys_today(caseworker, listed, rpc, monkeypatch, choice, expected):
    class Frozen(datetime):
        @classmethod
        def now(cls, tz=None):
            """One minute before the 31st of January in Los Angeles."""
            return datetime(2028, 1, 31, 7, 59, tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr("gateway.context.datetime", Frozen)
    send(caseworker, **{"in": choice, "contact_date": "12/2/2026"})
    assert rpc.asked("customers.set_contact_date")[0].args[1] == {"contact_date": expected}


@pytest.mark.parametrize(
    ("day", "expected"),
    [((2026, 1, 31), (2026, 2, 28)), ((2026, 12, 15), (2027, 1, 15)), ((2028, 1, 30), (2028, 2, 29))],
)
def test_next_month_is_the_same_day_or_the_last(day, expected):
    assert queue.next_month(date(*day)) == date(*expected)


@pytest.mark.req("R155")
def test_row_that_left_gives_the_focus_to_the_next(caseworker, listed):
    hidden = form_of(caseworker.get(QUEUE, **HTTPS).text, 110385)
    listed["customers.list_alert_queue"]["items"] = [row(110386), row(110387)]
    answer = caseworker.post(
        f"{QUEUE}/110385/contact-date", data={**hidden, "in": "1w"}, headers=FRAGMENT, **HTTPS
    )
    assert answer.status_code == 200 and "<html" not in answer.text
    assert answer.text.lstrip().startswith('<section class="card queue" id="queue"')
    [focused] = re.findall(r'<a class="to-record" href="/customers/(\d+)[^>]* data-focus>', answer.text)
    assert focused == "110386"
    assert re.search(r'<span class="badge" id="queue-count"[^>]* hx-swap-oob="true"', answer.text)


NO_DATE = FieldProblem("contact_date", "not_a_date", "Enter a date that exists.")
JOHN = {"holder": {"id": "x", "name": "JOHN JOHNSON"}, "since": "2026-11-20T22:02:00Z"}


@pytest.mark.parametrize("headers", [None, FRAGMENT])
@pytest.mark.parametrize(
    ("problem", "status", "said"),
    [
        (Invalid(fields=[NO_DATE]), 422, "Enter a date that exists."),
        (Locked(**JOHN), 423, "JOHN JOHNSON has this record open since 14:02."),
        (StaleVersion(), 412, "Somebody changed this record meanwhile."),
        (Unavailable(), 503, "not answering"),
    ],
)
def test_what_was_not_set_stays_in_the_row_with_the_reason(
    caseworker, listed, headers, problem, status, said
):
    listed["customers.set_contact_date"] = problem
    answer = send(caseworker, headers, contact_date="soon <b>")
    assert answer.status_code == status
    error = answer.text.split('id="date-110385-error"')[1].split("</span>")[0]
    assert said in error
    assert 'value="soon &lt;b&gt;"' in answer.text
    assert 'id="date-110385" class="date"' in answer.text and 'aria-invalid="true" data-focus' in answer.text


@pytest.mark.req("R254")
def test_only_an_answer_that_did_not_come_keeps_its_key(caseworker, listed, rpc):
    listed["customers.set_contact_date"] = Unavailable()
    answer = send(caseworker, contact_date="12/2/2026", version="2")
    [call] = rpc.asked("customers.set_contact_date")
    assert form_of(answer.text, 110385)["key"] == call.kwargs["idempotency_key"]
    assert form_of(answer.text, 110385)["version"] == call.kwargs["if_match"] == "2"
    listed["customers.set_contact_date"] = StaleVersion()
    again = send(caseworker, contact_date="12/2/2026")
    assert (
        form_of(again.text, 110385)["key"]
        != rpc.asked("customers.set_contact_date")[1].kwargs["idempotency_key"]
    )


@pytest.mark.req("R26")
def test_special_handling_asks_for_the_reason_in_the_row(caseworker, listed, rpc):
    listed["customers.list_alert_queue"]["items"][0]["special_handling"] = True
    listed["customers.set_contact_date"] = AcknowledgementRequired()
    answer = send(caseworker, contact_date="12/2/2026")
    assert answer.status_code == 428
    assert re.search(r'id="date-110385-reason"[^>]*aria-invalid="true"[^>]*data-focus', answer.text)
    listed["customers.set_contact_date"] = {"number": 110385, "version": 4, "contact_date": "2026-12-02"}
    send(caseworker, contact_date="12/2/2026", acknowledgement="my  manager\nagreed")
    assert rpc.asked("customers.set_contact_date")[-1].kwargs["acknowledgement"] == "my manager agreed"


@pytest.mark.req("R247")
def test_who_may_not_write_sees_the_queue_and_no_form(log_in, listed):
    html = log_in("auditor").get(QUEUE, **HTTPS).text
    assert "HOLSCHEIN" in html and 'class="next-contact"' not in html


@pytest.mark.req("R156")
def test_menu_shows_the_count_asked_once_and_none_while_customers_is_away(caseworker, log_in, listed, rpc):
    html = caseworker.get("/customers", **HTTPS).text
    assert '<span aria-hidden="true">41</span>' in html
    assert "41 in the queue: 2 overdue, 1 today, 38 blank" in html
    caseworker.get("/customers", **HTTPS)
    assert len(rpc.menu_calls) == 1
    listed["customers.count_alert_queue"] = Unavailable()
    other = log_in("caseworker")
    for _ in range(3):
        assert 'class="badge"' not in other.get("/customers", **HTTPS).text
    assert len(rpc.menu_calls) == 2


def test_menu_has_no_count_for_many_but_says_so(caseworker, listed):
    listed["customers.count_alert_queue"] = COUNTS | {"total": 10_000}
    assert '<span aria-hidden="true">999+</span>' in caseworker.get("/customers", **HTTPS).text


def test_polling_for_the_count_is_no_use_of_the_session(caseworker, listed, sessions, monkeypatch):
    used = []
    find = sessions.find
    monkeypatch.setattr(
        sessions, "find", lambda cookie, used=True, seen=used: (seen.append(used), find(cookie))[1]
    )
    assert 'id="queue-count"' in caseworker.get(f"{QUEUE}/count", **HTTPS).text
    assert used == [False]


@pytest.mark.req("R156")
def test_row_opens_the_record_with_its_place_in_the_queue(caseworker, listed):
    html = caseworker.get(f"{QUEUE}?whose=mine&cursor=xyz", **HTTPS).text
    link = urlsplit(unescape(re.search(r'class="to-record" href="([^"]+)"', html)[1]))
    text = parse_qs(link.query)["queue"][0]
    assert link.path == "/customers/110385"
    assert orjson.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4))) == ["mine", "place-110385", "xyz"]
