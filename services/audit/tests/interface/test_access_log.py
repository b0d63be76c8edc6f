"""Reads of protected fields, apart from the notes (R248)."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from homefire.testing.suite import eventually

pytestmark = pytest.mark.req("R248")
_SSNS = (f"765-43-{serial}" for serial in itertools.count(3001))


def test_a_reveal_is_listed_with_who_when_and_why_and_is_no_note(
    suite: Any, notes: Callable[..., dict[str, Any]], new_customer: Callable[..., dict[str, Any]]
) -> None:
    number = new_customer(ssn=next(_SSNS))["number"]
    supervisor = suite.client("customers", role="supervisor")
    answer = supervisor.post(f"/customers/{number}/ssn/reveal", json={"reason": "caller asked for a letter"})
    assert answer.status_code == 200, answer.text
    log = suite.client("audit", role="auditor")
    [entry] = eventually(lambda: log.get(f"/customers/{number}/access-log").json()["items"])
    assert (entry["field"], entry["reason"], entry["actor_kind"]) == (
        "ssn",
        "caller asked for a letter",
        "staff",
    )
    assert entry["who"] != ""
    assert entry["at"] > "2026"
    texts = [item["text"] for item in notes(number, include_imported=True)["items"]]
    assert not [text for text in texts if "reveal" in text.lower()]


@pytest.mark.req("R247")
def test_a_caseworker_may_not_read_the_access_log(suite: Any, customer: int) -> None:
    assert suite.client("audit").get(f"/customers/{customer}/access-log").status_code == 403
