"""What the parts of one gateway process share, and how a request reaches it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from flask import current_app, g

from gateway.accounts import (
    Accounts,
    Directory,
    Offices,
    PortalAccounts,
    Preferences,
    SecondFactors,
    StaffDirectory,
)
from gateway.assets import Assets
from gateway.contracts import Contracts
from gateway.drafts import Drafts
from gateway.lists import KeptLists
from gateway.portal_links import PortalLinks
from gateway.queuecount import QueueCounts
from gateway.searches import Searches
from gateway.services import Services, Trace
from gateway.sessions import Sessions
from gateway.settings import GatewaySettings
from gateway.tokens import Principal, Tokens
from homefire.auth import Verifier
from homefire.database import Database


@dataclass(frozen=True, slots=True)
class Gateway:
    """One process's parts."""

    settings: GatewaySettings
    database: Database
    accounts: Accounts
    directory: Directory
    staff: StaffDirectory
    offices: Offices
    preferences: Preferences
    portal_accounts: PortalAccounts
    portal_links: PortalLinks
    second_factors: SecondFactors
    sessions: Sessions
    tokens: Tokens
    verifier: Verifier
    contracts: Contracts
    services: Services
    lists: KeptLists
    queue_counts: QueueCounts
    drafts: Drafts
    searches: Searches
    assets: Assets


def gateway() -> Gateway:
    """The parts of the application that handles this request."""
    return cast(Gateway, current_app.extensions["gateway"])


def principal() -> Principal:
    """Who this request comes from; only views that need somebody may ask."""
    return cast(Principal, g.principal)


def trace() -> Trace:
    """This request's id and trace, carried to every service, event and log line."""
    return Trace(g.request_id, g.get("traceparent"))


def agency_today() -> date:
    """The agency's calendar date."""
    return datetime.now(gateway().settings.base.time_zone).date()
