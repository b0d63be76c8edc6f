"""A customer signs up in the portal, is linked by a letter's code and hands in a document, in a real browser."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from homefire.testing.suite import eventually

SHOTS = os.environ.get("HOMEFIRE_SCREENSHOTS")
PASSWORD = "a sentence that is easy to keep"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def without_fault(page, name):
    """No accessibility fault, and nothing wider than a window at four times the size."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 343


@pytest.fixture
def telephone(browser, browser_context_args, people):
    """A customer's telephone, whose browser runs no script of ours."""
    context = browser.new_context(**{**browser_context_args, "viewport": {"width": 342, "height": 700}})
    page = context.new_page()
    yield page
    context.close()


def sign_up(page):
    """A new account, logged in."""
    name = f"new.{uuid.uuid4().hex[:8]}@example.org"
    page.goto("/portal")
    page.get_by_role("link", name="Sign up").click()
    page.get_by_label("Your name").fill("NEW COMER")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("main").get_by_role("link", name="Log in").click()
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


@pytest.mark.req("R225", "R245", "R262")
def test_customer_signs_up_is_linked_by_a_letter_and_hands_in_a_document(
    signed_in, telephone, new_customer, suite, outbox_of
):
    number, own = new_customer()["number"], telephone
    sign_up(own)
    expect(own.get_by_role("heading", name="2. Connect your record")).to_be_visible()
    without_fault(own, "portal-unlinked")
    assert own.goto(f"/customers/{number}").status == 403
    signed_in.goto(f"/customers/{number}/portal-access")
    results = Axe().run(signed_in)
    assert results.violations_count == 0, results.generate_report()
    signed_in.get_by_role("button", name="Make a letter with a code").click()
    code = signed_in.locator(".letter-code").inner_text()
    own.goto("/portal")
    own.get_by_label("Code of the letter").fill(code)
    own.get_by_role("button", name="Connect").click()
    expect(own.get_by_text("Your log-in is connected to your record now.")).to_be_visible()
    without_fault(own, "portal-home")
    own.get_by_role("link", name="Documents", exact=True).click()
    own.get_by_label("What is it?").select_option(label="Utility bill")
    own.get_by_label("File").set_input_files(
        {"name": "bill.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    own.get_by_role("button", name="Hand it in").click()
    expect(own.get_by_role("link", name="bill.pdf")).to_be_visible()
    without_fault(own, "portal-documents")
    entries = suite.client("messaging")
    eventually(
        lambda: (
            [
                entry["mailing_date"]
                for entry in entries.get(f"/customers/{number}/contact-entries").json()["items"]
                if entry["mailing_code"].startswith("PC")
            ]
            == [None]
        )
    )
    signed_in.goto(f"/customers/{number}/files")
    expect(signed_in.get_by_text("bill.pdf")).to_be_visible()
