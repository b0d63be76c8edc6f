"""Showing a Social Security number: with a reason, by those who may, and told before it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from homefire.testing.suite import Suite

New = Callable[..., dict[str, Any]]
REASON = {"reason": "asked by the customer"}


@pytest.fixture
def supervisor(suite: Suite) -> Any:
    """A client who may reveal."""
    return suite.client("customers", role="supervisor")


@pytest.mark.req("R69", "R248")
def test_number_is_shown_after_the_event_that_tells_of_it(
    supervisor: Any, new_customer: New, outbox_of: Callable[..., Any], ssn: str
) -> None:
    number = new_customer(ssn=ssn)["number"]
    answer = supervisor.post(f"/customers/{number}/ssn/reveal", json=REASON)
    assert answer.status_code == 200
    assert answer.json() == {"number": number, "tax_id_type": "SSN", "ssn": ssn}
    assert answer.headers["Cache-Control"] == "no-store"
    [event] = outbox_of("customers", subject=number, type="ssn_revealed")
    assert event["data"] == {"field": "ssn", **REASON}
    assert (event["actorname"], event["actorkind"]) == ("LOCAL SUPERVISOR", "staff")


@pytest.mark.req("R69", "R248")
def test_number_that_cannot_be_told_of_is_not_shown(
    suite: Suite, supervisor: Any, new_customer: New, ssn: str
) -> None:
    number = new_customer(ssn=ssn)["number"]
    engine = suite.database("customers")
    try:
        with engine.begin() as connection:
            connection.execute(sa.text("revoke insert on outbox from customers"))
        answer = supervisor.post(f"/customers/{number}/ssn/reveal", json=REASON)
    finally:
        with engine.begin() as connection:
            connection.execute(sa.text("grant insert on outbox to customers"))
    assert answer.status_code == 500
    assert ssn not in answer.text
    assert supervisor.post(f"/customers/{number}/ssn/reveal", json=REASON).status_code == 200


@pytest.mark.req("R69", "R247")
@pytest.mark.parametrize("role", ["caseworker", "auditor", "administrator", "agency", "history_loader"])
def test_role_that_may_not_is_refused(
    suite: Suite, new_customer: New, outbox_of: Callable[..., Any], ssn: str, role: str
) -> None:
    number = new_customer(ssn=ssn)["number"]
    answer = suite.client("customers", role=role).post(f"/customers/{number}/ssn/reveal", json=REASON)
    assert answer.status_code == 403
    assert ssn not in answer.text
    assert outbox_of("customers", subject=number, type="ssn_revealed") == []


@pytest.mark.req("R69")
@pytest.mark.parametrize(
    "body", [{}, {"reason": ""}, {"reason": "    "}, {"reason": "why"}, {"reason": None}]
)
def test_number_is_not_shown_without_a_reason(
    supervisor: Any, new_customer: New, outbox_of: Callable[..., Any], ssn: str, body: dict[str, Any]
) -> None:
    number = new_customer(ssn=ssn)["number"]
    answer = supervisor.post(f"/customers/{number}/ssn/reveal", json=body)
    assert answer.status_code == 422
    assert [wrong["field"] for wrong in answer.json()["fields"]] == ["reason"]
    assert outbox_of("customers", subject=number, type="ssn_revealed") == []


@pytest.mark.req("R248")
def test_every_showing_is_told_even_under_one_key(
    supervisor: Any, new_customer: New, outbox_of: Callable[..., Any], ssn: str
) -> None:
    """Its answer is never kept, so nothing could be answered again without being told again."""
    number = new_customer(ssn=ssn)["number"]
    for _ in range(2):
        answer = supervisor.post(
            f"/customers/{number}/ssn/reveal", json=REASON, headers={"Idempotency-Key": "reveal-1"}
        )
        assert answer.json()["ssn"] == ssn
        assert "Idempotency-Replayed" not in answer.headers
    assert len(outbox_of("customers", subject=number, type="ssn_revealed")) == 2


@pytest.mark.req("R249")
def test_number_is_in_no_line_of_the_log(
    suite: Suite, http: Any, supervisor: Any, new_customer: New, ssn: str
) -> None:
    number = new_customer(ssn=ssn)["number"]
    supervisor.post(f"/customers/{number}/ssn/reveal", json=REASON)
    person = {"first_name": "ADA", "last_name": "LOGGED", "preferred_method": "mail"}
    http.post("/customers", json=person | {"ssn": ssn})
    http.post("/customers", json=person | {"first_name": ssn, ssn: ssn})
    http.get("/customers", params={"name": ssn})
    http.get(f"/customers/{ssn}")
    log = suite.stack.log_path("customers").read_text(errors="replace")
    assert "create_customer" in log
    for form in (ssn, f"{ssn[:3]}-{ssn[3:5]}-{ssn[5:]}", "LOGGED"):
        assert form not in log
