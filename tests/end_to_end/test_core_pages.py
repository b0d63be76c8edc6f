"""An application's way to CORE and back in a browser, and CSD asked to correct its copy."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from homefire.testing.suite import eventually

SHOTS = os.environ.get("HOMEFIRE_SCREENSHOTS")
PLACE = {"number": "7", "street": "THIS", "zip": "93933"}


def shoot(page, name):
    """Keeps a picture where somebody wants to look, and looks for what keeps people out."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
        page.set_viewport_size({"width": 341, "height": 768})
        page.screenshot(path=Path(SHOTS) / f"{name}-narrow.png", full_page=True)
        page.set_viewport_size({"width": 1366, "height": 768})
    assert Axe().run(page).response["violations"] == []


@pytest.fixture
def eligible(client, people, new_customer):
    """`eligible("REJECT-IDENTITY")`: an application that may be transferred, with this account number."""
    number = new_customer(first_name="ODESSA", last_name="BRANDYWINE")["number"]
    today = datetime.now(ZoneInfo("America/Los_Angeles")).date()

    def enter(account, year=today.year, last_name="BRANDEWEIN"):
        loader, http = client("applications", role="history_loader"), client("applications")
        intake = today - timedelta(days=5) if year == today.year else today.replace(year=year, month=6, day=1)
        body = {
            "program": "HEAP",
            "program_year": year,
            "intake_date": intake.isoformat(),
            "place_of_service": PLACE,
            "account_number": account,
            "history": {"status": "ELIGIBLE"},
        }
        answer = loader.post(f"/customers/{number}/applications", json=body)
        assert answer.status_code == 201, answer.text
        made = answer.json()
        person = {"first_name": "ODESSA", "last_name": last_name, "relation": "SELF"}
        members = {"members": [person | {"date_of_birth": "1950-12-31", "ssn": "321-54-9876"}]}
        path = f"/applications/{made['id']}/household/members"
        http.put(path, json=members, headers={"If-Match": "1"}).raise_for_status()
        return made

    return enter


@pytest.mark.req("R82", "R92", "R109", "R112", "R259")
def test_certified_transferred_benefitted_and_the_next_one_rejected_and_csd_asked(
    signed_in, core, eligible, client
):
    page, http = signed_in, client("applications")
    made = eligible("123")
    number = made["customer_number"]
    page.goto(f"/customers/{number}/applications/{made['id']}")
    page.get_by_role("link", name="Certify and transfer").click()
    expect(page.locator("#transfer")).to_contain_text("The application is not certified.")
    today = datetime.now(ZoneInfo("America/Los_Angeles")).date()
    page.get_by_label("Certification Date").fill(f"{today.month}/{today.day}/{today.year}")
    page.get_by_role("button", name="Save the dates").click()
    expect(page.locator("#certify")).to_contain_text("Saved.")
    expect(page.locator("#clocks")).to_contain_text("120 days left")
    expect(page.locator("#transfer")).to_contain_text("The date of the documents is not entered.")
    shoot(page, "transfer")
    page.get_by_role("button", name="Transfer", exact=True).click()
    eventually(lambda: http.get(f"/applications/{made['id']}").json()["status"] == "BENEFITTED")
    second = eligible("REJECT-IDENTITY", year=today.year - 1, last_name="BRANDYWINE")
    page.goto(f"/customers/{number}/applications/{second['id']}/transfer")
    expect(page.locator("#transfer")).to_contain_text("CORE was sent something else")
    page.get_by_role("button", name="Transfer", exact=True).click()
    eventually(lambda: http.get(f"/applications/{second['id']}").json()["status"] == "REJECTED")
    page.reload()
    expect(page.locator("#answer")).to_contain_text("do not match the applicant of the previous year")
    shoot(page, "rejected")
    page.goto(f"/customers/{number}")
    beside = page.get_by_role("navigation", name="Record")
    beside.get_by_role("link", name="CSD Change Requests 1 field differs from CORE").click()
    expect(page.locator("#differing")).to_contain_text("Last Name")
    shoot(page, "change-requests-differing")
    page.goto(f"/customers/{number}/applications/{second['id']}/transfer")
    page.get_by_role("link", name="Ask CSD to correct its copy").click()
    expect(page.get_by_label("In CORE LAST NAME")).to_have_value("BRANDEWEIN")
    expect(page.get_by_label("Our record LAST NAME")).to_have_value("BRANDYWINE")
    shoot(page, "change-request-new")
    page.get_by_role("button", name="Submit to CSD").click()
    expect(page.locator("main")).to_contain_text("SUBMITTED")
    shoot(page, "change-requests")
    [request] = http.get(f"/customers/{number}/change-requests").json()["items"]
    assert (request["status"], request["application_id"]) == ("SUBMITTED", second["id"])
    told = "submitted for LAST NAME"
    log = client("audit", role="auditor")
    eventually(lambda: told in log.get(f"/customers/{number}/notes").text)
    page.goto(f"/customers/{number}")
    expect(page.locator("#head")).to_contain_text(f"{made['program']} · Benefitted")
    expect(page.locator("#notes")).to_contain_text(told)
