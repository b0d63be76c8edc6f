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
    emails,
    entering,
    following,
    glossary,
    grids,
    home,
    ineligible,
    locking,
    merging,
    message_presets,
    messages,
    notes,
    offices,
    password,
    portal_access,
    preferences,
    program_parts,
    programs,
    properties,
    queue,
    receiving,
    record,
    reference_lists,
    request_editing,
    requesting,
    revealing,
    rule_tables,
    sales,
    saving,
    second_factor,
    staff,
    technical_log,
    terms,
    vendor_accounts,
    vendor_messages,
    vendors,
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
from gateway.pages.appointments import booking, calendar
from gateway.pages.appointments import showing as appointment
from gateway.pages.portal import account as portal_account
from gateway.pages.portal import assignments as portal_assignments
from gateway.pages.portal import documents as portal_documents
from gateway.pages.portal import home as portal_home
from gateway.pages.portal import messages as portal_messages
from gateway.pages.portal import questionnaires as portal_questionnaires
from gateway.pages.portal import signing_up as portal_signing_up
from gateway.pages.resources import resources_of
from gateway.pages.work import assessing, projecting, ruling, working
from gateway.portal_navigation import portal_menu_of

# Entering is a route of the customers; consenting, drafting, locking, saving, receiving, change requests,
# appointments and the steps of one application are routes of the record, acknowledging one of the notes.
PARTS = (
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
    request_editing,
    income,
    eligibility,
    verifying,
    checking,
    pledging,
    booking,
    appointment,
    calendar,
    assessing,
    projecting,
    working,
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
    emails,
    message_presets,
    glossary,
    staff,
    accounts,
    offices,
    password,
    preferences,
    reference_lists,
    programs,
    program_parts,
    rule_tables,
    technical_log,
    vendors,
    properties,
    ineligible,
    portal_home,
    portal_account,
    portal_signing_up,
    portal_questionnaires,
    portal_documents,
    portal_access,
    vendor_accounts,
    ruling,
    portal_assignments,
    portal_messages,
)


def install(app: Flask) -> None:
    """Every page's routes, and what every template may use."""
    for routes in (*dict.fromkeys(part.routes for part in PARTS), second_factor.staff, second_factor.portal):
        app.register_blueprint(routes)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["term_of"] = term_of
    app.jinja_env.globals["sent_message_of"] = emails.sent_message_of
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
