"""Action codes of programs: chosen by program, kept with the note, read by the day of the note (R212)."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

Notes = Callable[..., dict[str, Any]]
Write = Callable[..., httpx.Response]
LIST = "/audit/reference/action_code"
_codes = itertools.count(1)

pytestmark = pytest.mark.req("R212")


@pytest.fixture
def code() -> str:
    """A code that no other test has."""
    return f"OWN {next(_codes)}"


@pytest.fixture
def keep(suite: Any) -> Callable[..., httpx.Response]:
    """`keep("POST", "entries", code=…)`: a change of the list of codes, by whoever keeps lists."""
    suite.running("audit", "customers")
    manager = suite.client("audit", role="program_manager")

    def send(method: str, what: str, **body: Any) -> httpx.Response:
        version = manager.get(f"{LIST}/entries").json()["version"]
        answer: httpx.Response = manager.request(
            method, f"{LIST}/{what}", json=body, headers={"If-Match": f'"{version}"'}
        )
        return answer

    return send


@pytest.fixture
def add(keep: Callable[..., httpx.Response]) -> Callable[..., httpx.Response]:
    """`add(code, label, program)`: a new entry, from 2020 unless told otherwise."""
    return lambda code, label, program="", **days: keep(
        "POST",
        "entries",
        **{"code": code, "label": label, "program": program, "valid_from": "2020-01-01", **days},
    )


def refused(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, field and code of a refusal."""
    [field] = answer.json()["fields"]
    return answer.status_code, field["field"], field["code"]


def test_code_of_a_program_is_for_that_program_alone_and_the_note_says_which(
    customer: int, notes: Notes, write: Write, add: Any, code: str
) -> None:
    assert add(code, "Furnace inspected", "LIWP").status_code == 200
    for program in ({}, {"program": "HEAP"}):
        answer = write(customer, text="x", action_code=code, **program)
        assert refused(answer) == (422, "action_code", "not_on_list")
        choices = answer.json()["fields"][0]["detail"]
        assert "LEFT MSG" in choices and code not in choices
    assert (
        code in write(customer, text="x", action_code="NO SUCH", program="LIWP").json()["fields"][0]["detail"]
    )
    added = write(customer, text="BY PROGRAM", action_code=code, program="LIWP").json()
    assert (added["program"], added["action_label"]) == ("LIWP", "Furnace inspected")
    shared = write(customer, text="BY ALL", action_code="LEFT MSG", program="LIWP").json()
    assert shared["program"] == ""
    [newest] = notes(customer, action_codes=code)["items"]
    assert {name: newest[name] for name in added} == added


def test_amendment_and_acknowledgement_keep_the_program_of_the_note(
    customer: int, notes: Notes, write: Write, suite: Any, add: Any, code: str
) -> None:
    add(code, "Crew late", "LIWP")
    own = {"action_code": code, "program": "LIWP", "high_priority": True}
    first = write(customer, text="FIRST", **own).json()
    http, path = suite.client("audit"), f"/customers/{customer}/notes/{first['id']}"
    for answer in (
        http.post(f"{path}/amendments", json={"text": "SECOND"}),
        http.post(f"{path}/acknowledgement"),
    ):
        assert (answer.status_code, answer.json()["program"]) == (201, "LIWP")
    found = notes(customer, action_codes=code, include_amended=True)["items"]
    assert [note["program"] for note in found] == ["LIWP"] * 3


def test_vendor_note_takes_a_program_too(suite: Any, add: Any, code: str) -> None:
    suite.running("weatherization")
    add(code, "License seen", "LIWP")
    made = suite.client("weatherization").post("/vendors", json={"kind": "ASSESSOR", "name": "CODED"}).json()
    http, path = suite.client("audit"), f"/vendors/{made['vendor_number']}/notes"
    body = {"text": "SEEN", "action_code": code}
    assert refused(http.post(path, json=body)) == (422, "action_code", "not_on_list")
    assert http.post(path, json=body | {"program": "LIWP"}).json()["program"] == "LIWP"


