"""What a caseworker does, in a real browser: log in, look somebody up, read the record, write a note."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

SHOTS = os.environ.get("HOMEFIRE_SCREENSHOTS")
SECTIONS = [
    "Customer Details",
    "Mailing Address",
    "Contact Information",
    "Contacts",
    "Household",
    "Notes",
    "Applications",
    "Jobs",
    "Intake Appointments",
]
# What reaches past the right edge of the window, outermost first, with where it begins and ends.
WIDER = """[...document.querySelectorAll('body *')]
    .map(each => [each, each.getBoundingClientRect()])
    .filter(([each, box]) => box.right > innerWidth + 1)
    .map(([each, box]) => `${each.tagName}.${each.className} ${box.left}-${box.right} ${getComputedStyle(each).display}`)
"""


def shoot(page, name):
    """Keeps a picture when somebody wants to look."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def open_record(page):
    """From the lookup screen to the demonstration record, as the manual walks."""
    page.get_by_label("Name", exact=True).fill("holsch")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="HOLSCHEIN").first.click()
    page.wait_for_url("**/customers/110385*")


@pytest.mark.req("R126")
def test_every_page_is_behind_the_log_in(page, people):
    page.goto("/customers/110385")
    assert "/log-in" in page.url
    shoot(page, "log-in")
    page.get_by_label("User name").fill(people["caseworker"].user_name)
    page.get_by_label("Password").fill("not the password at all")
    page.keyboard.press("Enter")
    assert "/log-in" in page.url
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("User name").fill(people["caseworker"].user_name)
    page.get_by_label("Password").fill(people["caseworker"].password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/110385")


@pytest.mark.req("R2", "R4", "R5", "R127", "R129", "R130")
def test_journey_from_log_in_to_the_record(signed_in):
    page = signed_in
    expect(page.get_by_role("heading", name="Customer Maintenance Lookup")).to_be_visible()
    shoot(page, "lookup")
    open_record(page)
    expect(page).to_have_title(re.compile("^Edit Customer"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("HOLSCHEIN, DOENA - CustomerID#: 110385")
    listed = page.get_by_role("navigation", name="Record").get_by_role("link").all_inner_texts()
    names = [re.sub(r"\s*\d+$", "", text).strip() for text in listed]
    assert [name for name in names if name in SECTIONS] == SECTIONS
    assert names[-2:] == ["CSD Change Requests", "Files"]
    shoot(page, "record")
    for text in ("OVALTINE", "10223456789", "36582", "36534", "THIS IS A NOTE", "11/18/2019", "***-**-2108"):
        expect(page.get_by_text(text).first).to_be_visible()
    assert "765-43-2108" not in page.content()


def test_page_has_its_style_sheet(signed_in):
    signed_in.goto("/customers/110385")
    assert signed_in.evaluate("[...document.styleSheets].every(sheet => sheet.cssRules.length > 0)")
    assert signed_in.evaluate("getComputedStyle(document.body).margin") == "0px"


@pytest.mark.req("R4")
def test_section_entry_jumps_to_its_section(signed_in):
    page = signed_in
    page.goto("/customers/110385")
    page.get_by_role("navigation", name="Record").get_by_role("link", name="Intake Appointments").click()
    expect(page.get_by_role("heading", name="Intake Appointments")).to_be_in_viewport()
    page.set_viewport_size({"width": 341, "height": 768})
    page.goto("/customers/110385")
    assert page.get_by_label("First Name").bounding_box()["y"] < 768, (
        "the lists are folded, the fields in sight"
    )
    entry = page.get_by_role("navigation", name="Record").get_by_role("link", name="Intake Appointments")
    expect(entry).to_be_hidden()
    page.locator("summary", has_text="Sections and Related").press("Enter")
    assert Axe().run(page).response["violations"] == []
    entry.click()
    expect(page.get_by_role("heading", name="Intake Appointments")).to_be_in_viewport()


@pytest.mark.req("R74", "R209", "R210", "R212")
def test_note_by_hand_shows_in_the_record_and_is_found_by_its_code(signed_in, new_customer):
    page = signed_in
    page.goto(f"/customers/{new_customer()['number']}")
    page.get_by_role("textbox", name="New note").fill("CALLED BACK ABOUT THE BILL")
    page.get_by_role("button", name="Send note").click()
    expect(page.get_by_text("CALLED BACK ABOUT THE BILL").first).to_be_visible()
    page.get_by_role("link", name="Filter Notes").click()
    for code in ("FLDUPDATE", "FRAUD"):
        page.get_by_role("checkbox", name=code).focus()
        page.keyboard.press("Space")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Notes found:")).to_be_visible()
    page.get_by_role("link", name="FLDUPDATE take back").click()
    expect(page.get_by_role("cell", name="No data to display")).to_be_visible()
    page.get_by_role("link", name="Clear all").click()
    expect(page.get_by_text("CALLED BACK ABOUT THE BILL").first).to_be_visible()


@pytest.mark.req("R14")
@pytest.mark.parametrize("path", ["/customers", "/customers?name=hol", "/customers/110385", "/api/docs"])
def test_page_has_no_accessibility_fault(signed_in, path):
    page = signed_in
    page.goto(path)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_record_is_one_column_at_four_times_the_size(signed_in):
    page = signed_in
    page.set_viewport_size({"width": 342, "height": 700})
    page.goto("/customers/110385")
    shoot(page, "record-400-percent")
    assert page.evaluate("document.documentElement.scrollWidth") <= 343, page.evaluate(WIDER)


def test_record_reads_without_javascript(browser, browser_context_args, people):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto("/customers/110385")
    page.get_by_label("User name").fill(people["caseworker"].user_name)
    page.get_by_label("Password").fill(people["caseworker"].password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("HOLSCHEIN, DOENA")
    expect(page.get_by_text("OVALTINE")).to_be_visible()
    context.close()


def test_log_off_ends_the_session(signed_in):
    page = signed_in
    page.get_by_role("button", name="Log out").click()
    page.goto("/customers/110385")
    assert "/log-in" in page.url
