"""Accounts: who may log in, who keeps them, and the staff directory that they make (R126, R244, R265).

authenticating.py  a name and a password, or a client's secret, against what is stored
keeping.py         adding, changing, closing accounts
entries.py         the account log: who did what to which account
storing.py         accounts in their table
ensuring.py        accounts and clients as a document wants them
finding.py         the staff directory, the list of accounts, one account and its log
portal.py          customers who sign up for themselves, and for whom an account acts
second_factor.py   codes of an authenticator, and recovery codes
offices.py         where staff work
preferences.py     what people choose for themselves
rules.py           what names, titles and hours may be, and what an administrator may not do
"""

from __future__ import annotations

from gateway.accounts.authenticating import Accounts, KnownClient
from gateway.accounts.entries import Actor
from gateway.accounts.finding import StaffDirectory
from gateway.accounts.keeping import Directory, new_password
from gateway.accounts.offices import Offices
from gateway.accounts.portal import PortalAccounts
from gateway.accounts.preferences import Preferences
from gateway.accounts.rules import KINDS, AccountExists, NoSuchAccount
from gateway.accounts.second_factor import SecondFactors

__all__ = [
    "KINDS",
    "AccountExists",
    "Accounts",
    "Actor",
    "Directory",
    "KnownClient",
    "NoSuchAccount",
    "Offices",
    "PortalAccounts",
    "Preferences",
    "SecondFactors",
    "StaffDirectory",
    "new_password",
]
