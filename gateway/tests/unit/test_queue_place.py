"""A record opened from the alert queue: its place there, the way to the next, the way back; its contact date."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from homefire.errors import Unavailable

HTTPS = {"base_url": "https://localhost"}
QUEUE = "/alert-queue"


@pytest.fixture
def opened(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers while this person has the record."""
    answers["customers.take_lock"] = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z"}
    answers["customers.list_customer_reference"] = {"items": []}
    return answers


def position_in(client: FlaskClient, place: str) -> str:
    """What the record's head says of its place in the queue."""
    html = client.get(f"/customers/110385?queue={place}", **HTTPS).text
    return " ".join(re.sub(r"<[^>]*>", " ", html.split('class="in-queue"')[1].split("</section>")[0]).split())


def token(whose: str, place: str, page: str = "") -> str:
    """A place as an address has it."""
    return urlsafe_b64encode(orjson.dumps([whose, place, page])).decode().rstrip("=")


def around(**fields: Any) -> dict[str, Any]:
    """What lies around the third of 41."""
    return {
        "previous": {"number": 110384, "place": "before"}, "next": {"number": 110386, "place": "after"},
        "present": True, "position": 3, "total": 41,
    } | fields  # fmt: skip


@pytest.mark.req("R156")
def test_record_opened_from_the_queue_knows_its_place_there(caseworker, opened, rpc):
    opened["customers.find_queue_neighbours"] = around()
    place = token("mine_and_unassigned", "place-110385")
    assert position_in(caseworker, place).endswith("previous next 3 of 41")
    [call] = rpc.asked("customers.find_queue_neighbours")
    assert call.kwargs == {"whose": "mine_and_unassigned", "place": "place-110385"}
    opened["customers.find_queue_neighbours"] = around(present=False, next=None, total=40)
    assert position_in(caseworker, place).endswith(
        "previous no next no longer at this place, 40 in the queue"
    )
    opened["customers.find_queue_neighbours"] = Unavailable()
    assert position_in(caseworker, place).endswith("Queue: previous next")


@pytest.mark.req("R156")
def test_step_opens_what_is_next_now_and_keeps_the_filter(caseworker, opened):
    opened["customers.find_queue_neighbours"] = around()
    for to, number, there in (("next", 110386, "after"), ("previous", 110384, "before")):
        answer = caseworker.get(f"{QUEUE}/step?queue={token('mine', 'here', 'p')}&to={to}", **HTTPS)
        assert answer.headers["Location"] == f"/customers/{number}?queue={token('mine', there, 'p')}"
    opened["customers.find_queue_neighbours"] = around(next=None)
    counts = {"overdue": 0, "today": 0, "blank": 0, "total": 0}
    empty = {"items": [], "next": None, "counts": counts, "today": "2026-11-25"}
    opened["customers.list_alert_queue"] = empty
    answer = caseworker.get(f"{QUEUE}/step?queue={token('mine', 'here')}&to=next", **HTTPS)
    assert answer.headers["Location"] == f"{QUEUE}?whose=mine&end=next"
    assert (
        "That was the last customer in the queue." in caseworker.get(answer.headers["Location"], **HTTPS).text
    )


@pytest.mark.req("R8", "R10")
def test_place_goes_along_with_the_record_and_leads_back_to_the_queue(caseworker, opened, rpc):
    opened["customers.find_queue_neighbours"] = around()
    place = token("mine", "here", "page2")
    html = caseworker.get(f"/customers/110385?queue={place}", **HTTPS).text
    assert f'action="/customers/110385?queue={place}"' in html
    assert f'href="{QUEUE}?whose=mine&amp;cursor=page2"' in html
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', html)[1]
    saved = caseworker.post(f"/customers/110385?queue={place}", data={"csrf_token": csrf}, **HTTPS)
    assert saved.headers["Location"] == f"/customers/110385?queue={place}"
    left = caseworker.post(f"/customers/110385/exit?queue={place}", data={"csrf_token": csrf}, **HTTPS)
    assert left.headers["Location"] == f"{QUEUE}?whose=mine&cursor=page2"
    elsewhere = html.split('class="bar"')[1].split("</header>")[0]
    assert place not in elsewhere


@pytest.mark.parametrize("text", ["x", "AAAA", "🏠", "WzFd", "W10", "a" * 2000, "%00", "eyJhIjoxfQ"])
def test_place_that_is_none_of_ours_is_passed_over(caseworker, opened, rpc, text):
    answer = caseworker.get("/customers/110385", query_string={"queue": text}, **HTTPS)
    assert answer.status_code == 200 and 'class="in-queue"' not in answer.text
    assert caseworker.get(f"{QUEUE}/step", query_string={"queue": text}, **HTTPS).headers["Location"] == QUEUE
    assert rpc.asked("customers.find_queue_neighbours") == []


@pytest.mark.req("R154")
def test_contact_date_is_a_field_of_the_record_and_stands_in_its_head(caseworker, opened):
    opened["customers.get_customer"]["contact_date"] = "2026-12-02"
    html = caseworker.get("/customers/110385", **HTTPS).text
    assert "<dt>Contact Date (follow-up)</dt> <dd>12/2/2026</dd>" in html
    assert re.search(r'<input id="contact_date" name="contact_date" value="12/2/2026"', html)
