"""Exports: noted before a file is given out, by whoever takes it, and under whatever record it is of (R86)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

Notes = Callable[..., dict[str, Any]]
BODY = {"grid": "applications", "format": "csv", "rows": 3, "chosen": [], "sorted_by": "city"}


@pytest.fixture
def record(suite: Any) -> Callable[..., httpx.Response]:
    """`record(number, role=…, key=…, **fields)`: the answer to an export, whatever it is."""

    def post(number: int, role: str = "caseworker", key: str = "", **said: Any) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        client = suite.client("audit", role=role)
        answer: httpx.Response = client.post(
            f"/customers/{number}/exports", json=BODY | said, headers=headers
        )
        return answer

    return post


@pytest.mark.req("R86", "R253")
def test_an_export_is_one_permanent_note_of_who_what_and_how_many(
    customer: int, notes: Notes, record: Any, outbox_of: Any, suite: Any
) -> None:
    before = notes(customer)["total"]
    answer = record(customer, role="auditor")
    assert answer.status_code == 201, answer.text
    page = notes(customer)
    newest = page["items"][0]
    assert page["total"] == before + 1
    assert newest["text"] == "Applications exported as CSV, 3 rows: sorted by city"
    assert (newest["entered_by"], newest["source"]) == ("LOCAL AUDITOR", "automatic")
    assert (newest["action_code"], newest["action_label"]) == ("EXPORTED", "Exported to a file")
    [event] = outbox_of("audit", subject=customer, type="export_done")
    assert event["data"] == {"note_id": newest["id"], "grid": "applications", "format": "csv", "rows": 3}
    path = f"/customers/{customer}/notes/{newest['id']}/amendments"
    refused = suite.client("audit").post(path, json={"text": "I did not"})
    assert (refused.status_code, refused.json()["code"]) == (409, "note_is_permanent")


@pytest.mark.req("R86")
def test_a_repeated_request_notes_one_export(customer: int, notes: Notes, record: Any) -> None:
    before = notes(customer)["total"]
    first, again = (record(customer, key=f"export-{customer}").json()["id"] for _ in range(2))
    assert first == again and notes(customer)["total"] == before + 1


@pytest.mark.req("R86", "R247")
def test_an_export_needs_its_permission_and_a_customer(customer: int, notes: Notes, record: Any) -> None:
    before = notes(customer)["total"]
    assert record(customer, role="administrator").status_code == 403
    assert record(customer, format="exe").status_code == 422
    assert record(customer, grid="SMITH").status_code == 422
    assert record(customer, chosen=["SMITH, DOENA"]).status_code == 422
    assert record(999_999_999_999).status_code == 404
    assert notes(customer)["total"] == before
