"""A real browser on the suite's pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from homefire.testing.suite import Suite
from homefire_cli.demo import load
from homefire_cli.log_ins import LogIn, ensure_log_ins
from homefire_cli.suite import CORE_SIMULATOR, GATEWAY, SERVICES

# What a page comes to show is waited for as long as it takes on a busy machine.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def people(suite: Suite) -> dict[str, LogIn]:
    """The whole suite with its demonstration record; who may log in, by user name."""
    suite.servers()
    suite.running(*SERVICES, GATEWAY)
    load(suite.stack)
    return {person.user_name: person for person in ensure_log_ins(suite.stack)}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The distribution's Chromium; it has no sandbox for root."""
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("HOMEFIRE_CHROMIUM") or shutil.which("chromium"),
        "args": ["--no-sandbox", "--disable-dev-shm-usage"],
    }


@pytest.fixture(scope="session")
def browser_context_args(
    browser_context_args: dict[str, Any], suite: Suite, people: dict[str, LogIn]
) -> dict[str, Any]:
    """Pages are addressed by their path; the window is that of a small office screen.

    Pages move at once and not smoothly: what is clicked while it glides gets the press and not the release.
    """
    return {
        **browser_context_args,
        "base_url": suite.stack.service_url(GATEWAY),
        "viewport": {"width": 1366, "height": 768},
        "reduced_motion": "reduce",
    }


@pytest.fixture
def signed_in(page: Any, people: dict[str, LogIn], suite: Suite) -> Iterator[Any]:
    """A page of somebody who has logged in. The records that it opened are free for the next test."""
    log_in(page, people["caseworker"])
    yield page
    page.close()
    with suite.database("customers").begin() as connection:
        connection.execute(sa.text("update record_lock set expires_at = now()"))


def log_in(page: Any, person: LogIn) -> None:
    """Logs in, as far as the lookup."""
    page.goto("/")
    page.get_by_label("User name").fill(person.user_name)
    page.get_by_label("Password").fill(person.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers")


@pytest.fixture
def supervisor(browser: Any, browser_context_args: dict[str, Any], people: dict[str, LogIn]) -> Iterator[Any]:
    """A second browser, in which a supervisor has logged in."""
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    log_in(page, people["supervisor"])
    yield page
    context.close()


@pytest.fixture
def manager(browser: Any, browser_context_args: dict[str, Any], people: dict[str, LogIn]) -> Iterator[Any]:
    """Another browser, in which a program manager has logged in."""
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    log_in(page, people["manager"])
    yield page
    context.close()


@pytest.fixture
def core(suite: Suite, people: dict[str, LogIn]) -> Iterator[None]:
    """CORE, played by its simulator for as long as the test runs."""
    suite.stack.start(CORE_SIMULATOR)
    suite.stack.wait_ready(CORE_SIMULATOR)
    yield
    suite.stack.stop(CORE_SIMULATOR)
