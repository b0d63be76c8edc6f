"""Adding, changing, closing accounts: what the administration's pages and the command line do.

Whatever is done leaves an entry in the account log, in the same transaction. Changes of accounts go one after
another, so that two administrators cannot close each other's account at the same moment.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from gateway import passwords
from gateway.accounts import ensuring, rules
from gateway.accounts.entries import COMMAND_LINE, Actor, done_under, enter
from gateway.accounts.finding import listed
from gateway.accounts.rules import AccountExists, LastAdministrator, NoSuchAccount, OwnRights, Profile
from gateway.accounts.storing import columns_of, find, put_password, told
from gateway.models import Account, LogIn
from homefire.database import Database
from homefire.errors import StaleVersion

_LOCK = 0x616363
"""Advisory lock under which accounts are changed."""


class DoneBefore(Exception):
    """This form was sent before, and did what it was to do to this account."""

    def __init__(self, account_id: uuid.UUID) -> None:
        super().__init__()
        self.account_id = account_id


class Directory:
    """Keeps the list of accounts and clients."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, user_name: str, display_name: str, kind: str, role_names: Iterable[str], password: str
    ) -> uuid.UUID:
        """A new account, as the operator adds it. Raises as `create` does."""
        profile = Profile(display_name, tuple(role_names))
        return self.create(user_name, kind, profile, password, COMMAND_LINE)

    def create(
        self,
        user_name: str,
        kind: str,
        profile: Profile,
        password: str,
        by: Actor,
        *,
        temporary: bool = False,
    ) -> uuid.UUID:
        """A new account. A temporary password opens nothing but the page on which it is changed.

        Raises `AccountExists`, `PasswordTooShort`, `RuleBroken`, `DoneBefore`.
        """
        name, profile = rules.parse_user_name(user_name), rules.checked(profile)
        rules.check_roles_of(kind, profile.roles)
        stored = passwords.hash_password(password)
        with self._changing(by) as session:
            if find(session, name) is not None:
                raise AccountExists(f"There is already an account {name}.")
            account = Account(
                user_name=name,
                kind=rules.parse_kind(kind),
                password_hash=stored,
                password_temporary=temporary,
                **columns_of(session, profile, None),
            )
            session.add(account)
            session.flush()
            enter(session, account.id, "created", by, rules.begun(told(session, account)))
            return account.id

    def change(self, account_id: uuid.UUID, profile: Profile, version: int, by: Actor) -> bool:
        """Another name, other roles, another place in the directory. Returns whether anything was changed.

        Roles count from the account's next request on. Raises `NoSuchAccount`, `StaleVersion`, `RuleBroken`.
        """
        profile = rules.checked(profile)
        with self._changing(by) as session:
            account = _existing(session, account_id)
            rules.check_roles_of(account.kind, profile.roles)
            if account.version != version:
                raise StaleVersion(
                    "Somebody else changed this account. See it as it is now, then repeat yours."
                )
            kept, before = rules.may_keep(account.roles), told(session, account)
            for column, value in columns_of(session, profile, account.office_id).items():
                setattr(account, column, value)
            changes = rules.differences(before, told(session, account))
            if not changes:
                return False
            if kept and not rules.may_keep(account.roles):
                _check_one_is_left(session, account, by)
            account.version += 1
            enter(session, account.id, "changed", by, changes)
            return True

    def set_password(
        self, user_name: str, password: str, by: Actor = COMMAND_LINE, *, temporary: bool = False
    ) -> None:
        """A new password; every session of the account ends. Raises `NoSuchAccount`, `PasswordTooShort`."""
        stored = passwords.hash_password(password)
        with self._changing(by) as session:
            account = _named(session, user_name)
            put_password(session, account, stored, temporary=temporary)
            own = by.id == account.id
            enter(session, account.id, "password_changed" if own else "password_set", by)

    def disable(self, user_name: str, by: Actor = COMMAND_LINE, *, disabled: bool = True) -> None:
        """Closes or reopens an account; closing ends its sessions.

        Raises `NoSuchAccount`, and `OwnRights` or `LastAdministrator` when it may not be closed.
        """
        with self._changing(by) as session:
            account = _named(session, user_name)
            if disabled == (account.disabled_at is not None):
                return
            account.disabled_at = datetime.now(UTC) if disabled else None
            account.version += 1
            if disabled:
                _check_one_is_left(session, account, by)
            session.execute(sa.delete(LogIn).where(LogIn.account_id == account.id))
            enter(session, account.id, "disabled" if disabled else "enabled", by)

    def ensure(self, wanted: dict[str, Any]) -> list[str]:
        """Makes accounts and clients be as a document says; see `gateway.accounts.ensuring`."""
        with self._changing(COMMAND_LINE) as session:
            return ensuring.ensure(session, wanted)

    def listed(self) -> list[dict[str, Any]]:
        """Every account, without its password's hash."""
        return listed(self._database)

    @contextmanager
    def _changing(self, by: Actor) -> Iterator[Session]:
        with self._database.session() as session:
            session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            found = done_under(session, by.key)
            if found is not None:
                raise DoneBefore(found)
            yield session


def new_password() -> str:
    """A random password that a person can copy: 24 characters, over 140 bits."""
    return secrets.token_urlsafe(18)


def _existing(session: Session, account_id: uuid.UUID) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise NoSuchAccount("There is no such account.")
    return account


def _named(session: Session, user_name: str) -> Account:
    account = find(session, user_name)
    if account is None:
        raise NoSuchAccount(f"There is no account {user_name.lower()}.")
    return account


def _check_one_is_left(session: Session, account: Account, by: Actor) -> None:
    """Nobody locks themselves out, and somebody who keeps accounts is always left (R247)."""
    if by.id == account.id:
        raise OwnRights()
    if account.disabled_at is not None and not rules.may_keep(account.roles):
        return
    session.flush()
    keeping = Account.disabled_at.is_(None) & Account.roles.overlap(rules.keepers())
    if session.scalar(sa.select(Account.id).where(keeping).limit(1)) is None:
        raise LastAdministrator()
