"""The Home tab, the sales, the glossary and the editor of reference lists in a real browser."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

SHOTS = os.environ.get("HOMEFIRE_SCREENSHOTS")
_codes = itertools.count(1)


def shoot(page, name):
    """Keeps a picture when somebody wants to look."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def without_fault(page, name):
    """No accessibility fault, and nothing wider than a window at four times the size."""
    shoot(page, name)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.set_viewport_size({"width": 342, "height": 700})
    shoot(page, f"{name}-narrow")
    assert page.evaluate("document.documentElement.scrollWidth") <= 343
    page.set_viewport_size({"width": 1366, "height": 768})


@pytest.fixture
def number(suite, new_customer):
    """A customer of this test's own, with an application to HEAP."""
    found = new_customer(ssn=f"7652{next(_codes):05d}")["number"]
    place = {"number": "111", "street": "THIS", "street_type": "ST", "zip": "93933"}
    body = {"program": "HEAP", "program_year": 2018, "intake_date": "2018-12-03", "place_of_service": place}
    answer = suite.client("applications").post(f"/customers/{found}/applications", json=body)
    assert answer.status_code == 201, answer.text
    return found


def switch(page, code, shown):
    """Shows or hides a feature of HEAP in the list of features."""
    page.goto(f"/reference-lists/customers/program_feature?code={code}&program=HEAP&of=1900-01-01")
    page.locator("#change").get_by_label("Shown").select_option(shown)
    page.locator("#change").get_by_role("button", name="Change", exact=True).click()
    expect(page.get_by_text("The list was changed.")).to_be_visible()


@pytest.fixture
def shown(manager):
    """HEAP shows the Home tab and the sales while the test runs."""
    for code in ("HOME_TAB", "SALES"):
        switch(manager, code, "yes")
    yield
    for code in ("HOME_TAB", "SALES"):
        switch(manager, code, "no")


@pytest.mark.req("R159")
def test_home_tab_is_hidden_until_the_program_shows_it(signed_in, manager, number):
    page = signed_in
    page.goto(f"/customers/{number}")
    related = page.locator("nav.side")
    expect(related.get_by_role("link", name="Files")).to_be_visible()
    expect(related.get_by_role("link", name="Home", exact=True)).to_have_count(0)
    assert page.goto(f"/customers/{number}/home").status == 404
    expect(page.get_by_text("None of this customer's programs shows this page")).to_be_visible()
    expect(page.get_by_text("Programs: HEAP.")).to_be_visible()
    without_fault(page, "home-hidden")
    switch(manager, "HOME_TAB", "yes")
    page.goto(f"/customers/{number}")
    page.locator("nav.side").get_by_role("link", name="Home", exact=True).click()
    expect(page.get_by_role("heading", name="Tax Information")).to_be_visible()
    switch(manager, "HOME_TAB", "no")
    assert page.goto(f"/customers/{number}/home").status == 404


@pytest.mark.req("R160", "R162", "R163", "R164", "R165", "R173", "R174")
def test_terms_are_saved_and_become_notes(signed_in, shown, number):
    page = signed_in
    page.goto(f"/customers/{number}/home")
    expect(page.locator("#mode")).to_have_text("Customer Master Maintenance")
    for name in ("Credit Balance", "Gross Sale", "Gross Profit", "First Sale", "Last Sale", "Return Count"):
        expect(page.get_by_label(name)).to_have_value("n/a")
    assert page.get_by_label("SSN/Tax ID").input_value().startswith("***-**-")
    page.get_by_label("Invoice Discount %").fill("5")
    page.get_by_label("# of Days until Discount Expires").fill("10")
    page.get_by_label("# of Days before Due").fill("20")
    page.get_by_label("Credit Limit").fill("1500")
    expect(page.locator("#state")).to_have_text("4 unsaved changes")
    page.keyboard.press("Alt+s")
    expect(page.locator("#state")).to_have_text("Saved.")
    expect(page.get_by_label("Credit Limit")).to_have_value("1,500.00")
    expect(page.get_by_text("5.00 % less if paid in full by")).to_be_visible()
    without_fault(page, "home")
    page.goto(f"/customers/{number}")
    expect(page.get_by_text("CREDIT LIMIT set to $1,500.00")).to_be_visible()


@pytest.mark.req("R152", "R161")
def test_refused_terms_keep_what_was_typed_and_nobody_overwrites_what_was_not_seen(signed_in, shown, number):
    page = signed_in
    page.goto(f"/customers/{number}/home")
    page.get_by_label("Special Tax Rate %").fill("101")
    page.get_by_label("Route").fill("7")
    page.keyboard.press("Alt+s")
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#summary")).to_contain_text("Enter a percentage from 0 to 100")
    expect(page.get_by_label("Route")).to_have_value("7")
    shoot(page, "home-refused")
    second = page.context.new_page()
    second.goto(f"/customers/{number}/home")
    second.get_by_label("Route").fill("9")
    second.get_by_label("Delivery Sequence").fill("3")
    second.keyboard.press("Alt+s")
    expect(second.locator("#state")).to_have_text("Saved.")
    page.get_by_label("Special Tax Rate %").fill("7.25")
    page.keyboard.press("Alt+s")
    expect(page.locator("#summary")).to_contain_text("Somebody else saved these terms first")
    expect(page.locator(".news")).to_contain_text("Route: 9 (you typed: 7)")
    expect(page.get_by_label("Delivery Sequence")).to_have_value("3")
    expect(page.get_by_label("Route")).to_have_value("7")
    shoot(page, "home-stale")
    page.keyboard.press("Alt+s")
    expect(page.locator("#state")).to_have_text("Saved.")
    expect(page.get_by_label("Sales Tax")).to_have_value("special rate: 7.25 %")
    expect(page.get_by_label("Delivery Sequence")).to_have_value("3")


