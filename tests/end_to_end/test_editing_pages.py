"""Editing a record in a real browser: saving, being refused, two people on one record, unsaved changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

SHOTS = os.environ.get("HOMEFIRE_SCREENSHOTS")


def shoot(page, name):
    """Keeps a picture when somebody wants to look."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.fixture
def number(new_customer):
    """A customer of this test's own."""
    return new_customer(home_phone="8315550100", email="ada@email.com")["number"]


def open_record(page, number):
    """The record, held for editing."""
    page.goto(f"/customers/{number}")
    expect(page.locator("#mode")).to_have_text("Customer Master Maintenance")


def save(page):
    """The toolbar's Save, by keyboard."""
    page.keyboard.press("Alt+s")
    expect(page.locator("#state")).to_have_text("Saved.")


@pytest.mark.req("R6", "R7", "R149", "R240")
def test_change_is_saved_and_becomes_a_note(signed_in, number):
    page = signed_in
    open_record(page, number)
    tools = page.get_by_role("toolbar", name="Record")
    names = [text.strip() for text in tools.locator("button, a").all_inner_texts()]
    assert names == ["Save", "Save and Close", "Save and Add Application", "Exit", "Delete", "Refresh"]
    shoot(page, "record-editable")
    page.get_by_label("Home Phone").fill("831.555.0199")
    save(page)
    expect(page.get_by_label("Home Phone")).to_have_value("(831) 555-0199")
    page.reload()
    expect(page.get_by_text("HOME PHONE changed from (831) 555-0100 to (831) 555-0199")).to_be_visible()


@pytest.mark.req("R7", "R13")
def test_refused_save_says_what_to_do_by_field_and_keeps_what_was_typed(signed_in, number):
    page = signed_in
    open_record(page, number)
    page.get_by_label("Last Name").fill("")
    page.get_by_label("Home Phone").fill("911")
    page.get_by_label("Email Address").fill("new@email.com")
    page.keyboard.press("Alt+s")
    summary = page.locator("#summary")
    expect(summary).to_be_focused()
    shoot(page, "record-refused")
    summary.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    expect(page.get_by_label("Email Address")).to_have_value("new@email.com")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/customers/{number}")
    expect(page.get_by_label("Email Address")).to_have_value("ada@email.com")


@pytest.mark.req("R31", "R24")
def test_zip_fills_its_place_and_a_subcategory_follows_its_ethnicity(signed_in, number):
    page = signed_in
    open_record(page, number)
    page.get_by_role("group", name="Mailing Address").get_by_label("Zip Code").fill("95077")
    place = [page.locator(f"#mailing_address_{name}") for name in ("city", "county", "state")]
    for field, value in zip(place, ("WATSONVILLE", "SANTA CRUZ", "CA"), strict=True):
        expect(field).to_have_value(value)
    page.get_by_label("Primary Ethnicity").select_option("ASIAN")
    subcategory = page.get_by_label("Ethnicity Subcategory")
    subcategory.select_option("FILIPINO")
    page.get_by_label("Primary Ethnicity").select_option("HISPANIC")
    expect(subcategory).to_have_value("")
    save(page)
    expect(place[0]).to_have_value("WATSONVILLE")


@pytest.mark.req("R148", "R149", "R150")
def test_two_people_on_one_record(signed_in, supervisor, number):
    first, second = signed_in, supervisor
    open_record(first, number)
    first.get_by_label("Email Address").fill("unsaved@email.com")
    second.goto(f"/customers/{number}")
    expect(second.locator("#mode")).to_have_text("Customer Inquiry")
    expect(second.locator("#holder")).to_contain_text("JOHN JOHNSON holds this record since")
    expect(second.get_by_label("First Name")).not_to_be_editable()
    shoot(second, "record-inquiry")
    second.get_by_label("Reason for taking this record over").fill("she is on sick leave")
    second.get_by_role("button", name="Take over").click()
    expect(second.locator("#mode")).to_have_text("Customer Master Maintenance")
    expect(first.locator("#mode")).to_have_text("Customer Inquiry", timeout=15_000)
    expect(first.get_by_role("alert").first).to_contain_text("DEMO SUPERVISOR")
    expect(first.get_by_label("Email Address")).to_have_value("unsaved@email.com")
    expect(first.get_by_label("Email Address")).not_to_be_editable()
    shoot(first, "record-taken-over")
    second.reload()
    taken = "Record taken over from JOHN JOHNSON: she is on sick leave"
    expect(second.get_by_text(taken)).to_be_visible()


