"""The web pages for staff: rendered here, over the same services as the API."""

from __future__ import annotations

from flask import Flask

from gateway import access, gridding
from gateway.context import gateway, principal, trace
from gateway.glossary import term_of
from gateway.languages import LANGUAGES, language
from gateway.navigation import menu_of
from gateway.pages import (
    accounts,
    acknowledging,
    consenting,
    correcting,
    customers,
    deleting,
    drafting,
    entering,
    following,
    glossary,
    grids,
    home,
    locking,
    merging,
    messages,
    notes,
    offices,
    password,
    program_parts,
    programs,
    queue,
    receiving,
    record,
    reference_lists,
    requesting,
    revealing,
    rule_tables,
    sales,
    saving,
    staff,
    terms,
    vendor_messages,
)
from gateway.pages.application import (
    checking,
    eligibility,
    household,
    housing,
    income,
    pledging,
    questionnaire,
    selecting,
    showing,
    transferring,
    verifying,
)
from gateway.pages.application.steps import step_after, steps_of
from gateway.pages.portal import account as portal_account
from gateway.pages.portal import home as portal_home
from gateway.pages.portal import messages as portal_messages
from gateway.pages.resources import resources_of
from gateway.portal_navigation import portal_menu_of


def install(app: Flask) -> None:
    """Every page's routes, and what every template may use."""
    # Entering is a route of the customers; consenting, drafting, locking, saving, receiving, change requests and the
    # steps of one application are routes of the record, acknowledging one of the notes.
    parts = (
        home,
        customers,
        entering,
        record,
        consenting,
        drafting,
        locking,
        saving,
        receiving,
        showing,
        household,
        housing,
        questionnaire,
        transferring,
        requesting,
        income,
        eligibility,
        verifying,
        checking,
        pledging,
        grids,
        notes,
        messages,
        vendor_messages,
        acknowledging,
        revealing,
        correcting,
        deleting,
        merging,
        queue,
        terms,
        sales,
        glossary,
        staff,
        accounts,
        offices,
        password,
        reference_lists,
        programs,
        program_parts,
        rule_tables,
        portal_home,
        portal_account,
        portal_messages,
    )
    for routes in dict.fromkeys(part.routes for part in parts):
        app.register_blueprint(routes)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["term_of"] = term_of
    app.context_processor(_everywhere)
    following.install(app)
    gridding.install(app)


def _everywhere() -> dict[str, object]:
    return {
        "asset": gateway().assets.url,
        "csrf_token": access.csrf_token,
        "language": language,
        "languages": LANGUAGES,
        "menu_of": menu_of,
        "portal_menu_of": portal_menu_of,
        "step_after": step_after,
        "selected_application": selecting.selected_application,
        "steps_of": steps_of,
        "resources_of": resources_of,
        "upper_case": gateway().settings.upper_case,
        "queue_counts": lambda: gateway().queue_counts.of(principal(), trace()),
    }
