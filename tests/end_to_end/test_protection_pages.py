"""What protects a record, in a real browser: the number shown and corrected, special handling, Inquiry's notes."""

from __future__ import annotations

import itertools
import os
import random
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

SHOTS = os.environ.get("HOMEFIRE_SCREENSHOTS")
_serials = itertools.count(random.randint(1, 8000))


def shoot(page, name):
    """Keeps a picture when somebody wants to look."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


def new_ssn(area: str) -> str:
    """A number that no other test has, as it is punctuated."""
    return f"{area}-47-{next(_serials):04d}"


def has_no_fault(page, name):
    """No accessibility fault, and nothing wider than a narrow window."""
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    shoot(page, name)
    page.set_viewport_size({"width": 342, "height": 700})
    shoot(page, f"{name}-narrow")
    assert page.evaluate("document.documentElement.scrollWidth") <= 343
    page.set_viewport_size({"width": 1366, "height": 768})


@pytest.fixture
def ssn():
    return new_ssn("212")


@pytest.fixture
def number(new_customer, ssn):
    """A customer of this test's own, with a number."""
    return new_customer(ssn=ssn, email="ada@email.com")["number"]


@pytest.mark.req("R69", "R248")
def test_number_is_shown_over_the_record_for_a_reason_and_hides_itself(supervisor, number, ssn):
    page = supervisor
    page.goto(f"/customers/{number}")
    expect(page.get_by_label("Social Security Number", exact=False).first).not_to_be_editable()
    page.clock.install()
    page.get_by_role("link", name="reveal the Social Security Number").click()
    dialog = page.get_by_role("dialog")
    reason = dialog.get_by_label("Why do you need to see the whole number?")
    expect(reason).to_be_focused()
    reason.fill("why")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("at least 5 characters")
    reason.fill("comparing it with the card")
    page.keyboard.press("Enter")
    expect(dialog.locator("#revealed")).to_have_text(ssn)
    shoot(page, "reveal-dialog")
    assert page.url.endswith(f"/customers/{number}")
    page.clock.fast_forward(60_000)
    expect(dialog.locator("#revealed")).to_have_text(f"***-**-{ssn[-4:]}")
    dialog.get_by_role("link", name="Close").click()
    expect(dialog).not_to_be_visible()
    assert ssn not in page.content()
    expect(page.locator("#mode")).to_have_text("Customer Master Maintenance")


