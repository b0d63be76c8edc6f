"""Accounts of customers who sign up for themselves, and for whom accounts of the portal act (R244, R262).

The customers service owns the link of a log-in to a number. The account repeats the number, so that a session needs
nobody else to know for whom it acts; whoever sets it here has had customers' answer first.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gateway import passwords
from gateway.accounts import rules
from gateway.accounts.entries import Actor, enter
from gateway.accounts.storing import find
from gateway.models import Account, LogIn
from homefire.database import Database

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE = 10
"""Letters and digits of a sign-up code: it finds a sign-up and opens nothing."""


@dataclass(frozen=True, slots=True)
class Party:
    """An account of the portal as the staff see it: whose, for whom it acts, and by which code it is found."""

    id: str
    name: str
    user_name: str
    party: str | None
    sign_up_code: str | None
    created_at: Any
    active: bool


class PortalAccounts:
    """Signs customers up, finds sign-ups, and keeps for whom an account acts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sign_up(self, user_name: str, display_name: str, password: str) -> None:
        """A new account of a customer, linked to nobody; nothing where the name is taken, which is not told.

        Raises `RuleBroken` for a name that cannot be one, `PasswordTooShort`.
        """
        name, shown = rules.parse_user_name(user_name), rules.parse_display_name(display_name)
        stored = passwords.hash_password(password)
        try:
            with self._database.session() as session:
                if find(session, name) is not None:
                    return
                account = Account(
                    user_name=name,
                    display_name=shown,
                    kind="customer",
                    roles=["customer"],
                    password_hash=stored,
                    sign_up_code=_new_code(),
                )
                session.add(account)
                session.flush()
                by = Actor(account.id, shown)
                enter(
                    session,
                    account.id,
                    "signed_up",
                    by,
                    [["user_name", "", name], ["display_name", "", shown]],
                )
        except IntegrityError:
            return

    def by_code(self, code: str) -> Party | None:
        """The open account of a customer that a sign-up code finds, linked or not."""
        plain = "".join(character for character in code.upper() if character.isalnum())
        if len(plain) != _CODE:
            return None
        return self._one(Account.sign_up_code == plain, Account.disabled_at.is_(None))

    def by_id(self, account_id: uuid.UUID) -> Party | None:
        """One account of a customer or vendor."""
        return self._one(Account.id == account_id)

    def parties_of(self, account_ids: Iterable[str]) -> dict[str, str | None]:
        """For whom some accounts act here, by id."""
        ids = [uuid.UUID(text) for text in account_ids]
        query = sa.select(Account.id, Account.party).where(Account.id.in_(ids))
        with self._database.reading() as connection:
            return {str(row.id): row.party for row in connection.execute(query)}

    def act_for(self, account_id: uuid.UUID, number: int, link_id: int, by: Actor) -> bool:
        """Says for which customer an account acts, by which link; returns whether that was new.

        A link that was heard of before changes nothing: it stands already, or it has ended and stays so.
        """
        with self._database.session() as session:
            account = _customers_account(session, account_id)
            if account is None or link_id <= (account.link_id or 0):
                return False
            before = account.party
            account.party, account.link_id = f"customer/{number}", link_id
            if before is not None:
                session.execute(sa.delete(LogIn).where(LogIn.account_id == account_id))
            enter(session, account_id, "linked", by, [["party", before or "", account.party]])
            return True

    def act_no_more(self, account_id: uuid.UUID, link_id: int, by: Actor) -> bool:
        """Says that a link has ended, which ends the sessions of an account that acts by it.

        Returns whether it did act by it. One that acts by a newer link goes on.
        """
        with self._database.session() as session:
            account = _customers_account(session, account_id)
            if account is None or link_id < (account.link_id or 0):
                return False
            before = account.party
            account.party, account.link_id = None, link_id or None
            session.execute(sa.delete(LogIn).where(LogIn.account_id == account_id))
            if before is not None:
                enter(session, account_id, "unlinked", by, [["party", before, ""]])
            return before is not None

    def _one(self, *which: sa.ColumnElement[bool]) -> Party | None:
        columns = (
            sa.cast(Account.id, sa.Text).label("id"),
            Account.display_name.label("name"),
            Account.user_name,
            Account.party,
            Account.sign_up_code,
            Account.created_at,
            Account.disabled_at.is_(None).label("active"),
        )
        query = sa.select(*columns).where(Account.kind.in_(("customer", "vendor")), *which)
        with self._database.reading() as connection:
            found = connection.execute(query).first()
        return Party(**found._mapping) if found else None


def _customers_account(session: Session, account_id: uuid.UUID) -> Account | None:
    which = (Account.id == account_id, Account.kind == "customer")
    return session.scalar(sa.select(Account).where(*which).with_for_update())


def show_code(code: str | None) -> str:
    """A sign-up code as it is read out: two groups of five."""
    return f"{code[:5]}-{code[5:]}" if code else ""


def _new_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_CODE))
