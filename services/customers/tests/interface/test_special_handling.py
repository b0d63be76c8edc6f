"""Special handling: anybody who keeps records sets it, a supervisor clears it, both say why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from homefire.errors import AcknowledgementRequired, NotPermitted
from homefire.testing.suite import Suite

New = Callable[..., dict[str, Any]]
Outbox = Callable[..., list[dict[str, Any]]]
WHY = "threatened a colleague"


@pytest.fixture
def boss(suite: Suite) -> Any:
    """Somebody who may clear it."""
    return suite.client("customers", role="supervisor")


def change(client: Any, record: dict[str, Any], **fields: Any) -> Any:
    """A change of the version that was read."""
    return client.patch(
        f"/customers/{record['number']}", json=fields, headers={"If-Match": str(record["version"])}
    )


def refusal(answer: Any) -> tuple[int, str, str]:
    """Status, field and code of a refusal."""
    [field] = answer.json()["fields"]
    return answer.status_code, field["field"], field["code"]


@pytest.mark.req("R25", "R26")
def test_caseworker_sets_it_with_a_reason_that_is_told_and_kept(
    http: Any, new_customer: New, outbox_of: Outbox
) -> None:
    record = new_customer()
    assert record["special_handling_since"] is None
    assert refusal(change(http, record, special_handling=True)) == (
        422,
        "special_handling_reason",
        "required",
    )
    done = change(http, record, special_handling=True, special_handling_reason=WHY)
    assert done.status_code == 200, done.text
    since = http.get(f"/customers/{record['number']}").json()["special_handling_since"]
    assert (since["reason"], since["by"], since["at"]) == (WHY, "LOCAL CASEWORKER", done.json()["updated_at"])
    [event] = outbox_of("customers", subject=record["number"], type="special_handling_set")
    assert event["data"] == {"reason": WHY}
    assert event["actorname"] == "LOCAL CASEWORKER"


@pytest.mark.req("R26", "R247")
@pytest.mark.parametrize("role", ["caseworker", "agency"])
def test_only_a_supervisor_clears_it(suite: Suite, new_customer: New, role: str) -> None:
    record = new_customer(special_handling=True)
    client = suite.client("customers", role=role)
    answer = change(client, record, special_handling=False, special_handling_reason="settled since")
    assert refusal(answer) == (403, "special_handling", "special_handling_stays")
    assert "supervisor" in answer.json()["detail"]
    with pytest.raises(NotPermitted):
        body = {"special_handling": False, "special_handling_reason": "settled since"}
        suite.rpc("customers", "update_customer", record["number"], body, if_match=1, role=role)


@pytest.mark.req("R26")
def test_supervisor_clears_it_with_a_reason_that_answers_for_the_change(
    boss: Any, new_customer: New, outbox_of: Outbox
) -> None:
    record = new_customer(special_handling=True)
    refused = change(boss, record, special_handling=False)
    assert refusal(refused) == (422, "special_handling_reason", "required")
    done = change(boss, record, special_handling=False, special_handling_reason="settled since")
    assert done.status_code == 200, done.text
    assert (done.json()["special_handling"], done.json()["special_handling_since"]) == (False, None)
    types = [event["type"] for event in outbox_of("customers", subject=record["number"])]
    assert types == [
        "customer_created",
        "special_handling_set",
        "customer_updated",
        "special_handling_cleared",
    ]


@pytest.mark.req("R26")
def test_reason_for_nothing_is_refused(http: Any, new_customer: New) -> None:
    answer = change(http, new_customer(), special_handling_reason=WHY)
    assert refusal(answer) == (422, "special_handling_reason", "reason_for_nothing")


@pytest.mark.req("R26")
def test_new_record_under_special_handling_says_why_except_in_an_import(suite: Suite, http: Any) -> None:
    body = {"first_name": "ADA", "last_name": "NEW", "preferred_method": "mail", "special_handling": True}
    assert refusal(http.post("/customers", json=body)) == (422, "special_handling_reason", "required")
    loader = suite.client("customers", role="history_loader")
    made = loader.post("/customers", json=body | {"history": {"entered_by": "OLD SYSTEM"}})
    assert made.status_code == 201, made.text
    since = made.json()["special_handling_since"]
    assert (since["reason"], since["by"]) == ("", "OLD SYSTEM")


@pytest.mark.req("R26")
def test_acknowledgement_is_demanded_over_the_bus_as_well(suite: Suite, new_customer: New) -> None:
    number = new_customer(special_handling=True)["number"]
    with pytest.raises(AcknowledgementRequired):
        suite.rpc("customers", "update_customer", number, {"email": "a@example.org"}, if_match=1)
    answer = suite.rpc(
        "customers",
        "update_customer",
        number,
        {"email": "a@example.org"},
        if_match=1,
        acknowledgement="asked the manager",
    )
    assert answer["email"] == "a@example.org"


@pytest.mark.parametrize("reason", ["x" * 201, "why\x07ever", "why\x85ever"])
def test_reason_that_cannot_be_shown_is_refused(http: Any, new_customer: New, reason: str) -> None:
    answer = change(http, new_customer(), special_handling=True, special_handling_reason=reason)
    assert refusal(answer)[:2] == (422, "special_handling_reason")


@pytest.mark.parametrize(
    "reason", ["<script>alert(1)</script>", "=HYPERLINK()", "لأسباب أمنية", "🔒🔒🔒🔒🔒", "x" * 200]
)
def test_reason_in_any_script_is_kept_as_it_is(http: Any, new_customer: New, reason: str) -> None:
    done = change(http, new_customer(), special_handling=True, special_handling_reason=reason)
    assert done.json()["special_handling_since"]["reason"] == reason
