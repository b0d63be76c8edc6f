"""The main menu: which pages the bar at the top leads to, and who is shown them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from gateway.tokens import Principal


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu. A page says with `{% set area = "…" %}` to which it belongs."""

    area: str
    endpoint: str
    label: Any
    scope: str
    counts_queue: bool = False
    under_more: bool = False
    """Whether it stands under *More*, with what is set now and then and not used every day."""


MENU = (
    Entry("customers", "customers.lookup", _("Customers"), "customers:read"),
    Entry("queue", "queue.show", _("Alert queue"), "customers:read", counts_queue=True),
    Entry("appointments", "calendar.show", _("Appointments"), "appointments:read"),
    Entry("ssn-corrections", "correcting.open_ones", _("SSN corrections"), "customers:ssn.correct.approve"),
    Entry("vendors", "vendors.lookup", _("Vendors"), "weatherization:read"),
    Entry(
        "ineligible", "ineligible.show", _("Ineligible addresses"), "weatherization:write", under_more=True
    ),
    Entry("staff", "staff.directory", _("Staff"), "staff:read"),
    Entry("programs", "programs.choose", _("Programs"), "reference:write", under_more=True),
    Entry(
        "rule-tables", "rule_tables.choose", _("Income tables"), "applications:rules.write", under_more=True
    ),
    Entry("technical-log", "technical_log.show", _("Technical log"), "access_log:read", under_more=True),
    Entry("work-rules", "work_rules.show", _("Weatherization rules"), "reference:write", under_more=True),
    Entry("presets", "message_presets.show", _("Message presets"), "reference:write", under_more=True),
    Entry("lists", "reference_lists.choose", _("Lists"), "reference:write", under_more=True),
)


def menu_of(principal: Principal) -> list[Entry]:
    """The entries whose pages a person may open."""
    return [entry for entry in MENU if principal.may(entry.scope)]
