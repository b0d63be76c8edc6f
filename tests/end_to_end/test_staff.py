"""An administrator makes an account; its owner logs in, is chosen as a record's analyst, and leaves."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from homefire.testing.suite import Suite
from homefire_cli.log_ins import LogIn

SHOTS = os.environ.get("HOMEFIRE_SCREENSHOTS")


def shoot(page: Any, name: str) -> None:
    """Keeps a picture when somebody wants to look."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def fill_log_in(page: Any, user_name: str, password: str) -> None:
    page.goto("/log-in")
    page.get_by_label("User name").fill(user_name)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


@pytest.fixture
def somebody(browser: Any, browser_context_args: dict[str, Any], suite: Suite) -> Iterator[Any]:
    """`somebody(person)`: a browser of one who has logged in; `somebody()` one in which nobody has."""
    contexts = []

    def open_page(person: LogIn | None = None) -> Any:
        contexts.append(browser.new_context(**browser_context_args))
        page = contexts[-1].new_page()
        if person:
            fill_log_in(page, person.user_name, person.password)
            page.wait_for_url("**/customers")
        return page

    yield open_page
    for context in contexts:
        context.close()
    with suite.database("customers").begin() as connection:
        connection.execute(sa.text("update record_lock set expires_at = now()"))


def make_account(page: Any, user_name: str, name: str) -> str:
    """Goes from the menu to a new caseworker at an office; the one-time password."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Staff").click()
    page.get_by_role("navigation", name="Staff").get_by_role("link", name="Accounts").click()
    page.get_by_role("link", name="New account").click()
    page.get_by_label("User name").fill(user_name)
    page.locator("#display_name").fill(name)
    page.get_by_label("Office", exact=True).select_option(label="WATSONVILLE")
    page.get_by_label("Job Title").fill("Caseworker")
    page.get_by_label("Phone Extension").fill("241")
    page.get_by_role("checkbox", name=re.compile("^Caseworker")).check()
    page.get_by_label("Mon from").fill("08:00")
    page.get_by_label("Mon to").fill("17:00")
    shoot(page, "account-new")
    page.get_by_role("button", name="Create the account").click()
    shoot(page, "password-made")
    return str(page.locator("#password").inner_text())


@pytest.mark.req("R126", "R144", "R244", "R265")
def test_caseworker_is_made_logs_in_is_chosen_and_leaves(somebody, people, new_customer):
    administrator, ann = somebody(people["administrator"]), somebody()
    number = new_customer()["number"]
    password = make_account(administrator, "annlee", "ANN LEE")

    fill_log_in(ann, "annlee", password)
    expect(ann.get_by_role("heading", name="Choose a password of your own")).to_be_visible()
    shoot(ann, "own-password")
    ann.get_by_label("Password now").fill(password)
    ann.get_by_label("New password", exact=True).fill("the owner's own sentence")
    ann.get_by_label("New password again").fill("the owner's own sentence")
    ann.get_by_role("button", name="Change the password").click()
    ann.wait_for_url("**/customers")

    john = somebody(people["caseworker"])
    john.goto(f"/customers/{number}")
    expect(john.locator(".facts")).to_contain_text("Analyst nobody")
    john.get_by_label("Assigned Analyst", exact=True).select_option(label="ANN LEE - Caseworker, WATSONVILLE")
    john.get_by_label("Assigned Q/A Analyst").select_option(label="Q/A ANALYST - Q/A Analyst, SANTA CRUZ")
    john.keyboard.press("Alt+s")
    expect(john.locator("#state")).to_have_text("Saved.")
    expect(john.locator(".facts")).to_contain_text("Analyst ANN LEE")
    shoot(john, "record-panel")

    administrator.get_by_role("link", name="To the account").click()
    shoot(administrator, "account")
    administrator.get_by_role("link", name="Disable…").click()
    shoot(administrator, "account-disable")
    administrator.get_by_role("button", name="Disable").click()
    expect(administrator.get_by_text("The account was disabled")).to_be_visible()
    expect(administrator.get_by_role("table", name="Account log")).to_contain_text("DEMO ADMINISTRATOR")
    ann.goto(f"/customers/{number}")
    ann.wait_for_url("**/log-in**")
    john.reload()
    expect(john.locator(".facts")).to_contain_text("Analyst ANN LEE")
    chosen = john.get_by_label("Assigned Analyst", exact=True).locator("option:checked")
    expect(chosen).to_have_text("ANN LEE")


@pytest.mark.req("R244")
def test_new_role_is_confirmed_and_counts_at_once(somebody, people):
    administrator = somebody(people["administrator"])
    assessor = somebody(people["assessor"])
    administrator.goto("/accounts?q=assessor")
    administrator.get_by_role("link", name="DEMO ASSESSOR").click()
    administrator.get_by_role("checkbox", name=re.compile("^Auditor")).check()
    administrator.get_by_role("button", name="Change…").click()
    shoot(administrator, "account-confirm")
    expect(administrator.get_by_text("Assessor → Assessor, Auditor")).to_be_visible()
    assessor.goto("/roles")
    expect(assessor.get_by_role("heading", name="Not allowed")).to_be_visible()
    administrator.get_by_role("button", name="Make these changes").click()
    expect(administrator.get_by_text("The account was changed")).to_be_visible()
    assessor.goto("/roles")
    expect(assessor.get_by_role("heading", name="Roles", level=1)).to_be_visible()


@pytest.mark.req("R14", "R265")
@pytest.mark.parametrize(
    "path", ["/staff", "/accounts", "/accounts/new", "/offices", "/roles", "/my-password"]
)
def test_pages_have_no_accessibility_fault_and_fit_a_narrow_window(somebody, people, path):
    page = somebody(people["administrator"])
    page.goto(path)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    shoot(page, path.strip("/").replace("/", "-"))
    page.set_viewport_size({"width": 342, "height": 700})
    shoot(page, path.strip("/").replace("/", "-") + "-narrow")
    assert page.evaluate("document.documentElement.scrollWidth") <= 343
