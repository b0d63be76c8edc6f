"""Reference lists as a program manager edits them: dated, versioned, never losing a code (R251)."""

from __future__ import annotations

import itertools
import threading
from typing import Any

import pytest

from homefire.testing.suite import Suite

pytestmark = pytest.mark.req("R251")
LIST = "/customers/reference/best_time"
_codes = itertools.count(1)


@pytest.fixture
def manager(suite: Suite) -> Any:
    """Who keeps lists."""
    return suite.client("customers", role="program_manager")


@pytest.fixture
def code() -> str:
    """A code that no other test has."""
    return f"T{next(_codes)}"


def edited(client: Any, path: str = LIST) -> Any:
    """The list as its editor has it."""
    return client.get(f"{path}/entries").json()


def send(client: Any, method: str, path: str, body: dict[str, Any], **headers: str) -> Any:
    """A change of the list as it stands now."""
    root = path.rpartition("/")[0]
    sent = {"If-Match": f'"{edited(client, root)["version"]}"', **headers}
    return client.request(method, path, json=body, headers=sent)


def add(client: Any, code: str, **fields: Any) -> Any:
    """A new entry."""
    body = {"code": code, "label": f"LABEL OF {code}", "valid_from": "2020-01-01"} | fields
    answer = send(client, "POST", f"{LIST}/entries", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def periods(found: Any, code: str) -> list[tuple[Any, ...]]:
    """The periods of a code in a list."""
    return [(e["label"], e["valid_from"], e["valid_to"]) for e in found["items"] if e["code"] == code]


def refused(answer: Any) -> tuple[int, str, str]:
    """Status, field and code of a refusal."""
    [field] = answer.json()["fields"]
    return answer.status_code, field["field"], field["code"]


def test_every_list_of_the_service_can_be_edited(manager: Any) -> None:
    names = {entry["name"] for entry in manager.get("/customers/reference").json()["items"]}
    assert {"ethnicity", "best_time", "preferred_method", "pricing_tier", "program_feature"} <= names
    assert manager.get("/customers/reference/no_such_list/entries").json()["code"] == "list_not_found"


def test_added_entry_comes_last_and_is_told_about_no_customer(
    manager: Any, code: str, outbox_of: Any
) -> None:
    found = add(manager, code)
    assert found["items"][-1]["code"] == code
    assert found == edited(manager)
    event = outbox_of("customers", subject="reference/best_time", type="reference_changed")[-1]
    assert (event["data"]["code"], event["data"]["action"]) == (code, "added")


def test_label_from_a_day_on_leaves_the_old_one_before(manager: Any, code: str) -> None:
    add(manager, code)
    body = {"code": code, "valid_from": "2020-01-01", "label": "NEW", "effective": "2024-07-01"}
    found = send(manager, "PATCH", f"{LIST}/entries", body).json()
    assert periods(found, code) == [
        (f"LABEL OF {code}", "2020-01-01", "2024-06-30"),
        ("NEW", "2024-07-01", None),
    ]
    body = {"code": code, "valid_from": "2024-07-01", "label": "NEWEST"}
    assert periods(send(manager, "PATCH", f"{LIST}/entries", body).json(), code)[-1][0] == "NEWEST"


def test_retired_value_renders_on_old_records_and_cannot_be_chosen(
    manager: Any, http: Any, new_customer: Any, code: str
) -> None:
    add(manager, code)
    number = new_customer(best_time=code)["number"]
    body = {"code": code, "valid_from": "2020-01-01", "valid_to": "2024-12-31"}
    assert send(manager, "POST", f"{LIST}/last-day", body).status_code == 200
    assert http.get(f"/customers/{number}").json()["best_time"]["label"] == f"LABEL OF {code}"
    other = {"first_name": "ADA", "last_name": "LATE", "preferred_method": "mail", "best_time": code}
    assert refused(http.post("/customers", json=other)) == (422, "best_time", "not_on_list")
    assert send(manager, "POST", f"{LIST}/last-day", body | {"valid_to": None}).status_code == 200
    assert http.post("/customers", json=other).status_code == 201


def test_label_of_the_future_is_not_shown_yet(manager: Any, http: Any, new_customer: Any, code: str) -> None:
    add(manager, code)
    number = new_customer(best_time=code)["number"]
    body = {"code": code, "valid_from": "2020-01-01", "label": "LATER", "effective": "2099-01-01"}
    assert send(manager, "PATCH", f"{LIST}/entries", body).status_code == 200
    assert http.get(f"/customers/{number}").json()["best_time"]["label"] == f"LABEL OF {code}"


def test_periods_of_one_code_do_not_overlap(manager: Any, code: str) -> None:
    add(manager, code, valid_to="2023-12-31")
    again = {"code": code, "label": "AGAIN", "valid_from": "2023-12-31"}
    assert refused(send(manager, "POST", f"{LIST}/entries", again)) == (422, "valid_from", "overlaps")
    later = send(manager, "POST", f"{LIST}/entries", again | {"valid_from": "2024-01-01"})
    assert len(periods(later.json(), code)) == 2
    longer = {"code": code, "valid_from": "2020-01-01", "valid_to": None}
    assert refused(send(manager, "POST", f"{LIST}/last-day", longer)) == (422, "valid_to", "overlaps")
    scoped = send(manager, "POST", f"{LIST}/entries", again | {"program": "HEAP"})
    assert scoped.status_code == 200


def test_order_is_the_one_that_was_given(manager: Any, http: Any, code: str) -> None:
    add(manager, code)
    codes = list(dict.fromkeys(e["code"] for e in edited(manager)["items"] if e["program"] == ""))
    codes = [code, *(other for other in codes if other != code)]
    found = send(manager, "PUT", f"{LIST}/order", {"codes": codes}).json()
    assert next(e["code"] for e in found["items"] if e["program"] == "") == code
    listed = http.get(LIST).json()["items"]
    assert list(dict.fromkeys(e["code"] for e in listed if e["program"] == "")) == codes
    wrong = send(manager, "PUT", f"{LIST}/order", {"codes": codes[1:]})
    assert refused(wrong) == (422, "codes", "not_the_same_codes")


def test_data_of_an_entry_name_a_value_of_their_list(manager: Any, code: str) -> None:
    path = "/customers/reference/ethnicity_subcategory"
    assert edited(manager, path)["data"][0]["kind"] == "code"
    body: dict[str, Any] = {"code": code, "label": "SUB", "valid_from": "2020-01-01"}
    assert refused(send(manager, "POST", f"{path}/entries", body)) == (422, "data.ethnicity", "required")
    wrong = body | {"data": {"ethnicity": "MARTIAN"}}
    assert refused(send(manager, "POST", f"{path}/entries", wrong)) == (422, "data", "not_on_list")
    right = body | {"data": {"ethnicity": "ASIAN"}}
    assert send(manager, "POST", f"{path}/entries", right).status_code == 200


@pytest.mark.req("R159", "R243")
def test_programs_hide_the_home_tab_until_a_manager_shows_it(manager: Any) -> None:
    path = "/customers/reference/program_feature"
    shipped = [e for e in edited(manager, path)["items"] if e["code"] == "HOME_TAB"]
    assert {e["program"] for e in shipped} >= {"HEAP", "LIHEAP"}
    assert not any(e["data"]["shown"] for e in shipped)
    body = {"code": "HOME_TAB", "program": "LIHEAP", "valid_from": "1900-01-01"}
    for shown in (True, False):
        found = send(manager, "PATCH", f"{path}/entries", body | {"data": {"shown": shown}}).json()
        [entry] = [e for e in found["items"] if (e["code"], e["program"]) == ("HOME_TAB", "LIHEAP")]
        assert entry["data"] == {"shown": shown}


def test_list_that_somebody_else_changed_is_loaded_again_first(manager: Any, code: str) -> None:
    version = edited(manager)["version"]
    add(manager, code)
    late = manager.post(
        f"{LIST}/entries", json={"code": "LATE", "label": "LATE"}, headers={"If-Match": f'"{version}"'}
    )
    assert (late.status_code, late.json()["code"]) == (412, "stale_version")
    bare = manager.post(f"{LIST}/entries", json={"code": "LATE", "label": "LATE"})
    assert bare.json()["code"] == "version_required"


def test_two_who_change_one_list_at_once_do_not_both_win(suite: Suite, manager: Any, code: str) -> None:
    version = edited(manager)["version"]
    statuses: list[int] = []

    def enter(place: int) -> None:
        client = suite.client("customers", role="program_manager")
        body = {"code": f"{code}-{place}", "label": "AT ONCE"}
        answer = client.post(f"{LIST}/entries", json=body, headers={"If-Match": f'"{version}"'})
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=enter, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 412, 412, 412]


