"""Mailing address, contact information, consents and toggles in a real browser."""

from __future__ import annotations

import os
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


@pytest.fixture
def number(new_customer):
    """A customer of this test's own."""
    address = {
        "number": "1",
        "street": "THIS",
        "street_type": "AVENUE",
        "building_type": "APARTMENT",
        "zip": "95077",
    }
    return new_customer(mailing_address=address, home_phone="8314550100", email="ada@email.com")["number"]


def open_record(page, number):
    """The record, held for editing."""
    page.goto(f"/customers/{number}")
    expect(page.locator("#mode")).to_have_text("Customer Master Maintenance")


def noted(page, text):
    """Whether the page shows a note, loaded anew."""
    page.reload()
    return page.locator("#notes").get_by_text(text).count() > 0


def save(page):
    """The toolbar's Save, by keyboard."""
    page.keyboard.press("Alt+s")
    expect(page.locator("#state")).to_have_text("Saved.")


@pytest.mark.req("R31")
def test_other_city_of_a_zip_is_chosen_by_keyboard(signed_in, number):
    page = signed_in
    open_record(page, number)
    page.get_by_role("group", name="Mailing Address").get_by_label("Zip Code").fill("90022")
    city = page.locator("#mailing_address_city")
    expect(city).to_have_value("LOS ANGELES")
    cities = page.get_by_role("group", name="Cities to choose from:")
    expect(cities.get_by_role("button")).to_have_text(
        ["LOS ANGELES", "COMMERCE", "E LOS ANGELES", "EAST LOS ANGELES"]
    )
    shoot(page, "contact-cities")
    page.locator("#mailing_address_state").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(city).to_have_value("COMMERCE")
    expect(city).to_be_focused()
    expect(page.locator("label[for=mailing_address_city] i")).to_have_text("by hand")
    save(page)
    expect(city).to_have_value("COMMERCE")
    eventually(lambda: noted(page, "MAILING ADDRESS ENTERED BY HAND set to city"))


@pytest.mark.req("R31")
def test_zip_without_a_county_and_unknown_zip_are_told_and_no_dead_end(signed_in, number):
    page = signed_in
    open_record(page, number)
    mailing = page.get_by_role("group", name="Mailing Address")
    mailing.get_by_label("Zip Code").fill("00604")
    told = mailing.locator(".place")
    expect(told).to_have_text("No county is known for this ZIP code. Enter it by hand.")
    mailing.get_by_label("Zip Code").fill("00000")
    expect(told).to_contain_text("No place is known for this ZIP code.")
    for name, value in (("city", "FARAWAY"), ("county", "NOWHERE"), ("state", "CA")):
        page.locator(f"#mailing_address_{name}").fill(value)
    save(page)
    expect(page.locator("#mailing_address_zip-warning")).to_contain_text("No place is known for this ZIP.")


@pytest.mark.req("R29", "R32", "R45")
def test_what_to_look_at_is_shown_before_and_after_the_save(signed_in, number):
    page = signed_in
    open_record(page, number)
    expect(page.locator("#mailing_address_street_type-warning")).to_contain_text("The usual form is AVE.")
    expect(page.locator("#mailing_address_unit-warning")).to_contain_text(
        "building type and unit number together"
    )
    page.get_by_label("Preferred Contact Method").select_option("sms")
    told = page.locator(".crosscheck")
    expect(told).to_have_text("Text messages are preferred, and no mobile is recorded.")
    shoot(page, "contact-warnings")
    page.get_by_label("Mobile Phone").fill("831 455 0199")
    expect(told).to_have_text("")
    page.get_by_label("Mobile Phone").fill("")
    save(page)
    expect(page.locator("#messages")).to_contain_text(
        "Text messages are preferred, and no mobile is recorded."
    )


@pytest.mark.req("R40")
def test_phone_gets_its_form_when_the_field_is_left_and_pasting_works(signed_in, number):
    page = signed_in
    open_record(page, number)
    for typed, shown in (
        ("8314550177", "(831) 455-0177"),
        ("+1 831.455.0177", "(831) 455-0177"),
        ("831\u2011455\u20130177", "(831) 455-0177"),
        ("831-455-017", "831-455-017"),
        ("+49 30 1234567", "+49 30 1234567"),
    ):
        field = page.get_by_label("Fax")
        field.fill(typed)
        field.blur()
        expect(field).to_have_value(shown)
    page.get_by_label("Fax").fill("831 455 0177")
    page.keyboard.press("Alt+s")
    expect(page.locator("#state")).to_have_text("Saved.")
    expect(page.get_by_label("Fax")).to_have_value("(831) 455-0177")


