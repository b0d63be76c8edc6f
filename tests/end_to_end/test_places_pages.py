"""Vendors and properties in a real browser: entered, found and opened, without an accessibility fault."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

SHOTS = os.environ.get("HOMEFIRE_SCREENSHOTS")


def without_fault(page, name):
    """No accessibility fault, and nothing wider than a window at four times the size."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.set_viewport_size({"width": 341, "height": 768})
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-narrow.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 342
    page.set_viewport_size({"width": 1366, "height": 768})


@pytest.mark.req("R258")
def test_vendor_is_entered_found_by_a_misspelled_name_and_noted(signed_in):
    page = signed_in
    page.goto("/vendors/new")
    page.get_by_label("Vendor Name").fill("QUORRA INSULATION")
    page.get_by_label("Kind of Vendor").select_option("WX_CONTRACTOR")
    page.get_by_label("Phone", exact=True).fill("831-424-9911")
    page.get_by_label("Zip Code").fill("93933")
    expect(page.get_by_label("City")).to_have_value("MARINA")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("QUORRA INSULATION")
    page.get_by_label("New note").fill("ASKED FOR THE LICENSE")
    page.get_by_role("button", name="Send note").click()
    expect(page.get_by_role("cell", name="ASKED FOR THE LICENSE")).to_be_visible()
    without_fault(page, "vendor")
    page.get_by_label("Main").get_by_role("link", name="Vendors").click()
    page.get_by_label("Number, name, contact person or phone").fill("kwora insullation")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="QUORRA INSULATION").first).to_be_visible()
    without_fault(page, "vendors")
    page.get_by_role("link", name="QUORRA INSULATION").first.click()
    expect(page.get_by_label("Phone", exact=True)).to_have_value("(831) 424-9911")


@pytest.mark.req("R157", "R158", "R178", "R179")
def test_properties_are_entered_and_the_panel_switches_between_them(signed_in, new_customer):
    page, number = signed_in, new_customer()["number"]
    for street, kind in (("BUILDER", "MULTI_FAMILY"), ("COTTAGE", "SINGLE_FAMILY")):
        page.goto(f"/customers/{number}/properties")
        form = page.locator("#enter-property")
        form.get_by_label("Kind of Property").select_option(kind)
        form.get_by_label("Street", exact=False).first.fill(street)
        form.get_by_label("Zip Code").fill("93933")
        expect(form.get_by_label("County")).to_have_value("MONTEREY")
        form.get_by_role("button", name="Enter and link").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto(f"/customers/{number}/properties")
    without_fault(page, "properties")
    page.locator(".properties summary").press("Enter")
    page.locator(".properties").get_by_role("link", name="BUILDER").click()
    expect(page.get_by_role("heading", name="Units and Tenants")).to_be_visible()
    page.get_by_label("Units Applied for").fill("4")
    page.locator("#property").get_by_role("button", name="Save").click()
    expect(page.get_by_label("Units Applied for")).to_have_value("4")
    without_fault(page, "property")
