"""From a household's income to a frozen decision, and a program manager's what-if, in a real browser (R91)."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from homefire.testing.suite import eventually

SHOTS = os.environ.get("HOMEFIRE_SCREENSHOTS")
PLACE = {"number": "111", "street": "THIS", "street_type": "ST", "zip": "93933"}


def without_fault(page: Any, name: str) -> None:
    """No accessibility fault, and nothing wider than a window at four times the size."""
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.set_viewport_size({"width": 341, "height": 768})
    assert page.evaluate("document.documentElement.scrollWidth") <= 342
    page.set_viewport_size({"width": 1366, "height": 768})
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def counted(page: Any, sum_of_all: str) -> bool:
    """Whether the page shows this sum, once it was asked for again: every change does that."""
    page.locator("#items_0_period").dispatch_event("change")
    page.wait_for_timeout(300)
    return sum_of_all in page.locator("#income-total").inner_text()


@pytest.fixture
def application(client, people, new_customer) -> dict[str, Any]:
    """An application of a household of two, without income yet."""
    number, http = new_customer()["number"], client("applications")
    body = {"program": "HEAP", "program_year": 2018, "intake_date": "2018-12-03", "place_of_service": PLACE}
    answer = http.post(f"/customers/{number}/applications", json=body).raise_for_status()
    made: dict[str, Any] = answer.json()
    members = [
        {"first_name": "ODESSA", "last_name": "BRANDYWINE", "relation": relation}
        for relation in ("SELF", "CHILD")
    ]
    http.put(
        f"/applications/{made['id']}/household/members", json={"members": members}, headers={"If-Match": "1"}
    ).raise_for_status()
    return made


@pytest.mark.req("R91", "R247", "R259")
def test_income_is_entered_proposed_on_decided_otherwise_and_tried_with_a_draft(
    signed_in, manager, application
):
    page, at = signed_in, f"/customers/{application['customer_number']}/applications/{application['id']}"
    page.goto(f"{at}/income")
    page.locator("#items_0_member_id").select_option("ODESSA BRANDYWINE")
    page.locator("#items_0_source").select_option("WAGES")
    page.locator("#items_0_amount").fill("2,000.00")
    page.locator("#items_0_period").select_option("Every two weeks")
    eventually(lambda: counted(page, "$2,000.00 × 26 = $52,000.00"))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("Saved.")
    without_fault(page, "income")

    manager.goto("/rule-tables")
    manager.get_by_role("cell", name="60 % of state median income, California, FFY 2027").get_by_role(
        "link"
    ).click()
    manager.get_by_role("link", name="New draft from this table").click()
    manager.get_by_label("Title").fill("A LOWER TABLE")
    manager.get_by_label("Figures", exact=False).last.fill(
        "\n".join(f"{size},{2000 + size}.00" for size in range(1, 11))
    )
    manager.get_by_label("For Each Person More").fill("$192.21")
    manager.get_by_role("button", name="Save draft").click()
    expect(manager.locator("#messages")).to_contain_text("The draft was saved.")
    expect(manager.locator("#figures")).to_have_value(re.compile(r"\n25,4893\.15$"))
    without_fault(manager, "draft")
    manager.get_by_role("link", name="What if it were published?").click()
    flipping = manager.get_by_role("row").filter(has_text=f"HEAP 2018 {application['id']}")
    expect(flipping).to_contain_text("$32,460.00")
    expect(flipping).to_contain_text("Not eligible")
    without_fault(manager, "what-if")
    manager.get_by_role("link", name="Back to the draft").click()
    manager.get_by_role("button", name="Discard draft").click()
    expect(manager.get_by_role("heading", name="Income Tables", level=1)).to_be_visible()

    page.get_by_role("link", name="Eligibility", exact=True).click()
    page.get_by_label("Tables Of").fill("11/2/2026")
    page.get_by_role("button", name="Show").click()
    proposal = page.locator("#proposal")
    expect(proposal).to_contain_text("$54,271.92 a year for 2, from $4,522.66 a month.")
    expect(proposal).to_contain_text("45 CFR 96.85(b)")
    expect(proposal).to_contain_text("$2,271.93 more a year, and the household is not eligible.")
    page.locator("#decision").select_option("DENIED")
    page.get_by_role("button", name="Decide").click()
    expect(page.locator("#summary")).to_contain_text("Say why the application is denied.")
    page.locator("#reason").fill("NOT LIVING THERE")
    page.get_by_role("button", name="Decide").click()
    kept = page.locator("#decisions")
    expect(kept).to_contain_text("otherwise than proposed")
    expect(kept).to_contain_text("NOT LIVING THERE")
    kept.get_by_text("How it came about").click()
    expect(kept).to_contain_text("$52,000.00 a year is under the limit of $54,271.92")
    expect(page.get_by_role("button", name="Record the appeal")).to_be_visible()
    without_fault(page, "eligibility")