@pytest.mark.req("R69")
def test_number_is_shown_without_javascript(browser, browser_context_args, people, number, ssn):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("User name").fill(people["supervisor"].user_name)
    page.get_by_label("Password").fill(people["supervisor"].password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers")
    page.goto(f"/customers/{number}")
    page.get_by_role("link", name="reveal the Social Security Number").click()
    page.get_by_label("Why do you need to see the whole number?").fill("comparing it with the card")
    page.get_by_role("button", name="Show the number").click()
    expect(page.locator("#revealed")).to_have_text(ssn)
    assert ssn.replace("-", "") not in page.url
    context.close()


@pytest.mark.req("R69", "R247")
def test_caseworker_is_offered_no_reveal(signed_in, number):
    page = signed_in
    page.goto(f"/customers/{number}")
    expect(page.get_by_role("link", name="reveal the Social Security Number")).to_have_count(0)
    assert page.goto(f"/customers/{number}/ssn").status == 403


@pytest.mark.req("R20", "R113")
def test_two_people_correct_a_number(signed_in, supervisor, number, ssn):
    page, right = signed_in, new_ssn("313")
    page.goto(f"/customers/{number}")
    page.get_by_role("link", name="correct the Social Security Number").click()
    has_no_fault(page, "correction-form")
    page.get_by_label("New number").fill("000-12-3456")
    page.get_by_role("button", name="Ask for the correction").click()
    expect(page.locator("#summary")).to_be_focused()
    shoot(page, "correction-refused")
    page.get_by_label("New number").fill(right)
    page.get_by_label("Reason").fill("two digits were swapped")
    page.get_by_label("or: which paper was seen").fill("the card, seen at the desk")
    page.get_by_role("button", name="Ask for the correction").click()
    expect(page.get_by_text("somebody else decides it")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    shoot(page, "correction-own")

    supervisor.get_by_role("link", name="SSN corrections").click()
    has_no_fault(supervisor, "corrections-list")
    supervisor.get_by_role("row", name=str(number)).get_by_role("link").click()
    supervisor.get_by_role("link", name="reveal the new number").click()
    supervisor.get_by_label("Why do you need to see the whole number?").fill("comparing it with the card")
    supervisor.get_by_role("button", name="Show the number").click()
    expect(supervisor.locator("#revealed")).to_have_text(right)
    supervisor.keyboard.press("Escape")
    has_no_fault(supervisor, "correction-decision")
    supervisor.get_by_role("button", name="Approve").click()
    expect(supervisor.get_by_role("table", name="Earlier corrections")).to_contain_text("APPROVED")
    shoot(supervisor, "correction-approved")
    supervisor.goto(f"/customers/{number}")
    expect(supervisor.locator("#ssn")).to_have_value(f"***-**-{right[-4:]}")
    expect(supervisor.get_by_text("approved, requested by JOHN JOHNSON")).to_be_visible()
    for one in (page, supervisor):
        assert ssn not in one.content() and right not in one.content()


@pytest.mark.req("R25", "R26")
def test_special_handling_is_set_with_a_reason_and_cleared_by_a_supervisor(signed_in, supervisor, number):
    page = signed_in
    page.goto(f"/customers/{number}")
    reason = page.get_by_label("Reason for setting or clearing it")
    expect(reason).to_be_hidden()
    page.get_by_label("Special Handling?").select_option("yes")
    shoot(page, "special-handling-set")
    page.keyboard.press("Alt+s")
    expect(page.locator("#summary")).to_contain_text("why the record needs special handling")
    reason.fill("threatened a colleague")
    page.keyboard.press("Alt+s")
    expect(page.locator("#state")).to_have_text("Saved.")
    banner = page.get_by_role("note")
    expect(banner).to_contain_text("threatened a colleague")
    expect(banner).to_contain_text("JOHN JOHNSON")
    expect(page.get_by_label("Special Handling?")).not_to_be_editable()
    has_no_fault(page, "special-handling")
    page.get_by_role("link", name="Files").click()
    expect(page.get_by_role("note")).to_contain_text("threatened a colleague")
    page.goto(f"/customers/{number}")
    page.get_by_role("button", name="Exit").click()
    page.wait_for_url("**/customers")

    supervisor.goto(f"/customers/{number}")
    supervisor.get_by_label("Special Handling?").select_option("no")
    supervisor.get_by_label("Reason for setting or clearing it").fill("settled since")
    supervisor.keyboard.press("Alt+s")
    expect(supervisor.locator("#state")).to_have_text("Saved.")
    expect(supervisor.get_by_role("note")).to_have_count(0)
    supervisor.reload()
    for text in ("Special handling set: threatened a colleague", "Special handling cleared: settled since"):
        expect(supervisor.get_by_text(text)).to_be_visible()


@pytest.mark.req("R151")
def test_second_person_adds_a_note_in_inquiry(signed_in, supervisor, number):
    signed_in.goto(f"/customers/{number}")
    expect(signed_in.locator("#mode")).to_have_text("Customer Master Maintenance")
    page = supervisor
    page.goto(f"/customers/{number}")
    expect(page.locator("#mode")).to_have_text("Customer Inquiry")
    page.keyboard.press("Shift+F2")
    page.keyboard.type("she called about her bill")
    page.get_by_role("button", name="Send note").click()
    expect(page.get_by_text("The note is in the log.")).to_be_visible()
    expect(page.get_by_role("article").first).to_contain_text("she called about her bill")
    expect(page.locator("#mode")).to_have_text("Customer Inquiry")


@pytest.mark.req("R150")
def test_window_that_is_left_does_not_take_the_record_from_the_other_one(signed_in, number):
    page = signed_in
    other = page.context.new_page()
    for one in (page, other):
        one.goto(f"/customers/{number}")
        expect(one.locator("#mode")).to_have_text("Customer Master Maintenance")
    token = page.locator("#record-form > [name=lock_token]")
    before = token.input_value()
    other.get_by_role("button", name="Exit").click()
    other.wait_for_url("**/customers")
    expect(token).not_to_have_value(before, timeout=15_000)
    expect(page.locator("#mode")).to_have_text("Customer Master Maintenance")
    page.get_by_label("Email Address").fill("kept@email.com")
    page.keyboard.press("Alt+s")
    expect(page.locator("#state")).to_have_text("Saved.")
