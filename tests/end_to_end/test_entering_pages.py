"""Entering customers and applications in a real browser: after a search, once, compared while somebody types."""

from __future__ import annotations

import os
import re
from pathlib import Path
from random import choice

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

SHOTS = os.environ.get("HOMEFIRE_SCREENSHOTS")


def shoot(page, name):
    """Keeps a picture when somebody wants to look."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.fixture
def last_name():
    """A name like no other test's."""
    return "".join(choice("BDFGKLMNPRSTVZ") + choice("AEIOU") for _ in range(7))


@pytest.fixture
def entering(signed_in, database):
    """The page of a new customer, reached as people reach it: by a search that finds nobody."""
    page = signed_in
    page.get_by_label("Name", exact=True).fill("NOBODY OF THIS NAME")
    page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="No data to display")).to_be_visible()
    page.goto("/customers/new")
    expect(page.get_by_role("heading", name="New Customer")).to_be_visible()
    yield page
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    with database("gateway").begin() as connection:
        connection.execute(sa.text("delete from draft where customer_number = 0"))


def fill_name(page, first, last):
    """The two names, as they are typed."""
    page.get_by_label("First Name").fill(first)
    page.get_by_label("Last Name").fill(last)


def customers_named(database, last):
    """How many records have a last name."""
    with database("customers").connect() as connection:
        query = sa.text("select count(*) from customer where last_name = :last")
        return connection.execute(query, {"last": last}).scalar()


@pytest.mark.req("R133")
def test_without_a_search_the_page_leads_to_the_lookup(signed_in):
    page = signed_in
    page.goto("/customers/new")
    shoot(page, "entering-search-first")
    expect(page.get_by_label("First Name")).to_have_count(0)
    page.get_by_role("link", name="Search for the customer").click()
    page.wait_for_url("**/customers")


@pytest.mark.req("R257", "R254", "R7")
def test_two_quick_clicks_make_one_customer(entering, database, last_name):
    page = entering
    expect(page.get_by_label("Social Security Number")).to_have_value("")
    fill_name(page, "ADA", last_name)
    page.get_by_label("Preferred Contact Method").select_option("mail")
    shoot(page, "entering")
    page.get_by_role("button", name="Save", exact=True).dblclick()
    page.wait_for_url(re.compile(r"/customers/\d+$"))
    expect(page.locator("#state")).to_have_text("Saved.")
    expect(page.locator("#mode")).to_have_text("Customer Master Maintenance")
    assert customers_named(database, last_name) == 1
    page.go_back()
    expect(page.get_by_label("Last Name")).to_have_value("")


@pytest.mark.req("R254")
def test_form_that_is_sent_twice_without_javascript_makes_one_customer(entering, database, last_name):
    page = entering
    form = page.evaluate("Object.fromEntries(new FormData(document.getElementById('record-form')))")
    form |= {"first_name": "ADA", "last_name": last_name, "preferred_method": "mail", "action": "save"}
    answers = [page.context.request.post("/customers/new", form=form, max_redirects=0) for _ in range(2)]
    assert [answer.status for answer in answers] == [303, 303]
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert customers_named(database, last_name) == 1


@pytest.mark.req("R7", "R13", "R257")
def test_refused_form_takes_the_focus_and_keeps_what_was_typed(entering):
    page = entering
    page.get_by_label("First Name").fill("ADA")
    page.get_by_label("Home Phone").fill("911")
    page.keyboard.press("Alt+s")
    summary = page.locator("#summary")
    expect(summary).to_be_focused()
    shoot(page, "entering-refused")
    summary.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    expect(page.get_by_label("First Name")).to_have_value("ADA")
    page.on("dialog", lambda dialog: dialog.accept())
    page.keyboard.press("Alt+x")
    page.wait_for_url("**/customers")


@pytest.mark.req("R21", "R257")
def test_similar_customer_is_told_while_typing_and_needs_a_confirmation(
    entering, new_customer, database, last_name
):
    page = entering
    first = new_customer(first_name="CATHERINE", last_name=last_name, date_of_birth="1950-12-31")["number"]
    fill_name(page, "KATHRYN", last_name)
    panel = page.locator("#similar")
    expect(panel.get_by_text("The name sounds alike")).to_be_visible()
    expect(panel.get_by_label("This is somebody else")).to_have_count(0)
    page.get_by_label("Date of Birth").fill("12/31/1950")
    expect(panel.get_by_text("70 of 100")).to_be_visible()
    expect(panel.get_by_label("This is somebody else; create anyway")).not_to_be_checked()
    assert "1950" not in page.url
    shoot(page, "entering-similar")
    page.get_by_label("Preferred Contact Method").select_option("mail")
    page.keyboard.press("Alt+s")
    expect(page.locator("#summary")).to_be_focused()
    assert customers_named(database, last_name) == 1
    expect(panel.get_by_role("link", name=f"Open {last_name}, CATHERINE {first}")).to_be_visible()
    panel.get_by_label("This is somebody else; create anyway").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(re.compile(r"/customers/\d+$"))
    assert customers_named(database, last_name) == 2
    page.reload()
    expect(page.get_by_text(f"confirmed to be somebody else than customer {first}")).to_be_visible()