@pytest.mark.req("R34")
def test_move_is_in_the_history_of_addresses(signed_in, number, suite):
    import sqlalchemy as sa

    page = signed_in
    with suite.database("customers").begin() as connection:
        earlier = "update address_period set valid_from = '2024-03-01' where customer_number = :number"
        connection.execute(sa.text(earlier), {"number": number})
    open_record(page, number)
    expect(page.get_by_text("At this address since 3/1/2024")).to_be_visible()
    page.get_by_label("Address Street/PO Box").fill("SHADOWBROOK")
    save(page)
    page.get_by_role("link", name="History of addresses").click()
    rows = page.get_by_role("table", name="Mailing Addresses").get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("1 SHADOWBROOK AVENUE APARTMENT")
    expect(rows.nth(1)).to_contain_text("present")
    expect(rows.nth(2)).to_contain_text("3/1/2024")
    expect(rows.nth(2)).to_contain_text("LOCAL CASEWORKER")
    shoot(page, "contact-addresses")
    assert Axe().run(page).violations_count == 0


@pytest.mark.req("R46")
def test_consent_is_recorded_beside_unsaved_changes_and_revoked(signed_in, number):
    page = signed_in
    open_record(page, number)
    page.get_by_label("Email Address").fill("unsaved@email.com")
    block = page.locator("#consents")
    shoot(page, "contact-consents")
    block.get_by_label("Source").select_option("REPLY STOP")
    block.get_by_role("button", name="Record consent").click()
    expect(block).to_contain_text("This source gives no consent.")
    block.get_by_label("Source").select_option("SIGNED FORM")
    block.get_by_label("Date").fill("11/2/2025")
    page.keyboard.press("Enter")
    expect(block.get_by_role("listitem").first).to_contain_text("11/2/2025, SIGNED FORM, JOHN JOHNSON")
    shoot(page, "contact-consent-recorded")
    expect(page.get_by_label("Email Address")).to_have_value("unsaved@email.com")
    save(page)
    expect(page.get_by_label("Email Address")).to_have_value("unsaved@email.com")
    block.locator("#consent_state").select_option("REVOKED")
    block.get_by_label("Source").select_option("REPLY STOP")
    block.get_by_role("button", name="Record consent").click()
    expect(block.get_by_role("listitem").first).to_contain_text("revoked")
    page.get_by_role("link", name="Contact Information").click()
    eventually(lambda: noted(page, "Consent revoked on"))
    block.get_by_role("link", name="History").click()
    expect(page.get_by_role("table", name="Consent").get_by_role("row")).to_have_count(3)
    shoot(page, "contact-consent-history")


@pytest.mark.req("R146", "R153")
def test_toggles_are_saved_and_marketing_asks_how_the_customer_chose(signed_in, number):
    page = signed_in
    open_record(page, number)
    source = page.get_by_label("Source of the Marketing Choice")
    expect(source).to_be_hidden()
    page.get_by_label("Dormant Customer").select_option("yes")
    page.get_by_label("Marketing Emails", exact=True).select_option("yes")
    expect(source).to_be_visible()
    page.keyboard.press("Alt+s")
    expect(page.locator("#summary")).to_contain_text("Say how the customer told this choice.")
    shoot(page, "contact-toggles")
    source.select_option("PHONE")
    save(page)
    expect(page.locator("#head").get_by_text("Dormant", exact=True)).to_be_visible()
    eventually(lambda: noted(page, "MARKETING EMAILS changed from NO to YES"))
    eventually(lambda: noted(page, "Marketing emails, PHONE"))


@pytest.mark.req("R46")
def test_consent_and_choice_of_a_city_work_without_javascript(browser, browser_context_args, people, number):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("User name").fill(people["caseworker"].user_name)
    page.get_by_label("Password").fill(people["caseworker"].password)
    page.get_by_role("button", name="Log in").click()
    page.goto(f"/customers/{number}")
    block = page.locator("#consents")
    block.get_by_label("Source").select_option("PHONE")
    block.get_by_role("button", name="Record consent").click()
    expect(block.get_by_role("listitem").first).to_contain_text("PHONE")
    page.get_by_role("group", name="Mailing Address").get_by_label("Zip Code").fill("90022")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("It is also the ZIP of: COMMERCE")
    page.get_by_role("button", name="Exit").click()
    context.close()


@pytest.mark.req("R14")
def test_contact_section_fits_a_narrow_window(signed_in, number):
    page = signed_in
    open_record(page, number)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.set_viewport_size({"width": 342, "height": 700})
    shoot(page, "contact-narrow")
    assert page.evaluate("document.documentElement.scrollWidth") <= 343
    page.goto(f"/customers/{number}/addresses")
    shoot(page, "contact-addresses-narrow")
    assert page.evaluate("document.documentElement.scrollWidth") <= 343
