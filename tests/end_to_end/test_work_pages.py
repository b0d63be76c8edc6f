"""An assessment and the project that follows from it, in the browser, with the notes that tell of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

SHOTS = os.environ.get("HOMEFIRE_SCREENSHOTS")
PLACE = {"number": "111", "street": "THIS", "street_type": "ST", "zip": "93933"}


@pytest.fixture
def number(client, people, new_customer) -> int:
    """A customer who lives in a dwelling, and a vendor beside."""
    http, made = client("weatherization"), new_customer()["number"]
    dwelling = http.post("/dwellings", json={"kind": "SINGLE_FAMILY", "address": PLACE})
    dwelling.raise_for_status()
    link = {"dwelling_id": dwelling.json()["dwelling_id"], "role": "occupant", "from": "2020-01-01"}
    http.post(f"/customers/{made}/dwellings", json=link).raise_for_status()
    http.post("/vendors", json={"kind": "ASSESSOR", "name": "COAST ASSESSORS"}).raise_for_status()
    return made


def looked_at(page: Any, name: str) -> None:
    """A picture where one is wanted, and no violation that axe finds."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    assert Axe().run(page).response["violations"] == []


@pytest.mark.req("R158", "R180", "R183", "R184", "R205")
def test_project_follows_from_a_completed_assessment_and_both_become_notes(signed_in, number):
    page = signed_in
    page.goto(f"/customers/{number}")
    page.get_by_role("link", name="Assessments").click()
    page.get_by_label("Property and program").select_option(
        label="111 THIS ST, LOW-INCOME WEATHERIZATION PROGRAM"
    )
    page.get_by_role("button", name="Order assessment").click()
    page.get_by_label("Vendor", exact=True).select_option(
        label=page.locator("#vendor_number option").nth(1).inner_text()
    )
    page.get_by_role("button", name="Assign", exact=True).click()
    page.get_by_label("WEATHERIZATION", exact=True).select_option("no")
    page.get_by_role("button", name="Complete", exact=True).click()
    expect(page.locator("#summary")).to_contain_text("Say why the property does not qualify")
    looked_at(page, "assessment")
    page.get_by_label("WEATHERIZATION", exact=True).select_option("yes")
    page.get_by_role("button", name="Complete", exact=True).click()
    expect(page.locator("#findings")).to_contain_text("Yes")
    page.get_by_role("link", name="Projects").click()
    page.get_by_label("Program *").select_option(label="LOW-INCOME WEATHERIZATION PROGRAM")
    page.get_by_label("Type *").select_option("WEATHERIZATION")
    page.get_by_label("Replacement Cost").fill("4250.50")
    page.get_by_label("Tasks").fill("NEW FURNACE")
    page.get_by_role("button", name="Create project").click()
    page.get_by_role("link", name="Edit NEW FURNACE").click()
    page.get_by_label("Task Status").last.select_option("DONE")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("#tasks")).to_contain_text("DONE")
    expect(page.locator(".clock")).to_contain_text("180 days left")
    page.set_viewport_size({"width": 341, "height": 768})
    looked_at(page, "project")
    page.goto(f"/customers/{number}")
    notes = page.locator("#notes")
    expect(notes).to_contain_text("(LIWP) assigned to")
    expect(notes).to_contain_text("created for LIWP: WEATHERIZATION")
