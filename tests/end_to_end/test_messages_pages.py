"""Secure messages in a real browser: a customer in the portal, and the staff in the customer's record."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from homefire.testing.suite import eventually

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
FILE = {"name": "bill.pdf", "mimeType": "application/pdf", "buffer": PDF}
ACCOUNT = """
insert into account (id, user_name, display_name, kind, roles, password_hash)
select gen_random_uuid(), :name, 'MARIA LOPEZ', 'customer', array['customer'], password_hash
from account where user_name = 'caseworker' returning id
"""


def without_fault(page):
    """No accessibility fault, and nothing wider than a window at four times the size."""
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.set_viewport_size({"width": 341, "height": 768})
    assert page.evaluate("document.documentElement.scrollWidth") <= 343
    page.set_viewport_size({"width": 1366, "height": 768})


@pytest.fixture
def number(suite, people, new_customer):
    """A customer of this test's own."""
    return new_customer(last_name="LETTERBOX")["number"]


@pytest.fixture
def at_home(browser, browser_context_args, suite, people, number):
    """The customer's browser, signed in to the portal."""
    with suite.database("gateway").begin() as connection:
        account = connection.execute(sa.text(ACCOUNT), {"name": f"maria{number}"}).scalar()
    link = {"account_id": str(account), "account_name": "MARIA LOPEZ"}
    linked = suite.client("customers", "supervisor").post(
        f"/customers/{number}/portal-access/links", json=link
    )
    assert linked.status_code == 201, linked.text
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    page.goto("/portal/log-in")
    page.get_by_label("User name").fill(f"maria{number}")
    page.locator("input[type=password]").fill(people["caseworker"].password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/portal")
    yield page
    context.close()


@pytest.mark.req("R131", "R132", "R151", "R224", "R229", "R230", "R232", "R234", "R235", "R236", "R237")
def test_customer_and_staff_write_to_each_other(signed_in, at_home, number, notes_of, suite):
    at_home.get_by_role("link", name="Messages").click()
    expect(at_home.get_by_text("There are no messages to view at this time.")).to_be_visible()
    at_home.get_by_role("link", name="Create Message").click()
    without_fault(at_home)
    at_home.get_by_label("Message", exact=True).fill("Here is the bill of March.")
    at_home.get_by_label("File").set_input_files(FILE)
    at_home.get_by_label("Document Type").select_option("PAYSTUB")
    at_home.get_by_role("button", name="upload file").click()
    expect(at_home.get_by_text("The message was sent.")).to_be_visible()

    # Somebody else has the record open: messages are written in Inquiry as well.
    suite.client("customers", role="supervisor").post(f"/customers/{number}/lock").raise_for_status()
    staff = signed_in
    row = f"/customers?number={number}&unread=1"
    eventually(lambda: staff.goto(row) and staff.get_by_title("unread messages: 1").count())
    staff.goto(f"/customers/{number}")
    expect(staff.get_by_text("Customer Inquiry")).to_be_visible()
    staff.get_by_role("link", name="Secure Message Center, unread messages: 1").click()
    expect(staff.locator(".pane-list .usa-tag")).to_have_text("Unread")
    staff.locator(".pane-list a").click()
    expect(staff.get_by_label("Opened message")).to_contain_text("Here is the bill of March.")
    expect(staff.get_by_label("Opened message")).to_contain_text("read by JOHN JOHNSON")
    expect(staff.locator(".pane-list .usa-tag")).to_have_count(0)
    without_fault(staff)
    with staff.expect_download() as download:
        staff.get_by_role("link", name="bill.pdf").click()
    assert download.value.suggested_filename == "bill.pdf"
    staff.get_by_role("link", name="Reply").click()
    staff.get_by_label("Message", exact=True).fill("Thank you.")
    expect(staff.locator("#message-count")).to_have_text("10 / 500 characters")
    without_fault(staff)
    staff.get_by_role("button", name="Send message").click()
    expect(staff.get_by_text("The message was sent.")).to_be_visible()

    at_home.goto("/portal/messages")
    at_home.locator(".pane-list a").first.click()
    expect(at_home.get_by_label("Opened message")).to_contain_text("Thank you.")
    without_fault(at_home)
    wanted = {
        "Secure message from customer to staff, with a document: PAYSTUB",
        "Secure message from staff to customer",
    }
    noted = eventually(
        lambda: [note for note in notes_of(number) if note["text"] in wanted][1:] and notes_of(number)
    )
    codes = {note["text"]: note["action_code"] for note in noted if note["text"].startswith("Secure")}
    assert set(codes.values()) == {"SECUREMS"} and wanted <= codes.keys()
    assert not any("March" in note["text"] or "Thank" in note["text"] for note in noted)
