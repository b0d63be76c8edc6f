"""Who may log in: staff accounts and agency systems' clients."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from gateway import passwords, roles
from gateway.models import Account, LogIn, OAuthClient
from gateway.settings import SERVICES
from gateway.throttling import Throttle
from homefire.database import Database
from homefire.errors import NotAuthenticated

KINDS = ("staff", "agency", "customer", "vendor")


class NoSuchAccount(ValueError):
    """No account has this user name."""


class AccountExists(ValueError):
    """Another account has this user name."""


@dataclass(frozen=True, slots=True)
class KnownClient:
    """An agency system that has shown its secret: what it may ask for."""

    id: uuid.UUID
    client_id: str
    name: str
    scopes: frozenset[str]
    audiences: tuple[str, ...]


class Accounts:
    """The accounts' use cases, each in one short transaction."""

    def __init__(self, database: Database, throttle: Throttle) -> None:
        self._database = database
        self._throttle = throttle

    def authenticate(self, user_name: str, password: str, address: str) -> uuid.UUID:
        """The account that the name and password open (R126).

        Raises `TooManyRequests`, or `NotAuthenticated` with one and the same sentence whatever was wrong.
        """
        attempt = self._throttle.begin(user_name, address)
        query = sa.select(Account).where(
            Account.user_name == user_name.strip().lower(), Account.disabled_at.is_(None)
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

    def authenticate_client(self, client_id: str, secret: str, address: str) -> KnownClient | None:
        """The agency system that the id and secret open, else `None`; throttled like a person's log-in."""
        attempt = self._throttle.begin(f"client:{client_id}", address)
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

    def _store_hash(self, account_id: uuid.UUID, stored: str) -> None:
        with self._database.session() as session:
            session.execute(sa.update(Account).where(Account.id == account_id).values(password_hash=stored))


class Directory:
    """Keeps the list of accounts and clients: what the command line offers to the operator."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, user_name: str, display_name: str, kind: str, role_names: Iterable[str], password: str
    ) -> uuid.UUID:
        """A new account. Raises `AccountExists`, `PasswordTooShort`, `ValueError` for unknown roles."""
        with self._database.session() as session:
            if self._find(session, user_name) is not None:
                raise AccountExists(f"There is already an account {user_name.lower()}.")
            account = _new_account(user_name, display_name, kind, role_names, password)
            session.add(account)
            session.flush()
            return account.id

    def set_password(self, user_name: str, password: str) -> None:
        """A new password; every session of the account ends. Raises `NoSuchAccount`, `PasswordTooShort`."""
        with self._database.session() as session:
            account = self._find(session, user_name)
            if account is None:
                raise NoSuchAccount(f"There is no account {user_name.lower()}.")
            _replace_password(session, account, password)

    def disable(self, user_name: str, *, disabled: bool = True) -> None:
        """Closes or reopens an account; closing ends its sessions. Raises `NoSuchAccount`."""
        with self._database.session() as session:
            account = self._find(session, user_name)
            if account is None:
                raise NoSuchAccount(f"There is no account {user_name.lower()}.")
            account.disabled_at = datetime.now(UTC) if disabled else None
            session.execute(sa.delete(LogIn).where(LogIn.account_id == account.id))

    def ensure(self, wanted: dict[str, Any]) -> list[str]:
        """Makes accounts and clients be as a document says; returns a line per one that changed.

        The document: `{"accounts": [{user_name, display_name, kind, roles, password}], "clients":
        [{client_id, name, secret, roles, audiences}]}`. Accounts it does not name stay as they are.
        """
        changed = []
        with self._database.session() as session:
            for entry in wanted.get("accounts", ()):
                if self._ensure_account(session, **entry):
                    changed.append(f"account {entry['user_name']}")
            for entry in wanted.get("clients", ()):
                if self._ensure_client(session, **entry):
                    changed.append(f"client {entry['client_id']}")
        return changed

    def listed(self) -> list[dict[str, Any]]:
        """Every account, without its password's hash."""
        columns = (Account.user_name, Account.display_name, Account.kind, Account.roles, Account.disabled_at)
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(*columns).order_by(Account.user_name))
            return [dict(row._mapping) for row in rows]

    @staticmethod
    def _find(session: Session, user_name: str) -> Account | None:
        return session.scalar(sa.select(Account).where(Account.user_name == user_name.strip().lower()))

    def _ensure_account(
        self,
        session: Session,
        user_name: str,
        display_name: str,
        password: str,
        roles: Iterable[str],
        kind: str = "staff",
    ) -> bool:
        account = self._find(session, user_name)
        if account is None:
            session.add(_new_account(user_name, display_name, kind, roles, password))
            return True
        before = (account.display_name, account.kind, list(account.roles), account.password_hash)
        account.display_name, account.kind, account.roles = display_name, kind, _known(roles)
        if not passwords.matches(password, account.password_hash):
            _replace_password(session, account, password)
        return before != (account.display_name, account.kind, list(account.roles), account.password_hash)

    @staticmethod
    def _ensure_client(
        session: Session,
        client_id: str,
        name: str,
        secret: str,
        roles: Iterable[str],
        audiences: Iterable[str] = SERVICES,
    ) -> bool:
        client = session.scalar(sa.select(OAuthClient).where(OAuthClient.client_id == client_id))
        values = {"name": name, "roles": _known(roles), "audiences": _known_services(audiences)}
        if client is None:
            session.add(
                OAuthClient(client_id=client_id, secret_hash=passwords.hash_password(secret), **values)
            )
            return True
        changed = any(getattr(client, key) != value for key, value in values.items())
        for key, value in values.items():
            setattr(client, key, value)
        if not passwords.matches(secret, client.secret_hash):
            client.secret_hash, changed = passwords.hash_password(secret), True
        return changed


def new_password() -> str:
    """A random password that a person can copy: 24 characters, over 140 bits."""
    return secrets.token_urlsafe(18)


def _new_account(
    user_name: str, display_name: str, kind: str, role_names: Iterable[str], password: str
) -> Account:
    if kind not in KINDS:
        raise ValueError(f"There is no kind {kind}. Kinds are: {', '.join(KINDS)}.")
    return Account(
        user_name=user_name.strip().lower(),
        display_name=display_name.strip(),
        kind=kind,
        roles=_known(role_names),
        password_hash=passwords.hash_password(password),
    )


def _replace_password(session: Session, account: Account, password: str) -> None:
    account.password_hash = passwords.hash_password(password)
    session.execute(sa.delete(LogIn).where(LogIn.account_id == account.id))


def _known(names: Iterable[str]) -> list[str]:
    return roles.require_known(names)


def _known_services(names: Iterable[str]) -> list[str]:
    wanted = list(names)
    unknown = set(wanted) - set(SERVICES)
    if unknown:
        raise ValueError(f"There is no service {', '.join(sorted(unknown))}.")
    return wanted