@pytest.mark.req("R21")
def test_ssn_of_another_customer_blocks_and_leads_there(entering, new_customer, last_name):
    page = entering
    first = new_customer(first_name="GRACE", last_name=last_name, ssn="765440001")["number"]
    fill_name(page, "SOMEBODY", "ELSEWHERE")
    page.get_by_label("Social Security Number").fill("765-44-0001")
    expect(page.locator("#similar").get_by_text("This SSN/Tax ID is recorded already.")).to_be_visible()
    page.get_by_label("Preferred Contact Method").select_option("mail")
    page.keyboard.press("Alt+s")
    expect(page.locator("#summary")).to_be_focused()
    shoot(page, "entering-same-ssn")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name=f"Open the record of customer {first}").click()
    page.wait_for_url(f"**/customers/{first}")


@pytest.mark.req("R241", "R257")
def test_what_was_typed_comes_back_without_the_number(entering, last_name):
    page = entering
    fill_name(page, "ADA", last_name)
    page.get_by_label("Social Security Number").fill("765440002")
    expect(page.locator("#state")).to_contain_text("draft kept")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/customers/new")
    page.get_by_role("link", name="Restore").click()
    expect(page.get_by_label("Last Name")).to_have_value(last_name)
    expect(page.get_by_label("Social Security Number")).to_have_value("")
    page.get_by_role("button", name="Exit").click()
    page.wait_for_url("**/customers")


@pytest.mark.req("R9", "R6", "R254")
def test_save_and_add_application_makes_one_of_each(entering, database, last_name):
    page = entering
    fill_name(page, "ADA", last_name)
    page.get_by_label("Preferred Contact Method").select_option("mail")
    page.get_by_role("group", name="Mailing Address").get_by_label("Address #").fill("12")
    page.get_by_label("Address Street/PO Box").fill("SHADOWBROOK")
    page.get_by_role("group", name="Mailing Address").get_by_label("Zip Code").fill("95060")
    expect(page.locator("#mailing_address_city")).to_have_value("SANTA CRUZ")
    page.keyboard.press("Alt+a")
    page.wait_for_url(re.compile(r"/customers/\d+/applications/new$"))
    number = int(page.url.split("/")[-3])
    expect(page.get_by_label("Street", exact=False).first).to_be_visible()
    expect(page.locator("#place_of_service_street")).to_have_value("SHADOWBROOK")
    expect(page.get_by_label("Program Year")).not_to_have_value("")
    page.get_by_label("Utility", exact=True).select_option("PGE")
    page.get_by_label("Utility Type").select_option("GAS")
    page.get_by_label("Account Number").fill("0123456789")
    shoot(page, "receiving")
    page.get_by_role("button", name="Save", exact=True).dblclick()
    page.wait_for_url(re.compile(r"/applications/\d+$"))
    expect(page.locator("#place_of_service_street")).to_have_value("SHADOWBROOK")
    shoot(page, "received")
    with database("applications").connect() as connection:
        query = sa.text("select count(*) from application where customer_number = :number")
        assert connection.execute(query, {"number": number}).scalar() == 1
    assert customers_named(database, last_name) == 1


@pytest.mark.req("R9")
def test_record_that_is_left_for_an_application_is_free(signed_in, supervisor, new_customer):
    page, number = signed_in, new_customer(email="ada@email.com")["number"]
    page.goto(f"/customers/{number}")
    expect(page.locator("#mode")).to_have_text("Customer Master Maintenance")
    page.get_by_label("Email Address").fill("wrong")
    page.keyboard.press("Alt+a")
    expect(page.locator("#summary")).to_be_focused()
    page.get_by_label("Email Address").fill("new@email.com")
    page.keyboard.press("Alt+a")
    page.wait_for_url("**/applications/new")
    expect(page.get_by_text("Saved.")).to_be_visible()
    supervisor.goto(f"/customers/{number}")
    expect(supervisor.locator("#mode")).to_have_text("Customer Master Maintenance")
    expect(supervisor.get_by_label("Email Address")).to_have_value("new@email.com")


@pytest.mark.req("R24")
def test_choice_that_depends_on_another_shows_what_is_recorded(signed_in, new_customer):
    page = signed_in
    number = new_customer(ethnicity="ASIAN", ethnicity_subcategory="FILIPINO")["number"]
    page.goto(f"/customers/{number}")
    expect(page.locator("#mode")).to_have_text("Customer Master Maintenance")
    expect(page.get_by_label("Ethnicity Subcategory")).to_have_value("FILIPINO")
    expect(page.locator("#state")).to_have_text("")


@pytest.mark.req("R14")
def test_pages_have_no_accessibility_fault_and_fit_a_narrow_window(entering, new_customer, last_name):
    page = entering
    number = new_customer(first_name="ADA", last_name=last_name)["number"]
    fill_name(page, "ADA", last_name)
    expect(page.locator("#similar").get_by_text("Same name")).to_be_visible()
    page.evaluate("document.getElementById('state').textContent = ''")
    for path in ("", f"/customers/{number}/applications/new"):
        if path:
            page.on("dialog", lambda dialog: dialog.accept())
            page.goto(path)
        page.set_viewport_size({"width": 1366, "height": 768})
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        page.set_viewport_size({"width": 342, "height": 700})
        shoot(page, f"narrow{path.replace('/', '-')}".replace(str(number), "n"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 343
