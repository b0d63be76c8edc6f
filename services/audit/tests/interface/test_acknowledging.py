"""High-priority notes: pinned until somebody acknowledges them by a note of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

Notes = Callable[..., dict[str, Any]]
Write = Callable[..., httpx.Response]


@pytest.fixture
def acknowledge(suite: Any) -> Callable[..., httpx.Response]:
    """`acknowledge(number, note_id)`: the answer, whatever it is."""

    def post(number: int, note_id: str, role: str = "caseworker", key: str = "") -> httpx.Response:
        client = suite.client("audit", role=role)
        headers = {"Idempotency-Key": key} if key else {}
        answer: httpx.Response = client.post(
            f"/customers/{number}/notes/{note_id}/acknowledgement", headers=headers
        )
        return answer

    return post


@pytest.mark.req("R206", "R211")
def test_high_priority_is_pinned_until_a_new_note_acknowledges_it(
    customer: int, notes: Notes, write: Write, acknowledge: Any, outbox_of: Any
) -> None:
    first = write(customer, text="ask first", action_code="FRAUD", high_priority=True).json()
    second = write(customer, text="ask again", high_priority=True).json()
    write(customer, text="nothing special")
    page = notes(customer, limit=1)
    assert [note["id"] for note in page["pinned"]] == [second["id"], first["id"]]
    assert page["pinned"][1]["text"] == "ask first"
    assert "pinned" in page and notes(customer, limit=1, cursor=page["next"])["pinned"] == []
    answer = acknowledge(customer, first["id"], role="supervisor")
    assert answer.status_code == 201, answer.text
    assert answer.json()["acknowledges"] == first["id"]
    page = notes(customer)
    assert [note["id"] for note in page["pinned"]] == [second["id"]]
    newest, by_id = page["items"][0], {note["id"]: note for note in page["items"]}
    assert newest["id"] == answer.json()["id"]
    assert newest["text"].startswith("High-priority note of ") and newest["text"].endswith(" acknowledged")
    assert (newest["entered_by"], newest["source"]) == ("LOCAL SUPERVISOR", "manual")
    assert (newest["action_code"], newest["high_priority"]) == ("FRAUD", False)
    assert by_id[first["id"]]["text"] == "ask first"
    assert by_id[first["id"]]["acknowledged_at"] == newest["entered_at"]
    assert by_id[second["id"]]["acknowledged_at"] is None
    [event] = outbox_of("audit", subject=customer, type="note_acknowledged")
    assert event["data"] == {
        "note_id": newest["id"],
        "acknowledges": first["id"],
        "action_code": "FRAUD",
        "high_priority": False,
    }


@pytest.mark.req("R211")
def test_filters_hide_nothing_that_is_pinned(customer: int, notes: Notes, write: Write) -> None:
    pinned = write(customer, text="ask first", action_code="FRAUD", high_priority=True).json()["id"]
    for query in ({"text": "zzz"}, {"action_codes": "LEFT MSG"}):
        page = notes(customer, **query)
        assert ([note["id"] for note in page["pinned"]], page["items"], page["total"]) == ([pinned], [], 0)


@pytest.mark.req("R211", "R254")
def test_a_note_is_acknowledged_once(
    customer: int, notes: Notes, write: Write, acknowledge: Any, suite: Any
) -> None:
    note = write(customer, text="ask first", high_priority=True).json()["id"]
    one, same = (acknowledge(customer, note, key=f"once-{customer}") for _ in range(2))
    assert one.json() == same.json()
    other = acknowledge(customer, note)
    assert (other.status_code, other.json()["code"]) == (409, "note_is_acknowledged")
    copied = sa.text("create temporary table again as select * from note where id = :id")
    changed = sa.text(
        "update again set id = gen_random_uuid(), event_id = gen_random_uuid(), "
        "leaf_index = leaf_index + 100000, number = number + 100000"
    )
    with suite.database("audit").connect() as connection:
        connection.execute(copied, {"id": one.json()["id"]})
        connection.execute(changed)
        with pytest.raises(sa.exc.IntegrityError, match="uq_note_acknowledged"):
            connection.execute(sa.text("insert into note select * from again"))
    assert notes(customer)["pinned"] == []


@pytest.mark.req("R75", "R211")
def test_amended_note_stays_pinned_with_its_newest_text_and_both_ids_acknowledge_it(
    customer: int, notes: Notes, write: Write, acknowledge: Any, suite: Any, outbox_of: Any
) -> None:
    note = write(customer, text="ask frist", high_priority=True).json()["id"]
    path = f"/customers/{customer}/notes/{note}/amendments"
    amended = suite.client("audit").post(path, json={"text": "ask first"}).json()["id"]
    assert [pinned["text"] for pinned in notes(customer)["pinned"]] == ["ask first"]
    assert acknowledge(customer, amended).json()["acknowledges"] == note
    assert suite.client("audit").post(path, json={"text": "asked"}).status_code == 201
    assert notes(customer)["pinned"] == []
    told = [event for event in outbox_of("audit", subject=customer) if event["aggregate"] == f"note/{note}"]
    assert [event["sequence"] for event in told] == [1, 2, 3, 4]


def test_what_is_not_high_priority_or_not_there_is_refused(
    customer: int, notes: Notes, write: Write, acknowledge: Any, new_customer: Any
) -> None:
    plain = write(customer, text="nothing special").json()["id"]
    assert acknowledge(customer, plain).json()["code"] == "note_is_not_high_priority"
    high = write(customer, text="ask first", high_priority=True).json()["id"]
    assert acknowledge(new_customer()["number"], high).json()["code"] == "note_not_found"
    for note in ("x", "0", "00000000-0000-0000-0000-000000000000"):
        assert acknowledge(customer, note).json()["code"] == "note_not_found"
    assert acknowledge(customer, high, role="auditor").status_code == 403
    assert [note["id"] for note in notes(customer)["pinned"]] == [high]


@pytest.mark.req("R206")
def test_hashes_hold_with_acknowledgements_among_the_notes(
    customer: int, write: Write, acknowledge: Any, suite: Any
) -> None:
    from audit.domain.leaf import COLUMNS, Leaf, check_chain

    acknowledge(customer, write(customer, text="ask first", high_priority=True).json()["id"])
    write(customer, text="afterwards")
    with suite.database("audit").connect() as connection:
        rows = connection.execute(
            sa.text("select * from note where subject = :subject order by number"), {"subject": str(customer)}
        ).mappings()
        chain = [(Leaf(**{name: row[name] for name in COLUMNS}), bytes(row["leaf_hash"])) for row in rows]
    assert len(chain) == 4 and check_chain(chain) == []
