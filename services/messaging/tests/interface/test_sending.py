"""What the sender does with messages that must not go out any more, or never can."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from customers.owners import OWNERS
from homefire.testing.suite import Suite, eventually, once_owners_answer
from messaging.domain.outgoing import MOST_ATTEMPTS

REASON = {"reason": "twice the same person"}


@pytest.fixture
def put_off(reachable: Any, caught: Any, suite: Suite) -> Any:
    """`put_off()`: a customer, and a message to them that the mail server has put off."""

    def make(**fields: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        customer = reachable(email=f"try-later{reachable()['number']}@example.org", **fields)
        answer = suite.client("messaging").post(
            f"/customers/{customer['number']}/emails", json={"subject": "Your appointment", "body": "Come."}
        )
        assert answer.status_code == 201, answer.text
        eventually(lambda: stored(suite, answer.json())["reason"] == "smtp_451")
        return customer, answer.json()

    return make


def stored(suite: Suite, message: dict[str, Any]) -> dict[str, Any]:
    """The message as it is now."""
    return dict(suite.client("messaging").get(f"/outgoing-messages/{message['id']}").json())


def due_now(suite: Suite, message: dict[str, Any], **columns: Any) -> None:
    """Ends the wait of a message, and sets columns of it."""
    names = "".join(f", {name} = :{name}" for name in columns)
    with suite.database("messaging").begin() as connection:
        query = sa.text(f"update outgoing_message set due_at = now(){names} where id = :id")
        connection.execute(query, {"id": message["id"], **columns})


@pytest.mark.req("R214")
def test_message_that_breaks_every_attempt_ends(put_off: Any, suite: Suite) -> None:
    """What is sealed cannot be opened, so no attempt comes to an end: claims count."""
    _, message = put_off()
    due_now(suite, message, attempts=MOST_ATTEMPTS)
    ended = eventually(lambda: (found := stored(suite, message))["state"] == "FAILED" and found)
    assert (ended["reason"], ended["reason_label"]) == ("given_up", "every attempt broke off")


@pytest.mark.req("R46", "R252")
def test_opt_out_under_a_merged_number_stops_what_was_queued_before(
    put_off: Any, reachable: Any, suite: Suite
) -> None:
    suite.running("customers", *OWNERS)
    http = suite.client("customers", role="supervisor")
    gone, message = put_off()
    kept = reachable()
    revoked = http.post(
        f"/customers/{gone['number']}/consents/revocations",
        json={"channel": "email", "source": "PHONE"},
        headers={"If-Match": str(gone["version"])},
    )
    assert revoked.is_success, revoked.text
    body = {"survivor": kept["number"], "survivor_version": kept["version"], "fields": []} | REASON
    match = {"If-Match": str(revoked.json()["version"])}
    path = f"/customers/{gone['number']}"
    merged = once_owners_answer(lambda: http.post(f"{path}/merge", json=body, headers=match))
    assert merged.is_success, merged.text
    assert merged.json()["taken"] == ["email_consent"]
    found = http.get(f"/customers/{kept['number']}").json()
    assert {each["channel"]: each["state"] for each in found["consents"]}["email"] == "REVOKED"
    eventually(lambda: stored(suite, message)["customer_number"] == kept["number"])
    due_now(suite, message)
    eventually(lambda: stored(suite, message)["reason"] == "opted_out")
    assert stored(suite, message)["state"] == "STOPPED"
    undone = once_owners_answer(lambda: http.post(f"{path}/unmerge", json=REASON))
    assert undone.is_success, undone.text
    states = {
        number: {
            each["channel"]: each["state"] for each in http.get(f"/customers/{number}").json()["consents"]
        }
        for number in (kept["number"], gone["number"])
    }
    assert (states[kept["number"]]["email"], states[gone["number"]]["email"]) == ("NONE", "REVOKED")
