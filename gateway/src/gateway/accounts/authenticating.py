"""A name and a password, or an agency system's id and secret, against what is stored (R126)."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from gateway import passwords, roles
from gateway.models import Account, OAuthClient
from gateway.throttling import Throttle
from homefire.database import Database
from homefire.errors import NotAuthenticated

STAFF = ("staff", "agency")
"""The kinds of account that log in where the staff do; customers and vendors have a page of their own."""


@dataclass(frozen=True, slots=True)
class KnownClient:
    """An agency system that has shown its secret: what it may ask for."""

    id: uuid.UUID
    client_id: str
    name: str
    scopes: frozenset[str]
    audiences: tuple[str, ...]


class Accounts:
    """Lets people and agency systems in, each in one short transaction."""

    def __init__(self, database: Database, throttle: Throttle) -> None:
        self._database = database
        self._throttle = throttle

    def authenticate(
        self, user_name: str, password: str, address: str, kinds: Collection[str] = STAFF
    ) -> uuid.UUID:
        """The account of one of these kinds that the name and password open (R126, R225).

        Raises `TooManyRequests`, or `NotAuthenticated` with one and the same sentence whatever was wrong.
        """
        attempt = self._throttle.begin(user_name, address)
        query = sa.select(Account).where(
            Account.user_name == user_name.strip().lower(),
            Account.disabled_at.is_(None),
            Account.kind.in_(kinds),
        )
        with self._database.session() as session:
            account = session.scalar(query)
            stored = account.password_hash if account else None
            account_id = account.id if account else None
        if not passwords.matches(password, stored) or account_id is None or stored is None:
            raise NotAuthenticated("The user name or the password is not right.", code="log_in_refused")
        self._throttle.succeeded(attempt)
        if passwords.needs_rehash(stored):
            self._store_hash(account_id, passwords.hash_password(password))
        return account_id

    def begin_sign_up(self, address: str) -> None:
        """Counts a sign-up from an address; raises `TooManyRequests` after too many (R262)."""
        self._throttle.begin(address, address, purpose="sign-up")

    def begin_code(self, account_id: str, address: str) -> None:
        """Counts a try of an account to be linked by a code; raises `TooManyRequests` after too many (R262)."""
        self._throttle.begin(account_id, address, purpose="code of a letter")

    def authenticate_client(self, client_id: str, secret: str, address: str) -> KnownClient | None:
        """The agency system that the id and secret open, else `None`; throttled like a person's log-in."""
        attempt = self._throttle.begin(client_id, address, purpose="client")
        query = sa.select(OAuthClient).where(
            OAuthClient.client_id == client_id, OAuthClient.disabled_at.is_(None)
        )
        with self._database.session() as session:
            client = session.scalar(query)
        if not passwords.matches(secret, client.secret_hash if client else None) or client is None:
            return None
        self._throttle.succeeded(attempt)
        scopes = roles.scopes_of(client.roles)
        return KnownClient(client.id, client.client_id, client.name, scopes, tuple(client.audiences))

    def password_mark(self, account_id: uuid.UUID) -> str | None:
        """What stands for the password that opens an open account now: another one with every other password."""
        query = sa.select(Account.password_hash).where(
            Account.id == account_id, Account.disabled_at.is_(None)
        )
        with self._database.reading() as connection:
            stored = connection.execute(query).scalar()
        return None if stored is None else hashlib.sha256(stored.encode()).hexdigest()

    def _store_hash(self, account_id: uuid.UUID, stored: str) -> None:
        with self._database.session() as session:
            session.execute(sa.update(Account).where(Account.id == account_id).values(password_hash=stored))
