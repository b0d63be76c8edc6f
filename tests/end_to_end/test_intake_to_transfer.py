"""A household from the phone call to a benefitted application, without leaving the record (R259)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from homefire.testing.suite import eventually


def day(ago: int = 0) -> str:
    """A day as a caseworker types it, this many days ago in the agency's time zone."""
    then = datetime.now(ZoneInfo("America/Los_Angeles")).date() - timedelta(days=ago)
    return f"{then.month}/{then.day}/{then.year}"


def take_in(page: Any, number: int) -> None:
    """Save and Add Application, and the first form."""
    page.goto(f"/customers/{number}")
    page.get_by_role("button", name="Save and Add Application").click()
    page.get_by_label("Intake Date").fill(day(5))
    page.get_by_label("Account Number").fill("55501234")
    page.get_by_label("Street *").fill("THIS")
    page.get_by_label("Zip Code").fill("93933")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(re.compile(r"/applications/\d+$"))


def verify(page: Any) -> None:
    """The three items that payment assistance needs, on papers seen at the counter."""
    page.get_by_role("link", name="Verification", exact=True).click()
    for item in ("identity", "address", "income"):
        page.locator(f"#{item}-action").select_option("VERIFY")
        page.locator(f"#{item}-reason").fill("seen at the counter")
        page.locator(f"#{item}").get_by_role("button", name="Save").click()
        expect(page.locator(f"#{item}")).to_contain_text("verified")


@pytest.mark.req("R9", "R80", "R82", "R91", "R139", "R259")
def test_a_caseworker_takes_a_household_from_the_call_to_the_benefit(
    signed_in, core, new_customer, client, notes_of
):
    page, http = signed_in, client("applications")
    number = new_customer(ssn="466314157", date_of_birth="1950-12-31")["number"]
    take_in(page, number)
    application = int(page.url.rsplit("/", 1)[1])
    page.get_by_role("link", name="Next: Household").click()
    expect(page.locator("#members_0_ssn")).to_have_value("")
    expect(page.locator("#member-0")).to_contain_text("***-**-4157 of the record is sent")
    page.get_by_role("button", name="Save household").click()
    expect(page.locator("#state")).to_have_text("Saved.")

    page.get_by_role("link", name="Income", exact=True).click()
    page.locator("#items_0_source").select_option("WAGES")
    page.locator("#items_0_amount").fill("1,500.00")
    page.locator("#items_0_period").select_option("Monthly")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("Saved.")

    page.get_by_role("link", name="Eligibility", exact=True).click()
    page.locator("#decision").select_option("ELIGIBLE")
    page.get_by_role("button", name="Decide").click()
    expect(page.locator("main")).to_contain_text("Not verified yet: IDENTITY, ADDRESS, INCOME.")
    verify(page)
    page.get_by_role("link", name="Eligibility", exact=True).click()
    expect(page.locator("#proposal")).to_contain_text("$18,000.00 a year is under the limit")
    page.locator("#decision").select_option("ELIGIBLE")
    page.get_by_role("button", name="Decide").click()
    expect(page.locator("#decisions")).to_contain_text("ELIGIBLE")

    page.get_by_role("link", name="Certify and transfer").click()
    page.get_by_label("Document Date").fill(day(10))
    page.get_by_label("Certification Date").fill(day())
    page.get_by_role("button", name="Save the dates").click()
    expect(page.locator("#clocks")).to_contain_text("120 days left")
    expect(page.locator("#transfer")).not_to_contain_text("Of the applicant this is missing")
    page.get_by_role("button", name="Transfer", exact=True).click()
    eventually(lambda: http.get(f"/applications/{application}").json()["status"] == "BENEFITTED")

    page.goto(f"/customers/{number}")
    expect(page.locator("#applications")).to_contain_text("BENEFITTED")
    expect(page.locator("#applications")).to_contain_text(day())
    [sent] = http.get(f"/applications/{application}").json()["transfers"]
    assert [answer["effect"] for answer in sent["answers"]] == ["applied"]
    compared = http.post(f"/customers/{number}/core-comparison", json={"date_of_birth": "1950-12-31"}).json()
    assert (compared["sent"]["application_id"], compared["differences"]) == (application, [])
    moves = ("PENDING to ELIGIBLE", "ELIGIBLE to TRANSFERRED", "TRANSFERRED to BENEFITTED")
    for move in moves:
        eventually(lambda move=move: any(move in note["text"] for note in notes_of(number)))
