"""The lookup as a caseworker uses it: one box, the form, the keyboard, Back; with JavaScript and without."""

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


def box(page):
    """The one box of the page."""
    return page.locator("#anything")


def rows(page):
    """The rows of the results."""
    return page.locator("#results tr.opens")


def expect_her(page):
    """DOENA HOLSCHEIN is found; others may share her phone or her birth date."""
    expect(rows(page).filter(has_text="HOLSCHEIN, DOENA T").first).to_be_visible()


@pytest.mark.req("R128")
def test_results_follow_while_somebody_types_and_back_leads_to_them(signed_in):
    page = signed_in
    box(page).press_sequentially("holschien", delay=30)
    expect(rows(page)).to_have_count(1)
    expect(rows(page).first).to_contain_text("HOLSCHEIN, DOENA T")
    page.wait_for_url("**/customers?find=holschien")
    shoot(page, "lookup-typing")
    rows(page).first.click(position={"x": 500, "y": 8})
    page.wait_for_url("**/customers/110385*")
    page.go_back()
    page.wait_for_url("**/customers?find=holschien")
    expect(rows(page).first).to_contain_text("HOLSCHEIN")
    expect(box(page)).to_have_value("holschien")


@pytest.mark.req("R128")
def test_a_stale_answer_never_replaces_a_newer_one(signed_in):
    page = signed_in
    held = []

    def hold_first(route):
        if "nobody" in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    page.route("**/customers/find", hold_first)
    box(page).fill("nobody")
    page.wait_for_timeout(600)
    box(page).fill("holschein")
    expect(rows(page)).to_have_count(1)
    assert held
    for route in held:
        try:
            route.continue_()
        except Exception:
            # The browser has ended the older request already.
            continue
    page.wait_for_timeout(600)
    expect(rows(page)).to_have_count(1)


@pytest.mark.req("R128")
def test_the_household_and_the_account_lead_to_the_customer(signed_in):
    page = signed_in

    def is_known():
        page.goto("/customers?find=ovaltine+jenkins")
        return rows(page).count() == 1

    eventually(is_known, within=20)
    expect(rows(page).first).to_contain_text("household OVALTINE JENKINS")
    page.goto("/customers?account=1022-3456")
    expect(rows(page).first).to_contain_text("account 10223456789")
    shoot(page, "lookup-account")


@pytest.mark.req("R128", "R249")
def test_a_protected_search_leaves_nothing_in_the_address(signed_in):
    page = signed_in
    addresses = []
    page.on("request", lambda request: addresses.append(request.url))
    page.get_by_label("SSN/Tax ID").fill("765-43-2108")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"search=[0-9a-f-]{36}"))
    expect(rows(page).first).to_contain_text("HOLSCHEIN")
    address = page.url
    rows(page).first.click()
    page.wait_for_url("**/customers/110385*")
    page.go_back()
    assert page.url == address
    expect(rows(page).first).to_contain_text("HOLSCHEIN")
    shoot(page, "lookup-protected")
    box(page).press_sequentially("765432108", delay=20)
    expect(rows(page).first).to_contain_text("HOLSCHEIN")
    page.get_by_role("searchbox", name="Find a customer").fill("12/31/1950")
    page.keyboard.press("Enter")
    expect_her(page)
    assert not [
        url for url in addresses if "2108" in url or "1950" in url or "765" in url.split("search=")[0][-12:]
    ]


@pytest.mark.req("R129", "R130")
def test_the_form_works_by_keyboard(signed_in):
    page = signed_in
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type("doena holschein")
    page.get_by_label("ZIP Code").focus()
    page.keyboard.type("95077")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers?name=doena+holschein&zip=95077")
    rows(page).first.get_by_role("link").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/110385*")


@pytest.mark.req("R133")
def test_nobody_is_found_and_may_be_created(signed_in):
    page = signed_in
    box(page).fill("Xquzzt, Vyacheslav")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("No data to display")).to_be_visible()
    link = page.get_by_role("link", name="Create a customer")
    assert link.get_attribute("href") == "/customers/new?first_name=Vyacheslav&last_name=Xquzzt"
    shoot(page, "lookup-nobody")


@pytest.mark.req("R128")
def test_everything_works_without_javascript(browser, browser_context_args, people):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("User name").fill(people["caseworker"].user_name)
    page.get_by_label("Password").fill(people["caseworker"].password)
    page.keyboard.press("Enter")
    box(page).fill("(831) 555-0101")
    page.keyboard.press("Enter")
    expect_her(page)
    page.get_by_label("Date of Birth", exact=True).fill("12/31/1950")
    page.get_by_role("button", name="Search").click()
    expect_her(page)
    context.close()


@pytest.mark.parametrize("path", ["/customers", "/customers?find=hol", "/customers?phone=12"])
def test_the_lookup_has_no_barrier(signed_in, path):
    page = signed_in
    page.goto(path)
    found = Axe().run(page)
    assert found.response["violations"] == []


def test_the_lookup_fits_a_narrow_window(signed_in):
    page = signed_in
    page.set_viewport_size({"width": 342, "height": 600})
    page.goto("/customers?find=hol")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.documentElement.scrollWidth") <= 342
    shoot(page, "lookup-narrow")
