"""E-mail from an open record in a real browser: a preset, the guard, the state, the note that leads back."""

from __future__ import annotations

import uuid

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from homefire.testing.suite import eventually
from homefire_cli.suite import MAIL_CATCHER


@pytest.fixture
def catcher(suite):
    """The address of the mail catcher, which runs."""
    if not suite.stack.running(MAIL_CATCHER):
        suite.stack.start(MAIL_CATCHER)
        suite.stack.wait_ready(MAIL_CATCHER)
    return suite.stack.service_url(MAIL_CATCHER)


@pytest.fixture
def preset(suite, people):
    """A preset of all programs."""
    name = f"PAPERS {uuid.uuid4().hex[:8]}"
    body = {"code": name, "label": name, "subject": "Papers are missing", "body": "Bring the papers."}
    suite.client("messaging", role="program_manager").post("/messaging/presets", json=body).raise_for_status()
    return name


def without_fault(page):
    """No accessibility fault, and nothing wider than a window at four times the size."""
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.set_viewport_size({"width": 341, "height": 768})
    assert page.evaluate("document.documentElement.scrollWidth") <= 342
    page.set_viewport_size({"width": 1366, "height": 768})


@pytest.mark.req("R151", "R205", "R214", "R215", "R216", "R222", "R256")
def test_email_is_written_from_a_preset_confirmed_sent_and_noted(
    signed_in, suite, new_customer, catcher, preset
):
    address = f"{uuid.uuid4().hex}@example.org"
    number = new_customer(first_name="OVALTINE", email=address, preferred_method="email")["number"]
    page = signed_in
    suite.client("customers", role="supervisor").post(f"/customers/{number}/lock").raise_for_status()
    page.goto(f"/customers/{number}")
    expect(page.locator("#mode")).to_have_text("Customer Inquiry")
    page.get_by_role("link", name="Send Message", exact=True).click()
    page.get_by_role("link", name=preset).press("Enter")
    expect(page.get_by_label("Message Subject")).to_have_value("Papers are missing")
    text = page.get_by_label("Message", exact=False).and_(page.locator("textarea"))
    expect(text).to_have_value("Bring the papers.")
    text.fill("a" * 2190)
    expect(page.locator("#body-count")).to_contain_text("2190")
    text.fill("Dear Ovaltine, your number is 7 6 5 - 4 3 - 2 1 0 8.")
    send = page.locator("#email").get_by_role("button", name="Send Message")
    send.click()
    expect(page.locator("#body-error")).to_contain_text("Social Security number")
    text.fill("Dear Ovaltine, bring the papers.")
    send.click()
    page.get_by_label("The message may name the customer").check()
    without_fault(page)
    send.click()
    page.wait_for_url("**/emails?sent=*")

    eventually(lambda: page.reload() and page.locator("#emails .tag-ok").count())
    without_fault(page)
    caught = httpx.get(f"{catcher}/messages").json()["items"]
    assert [each["text"].strip() for each in caught if each["to"] == address] == [
        "Dear Ovaltine, bring the papers."
    ]
    page.goto(f"/customers/{number}/notes")
    eventually(lambda: page.reload() and page.get_by_text("Email sent: Papers are missing").count())
    page.get_by_role("link", name="Open the message").click()
    expect(page.get_by_text("Dear Ovaltine, bring the papers.")).to_be_visible()
    expect(page.get_by_label("Went to")).to_have_value(address)


@pytest.mark.req("R42", "R46", "R153")
def test_dormant_customers_email_is_confirmed_and_one_who_opted_out_gets_none(
    signed_in, suite, new_customer, catcher
):
    asleep, wary = (
        new_customer(email=f"{uuid.uuid4().hex}@example.org", **fields) for fields in ({"dormant": True}, {})
    )
    dormant, quiet = asleep["number"], wary["number"]
    customers, messaging = suite.client("customers"), suite.client("messaging")
    revoked = {"channel": "email", "source": "PHONE"}
    path, match = f"/customers/{quiet}/consents/revocations", {"If-Match": str(wary["version"])}
    customers.post(path, json=revoked, headers=match).raise_for_status()
    form = f"/customers/{quiet}/emails/form"
    eventually(lambda: messaging.get(form).json()["reason"] == "opted_out")
    page = signed_in
    page.goto(f"/customers/{quiet}/emails/new")
    expect(page.locator("#obstacle")).to_contain_text("The customer wants no email.")
    expect(page.locator("#email").get_by_role("button", name="Send Message")).to_be_disabled()
    page.goto(f"/customers/{dormant}/emails/new")
    page.get_by_label("Message Subject").fill("Papers")
    page.locator("textarea[name=body]").fill("Bring the papers.")
    page.get_by_label("The customer is dormant, and this is about their own case.").check()
    page.locator("#email").get_by_role("button", name="Send Message").click()
    page.wait_for_url("**/emails?sent=*")