def test_repeated_request_changes_nothing_twice(manager: Any, code: str) -> None:
    version = edited(manager)["version"]
    headers = {"If-Match": f'"{version}"', "Idempotency-Key": f"list-{code}"}
    body = {"code": code, "label": "ONCE"}
    answers = [manager.post(f"{LIST}/entries", json=body, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize(
    ("fields", "field", "rule"),
    [
        ({"code": "A\nB"}, "code", "control_character"),
        ({"code": "<b>"}, "code", "not_a_code"),
        ({"code": "morn"}, "code", "differs_by_capitals"),
        ({"code": "x" * 10_000}, "code", "too_long"),
        ({"label": ""}, "label", "required"),
        ({"label": "x" * 121}, "label", "too_long"),
        ({"label": "a\x00"}, "label", "control_character"),
        ({"valid_from": "2024-02-30"}, "valid_from", "not_a_date"),
        ({"valid_from": "0001-01-01"}, "valid_from", "too_long_ago"),
        ({"valid_from": "2024-01-02", "valid_to": "2024-01-01"}, "valid_to", "ends_before_it_begins"),
        ({"data": {"colour": "red"}}, "data", "unknown_data"),
        ({"position": 1}, "position", "unknown_field"),
    ],
)
def test_bad_entry_is_refused_by_field(manager: Any, fields: dict[str, Any], field: str, rule: str) -> None:
    body = {"code": "FINE", "label": "FINE", "valid_from": "2020-01-01"} | fields
    before = edited(manager)
    assert refused(send(manager, "POST", f"{LIST}/entries", body)) == (422, field, rule)
    assert edited(manager) == before


def test_entry_that_is_not_there_is_not_found(manager: Any) -> None:
    body = {"code": "MORN", "valid_from": "1999-01-01", "label": "X"}
    assert send(manager, "PATCH", f"{LIST}/entries", body).json()["code"] == "entry_not_found"


def test_who_keeps_no_lists_changes_none(http: Any) -> None:
    answer = send(http, "POST", f"{LIST}/entries", {"code": "NO", "label": "NO"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
