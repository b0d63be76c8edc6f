"""A caseworker verifies an application step by step, makes it ELIGIBLE, and keeps its checklist."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from homefire.testing.suite import eventually

SHOTS = os.environ.get("HOMEFIRE_SCREENSHOTS")
PLACE = {"number": "111", "street": "THIS", "street_type": "ST", "zip": "93933"}
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%\ntrailer\n<< >>\n%%EOF\n"


@pytest.fixture
def application(client, people, new_customer) -> dict[str, Any]:
    """An application of this test's own customer, who has handed in a paystub."""
    number = new_customer(home_phone="8315550100")["number"]
    body = {"program": "HEAP", "program_year": 2018, "intake_date": "2018-12-03", "place_of_service": PLACE}
    http = client("applications")
    answer = http.post(f"/customers/{number}/applications", json=body)
    answer.raise_for_status()
    sent = {"files": {"file": ("october.pdf", PDF, "application/pdf")}, "data": {"document_type": "PAYSTUB"}}
    client("documents").post(f"/customers/{number}/documents", **sent).raise_for_status()
    path = f"/applications/{answer.json()['id']}"
    eventually(lambda: http.get(path).json()["verification"][2]["status"] == "REVIEW")
    return answer.json()


def shoot(page: Any, name: str) -> None:
    """A screenshot where somebody wants them, and a check of the page for everybody."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    assert Axe().run(page).response["violations"] == []


@pytest.mark.req("R80", "R134", "R135", "R136", "R138", "R139", "R140", "R141")
def test_items_are_verified_until_the_application_may_become_eligible(signed_in, application, notes_of):
    page, number = signed_in, application["customer_number"]
    page.goto(f"/customers/{number}")
    chips = page.get_by_role("list", name="Verification of HEAP 2018").get_by_role("listitem")
    expect(chips).to_have_count(5)
    expect(chips.nth(0)).to_have_text("○ Identity not started start here")
    expect(chips.nth(2)).to_contain_text("◐ Income review: document received")
    expect(chips.nth(3)).to_contain_text("Home ownership N/A")
    status = page.get_by_label("Application Status, HEAP 2018")
    status.select_option("ELIGIBLE")
    page.get_by_role("button", name="Update").click()
    expect(page.locator("#summary")).to_contain_text("Not verified yet: IDENTITY, ADDRESS, INCOME.")
    status.select_option("PENDING")
    shoot(page, "verification-head")
    chips.nth(0).get_by_role("link").click()
    page.locator("#identity").get_by_role("button", name="Save").click()
    expect(page.locator("#identity-action-error")).to_have_text("Choose what to do.")
    page.locator("#identity-action").select_option("VERIFY")
    page.locator("#identity").get_by_role("button", name="Save").click()
    expect(page.locator("#identity")).to_contain_text("✓ Identity verified")
    page.locator("#address-action").select_option("REJECT")
    page.locator("#address").get_by_role("button", name="Save").click()
    expect(page.locator("#address")).to_contain_text("Say why ADDRESS is rejected.")
    page.locator("#address-reason").fill("the bill is of another street")
    page.locator("#address").get_by_role("button", name="Save").click()
    expect(page.locator("#address")).to_contain_text("✕ Address rejected")
    page.locator("#address-action").select_option("REOPEN")
    page.locator("#address-reason").fill("she brought the right bill")
    page.locator("#address").get_by_role("button", name="Save").click()
    expect(page.locator("#address")).to_contain_text("◐ Address review")
    page.locator("#address-action").select_option("VERIFY")
    page.locator("#address-reason").fill("right bill seen")
    page.locator("#address").get_by_role("button", name="Save").click()
    expect(page.locator("#income")).to_contain_text("PAYSTUB · october.pdf")
    page.locator("#income-action").select_option("VERIFY")
    page.locator("#income").get_by_role("button", name="Save").click()
    expect(page.locator("#next")).to_contain_text("Everything that ELIGIBLE needs is verified.")
    shoot(page, "verification-panel")
    page.goto(f"/customers/{number}")
    page.get_by_label("Application Status, HEAP 2018").select_option("ELIGIBLE")
    page.get_by_role("button", name="Update").click()
    expect(page.locator("#state")).to_have_text("Saved.")
    wanted = {
        ("IDENTITY V", True),
        ("REJECTED", True),
        ("ADDRES VER", True),
        ("INCOME VER", True),
        ("INCOME VER", False),  # The rule's, which has no user.
    }

    def noted() -> bool:
        told = [note for note in notes_of(number) if "verification" in note["text"]]
        return {(note["action_code"], bool(note["entered_by"])) for note in told} == wanted

    eventually(noted)


@pytest.mark.req("R186", "R189", "R190", "R193")
def test_checklist_is_created_once_and_an_item_is_edited_by_its_pencil(signed_in, application):
    page, number = signed_in, application["customer_number"]
    page.goto(f"/customers/{number}/applications/{application['id']}/checklist")
    expect(page.locator("#checklist")).to_contain_text("Not initialised")
    page.get_by_role("button", name="Create Checklist").click()
    expect(page.locator("#checklist")).to_contain_text("The checklist was created.")
    expect(page.get_by_role("button", name="Create Checklist")).to_have_count(0)
    page.get_by_role("link", name="OK", exact=True).press("Enter")
    page.get_by_role("link", name="Edit: Account number").click()
    page.get_by_label("Status", exact=True).select_option("VERIFIED")
    page.get_by_label("Case Worker Notes").fill("compared with the bill")
    shoot(page, "checklist")
    page.get_by_role("button", name="Update", exact=True).click()
    expect(page.locator("#item-ACCOUNT_NUMBER")).to_contain_text("compared with the bill")
    expect(page.locator("#checklist header")).to_contain_text("1/5 done")
