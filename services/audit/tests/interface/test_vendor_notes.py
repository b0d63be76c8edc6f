"""Notes of vendors, under the vendor's own number (R258)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from homefire.testing.suite import eventually

pytestmark = pytest.mark.req("R258")


@pytest.fixture(scope="module")
def vendor(suite: Any) -> int:
    """The number of a vendor whose entry the log has heard of."""
    suite.running("audit", "weatherization", "customers")
    made = suite.client("weatherization").post("/vendors", json={"kind": "ASSESSOR", "name": "CLEARVIEW"})
    assert made.status_code == 201, made.text
    number: int = made.json()["vendor_number"]
    return number


def test_vendor_has_a_chain_of_notes_under_its_own_number(
    suite: Any, vendor: int, customer: int, notes: Callable[..., dict[str, Any]]
) -> None:
    http, path = suite.client("audit"), f"/vendors/{vendor}/notes"
    before = notes(customer)["total"]
    added = http.post(path, json={"text": "ASKED FOR THE LICENSE", "action_code": "LEFT MSG"})
    assert added.status_code == 201, added.text
    page = eventually(lambda: (found := http.get(path).json())["total"] == 2 and found)
    assert {note["text"] for note in page["items"]} == {
        f"Vendor {vendor} entered: CLEARVIEW",
        "ASKED FOR THE LICENSE",
    }
    assert sorted(note["number"] for note in page["items"]) == [1, 2]
    assert (page["pinned"], notes(customer)["total"]) == ([], before)


def test_note_of_a_vendor_nobody_has_is_refused(suite: Any, vendor: int) -> None:
    http = suite.client("audit")
    missing = http.post("/vendors/999999/notes", json={"text": "NOBODY"})
    assert (missing.status_code, missing.json()["code"]) == (404, "vendor_not_found")
    urgent = http.post(f"/vendors/{vendor}/notes", json={"text": "NOW", "high_priority": True})
    assert urgent.json()["fields"][0]["field"] == "high_priority"
    assert http.get("/vendors/999999/notes").json()["items"] == []


def test_customer_of_the_same_number_is_shown_nothing_of_the_vendor(suite: Any, vendor: int) -> None:
    assert suite.client("audit").get(f"/customers/{vendor}/notes").json()["items"] == []