def test_label_stays_what_it_was_on_the_day_of_the_note(
    customer: int, notes: Notes, write: Write, add: Any, keep: Any, code: str
) -> None:
    add(code, "First meaning", "LIWP")
    assert write(customer, text="x", action_code=code, program="LIWP").status_code == 201
    [note] = notes(customer, action_codes=code)["items"]
    tomorrow = str(date.fromisoformat(note["entered_at"][:10]) + timedelta(days=1))
    entry = {"code": code, "program": "LIWP", "valid_from": "2020-01-01"}
    ended = keep("POST", "last-day", **entry, valid_to=tomorrow)
    assert ended.status_code == 200, ended.text
    later = str(date.fromisoformat(tomorrow) + timedelta(days=1))
    assert add(code, "Second meaning", valid_from=later).status_code == 200
    assert notes(customer, action_codes=code)["items"][0]["action_label"] == "First meaning"


def test_label_of_a_past_note_is_not_the_one_that_came_later(
    customer: int, notes: Notes, write: Write, add: Any, keep: Any, code: str
) -> None:
    add(code, "Old label")
    entry = {"code": code, "program": "", "valid_from": "2020-01-01"}
    assert keep("PATCH", "entries", **entry, label="New label", effective="2024-07-01").status_code == 200
    history = {"entered_by": "SERVTRAQ SUPPORT", "entered_at": "2024-07-01T03:00:00Z"}
    assert (
        write(customer, role="history_loader", text="OLD", action_code=code, history=history).status_code
        == 201
    )
    assert write(customer, text="NEW", action_code=code).status_code == 201
    found = {note["text"]: note["action_label"] for note in notes(customer, action_codes=code)["items"]}
    assert found == {"OLD": "Old label", "NEW": "New label"}


def test_code_means_one_thing_on_each_day_in_all_programs(add: Any, keep: Any, code: str) -> None:
    assert add(code, "One thing", "LIWP", valid_to="2023-12-31").status_code == 200
    assert refused(add(code, "Another", "HEAP", valid_from="2023-12-31")) == (
        422,
        "label",
        "means_something_else",
    )
    assert refused(add(code, "Another")) == (422, "label", "means_something_else")
    assert add(code, "One thing", "HEAP").status_code == 200
    heap = {"code": code, "program": "HEAP", "valid_from": "2020-01-01"}
    liwp = {"code": code, "program": "LIWP", "valid_from": "2020-01-01"}
    assert refused(keep("PATCH", "entries", **heap, label="Another", effective="2023-12-31")) == (
        422,
        "label",
        "means_something_else",
    )
    assert keep("PATCH", "entries", **heap, label="Another", effective="2024-01-01").status_code == 200
    assert refused(keep("POST", "last-day", **liwp, valid_to=None)) == (
        422,
        "valid_to",
        "means_something_else",
    )
    assert keep("POST", "last-day", **liwp, valid_to="2022-12-31").status_code == 200


def test_entry_that_no_note_could_carry_is_refused_and_none_can_be_deleted(
    add: Any, keep: Any, suite: Any, code: str
) -> None:
    for wrong in ("ELEVENCHARS", "own code", "EXPORTED"):
        assert add(wrong, "Wrong").json()["fields"][0]["field"] == "code"
    add(code, "Kept")
    assert keep("DELETE", "entries", code=code, program="", valid_from="2020-01-01").status_code == 405
    right = "select has_table_privilege('audit', 'reference_entry', 'DELETE')"
    with suite.database("audit").connect() as connection:
        assert connection.exec_driver_sql(right).scalar() is False


def test_codes_of_the_log_itself_are_told_apart(suite: Any) -> None:
    suite.running("audit")
    offered = suite.client("audit").get("/notes/action-codes").json()
    assert {entry["code"] for entry in offered["system"]} == {"IMPORTED", "EXPORTED"}
    assert not {"IMPORTED", "EXPORTED"} & {entry["code"] for entry in offered["items"]}
