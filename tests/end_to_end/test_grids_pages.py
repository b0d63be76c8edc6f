"""A caseworker filters a customer's applications, takes them away as files, promises a payment and pays it."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from homefire.testing.suite import eventually

SHOTS = os.environ.get("HOMEFIRE_SCREENSHOTS")
PLACE = {"number": "1", "street": "THIS", "street_type": "WAY", "zip": "95077"}


def shot(page: Any, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def clean(page: Any) -> None:
    assert Axe().run(page).response["violations"] == []


@pytest.fixture
def number(client: Any, people: Any, new_customer: Any) -> int:
    """A customer with two applications, the older one withdrawn."""
    made: int = new_customer(home_phone="8315550100")["number"]
    for year, address in ((2018, "=1+1"), (2019, "THIS")):
        body = {
            "program": "HEAP",
            "program_year": year,
            "intake_date": f"{year}-12-03",
            "place_of_service": PLACE | {"street": address},
            "utility_vendor": "PGE",
            "account_number": "10223456789",
        }
        answer = client("applications").post(f"/customers/{made}/applications", json=body)
        assert answer.is_success, answer.text
        if year == 2018:
            path = f"/applications/{answer.json()['id']}/status"
            moved = client("applications").post(path, json={"status": "WITHDRAWN"}, headers={"If-Match": "1"})
            assert moved.is_success, moved.text
    return made


def fetched(page: Any, section: Any, form: str) -> bytes:
    section.get_by_text("Export to").click()
    with page.expect_download() as coming:
        section.get_by_role("button", name=form).click()
    assert coming.value.suggested_filename.startswith("applications-")
    return Path(coming.value.path()).read_bytes()


@pytest.mark.req("R57", "R76", "R86", "R253")
def test_filtered_applications_become_files_and_a_note_while_edits_stay(signed_in: Any, number: int) -> None:
    page = signed_in
    page.goto(f"/customers/{number}")
    page.get_by_label("Email Address").fill("new@email.com")
    page.get_by_label("Application Status, HEAP 2019").select_option("DENIED")
    section = page.locator("#applications")
    expect(section.locator("tr.over").first.get_by_role("link", name="HEAP 2019", exact=True)).to_be_visible()
    section.get_by_role("link", name="Sort and filter: Application Status").focus()
    page.keyboard.press("Enter")
    expect(section.get_by_role("link", name="Sort ascending")).to_be_focused()
    clean(page)
    shot(page, "grid-menu")
    section.get_by_label("is", exact=True).select_option("WITHDRAWN")
    page.keyboard.press("Tab")
    section.get_by_role("button", name="Apply").click()
    section = page.locator("#applications")
    expect(section.get_by_role("status").first).to_contain_text("1 of 2 rows")
    expect(section.locator("tr.over")).to_have_count(1)
    assert page.url.endswith("?applications.status.is=WITHDRAWN#applications")
    clean(page)
    found = list(csv.reader(io.StringIO(fetched(page, section, "CSV").decode("utf-8-sig"), newline="")))
    assert [(row[0], row[1], row[4]) for row in found[1:]] == [("HEAP 2018", "WITHDRAWN", "1 =1+1 WAY")]
    sheet = openpyxl.load_workbook(io.BytesIO(fetched(page, section, "XLSX"))).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows()] == ["Program", "HEAP 2018"]
    # What was typed in the record, and chosen in a row that the filter hides, is saved all the same.
    expect(page.get_by_label("Email Address")).to_have_value("new@email.com")
    expect(page.locator("#state")).to_contain_text("2 unsaved changes")
    section.get_by_role("link", name="Clear all").click()
    expect(page.get_by_label("Application Status, HEAP 2019")).to_have_value("DENIED")
    page.get_by_label("Reason for the new status of HEAP 2019").fill("Income is above the limit")
    page.get_by_role("button", name="Update").click()
    expect(page.locator("#state")).to_have_text("Saved.")
    page.reload()
    notes = page.locator("#notes")
    for form in ("CSV", "XLSX"):
        said = f"Applications exported as {form}, 1 row: filtered by status"
        expect(notes).to_contain_text(said)
    expect(page.get_by_label("Application Status, HEAP 2019")).to_have_value("DENIED")


@pytest.mark.req("R87", "R88", "R89", "R255")
def test_a_pledge_is_promised_from_its_row_and_paid(signed_in: Any, number: int, notes_of: Any) -> None:
    page = signed_in
    page.goto(f"/customers/{number}")
    arrow = page.get_by_role("link", name="Commitments/Pledges for HEAP 2019")
    opened = page.locator(f"#{arrow.get_attribute('aria-controls')}")
    expect(opened).to_be_hidden()
    arrow.press("Enter")
    expect(arrow).to_have_attribute("aria-expanded", "true")
    expect(opened).to_contain_text("No data to display")
    assert "opened" not in page.url
    clean(page)
    opened.get_by_role("link", name="Add pledge").click()
    expect(page.get_by_label("Payee")).to_have_value("PACIFIC GAS & ELECTRIC COMPANY")
    expect(page.get_by_label("Account Number")).to_have_value("10223456789")
    page.get_by_role("button", name="Add pledge").click()
    expect(page.locator("#summary")).to_contain_text("Memo")
    clean(page)
    page.get_by_label("Memo").fill("WINTER BILL")
    page.get_by_label("Amount").fill("$312.50")
    page.get_by_role("button", name="Add pledge").click()
    expect(page.locator(".messages").first).to_contain_text("The application is PENDING")
    row = page.locator("#pledges tbody tr")
    expect(row).to_contain_text("$312.50")
    row.get_by_role("link", name="Mark as paid").click()
    clean(page)
    page.get_by_role("button", name="Mark as paid").click()
    expect(page.locator("#pledges tbody tr")).to_contain_text("PAID")
    shot(page, "pledges")
    page.goto(f"/customers/{number}")
    page.goto(arrow.get_attribute("href"))
    expect(opened).to_contain_text("WINTER BILL")
    expect(arrow).to_have_text("1Commitments/Pledges for HEAP 2019: 1")
    arrow.click()
    expect(opened).to_be_hidden()
    said = "pledge of $312.50 to PACIFIC GAS & ELECTRIC COMPANY, account 10223456789: WINTER BILL"
    eventually(lambda: any(said in note["text"] for note in notes_of(number)))
