"""A real browser on the suite's pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

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
        "args": ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
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


class Entrance:
    """Logs people in: at the form the first time, later with the session that this began, while it lasts."""

    def __init__(self) -> None:
        self._sessions: dict[str, Any] = {}

    def log_in(self, page: Any, person: LogIn) -> None:
        """As far as the lookup."""
        if person.user_name in self._sessions:
            page.context.add_cookies([self._sessions[person.user_name]])
            page.goto("/customers")
            if urlsplit(page.url).path == "/customers":
                return
            # A test has ended this session, or everybody's.
            page.context.clear_cookies()
        page.goto("/")
        page.get_by_label("User name").fill(person.user_name)
        page.get_by_label("Password").fill(person.password)
        page.keyboard.press("Enter")
        page.wait_for_url("**/customers")
        [kept] = [cookie for cookie in page.context.cookies() if cookie["name"] == "homefire"]
        self._sessions[person.user_name] = kept


@pytest.fixture(scope="session")
def entrance(people: dict[str, LogIn]) -> Entrance:
    """`entrance.log_in(page, person)`: that person is logged in on the page."""
    return Entrance()


@pytest.fixture
def signed_in(page: Any, people: dict[str, LogIn], entrance: Entrance, suite: Suite) -> Iterator[Any]:
    """A page of a caseworker who has logged in. The records that it opened are free for the next test."""
    entrance.log_in(page, people["caseworker"])
    yield page
    page.close()
    with suite.database("customers").begin() as connection:
        connection.execute(sa.text("update record_lock set expires_at = now()"))


@pytest.fixture
def signed_in_as(
    browser: Any, browser_context_args: dict[str, Any], people: dict[str, LogIn], entrance: Entrance
) -> Iterator[Callable[[str], Any]]:
    """`signed_in_as("supervisor")`: a page in a browser of their own, who have logged in."""
    contexts = []

    def enter(user_name: str) -> Any:
        contexts.append(browser.new_context(**browser_context_args))
        page = contexts[-1].new_page()
        entrance.log_in(page, people[user_name])
        return page

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def supervisor(signed_in_as: Callable[[str], Any]) -> Any:
    """A second browser, in which a supervisor has logged in."""
    return signed_in_as("supervisor")


@pytest.fixture
def manager(signed_in_as: Callable[[str], Any]) -> Any:
    """Another browser, in which a program manager has logged in."""
    return signed_in_as("manager")


@pytest.fixture
def core(suite: Suite, people: dict[str, LogIn]) -> Iterator[None]:
    """CORE, played by its simulator for as long as the test runs."""
    suite.stack.start(CORE_SIMULATOR)
    suite.stack.wait_ready(CORE_SIMULATOR)
    yield
    suite.stack.stop(CORE_SIMULATOR)
