"""Notes as a caseworker writes, reads, filters and amends them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from homefire.errors import Conflict, Invalid, NotFound, NotPermitted
from homefire.testing.suite import eventually

Notes = Callable[..., dict[str, Any]]
Write = Callable[..., httpx.Response]
HISTORY = {"entered_by": "SERVTRAQ SUPPORT", "entered_at": "2019-03-26T19:00:00Z"}


def _problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    return problem


@pytest.mark.req("R72", "R73", "R74", "R201")
def test_a_note_written_by_hand_is_answered_as_stored_and_in_the_grid(
    customer: int, notes: Notes, write: Write
) -> None:
    answer = write(customer, text="THIS IS A NOTE")
    assert answer.status_code == 201
    added = answer.json()
    newest = notes(customer)["items"][0]
    assert {name: newest[name] for name in added} == added
    assert newest["text"] == "THIS IS A NOTE"
    assert newest["lines"] == ["THIS IS A NOTE"]
    assert newest["entered_by"] != ""
    assert (newest["updated_at"], newest["updated_by"]) == (newest["entered_at"], newest["entered_by"])
    assert (newest["source"], newest["actor_kind"], newest["state"]) == ("manual", "staff", "ok")
    assert newest["amends"] is None


@pytest.mark.req("R204")
def test_a_change_in_another_service_becomes_a_note_with_old_and_new_value(
    customer: int, notes: Notes, suite: Any
) -> None:
    client = suite.client("customers")
    record = client.get(f"/customers/{customer}").json()
    for phone in ("8315550100", "8315550101"):
        answer = client.patch(
            f"/customers/{customer}", json={"home_phone": phone}, headers={"If-Match": str(record["version"])}
        )
        assert answer.status_code == 200, answer.text
        record = answer.json()
    changed = eventually(
        lambda: [item for item in notes(customer)["items"] if "(831) 555-0101" in item["text"]]
    )
    [note] = changed
    assert re.search(r"changed from \(831\) 555-0100 to \(831\) 555-0101$", note["text"])
    assert (note["action_code"], note["action_label"]) == ("FLDUPDATE", "Account Information Update")
    assert note["source"] == "automatic"
    assert note["entered_by"] != ""


@pytest.mark.req("R74", "R209", "R210")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": "x" * 273}, "text"),
        ({"text": "x\u0000"}, "text"),
        ({"text": 7}, "text"),
        ({"text": "x", "action_code": "NO SUCH"}, "action_code"),
        ({"text": "x", "action_code": "fldupdate"}, "action_code"),
        ({"text": "x", "action_code": ""}, "action_code"),
        ({"text": "x", "high_priority": "perhaps"}, "high_priority"),
        ({"text": "x", "entered_by": "SOMEBODY"}, "entered_by"),
    ],
)
def test_a_note_that_breaks_a_rule_is_refused_with_field_and_remedy(
    customer: int, notes: Notes, write: Write, body: dict[str, Any], field: str
) -> None:
    before = notes(customer)["total"]
    problem = _problem(write(customer, **body), 422)
    assert [found["field"] for found in problem["fields"]] == [field]
    assert problem["fields"][0]["detail"]
    assert notes(customer)["total"] == before


@pytest.mark.req("R210")
def test_the_refusal_of_a_long_body_names_the_limit(customer: int, write: Write) -> None:
    problem = _problem(write(customer, text="x" * 273), 422)
    assert "272" in problem["fields"][0]["detail"]


@pytest.mark.req("R203", "R210")
def test_a_body_of_272_is_kept_whole_in_at_most_four_lines(customer: int, notes: Notes, write: Write) -> None:
    body = "🏠" * 272
    assert write(customer, text=body).status_code == 201
    newest = notes(customer)["items"][0]
    assert newest["text"] == body
    assert [len(line) for line in newest["lines"]] == [88, 88, 88, 8]


@pytest.mark.req("R209", "R212", "R213")
def test_a_note_has_a_code_and_a_default_one_when_none_is_chosen(
    customer: int, notes: Notes, write: Write, suite: Any
) -> None:
    offered = suite.client("audit").get("/notes/action-codes").json()
    assert len([entry for entry in offered["items"] if entry["valid_from"] == "1900-01-01"]) == 20
    assert offered["default"] in {entry["code"] for entry in offered["items"]}
    assert write(customer, text="no code").json()["action_code"] == offered["default"]
    chosen = write(customer, text="a call", action_code="LEFT MSG", high_priority=True).json()
    assert (chosen["action_code"], chosen["action_label"]) == ("LEFT MSG", "Left Message for Customer/Vendor")
    assert chosen["high_priority"] is True


@pytest.mark.req("R212")
def test_notes_are_filtered_by_several_codes_at_once(customer: int, notes: Notes, write: Write) -> None:
    for code in ("LEFT MSG", "CUST CALL", "FRAUD"):
        write(customer, text=f"about {code}", action_code=code)
    page = notes(customer, action_codes="LEFT MSG,FRAUD")
    assert [item["action_code"] for item in page["items"]] == ["FRAUD", "LEFT MSG"]
    assert page["total"] == 2


def test_notes_are_filtered_by_their_text(customer: int, notes: Notes, write: Write) -> None:
    for text in ("Spoke to Zoë about the furnace", "Left a message", "FURNACE mended", "zoË again"):
        write(customer, text=text)
    page = notes(customer, text="furnace")
    assert [item["text"] for item in page["items"]] == ["FURNACE mended", "Spoke to Zoë about the furnace"]
    assert page["total"] == 2
    first = notes(customer, text="zoë", limit=1)
    assert [item["text"] for item in first["items"]] == ["zoË again"]
    second = notes(customer, text="zoë", limit=1, cursor=first["next"])
    assert [item["text"] for item in second["items"]] == ["Spoke to Zoë about the furnace"]
    assert second["next"] is None


def test_pages_follow_one_another_without_gap_or_double(customer: int, notes: Notes, write: Write) -> None:
    for number in range(7):
        write(customer, text=f"note {number}")
    whole = [item["id"] for item in notes(customer, limit=100)["items"]]
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = notes(customer, limit=3, **cursor)
        assert page["total"] == len(whole)
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == whole


@pytest.mark.parametrize(
    "query", [{"cursor": "x"}, {"cursor": "AAAA"}, {"limit": 0}, {"limit": 101}, {"other": 1}]
)
def test_a_broken_query_is_refused(customer: int, suite: Any, query: dict[str, Any]) -> None:
    _problem(suite.client("audit").get(f"/customers/{customer}/notes", params=query), 422)


@pytest.mark.req("R75", "R206")
def test_an_amendment_shows_the_newest_text_and_keeps_the_original(
    customer: int, notes: Notes, write: Write, suite: Any
) -> None:
    original = write(customer, text="furnace brokn", action_code="CUST CALL", high_priority=True).json()
    supervisor = suite.client("audit", role="supervisor")
    path = f"/customers/{customer}/notes/{original['id']}"
    first = supervisor.post(f"{path}/amendments", json={"text": "furnace broken"})
    assert first.status_code == 201, first.text
    assert first.json()["amends"] == original["id"]
    second = supervisor.post(
        f"/customers/{customer}/notes/{first.json()['id']}/amendments",
        json={"text": "furnace broken since May"},
    )
    assert second.json()["amends"] == original["id"]

    [shown] = [item for item in notes(customer)["items"] if item["action_code"] == "CUST CALL"]
    assert shown["id"] == original["id"]
    assert shown["text"] == "furnace broken since May"
    assert shown["entered_at"] == original["entered_at"]
    assert shown["updated_at"] > shown["entered_at"]
    assert shown["updated_by"] != shown["entered_by"]
    assert shown["high_priority"] is True

    chain = suite.client("audit").get(f"{path}/history").json()["items"]
    assert [item["text"] for item in chain] == ["furnace brokn", "furnace broken", "furnace broken since May"]
    rows = notes(customer, include_amended=True)["items"]
    assert {"furnace brokn", "furnace broken"} <= {item["text"] for item in rows}


@pytest.mark.req("R206")
def test_an_automatic_note_cannot_be_amended(customer: int, notes: Notes, suite: Any) -> None:
    automatic = notes(customer)["items"][-1]
    assert automatic["source"] == "automatic"
    path = f"/customers/{customer}/notes/{automatic['id']}/amendments"
    problem = _problem(suite.client("audit").post(path, json={"text": "other"}), 409)
    assert problem["code"] == "note_is_permanent"


@pytest.mark.req("R206")
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_there_is_no_way_to_edit_or_remove_a_note(
    customer: int, notes: Notes, suite: Any, method: str
) -> None:
    note = notes(customer)["items"][0]
    client = suite.client("audit")
    for path in (f"/customers/{customer}/notes/{note['id']}", f"/customers/{customer}/notes"):
        assert client.request(method, path, json={"text": "other"}).status_code in (404, 405)


def test_a_note_of_another_customer_or_none_is_not_found(
    customer: int, write: Write, suite: Any, new_customer: Callable[..., dict[str, Any]]
) -> None:
    note = write(customer, text="mine").json()
    other = new_customer()["number"]
    client = suite.client("audit")
    for path in (f"/customers/{other}/notes/{note['id']}", f"/customers/{customer}/notes/nonsense"):
        assert client.post(f"{path}/amendments", json={"text": "x"}).status_code == 404
        assert client.get(f"{path}/history").status_code == 404


def test_a_note_about_nobody_is_refused(write: Write, notes: Notes) -> None:
    problem = _problem(write(999_999_999, text="about nobody"), 404)
    assert problem["code"] == "customer_not_found"
    assert notes(999_999_999) == {"items": [], "pinned": [], "next": None, "total": 0}


@pytest.mark.req("R254")
def test_a_note_sent_twice_under_one_key_is_written_once(customer: int, notes: Notes, write: Write) -> None:
    first = write(customer, text="only once", key=f"key-{customer}")
    second = write(customer, text="only once", key=f"key-{customer}")
    assert first.json() == second.json()
    assert notes(customer, text="only once")["total"] == 1


@pytest.mark.req("R249")
def test_the_stored_answer_holds_no_text(customer: int, write: Write, suite: Any) -> None:
    import sqlalchemy as sa

    write(customer, text="canary text", key=f"canary-{customer}")
    with suite.database("audit").connect() as connection:
        kept = connection.scalars(
            sa.text("select answer::text from answers union all select body::text from outbox")
        )
        assert not [text for text in kept if "canary" in (text or "")]


@pytest.mark.req("R75", "R73")
def test_an_import_gives_author_and_time_of_a_note(customer: int, notes: Notes, write: Write) -> None:
    assert write(customer, role="history_loader", text="THIS IS A NOTE", history=HISTORY).status_code == 201
    oldest = notes(customer)["items"][-1]
    assert (oldest["text"], oldest["entered_by"]) == ("THIS IS A NOTE", "SERVTRAQ SUPPORT")
    assert oldest["entered_at"] == oldest["updated_at"] == "2019-03-26T19:00:00.000000Z"
    assert oldest["source"] == "manual"


@pytest.mark.req("R247")
def test_only_the_history_scope_may_name_another_author(customer: int, write: Write) -> None:
    _problem(write(customer, text="x", history=HISTORY), 403)


@pytest.mark.req("R247")
def test_who_may_only_read_cannot_write(customer: int, write: Write) -> None:
    _problem(write(customer, role="auditor", text="x"), 403)


def test_imported_entries_are_hidden_until_asked_for(notes: Notes, write: Write, suite: Any) -> None:
    body = {
        "first_name": "DOENA", "last_name": "IMPORTED", "preferred_method": "mail", "history": HISTORY,
    }  # fmt: skip
    answer = suite.client("customers", role="history_loader").post("/customers", json=body)
    assert answer.status_code in (200, 201), answer.text
    number = answer.json()["number"]
    [entry] = eventually(lambda: notes(number, include_imported=True)["items"])
    assert (entry["source"], entry["action_code"], entry["entered_by"]) == (
        "imported", "IMPORTED", "SERVTRAQ SUPPORT",
    )  # fmt: skip
    assert entry["action_label"] == "Imported from another system"
    assert notes(number)["items"] == []
    assert notes(number, action_codes="IMPORTED")["items"] == [entry]


def test_the_same_operations_answer_over_rpc(customer: int, suite: Any) -> None:
    added = suite.rpc("audit", "add_note", customer, {"text": "over the bus"})
    page = suite.rpc("audit", "list_notes", customer, limit=1)
    assert page["items"][0]["id"] == added["id"]
    assert page["items"][0]["text"] == "over the bus"
    with pytest.raises(Invalid) as refusal:
        suite.rpc("audit", "add_note", customer, {"text": "x" * 273})
    assert refusal.value.fields[0].field == "text"
    with pytest.raises(NotFound):
        suite.rpc("audit", "add_note", 999_999_999, {"text": "x"})
    with pytest.raises(NotPermitted):
        suite.rpc("audit", "add_note", customer, {"text": "x"}, role="auditor")
    [automatic] = suite.rpc("audit", "list_notes", customer)["items"][-1:]
    with pytest.raises(Conflict):
        suite.rpc("audit", "amend_note", customer, automatic["id"], {"text": "x"})


@pytest.mark.req("R206")
def test_text_that_was_erased_leaves_its_entry(customer: int, notes: Notes, write: Write, suite: Any) -> None:
    import sqlalchemy as sa

    write(customer, text="to be forgotten")
    notes(customer)
    with suite.database("audit").begin() as connection:
        connection.execute(
            sa.text("delete from customer_key where subject = :number"), {"number": str(customer)}
        )
    erased = notes(customer)["items"]
    assert {(item["state"], item["text"], item["entered_by"]) for item in erased} == {("erased", "", "")}
    write(customer, text="written later")
    assert notes(customer)["items"][0]["text"] == "written later"