@pytest.mark.req("R8", "R10", "R150")
def test_record_that_is_left_is_free(signed_in, supervisor, number):
    page = signed_in
    open_record(page, number)
    page.get_by_label("Email Address").fill("closed@email.com")
    page.keyboard.press("Alt+c")
    page.wait_for_url("**/customers")
    open_record(supervisor, number)
    expect(supervisor.get_by_label("Email Address")).to_have_value("closed@email.com")
    supervisor.get_by_role("button", name="Exit").click()
    supervisor.wait_for_url("**/customers")
    open_record(page, number)


@pytest.mark.req("R152")
def test_change_in_another_window_is_merged_field_by_field(signed_in, number):
    page = signed_in
    other = page.context.new_page()
    open_record(page, number)
    open_record(other, number)
    other.get_by_label("Home Phone").fill("8315550111")
    other.get_by_label("Fax").fill("8315550112")
    save(other)
    page.get_by_label("Home Phone").fill("8315550122")
    page.get_by_label("Email Address").fill("mine@email.com")
    page.keyboard.press("Alt+s")
    conflict = page.get_by_role("group", name="Home Phone")
    expect(conflict).to_be_visible()
    shoot(page, "record-conflict")
    conflict.get_by_label("yours").check()
    save(page)
    expect(page.get_by_label("Home Phone")).to_have_value("(831) 555-0122")
    expect(page.get_by_label("Fax")).to_have_value("(831) 555-0112")
    expect(page.get_by_label("Email Address")).to_have_value("mine@email.com")


@pytest.mark.req("R241")
def test_unsaved_changes_come_back_after_the_window_was_closed(signed_in, number):
    page = signed_in
    open_record(page, number)
    page.get_by_label("Email Address").fill("draft@email.com")
    expect(page.locator("#state")).to_contain_text("1 unsaved change · draft kept")
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(f"/customers/{number}")
    expect(page.locator("#draft")).to_contain_text("Email Address")
    page.get_by_role("link", name="Restore").click()
    expect(page.get_by_label("Email Address")).to_have_value("draft@email.com")
    save(page)
    page.reload()
    expect(page.locator("#draft")).to_have_count(0)


@pytest.mark.req("R241")
def test_link_asks_before_unsaved_changes_are_left(signed_in, number):
    page = signed_in
    open_record(page, number)
    page.get_by_label("Email Address").fill("draft@email.com")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_role("navigation", name="Record").get_by_role("link", name="Customer Accounts").click()
    assert asked == ["There are unsaved changes. Leave without saving them?"]
    expect(page.get_by_label("Email Address")).to_have_value("draft@email.com")
    page.once("dialog", lambda dialog: dialog.accept())


@pytest.mark.req("R26")
def test_special_handling_asks_for_a_reason_at_the_save(signed_in, new_customer):
    page = signed_in
    open_record(page, new_customer(special_handling=True)["number"])
    expect(page.get_by_text("Consult management before you change anything")).to_be_visible()
    page.get_by_label("Email Address").fill("asked@email.com")
    page.keyboard.press("Alt+s")
    reason = page.locator("#acknowledging").get_by_label("Reason for the change")
    expect(reason).to_be_focused()
    reason.fill("my manager agreed by phone")
    save(page)
    page.reload()
    expect(page.get_by_text("Changed under special handling: my manager agreed by phone")).to_be_visible()


@pytest.mark.req("R14")
def test_editable_record_has_no_accessibility_fault_and_fits_a_narrow_window(signed_in, number):
    page = signed_in
    open_record(page, number)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.set_viewport_size({"width": 342, "height": 700})
    shoot(page, "record-editable-narrow")
    assert page.evaluate("document.documentElement.scrollWidth") <= 343
