"""The portal's menu: which pages a customer or a vendor finds in it (R245)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from gateway.tokens import Principal


@dataclass(frozen=True, slots=True)
class PortalEntry:
    """One entry of the menu. A page says with `{% set area = "…" %}` to which it belongs.

    One without a scope is for everybody who has logged in, linked to a number or not.
    """

    area: str
    endpoint: str
    label: Any
    scope: str = ""


PORTAL_MENU = (
    PortalEntry("home", "portal_home.show", _("Start")),
    PortalEntry("documents", "portal_documents.show", _("Documents"), "portal:documents.read"),
    PortalEntry("questionnaires", "portal_questionnaires.show", _("Questionnaire"), "portal:questionnaire"),
    PortalEntry("assignments", "portal_assignments.show", _("Your assignments"), "portal:assignments.read"),
    PortalEntry("messages", "portal_messages.show", _("Messages"), "portal:messages.read"),
    PortalEntry("account", "portal_account.show", _("Your account")),
)


def portal_menu_of(principal: Principal) -> list[PortalEntry]:
    """The entries whose pages a customer or vendor may open."""
    return [entry for entry in PORTAL_MENU if not entry.scope or principal.may(entry.scope)]
