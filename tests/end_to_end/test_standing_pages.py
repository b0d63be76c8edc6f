"""Deleting, restoring, merging and unmerging in a real browser, by keyboard."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from homefire.testing.suite import eventually

SHOTS = os.environ.get("HOMEFIRE_SCREENSHOTS")


def shoot(page, name):
    """Keeps a picture when somebody wants to look."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def accessible(page):
    """Nothing that axe calls a violation."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
    assert found.response["violations"] == [], found.generate_report()


@pytest.fixture
def administrator(browser, browser_context_args, people, request):
    """A browser in which an administrator has logged in."""
    from homefire_cli.log_ins import LogIn

    person = people.get("administrator")
    assert isinstance(person, LogIn)
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("User name").fill(person.user_name)
    page.get_by_label("Password").fill(person.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers")
    yield page
    context.close()


@pytest.mark.req("R6", "R11")
def test_record_is_deleted_and_an_administrator_restores_it(supervisor, administrator, new_customer):
    number, page = new_customer()["number"], supervisor
    page.goto(f"/customers/{number}")
    delete = page.get_by_role("toolbar").get_by_role("link", name="Delete")
    expect(delete).to_have_attribute("title", "Delete the customer record (Alt+D)")
    page.keyboard.press("Alt+d")
    page.wait_for_url(f"**/customers/{number}/delete")
    shoot(page, "delete")
    accessible(page)
    page.get_by_label("Reason for deleting the record").fill("entered by mistake")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers?deleted=*")
    expect(page.get_by_text(f"Customer {number} was deleted")).to_be_visible()
    shoot(page, "deleted")
    page.goto(f"/customers/{number}")
    expect(page.get_by_text("This record was deleted", exact=True)).to_be_visible()
    expect(page.locator("#mode")).to_have_text("Customer Inquiry")
    expect(page.get_by_label("First Name")).not_to_be_editable()
    expect(page.get_by_role("link", name="Restore")).to_have_count(0)
    shoot(page, "tombstone")
    accessible(page)
    administrator.goto(f"/customers/{number}")
    administrator.get_by_role("link", name="Restore").click()
    administrator.get_by_label("Reason for restoring the record").fill("it was needed after all")
    administrator.get_by_role("button", name="Restore the record").click()
    administrator.wait_for_url(f"**/customers/{number}")
    expect(administrator.get_by_text("This record was deleted", exact=True)).to_have_count(0)
    page.reload()
    expect(page.locator("#mode")).to_have_text("Customer Master Maintenance")
    for told in (
        "Customer record deleted: entered by mistake",
        "Customer record restored: it was needed after all",
    ):
        eventually(lambda told=told: page.reload() and page.get_by_text(told).count())


@pytest.mark.req("R11")
def test_record_with_an_application_is_not_deleted_and_the_page_says_why(supervisor):
    supervisor.goto("/customers/110385/delete")
    expect(supervisor.get_by_role("cell", name=re.compile("^Applications are kept"))).to_be_visible()
    expect(supervisor.get_by_label("Reason for deleting the record")).to_have_count(0)
    shoot(supervisor, "delete-refused")
    accessible(supervisor)


@pytest.mark.req("R252")
def test_two_records_are_merged_and_unmerged(supervisor, new_customer):
    page = supervisor
    kept = new_customer(email="kept@email.com", home_phone="8315550101")["number"]
    gone = new_customer(first_name="ADDA", email="gone@email.com", mobile_phone="8315550102")["number"]
    page.goto(f"/customers/{kept}")
    page.get_by_role("navigation", name="Record").get_by_role("link", name="Merge", exact=True).click()
    page.get_by_label("Customer number of the other record").fill(str(gone))
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name=re.compile(f"^{kept}"))).to_be_checked()
    mobile = page.get_by_role("radio", name=f"Mobile Phone: Customer {gone}")
    expect(mobile).to_be_checked()
    page.get_by_role("radio", name=f"Email Address: Customer {gone}").check()
    shoot(page, "merge")
    accessible(page)
    page.set_viewport_size({"width": 342, "height": 640})
    shoot(page, "merge-narrow")
    assert page.evaluate("document.documentElement.scrollWidth") <= 342
    page.set_viewport_size({"width": 1366, "height": 768})
    page.get_by_label("Reason for the merge").fill("one person, entered twice")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/customers/{kept}/merges")
    eventually(
        lambda: page.reload() and page.get_by_text("Everything has moved, and the counts agree.").count()
    )
    shoot(page, "merges")
    accessible(page)
    page.set_viewport_size({"width": 342, "height": 640})
    shoot(page, "merges-narrow")
    assert page.evaluate("document.documentElement.scrollWidth") <= 342
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"/customers/{gone}")
    expect(page).to_have_url(re.compile(f"/customers/{kept}"))
    expect(page.get_by_text(f"Number {gone} was merged into this record")).to_be_visible()
    expect(page.get_by_label("Email Address")).to_have_value("gone@email.com")
    shoot(page, "merged")
    page.get_by_role("link", name="Merge and unmerge").click()
    page.get_by_label("Reason for undoing the merge").fill("they are two people")
    page.get_by_role("button", name="Undo the merge").click()
    eventually(lambda: page.reload() and page.get_by_text("Everything is back under its own number.").count())
    shoot(page, "unmerged")
    for number, email in ((kept, "kept@email.com"), (gone, "gone@email.com")):
        page.goto(f"/customers/{number}")
        expect(page).to_have_url(re.compile(f"/customers/{number}$"))
        expect(page.get_by_label("Email Address")).to_have_value(email)