@pytest.mark.req("R239")
def test_sales_are_listed_and_opened(signed_in, suite, shown, number):
    page = signed_in
    page.goto(f"/customers/{number}")
    expect(page.locator("nav.side").get_by_role("link", name="Sales")).to_have_count(0)
    sale = {
        "sale_number": f"INV-{number}",
        "customer_number": number,
        "sold_on": "2024-02-29",
        "description": "SPACE HEATERS",
        "gross": "118",
        "shipping": "10",
        "tax": "8",
        "paid": False,
        "lines": [{"description": "HEATER", "quantity": 2, "amount": "100"}],
    }
    loader = suite.client("customers", role="history_loader")
    assert loader.post("/sales/import", json={"sales": [sale]}).status_code == 200
    page.goto(f"/customers/{number}")
    page.locator("nav.side").get_by_role("link", name="Sales").click()
    expect(page.get_by_role("cell", name="SPACE HEATERS")).to_be_visible()
    without_fault(page, "sales")
    page.get_by_role("link", name=f"INV-{number}").click()
    expect(page.get_by_role("heading", name="Sale Inquiry Detail")).to_be_visible()
    expect(page.get_by_role("cell", name="HEATER")).to_be_visible()
    without_fault(page, "sale")
    page.goto(f"/customers/{number}/home")
    expect(page.get_by_label("Credit Balance")).to_have_value("$118.00")
    expect(page.get_by_label("Gross Profit")).to_have_value("$100.00")


@pytest.mark.req("R242")
def test_terms_are_explained_where_they_stand_and_in_the_glossary(signed_in):
    page = signed_in
    page.goto("/customers")
    sign = page.locator("details.term.sign").first
    tip = sign.locator(".tip")
    expect(tip).to_be_hidden()
    sign.hover()
    expect(tip).to_contain_text("The number by which a customer's record is found")
    shoot(page, "term")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.get_by_label("Customer Number").focus()
    page.keyboard.press("Shift+Tab")
    expect(tip).to_be_visible()
    page.keyboard.press("Tab")
    tip.get_by_role("link", name="Glossary").click()
    expect(page).to_have_url("/glossary#customer-number")
    expect(page.locator("dl.glossary dt")).to_have_count(10)
    without_fault(page, "glossary")


@pytest.mark.req("R242")
def test_terms_open_without_javascript(browser, browser_context_args, signed_in):
    cookies = signed_in.context.cookies()
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto("/customers")
    page.locator("details.term summary").first.press("Enter")
    expect(page.locator("details.term .tip").first).to_be_visible()
    context.close()


@pytest.mark.req("R251")
def test_list_is_edited_with_dates_and_nothing_is_lost(manager):
    page, code = manager, f"E{next(_codes)}"
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Lists").click()
    page.get_by_role("link", name="Exemption type").click()
    add = page.locator("#add")
    add.get_by_label("Code").fill("<b>")
    add.get_by_label("Label").fill("ON THE ROAD")
    add.get_by_role("button", name="Add").click()
    expect(page.locator("#summary")).to_be_focused()
    expect(add.get_by_label("Label")).to_have_value("ON THE ROAD")
    shoot(page, "list-refused")
    add.get_by_label("Code").fill(code)
    add.get_by_label("First Day").fill("1/1/2020")
    add.get_by_role("button", name="Add").click()
    row = page.get_by_role("row").filter(has_text=code)
    expect(row).to_contain_text("in use")
    row.get_by_role("link", name="Change").click()
    change = page.locator("#change")
    change.get_by_label("Last Day").fill("12/31/2024")
    change.get_by_role("button", name="Set Last Day").click()
    expect(page.get_by_role("row").filter(has_text=code)).to_contain_text("retired")
    row.get_by_role("button", name=f"Move up {code}").click()
    expect(page.get_by_text("The list was changed.")).to_be_visible()
    rows = page.locator("#entries tbody tr")
    assert code in rows.nth(rows.count() - 2).inner_text()
    page.get_by_role("row").filter(has_text=code).get_by_role("link", name="Change").click()
    without_fault(page, "list")


@pytest.mark.req("R251")
def test_lists_are_for_those_who_keep_them(signed_in):
    page = signed_in
    page.get_by_text("More", exact=True).click()
    expect(page.get_by_role("link", name="Ineligible addresses")).to_be_visible()
    expect(page.get_by_role("link", name="Lists")).to_have_count(0)
    assert page.goto("/reference-lists").status == 403
