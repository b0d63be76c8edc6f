"""A customer who has moved, a draft that is put right, and the technical log, in a real browser."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from homefire.testing.suite import eventually

SHOTS = os.environ.get("HOMEFIRE_SCREENSHOTS")
_ssns = itertools.count(1)


def without_fault(page, name):
    """No accessibility fault, and nothing wider than a window at four times the size."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.set_viewport_size({"width": 342, "height": 700})
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-narrow.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 343
    page.set_viewport_size({"width": 1366, "height": 768})


@pytest.fixture
def applied(suite, new_customer):
    """A customer of this test's own with a verified address, a checklist, and a draft of a change request."""
    home = {"number": "1", "street": "ELM", "zip": "95077"}
    number = new_customer(ssn=f"7658{next(_ssns):05d}", residence_address=home)["number"]
    http = suite.client("applications")
    place = {"number": "111", "street": "THIS", "street_type": "ST", "zip": "93933"}
    body = {"program": "HEAP", "program_year": 2018, "intake_date": "2018-12-03", "place_of_service": place}
    made = http.post(f"/customers/{number}/applications", json=body).json()
    path, at = f"/applications/{made['id']}", {"If-Match": "1"}
    decision = {"action": "VERIFY", "reason": "utility bill"}
    http.post(f"{path}/verification/ADDRESS", json=decision, headers=at).raise_for_status()
    field = {"field": "LAST_NAME", "core_value": "HOLSTEIN", "our_value": "HOLSCHEIN", "proof": "passport"}
    request = {"program_year": 2018, "reason": "DATA_ENTRY", "fields": [field]}
    http.post(f"/customers/{number}/change-requests", json=request).raise_for_status()
    http.post(f"{path}/checklist", json={}).raise_for_status()
    return number, path


def is_known(suite, number):
    """Whether customers has heard of the application."""
    known = sa.text(
        "select count(*) from application_search where customer_number = :number and status = 'PENDING'"
    )
    with suite.database("customers").connect() as connection:
        return connection.scalar(known, {"number": number})


@pytest.mark.req("R142", "R31")
def test_a_move_is_told_and_verified_anew(signed_in, suite, applied):
    page, (number, path) = signed_in, applied
    eventually(lambda: is_known(suite, number))
    page.goto(f"/customers/{number}")
    home = page.get_by_role("group", name="Residence Address")
    home.get_by_label("Address #").fill("77")
    home.get_by_label("Street", exact=True).fill("OAK")
    with page.expect_response("**/zip-codes/93933"):
        home.get_by_label("Zip Code").fill("93933")
    expect(home.get_by_label("County")).to_have_value("MONTEREY")
    expect(page.locator("#mailing_address_county")).not_to_have_value("MONTEREY")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("An application is open.")
    without_fault(page, "residence")
    page.get_by_label("Why it changes").select_option("MOVED")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("77 OAK")).to_be_visible()
    http = suite.client("applications")
    eventually(lambda: http.get(f"{path}/verification").json()["items"][1]["status"] == "REVIEW")
    mail = page.get_by_role("group", name="Mailing Address")
    for label in ("Address #", "Street", "Zip Code"):
        home.get_by_label(label, exact=True).fill("")
    for label, text in (("Address #", "5"), ("Address Street/PO Box", "PINE"), ("Zip Code", "95077")):
        mail.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Why it changes").select_option("CORRECTION")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("summary", has_text="Residence Address")).to_contain_text("same as mailing")
    mail.get_by_label("Address Street/PO Box").fill("FIR")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("lives where the mail goes")
    without_fault(page, "mail-only")
    page.get_by_role("alert").first.get_by_role("link", name="Why the Residence Changes").press("Enter")
    expect(page.get_by_label("Why it changes")).to_be_focused()
    page.keyboard.type("Mail alone")
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(page.locator("summary", has_text="Residence Address")).to_contain_text("5 PINE")
    expect(mail.get_by_label("Address Street/PO Box")).to_have_value("FIR")


@pytest.mark.req("R111")
def test_a_draft_is_put_right_on_its_page(signed_in, suite, applied):
    page, (number, _path) = signed_in, applied
    page.goto(f"/customers/{number}/change-requests")
    page.get_by_role("link", name="Edit").click()
    without_fault(page, "draft")
    page.get_by_label("In CORE LAST NAME").fill("HOLSTEEN")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_role("cell", name="HOLSTEEN")).to_be_visible()


@pytest.mark.req("R187")
def test_the_technical_log_shows_a_checklist(supervisor, suite, applied):
    page, (number, _path) = supervisor, applied
    log = suite.client("audit", role="auditor")
    wanted = {"customer_number": number}
    eventually(lambda: "checklist_created" in log.get("/technical-log", params=wanted).text)
    page.goto(f"/customers/{number}")
    page.get_by_role("link", name="Technical log").last.click()
    expect(page.get_by_role("cell", name="checklist of RESIDENT made")).to_be_visible()
    without_fault(page, "technical-log")
    page.get_by_label("What", exact=True).select_option("reference_changed")
    page.locator("#main").get_by_role("button", name="Find").click()
    expect(page.get_by_text("No data to display")).to_be_visible()
