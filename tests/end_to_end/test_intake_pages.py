"""An application is taken in: received, edited, its household, housing and questionnaire entered, step by step."""

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
SSN = "219-09-9123"


def sound(page: Any, name: str) -> None:
    """Nothing on the page keeps anybody from using it."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"intake-{name}.png", full_page=True)
    assert Axe().run(page).response["violations"] == []


def saved(page: Any) -> None:
    """The page says that it was saved."""
    expect(page.locator("#state")).to_have_text("Saved.")


def receive(page: Any, number: int) -> None:
    """The first form, and a correction on the application's own page."""
    page.goto(f"/customers/{number}")
    page.get_by_role("button", name="Save and Add Application").click()
    page.get_by_label("Program Year").select_option("2026")
    page.get_by_label("Intake Date").fill("1/5/2026")
    page.get_by_label("Street *").fill("THIS")
    page.get_by_label("Zip Code").fill("93933")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(re.compile(r"/applications/\d+$"))
    page.get_by_label("Intake Date").fill("2/30/2026")
    page.get_by_label("Account Number").fill("00123")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#summary")).to_contain_text("Intake Date")
    page.get_by_label("Intake Date").fill("1/6/2026")
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    expect(page.get_by_label("Account Number")).to_have_value("00123")
    sound(page, "application")


def enter_household(page: Any, number: int) -> None:
    """Two members; a record that is open in another window follows (R70)."""
    record = page.context.new_page()
    record.goto(f"/customers/{number}")
    expect(record.locator("#household")).to_contain_text("No data to display")
    page.get_by_role("link", name="Next: Household").click()
    expect(page.get_by_label("Last Name").first).not_to_have_value("")
    expect(page.get_by_label("Relation to Applicant")).to_have_value("SELF")
    page.get_by_role("button", name="Add a member").click()
    child = page.locator("#member-1")
    expect(child.get_by_label("First Name")).to_be_focused()
    child.get_by_label("First Name").fill("PERIWINKLE")
    child.get_by_label("Last Name").fill("THISTLEWOOD")
    child.get_by_label("SSN").fill(SSN)
    child.get_by_label("Relation to Applicant").select_option("CHILD")
    child.get_by_label("Race").select_option("MENA")
    page.get_by_role("button", name="Save household").click()
    saved(page)
    expect(child.get_by_label("SSN")).to_have_attribute("placeholder", "***-**-9123")
    assert SSN not in page.content()
    sound(page, "household")
    record.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(record.locator("#household .source")).to_contain_text("HEAP 2026")
    expect(record.locator("#household")).to_contain_text("PERIWINKLE")
    page.get_by_role("link", name="Summary - Numbers per category").click()
    expect(page.get_by_text("the other one is kept and no longer counts")).to_be_visible()
    sound(page, "numbers")

    record.close()


def enter_housing(page: Any) -> None:
    """How the household is housed."""
    page.get_by_role("link", name="Next: Housing").click()
    page.locator("#housing").select_option("RENT")
    page.get_by_label("Landlord/Owner", exact=True).fill("A. OWNER")
    page.get_by_label("Number of Units Applied For").fill("2")
    page.get_by_role("button", name="Save housing").click()
    saved(page)
    expect(page.get_by_label("Homeowner")).to_have_value("No")
    sound(page, "housing")


def answer_questions(page: Any) -> None:
    """The questionnaire, which is read and not changed afterwards."""
    page.get_by_role("navigation", name="Application").get_by_role("link", name="Questionnaire").click()
    page.get_by_label("When can we reach or visit you?").select_option("EVENINGS")
    page.get_by_label("How do you want to hear from us?").select_option("EMAIL")
    page.get_by_label("Is your energy shut off").select_option("NO")
    sound(page, "questions")
    page.get_by_role("button", name="Save answers").click()
    expect(page.locator("#questionnaire dl")).to_contain_text("Evenings")
    expect(page.locator("#questionnaire select")).to_have_count(0)
    sound(page, "answers")


@pytest.mark.req("R9", "R65", "R67", "R68", "R70", "R77", "R199", "R259", "R266")
def test_an_application_is_taken_in_step_by_step(signed_in, new_customer, notes_of):
    page, number = signed_in, new_customer()["number"]
    receive(page, number)
    enter_household(page, number)
    enter_housing(page)
    answer_questions(page)
    for told in (
        "household: HOUSEHOLD MEMBERS",
        "housing: LANDLORD",
        "questionnaire answered",
        "ACCOUNT NUMBER",
    ):
        eventually(lambda told=told: any(told in note["text"] for note in notes_of(number)))
