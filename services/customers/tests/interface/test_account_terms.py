"""Account terms as a client sees them: set, computed, guarded like every write to the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from homefire.testing.suite import Suite

New = Callable[..., dict[str, Any]]
Outbox = Callable[..., list[dict[str, Any]]]
EXAMPLE = {"invoice_discount": "5", "discount_days": 10, "due_days": 20}
FULL: dict[str, Any] = {
    **EXAMPLE,
    "tax_exempt": True,
    "exemption_type": "RESALE",
    "tax_certificate": 1001,
    "tax_certificate_expires": "12/31/2099",
    "special_tax_rate": "7.25 %",
    "credit_limit": "$1,500.00",
    "pricing_tier": "1",
    "catalog_sent": "2024-02-29",
    "statement_summary": True,
    "route": 12,
    "delivery_sequence": 0,
}


@pytest.fixture
def number(new_customer: New) -> int:
    """A customer of this test's own."""
    found: int = new_customer()["number"]
    return found


def change(http: Any, number: int, version: int, body: dict[str, Any], **headers: str) -> Any:
    """A change of the terms."""
    sent = {"If-Match": f'"{version}"', **headers}
    return http.patch(f"/customers/{number}/account-terms", json=body, headers=sent)


def refused(answer: Any) -> tuple[int, str, str]:
    """Status, field and code of a refusal of one field."""
    [field] = answer.json()["fields"]
    return answer.status_code, field["field"], field["code"]


@pytest.mark.req("R161", "R168", "R174")
def test_terms_that_nobody_set_are_the_defaults_and_computed_values_are_unknown(
    http: Any, number: int
) -> None:
    found = http.get(f"/customers/{number}/account-terms").json()
    assert (found["version"], found["updated_at"], found["totals"]) == (0, None, None)
    assert found["tax"] == {"rule": "calculated", "rate": None}
    assert found["pricing_tier"] == {"code": "3", "label": "TIER 3 - LEAST FAVORABLE"}
    assert (found["tax_exempt"], found["credit_limit"], found["warnings"]) == (False, None, [])


@pytest.mark.req("R160", "R161", "R162", "R163", "R168", "R169", "R170", "R171", "R172")
def test_every_term_is_kept_and_told_as_a_change(http: Any, number: int, outbox_of: Outbox) -> None:
    answer = change(http, number, 0, FULL)
    assert answer.status_code == 200, answer.text
    found = http.get(f"/customers/{number}/account-terms").json()
    assert found == answer.json()
    assert {name: found[name] for name in FULL} == FULL | {
        "exemption_type": {"code": "RESALE", "label": "RESALE"},
        "tax_certificate_expires": "2099-12-31",
        "special_tax_rate": "7.25",
        "invoice_discount": "5.00",
        "credit_limit": "1500.00",
        "pricing_tier": {"code": "1", "label": "TIER 1 - MOST FAVORABLE"},
    }
    assert found["tax"] == {"rule": "exempt", "rate": "0.00"}
    assert [entry["code"] for entry in found["warnings"]] == ["exempt_wins"]
    [event] = outbox_of("customers", subject=number, type="account_terms_updated")
    assert (event["aggregate"], event["sequence"]) == (f"account_terms/{number}", 1)
    told = {entry["field"]: entry for entry in event["data"]["changes"]}
    assert set(told) == set(FULL)
    assert told["credit_limit"]["new_text"] == "$1,500.00"
    assert told["special_tax_rate"]["new_text"] == "7.25 %"


@pytest.mark.req("R162")
def test_due_day_before_the_end_of_the_discount_is_warned_of_and_saved(http: Any, number: int) -> None:
    found = change(http, number, 0, EXAMPLE).json()
    assert found["warnings"] == []
    today = found["invoice_today"]
    assert today["invoiced"] < today["discount_until"] < today["due"]
    found = change(http, number, 1, {"due_days": 9}).json()
    assert (found["version"], [entry["code"] for entry in found["warnings"]]) == (
        2,
        ["due_before_discount_ends"],
    )


@pytest.mark.req("R204")
def test_change_that_changes_nothing_writes_nothing(http: Any, number: int, written: Any) -> None:
    assert change(http, number, 0, FULL).status_code == 200
    before = written()
    for body in ({}, FULL, {"special_tax_rate": "7.250"[:4]}):
        answer = change(http, number, 1, body)
        assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert written()[2] == before[2]


@pytest.mark.req("R152")
def test_change_for_an_older_version_is_refused(http: Any, number: int) -> None:
    assert change(http, number, 0, {"route": 1}).status_code == 200
    late = change(http, number, 0, {"route": 2})
    assert (late.status_code, late.json()["code"], late.json()["current_version"]) == (
        412,
        "stale_version",
        1,
    )
    path = f"/customers/{number}/account-terms"
    assert http.patch(path, json={"route": 2}).json()["code"] == "version_required"


