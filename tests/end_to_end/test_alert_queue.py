"""The alert queue in a real browser: setting a date in the row by keyboard, going through the queue, acknowledging."""

from __future__ import annotations

import os
import re
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from homefire.testing.suite import eventually

SHOTS = os.environ.get("HOMEFIRE_SCREENSHOTS")
TODAY = datetime.now(ZoneInfo("America/Los_Angeles")).date()


def shoot(page, name):
    """Keeps a picture when somebody wants to look."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def ago(days):
    """An ISO date so many days before today."""
    return (TODAY - timedelta(days=days)).isoformat()


@pytest.fixture
def analyst():
    """An analyst of this test's own, so that the queue holds this test's customers alone."""
    return {"id": f"analyst-{uuid.uuid4().hex[:12]}", "name": "MARIA LOPEZ"}


@pytest.fixture
def three(people, new_customer, analyst):
    """Three customers to follow up: two overdue, one without a date."""
    shared = {"analyst": analyst, "home_phone": "8315550101", "best_time": "AFT"}
    return [
        new_customer(**shared, contact_date=ago(9)),
        new_customer(**shared, contact_date=ago(2)),
        new_customer(**shared),
    ]


def write_note(suite, number, text):
    """A high-priority note; the queue has heard of it when this returns."""
    body = {"text": text, "action_code": "FRAUD", "high_priority": True}
    suite.client("audit").post(f"/customers/{number}/notes", json=body).raise_for_status()
    eventually(lambda: is_high(suite, number))


def is_high(suite, number):
    """Whether the customers service knows of an open high-priority note."""
    with suite.database("customers").connect() as connection:
        query = sa.text("select high_priority from customer where number = :number")
        return connection.scalar(query, {"number": number})


def customers_of(page):
    """The numbers of the rows, in their order."""
    texts = page.locator("#queue tbody tr td:nth-child(3) .sub").all_inner_texts()
    return [int(re.search(r"\d+", text)[0]) for text in texts]


def numbers(records):
    """The numbers of these records."""
    return [record["number"] for record in records]


@pytest.mark.req("R154", "R155", "R156")
def test_date_is_set_from_the_row_by_keyboard_alone(signed_in, three, analyst):
    page = signed_in
    first, second, third = numbers(three)
    page.goto(f"/alert-queue?whose={analyst['id']}")
    shoot(page, "queue")
    assert customers_of(page) == [first, second, third]
    tally = page.locator(".tally")
    expect(tally).to_have_text(re.compile(r"Overdue\s+2\s+Today\s+0\s+Blank\s+1\s+All\s+3"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#queue tbody tr").nth(1).locator(".to-record")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("d")
    later = TODAY + timedelta(days=7)
    page.keyboard.type(f"{later.month}/{later.day}/{later.year}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text=f"customer {first}")).to_be_visible()
    assert customers_of(page) == [second, third]
    expect(page.locator("#queue tbody tr").first.locator(".to-record")).to_be_focused()
    expect(tally).to_have_text(re.compile(r"Overdue\s+1\s+Today\s+0\s+Blank\s+1\s+All\s+2"))
    shoot(page, "queue-set")
    page.keyboard.press("d")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # Tomorrow.
    expect(page.get_by_role("status").filter(has_text=f"customer {second}")).to_be_visible()
    assert customers_of(page) == [third]
    page.goto(f"/customers/{first}")
    expect(page.get_by_label("Contact Date (follow-up)")).to_have_value(
        f"{later.month}/{later.day}/{later.year}"
    )
    expect(page.get_by_text("CONTACT DATE (FOLLOW-UP) changed from")).to_be_visible()


@pytest.mark.req("R156")
def test_menu_counts_the_queue_and_the_count_falls(signed_in, people, new_customer):
    page = signed_in
    number = new_customer(contact_date=ago(4000))["number"]
    page.goto("/alert-queue")
    figure = page.locator("#queue-count")
    before = re.search(r"(\d+) in the queue", figure.get_attribute("title"))[1]
    page.get_by_role("row").filter(has_text=str(number)).get_by_role("button", name="2 weeks").click()
    expect(figure).to_have_attribute("title", re.compile(rf"^{int(before) - 1} in the queue"))


@pytest.mark.req("R156", "R148")
def test_records_are_gone_through_by_keyboard_even_when_one_has_left_the_queue(
    signed_in, supervisor, three, analyst
):
    page = signed_in
    first, second, third = numbers(three)
    page.goto(f"/alert-queue?whose={analyst['id']}")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/customers/{first}?queue=*")
    expect(page.locator("#mode")).to_have_text("Customer Master Maintenance")
    place = page.locator(".in-queue")
    expect(place).to_contain_text("1 of 3")
    expect(place).to_contain_text("no previous")
    shoot(page, "queue-record")
    later = TODAY + timedelta(days=30)
    page.get_by_label("Contact Date (follow-up)").fill(f"{later:%m/%d/%Y}")
    page.keyboard.press("Alt+s")
    expect(page.locator("#state")).to_have_text("Saved.")
    expect(place).to_contain_text("no longer at this place, 2 in the queue")
    page.keyboard.press("Alt+n")
    page.wait_for_url(f"**/customers/{second}?queue=*")
    expect(page.locator("#mode")).to_have_text("Customer Master Maintenance")
    expect(place).to_contain_text("1 of 2")
    supervisor.goto(f"/customers/{first}")
    expect(supervisor.locator("#mode")).to_have_text("Customer Master Maintenance")
    page.keyboard.press("Alt+n")
    page.wait_for_url(f"**/customers/{third}?queue=*")
    expect(place).to_contain_text("2 of 2")
    expect(place).to_contain_text("no next")
    page.keyboard.press("Alt+p")
    page.wait_for_url(f"**/customers/{second}?queue=*")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_label("Email Address").fill("unsaved@email.com")
    page.keyboard.press("Alt+n")
    assert asked == ["There are unsaved changes. Leave without saving them?"]
    page.get_by_label("Email Address").fill("")
    page.keyboard.press("Alt+x")
    page.wait_for_url(f"**/alert-queue?whose={analyst['id']}")


@pytest.mark.req("R156", "R211")
def test_high_priority_note_pins_a_customer_until_it_is_acknowledged(signed_in, suite, three, analyst):
    page = signed_in
    first, second, third = numbers(three)
    write_note(suite, third, "Account number differs. Ask before any payment.")
    page.goto(f"/alert-queue?whose={analyst['id']}")
    assert customers_of(page) == [third, first, second]
    expect(page.locator("#queue tbody tr").first).to_contain_text("High")
    shoot(page, "queue-pinned")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    banner = page.locator("#pinned")
    expect(banner).to_contain_text("Account number differs. Ask before any payment.")
    expect(page.locator("#note-list article").first).to_contain_text("Account number differs")
    page.get_by_label("New note").fill("a note in the making")
    shoot(page, "record-pinned")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    banner.get_by_role("button", name="Acknowledge").click()
    expect(banner).to_contain_text("Acknowledged.")
    expect(banner).not_to_contain_text("Account number differs")
    expect(page.get_by_label("New note")).to_have_value("a note in the making")
    expect(page.locator("#note-list")).to_contain_text(re.compile(r"High-priority note of .* acknowledged"))
    shoot(page, "record-acknowledged")
    eventually(lambda: not is_high(suite, third))
    page.goto(f"/alert-queue?whose={analyst['id']}")
    assert customers_of(page) == [first, second, third]


@pytest.mark.req("R149", "R26")
def test_row_says_who_has_the_record_open_and_asks_for_the_reason(
    signed_in, supervisor, three, new_customer, analyst
):
    page = signed_in
    special = new_customer(analyst=analyst, special_handling=True, contact_date=ago(1))["number"]
    supervisor.goto(f"/customers/{three[0]['number']}")
    expect(supervisor.locator("#mode")).to_have_text("Customer Master Maintenance")
    page.goto(f"/alert-queue?whose={analyst['id']}")
    row = page.get_by_role("row").filter(has_text=str(three[0]["number"]))
    row.get_by_role("button", name="Tomorrow").click()
    expect(row.get_by_role("alert")).to_contain_text("DEMO SUPERVISOR has this record open since")
    row = page.get_by_role("row").filter(has_text=str(special))
    row.get_by_role("button", name="1 week").click()
    reason = row.get_by_label("Reason for the change")
    expect(reason).to_be_focused()
    shoot(page, "queue-refused")
    reason.fill("my manager agreed by phone")
    row.get_by_role("button", name="1 week").click()
    expect(page.get_by_role("status").filter(has_text=f"customer {special}")).to_be_visible()
    row = page.get_by_role("row").filter(has_text=str(three[1]["number"]))
    row.get_by_role("textbox").first.fill("02/30/2027")
    page.keyboard.press("Enter")
    expect(row.get_by_role("alert")).to_contain_text("Enter a date that exists")
    expect(row.get_by_role("textbox").first).to_have_value("02/30/2027")


@pytest.mark.req("R211")
def test_imported_high_priority_note_pins_as_well(people, suite, new_customer):
    number = new_customer()["number"]
    history = {"entered_by": "SERVTRAQ SUPPORT", "entered_at": "2019-03-26T19:00:00Z"}
    body = {"text": "Ask first.", "high_priority": True, "history": history}
    loader = suite.client("audit", role="history_loader")
    loader.post(f"/customers/{number}/notes", json=body).raise_for_status()
    eventually(lambda: is_high(suite, number))


@pytest.mark.req("R154")
def test_contact_entry_leaves_the_contact_date_alone(people, suite, new_customer):
    number = new_customer(contact_date=ago(3))["number"]
    entry = {
        "contact_date": ago(0),
        "contact_type": "OUTGOING",
        "contact_action": "HEAP_RECEIVED",
        "call_code": "NO_ACTION",
    }
    answer = suite.client("messaging").post(f"/customers/{number}/contact-entries", json=entry)
    assert answer.status_code == 201, answer.text
    record = suite.client("customers").get(f"/customers/{number}").json()
    assert (record["contact_date"], record["version"]) == (ago(3), 1)


@pytest.mark.req("R14")
def test_queue_has_no_accessibility_fault_and_fits_a_narrow_window(signed_in, three, analyst):
    page = signed_in
    page.goto(f"/alert-queue?whose={analyst['id']}")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.set_viewport_size({"width": 342, "height": 192})
    shoot(page, "queue-narrow")
    assert page.evaluate("document.documentElement.scrollWidth") <= 343


@pytest.mark.req("R154", "R155")
def test_queue_works_without_scripts_and_says_when_it_is_empty(
    browser, browser_context_args, people, three, analyst
):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto("/log-in")
    page.get_by_label("User name").fill(people["caseworker"].user_name)
    page.get_by_label("Password").fill(people["caseworker"].password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers")
    for number in numbers(three):
        page.goto(f"/alert-queue?whose={analyst['id']}")
        page.get_by_role("row").filter(has_text=str(number)).get_by_role("button", name="Next month").click()
        expect(page.get_by_role("status").filter(has_text=f"customer {number}")).to_be_visible()
    expect(page.get_by_text("No data to display")).to_be_visible()
    context.close()
