"""A program manager sets a part from tomorrow; what holds today and who may not are seen in a real browser (R243)."""

from __future__ import annotations

import itertools

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

_codes = itertools.count(1)


def without_fault(page):
    """No accessibility fault, and nothing wider than a window at four times the size."""
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.set_viewport_size({"width": 342, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 343
    page.set_viewport_size({"width": 1366, "height": 768})


@pytest.fixture
def application(suite, new_customer):
    """An application to a program of this test's own, whose summary shows the language alone."""
    manager = suite.client("applications", role="program_manager")
    code = f"BROWSED{next(_codes)}"
    assert manager.post("/programs", json={"code": code, "name": "BROWSED"}).status_code == 201
    days = {"valid_from": "2017-11-01", "valid_to": "2019-07-31"}
    manager.put(f"/programs/{code}/years/2018", json=days, headers={"If-Match": "1"}).raise_for_status()
    rows = {"rows": [{"field": "LANGUAGE"}]}
    part = f"/programs/{code}/parts/summary_fields"
    manager.put(part, json=rows, headers={"If-Match": "0"}).raise_for_status()
    number = new_customer(ssn=f"7653{next(_codes):05d}")["number"]
    place = {"number": "111", "street": "THIS", "street_type": "ST", "zip": "93933"}
    body = {"program": code, "program_year": 2018, "intake_date": "2018-12-03", "place_of_service": place}
    answer = suite.client("applications").post(f"/customers/{number}/applications", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.mark.req("R158", "R175", "R176", "R243")
def test_a_part_is_set_from_tomorrow_and_today_stays_as_it_is(manager, signed_in, application):
    code = application["program_code"]
    manager.get_by_text("More", exact=True).click()
    manager.get_by_role("navigation", name="Main").get_by_role("link", name="Programs").click()
    without_fault(manager)
    manager.get_by_role("table", name="Programs").get_by_role("link", name=code, exact=True).click()
    without_fault(manager)
    manager.get_by_role("link", name="Change Document types").click()
    adding = manager.get_by_role("region", name="Add an Entry")
    expect(adding.get_by_label("Program")).to_have_value(code)
    adding.get_by_label("Code").fill(f"ROLL_{code}")
    adding.get_by_label("Label").fill("RENT ROLL")
    adding.get_by_role("group", name="Proves").get_by_label("Address").check()
    without_fault(manager)
    adding.get_by_role("button", name="Add").click()
    manager.goto(f"/programs/{code}")
    own = manager.get_by_role("table", name="In Other Lists").get_by_role("row", name="Document types")
    expect(own).to_contain_text("RENT ROLL")
    manager.get_by_role("navigation", name="Programs").get_by_role("link", name="Application Summary").click()
    manager.get_by_role("link", name="Change from a Day on").click()
    manager.get_by_role("button", name="Add a Row").click()
    second = manager.get_by_role("group", name="Row 2")
    expect(second.get_by_label("Field")).to_be_focused()
    second.get_by_label("Field").select_option("LANGUAGE")
    manager.get_by_role("button", name="Save").first.click()
    expect(manager.get_by_role("alert")).to_contain_text("Row 2, Field")
    without_fault(manager)
    second.get_by_label("Field").select_option("REGISTRATION_DATE")
    second.get_by_role("button", name="Move up").click()
    manager.get_by_role("button", name="Save").first.click()
    expect(manager.get_by_text("The part was set.")).to_be_visible()
    today = manager.get_by_role("table", name="In Force Today")
    planned = manager.get_by_role("table", name="Planned from")
    expect(today.get_by_role("cell")).to_have_text(["LANGUAGE"])
    expect(planned.get_by_role("cell")).to_have_text(["REGISTRATION_DATE", "LANGUAGE"])
    without_fault(manager)

    caseworker = signed_in
    assert caseworker.goto("/programs").status == 403
    assert caseworker.goto(f"/programs/{code}/parts/summary_fields/change").status == 403
    caseworker.goto(f"/customers/{application['customer_number']}")
    resources = caseworker.locator("ul.resources")
    expect(resources.get_by_role("link", name="Properties")).to_be_visible()
    resources.get_by_role("link", name="Application").click()
    expect(caseworker.locator("dl.at-a-glance dt")).to_have_text(["Language"])
    without_fault(caseworker)
