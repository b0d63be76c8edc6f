"""The clock that somebody has chosen, on every screen that shows times (R106)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

import gateway
from gateway import clocks

HTTPS = {"base_url": "https://localhost"}
RECORD = "/customers/110385"
TEMPLATES = Path(gateway.__file__).parent / "templates"


@pytest.fixture
def on_clock(log_in: Callable[..., FlaskClient], sessions: Any) -> Callable[[str | None], FlaskClient]:
    """`on_clock("24")`: a caseworker's browser whose account has this clock."""

    def begin(clock: str | None) -> FlaskClient:
        client = log_in("caseworker")
        for token, signed_in in sessions.open_ones.items():
            sessions.open_ones[token] = replace(signed_in, clock=clock)
        return client

    return begin


@pytest.mark.req("R106", "R202")
@pytest.mark.parametrize(
    ("clock", "appointment", "note"),
    [(None, "7:00 AM", "13:48:05"), ("12", "7:00 AM", "1:48:05 PM"), ("24", "07:00", "13:48:05")],
)
def test_each_screen_has_its_clock_unless_somebody_has_chosen_one(
    on_clock: Any, answers: dict[str, Any], clock: str | None, appointment: str, note: str
) -> None:
    [first, *_] = answers["audit.list_notes"]["items"]
    first["entered_at"] = "2019-11-18T21:48:05Z"
    browser = on_clock(clock)
    grid = browser.get(f"{RECORD}/grids/appointments", **HTTPS).text
    assert re.findall(r'data-label="Start Time"[^>]*>([^<]*)<', grid)[0] == appointment
    notes = browser.get(f"{RECORD}/notes", **HTTPS).text
    assert f">{note}</td>" in notes


@pytest.mark.req("R106")
def test_a_filter_by_time_is_of_the_clock_that_is_shown(on_clock: Any) -> None:
    def shown(clock: str | None, text: str) -> int:
        page = on_clock(clock).get(
            f"{RECORD}/grids/appointments?appointments.starts_at.contains={text}", **HTTPS
        )
        return page.text.count('data-label="Start Time"')

    assert (shown(None, "9:00 AM"), shown("24", "09:00"), shown("24", "9:00 AM")) == (2, 2, 0)


@pytest.mark.req("R106")
def test_a_choice_is_kept_with_the_account_and_what_is_no_clock_is_refused(app: Any, on_clock: Any) -> None:
    kept: list[Any] = []

    class Kept:
        def set_clock(self, account_id: Any, clock: str | None) -> None:
            kept.append(clock)

    object.__setattr__(app.extensions["gateway"], "preferences", Kept())
    browser = on_clock("24")
    page = browser.get("/my-preferences", **HTTPS).text
    assert re.search(r'value="24" checked', page)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    for clock in ("12", "own"):
        answer = browser.post("/my-preferences", data={"csrf_token": token, "clock": clock}, **HTTPS)
        assert (answer.status_code, answer.location) == (303, "/my-preferences?saved=yes")
    assert (
        browser.post("/my-preferences", data={"csrf_token": token, "clock": "6"}, **HTTPS).status_code == 422
    )
    assert kept == ["12", None]


@pytest.mark.req("R106")
def test_no_page_cuts_a_time_by_hand() -> None:
    """A slice of `13:48:05` is right on one clock alone: `military_minutes` is for that."""
    cut = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if re.search(r"\|\s*(military|twelve_hour)\s*\)\s*\[", path.read_text("utf-8"))
    ]
    assert cut == []


@pytest.mark.req("R106")
def test_a_time_of_day_reads_right_at_noon_and_at_midnight() -> None:
    shown = [clocks.show(clocks.read(text), form) for text in ("00:05", "12:00") for form in clocks.FORMS]
    assert shown == ["12:05 AM", "00:05", "12:00 PM", "12:00"]
