"""An application's status changed on the customer record, and saved with it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

SHOTS = os.environ.get("HOMEFIRE_SCREENSHOTS")
PLACE = {"number": "111", "street": "THIS", "street_type": "ST", "zip": "93933"}


@pytest.fixture
def application(client, people, new_customer) -> dict[str, Any]:
    """An application that a customer of this test's own has handed in."""
    number = new_customer(home_phone="8315550100")["number"]
    body = {
        "program": "HEAP",
        "program_year": 2018,
        "intake_date": "2018-12-03",
        "place_of_service": PLACE,
    }
    answer = client("applications").post(f"/customers/{number}/applications", json=body)
    answer.raise_for_status()
    return answer.json()


@pytest.mark.req("R7", "R144", "R240")
def test_update_saves_a_status_with_the_record_and_names_what_it_could_not_save(signed_in, application):
    page, number = signed_in, application["customer_number"]
    page.goto(f"/customers/{number}")
    status = page.get_by_label("Application Status, HEAP 2018")
    reason = page.get_by_label("Reason for the new status of HEAP 2018")
    expect(reason).to_be_hidden()
    status.select_option("DENIED")
    page.get_by_label("Email Address").fill("new@email.com")
    expect(page.locator("#state")).to_contain_text("2 unsaved changes")
    page.get_by_role("button", name="Update").click()
    summary = page.locator("#summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("HEAP 2018: Say why the application is denied.")
    expect(summary).to_contain_text("Everything else was.")
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / "status-refused.png", full_page=True)
    assert Axe().run(page).response["violations"] == []
    expect(page.get_by_label("Email Address")).to_have_value("new@email.com")
    expect(status).to_have_value("DENIED")
    expect(reason).to_be_visible()
    reason.fill("Income is above the limit")
    page.get_by_role("button", name="Update").click()
    expect(page.locator("#state")).to_have_text("Saved.")
    expect(status).to_have_value("DENIED")
    page.reload()
    notes = page.locator("#notes")
    expect(notes).to_contain_text("EMAIL ADDRESS set to new@email.com")
    expect(notes).to_contain_text("HEAP 2018: APPLICATION STATUS changed from PENDING to DENIED")
    expect(notes).to_contain_text("Income is above the limit")