@pytest.mark.req("R148")
def test_record_that_somebody_else_holds_keeps_its_terms(suite: Suite, http: Any, number: int) -> None:
    boss = suite.client("customers", role="supervisor")
    token = boss.post(f"/customers/{number}/lock").json()["token"]
    assert change(http, number, 0, {"route": 1}).status_code == 423
    assert change(boss, number, 0, {"route": 1}, **{"Record-Lock": str(token)}).status_code == 200


@pytest.mark.req("R26")
def test_special_handling_asks_for_a_reason_which_becomes_a_note(
    http: Any, new_customer: New, outbox_of: Outbox
) -> None:
    number = new_customer(special_handling=True)["number"]
    answer = change(http, number, 0, {"route": 1})
    assert (answer.status_code, answer.json()["code"]) == (428, "acknowledgement_required")
    assert change(http, number, 0, {"route": 1}, Acknowledgement="manager%20agreed").status_code == 200
    [event] = outbox_of("customers", subject=number, type="special_handling_acknowledged")
    assert event["data"]["reason"] == "manager agreed"


@pytest.mark.req("R161", "R163", "R171", "R172")
@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("special_tax_rate", "100.01", "percentage_out_of_range"),
        ("special_tax_rate", "-1", "not_a_percentage"),
        ("special_tax_rate", "7.255", "not_a_percentage"),
        ("special_tax_rate", 7.25, "invalid"),
        ("invoice_discount", "=5", "not_a_percentage"),
        ("invoice_discount", "5\x00", "control_character"),
        ("credit_limit", "-5", "not_an_amount"),
        ("credit_limit", "9" * 400, "not_an_amount"),
        ("credit_limit", "1e9", "not_an_amount"),
        ("discount_days", -1, "invalid"),
        ("due_days", 10**15, "invalid"),
        ("due_days", "ten", "invalid"),
        ("route", 1.5, "invalid"),
        ("delivery_sequence", -1, "invalid"),
        ("delivery_sequence", 2**31, "invalid"),
        ("tax_certificate", 0, "invalid"),
        ("exemption_type", "MARTIAN", "not_on_list"),
        ("pricing_tier", "4", "not_on_list"),
        ("pricing_tier", "", "required"),
        ("catalog_sent", "2/30/2024", "not_a_date"),
        ("catalog_sent", "0001-01-01", "too_long_ago"),
        ("catalog_sent", "2099-01-01", "in_the_future"),
        ("gross_sale", "1.00", "unknown_field"),
    ],
)
def test_bad_value_is_refused_by_field(http: Any, number: int, field: str, value: Any, code: str) -> None:
    assert refused(change(http, number, 0, {field: value})) == (422, field, code)
    assert http.get(f"/customers/{number}/account-terms").json()["version"] == 0


@pytest.mark.req("R168", "R251")
def test_another_tier_may_be_added_and_chosen(suite: Suite, http: Any, number: int) -> None:
    manager = suite.client("customers", role="program_manager")
    version = manager.get("/customers/reference/pricing_tier/entries").json()["version"]
    added = manager.post(
        "/customers/reference/pricing_tier/entries",
        json={"code": "4", "label": "TIER 4", "valid_from": "2020-01-01"},
        headers={"If-Match": f'"{version}"'},
    )
    assert added.status_code == 200, added.text
    assert change(http, number, 0, {"pricing_tier": "4"}).json()["pricing_tier"]["label"] == "TIER 4"
    retired = manager.post(
        "/customers/reference/pricing_tier/last-day",
        json={"code": "4", "valid_from": "2020-01-01", "valid_to": "2020-12-31"},
        headers={"If-Match": f'"{added.json()["version"]}"'},
    )
    assert retired.status_code == 200
    found = change(http, number, 1, {"pricing_tier": "4", "route": 3})
    assert (found.status_code, found.json()["pricing_tier"]["label"]) == (200, "TIER 4")
    assert change(http, number, 2, {"pricing_tier": "3"}).status_code == 200
    assert refused(change(http, number, 3, {"pricing_tier": "4"})) == (422, "pricing_tier", "not_on_list")


@pytest.mark.req("R160")
def test_tax_identifier_is_no_part_of_the_terms(http: Any, new_customer: New, ssn: str) -> None:
    number = new_customer(ssn=ssn)["number"]
    answer = http.get(f"/customers/{number}/account-terms")
    assert ssn not in answer.text and "ssn" not in answer.json()
    assert refused(change(http, number, 0, {"ssn": ssn})) == (422, "ssn", "unknown_field")


def test_customer_that_nobody_has_has_no_terms(http: Any) -> None:
    assert http.get("/customers/999999999/account-terms").status_code == 404
    assert change(http, 999999999, 0, {"route": 1}).status_code == 404
