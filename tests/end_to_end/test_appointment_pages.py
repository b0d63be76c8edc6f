"""An appointment in a real browser: booked from what is free, refused where it is not, moved, cancelled, seen in the
calendar, and on the clock that somebody has chosen."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

DAY, DATE = "2031-06-02", "6/2/2031"


def without_fault(page):
    """No accessibility fault, and nothing wider than a window at four times the size."""
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.set_viewport_size({"width": 341, "height": 768})
    assert page.evaluate("document.documentElement.scrollWidth") <= 342
    page.set_viewport_size({"width": 1366, "height": 768})


def start_booking(page, number, employee):
    """From the record to what is free of an employee on the day."""
    page.goto(f"/customers/{number}#appointments")
    page.locator("#appointments").get_by_role("link", name="Add an appointment").click()
    page.get_by_label("Employee").select_option(label=employee)
    page.get_by_label("Appointment Date").fill(DATE)
    page.get_by_role("button", name="Show free times").click()
    expect(page.locator("#times header")).to_contain_text(DATE)


@pytest.mark.req("R101", "R102", "R103", "R104", "R106", "R108", "R260", "R265")
def test_an_appointment_is_booked_moved_and_cancelled(signed_in, new_customer, outbox_of):
    page, analyst = signed_in, "DEMO ANALYST - Analyst, WATSONVILLE"
    made = new_customer(first_name="APRIL", last_name="BOOKER", home_phone="8315550142", best_time="AFT")
    number = made["number"]

    start_booking(page, number, analyst)
    expect(page.get_by_label("Best Time to Call")).to_have_value("AFT - Afternoon")
    without_fault(page)
    page.get_by_role("radio", name=re.compile("^9:30 AM")).check()
    page.locator("#appointment-form").get_by_role("button", name="Book", exact=True).last.click()
    expect(page.get_by_label("Subject")).to_have_value("APRIL BOOKER - (831) 555-0142")
    expect(page.get_by_label("Office")).to_have_value("WATSONVILLE")
    without_fault(page)
    [booked] = outbox_of("appointments", subject=number, type="appointment_booked")
    assert booked["data"]["employee"] == "DEMO ANALYST" and booked["data"]["employee_id"]

    start_booking(page, number, analyst)
    expect(page.get_by_role("radio", name=re.compile("^9:30 AM"))).to_have_count(0)
    page.get_by_label("Start Time").fill("9:45 AM")
    page.keyboard.press("Enter")
    expect(page.get_by_text("from 9:30 AM to 10:00 AM")).to_be_visible()
    expect(page.get_by_label("Reason for the double booking")).to_be_visible()

    page.goto("/my-preferences")
    page.get_by_label("24-hour clock").check()
    page.get_by_role("button", name="Save").click()
    without_fault(page)
    page.goto(f"/appointments?view=week&day={DAY}")
    without_fault(page)
    page.get_by_role("row").get_by_role("link", name="09:30").click()
    page.get_by_role("link", name="Move").click()
    page.get_by_role("radio", name=re.compile("^14:00")).check()
    page.locator("#appointment-form").get_by_role("button", name="Move", exact=True).last.click()
    expect(page.get_by_label("Start Time")).to_have_value("14:00")

    page.get_by_label("Reason").fill("THE CUSTOMER CALLED")
    page.get_by_role("button", name="Cancel appointment").click()
    expect(page.locator("#appointment")).to_contain_text("CANCELLED")
    page.goto(f"/appointments?day={DAY}&cancelled=yes")
    row = page.get_by_role("row").filter(has_text="APRIL BOOKER")
    expect(row).to_contain_text("14:00")
    expect(row).to_contain_text("CANCELLED")
    page.goto(f"/customers/{number}/notes")
    expect(page.get_by_text("cancelled: THE CUSTOMER CALLED")).to_be_visible()


@pytest.fixture(autouse=True)
def own_clock(suite, people):
    """The caseworker reads times as each screen has them, before and after."""
    yield
    with suite.database("gateway").begin() as connection:
        connection.exec_driver_sql("update account set clock = null")
