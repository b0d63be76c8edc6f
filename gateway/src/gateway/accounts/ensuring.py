"""Accounts and clients as a document wants them: what the runner and an operator's scripts use.

`{"accounts": [{user_name, display_name, kind, roles, password, office, job_title, phone_extension, hours}],
"clients": [{client_id, name, secret, roles, audiences}]}`. Only names, roles and secrets must be given; an office
is named, and opened where there is none of that name. What the document does not name stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from gateway import passwords, roles
from gateway.accounts import rules
from gateway.accounts.entries import COMMAND_LINE, enter
from gateway.accounts.offices import office_named
from gateway.accounts.storing import columns_of, find, put_password, told
from gateway.models import Account, OAuthClient
from gateway.settings import SERVICES


def ensure(session: Session, wanted: Mapping[str, Any]) -> list[str]:
    """Brings about what the document says; a line for each account or client that changed."""
    changed = []
    for entry in wanted.get("accounts", ()):
        if _ensure_account(session, **entry):
            changed.append(f"account {entry['user_name']}")
    for entry in wanted.get("clients", ()):
        if _ensure_client(session, **entry):
            changed.append(f"client {entry['client_id']}")
    return changed


def _ensure_account(
    session: Session,
    user_name: str,
    display_name: str,
    password: str,
    roles: Iterable[str],
    kind: str = "staff",
    office: str | None = None,
    **said: Any,
) -> bool:
    account = find(session, user_name)
    if account is None:
        account = Account(user_name=rules.parse_user_name(user_name), password_hash="", hours={}, roles=[])
        before: dict[str, str] = {}
    else:
        before = told(session, account)
    profile = _profile(session, account, display_name, roles, office, said)
    rules.check_roles_of(kind, profile.roles)
    moved = account.kind not in (None, kind)
    account.kind = rules.parse_kind(kind)
    for column, value in columns_of(session, profile, account.office_id).items():
        setattr(account, column, value)
    renewed = not passwords.matches(password, account.password_hash or None)
    if not before:
        account.password_hash = passwords.hash_password(password)
        session.add(account)
        session.flush()
        enter(session, account.id, "created", COMMAND_LINE, rules.begun(told(session, account)))
        return True
    changes = rules.differences(before, told(session, account))
    if changes or moved:
        account.version += 1
        enter(session, account.id, "changed", COMMAND_LINE, changes)
    if renewed:
        put_password(session, account, passwords.hash_password(password), temporary=False)
        enter(session, account.id, "password_set", COMMAND_LINE)
    return bool(changes or moved or renewed)


def _profile(
    session: Session,
    account: Account,
    display_name: str,
    role_names: Iterable[str],
    office: str | None,
    said: Mapping[str, Any],
) -> rules.Profile:
    """What the document says, and what it leaves out as it stands."""
    unknown = sorted(set(said) - {"job_title", "phone_extension", "hours"})
    if unknown:
        raise ValueError(f"An account has no {', '.join(unknown)}.")
    present = {
        "job_title": account.job_title or "",
        "phone_extension": account.phone_extension or "",
        "hours": account.hours,
    }
    return rules.checked(
        rules.Profile(
            display_name=display_name,
            roles=tuple(role_names),
            office_id=office_named(session, office).id if office else account.office_id,
            **{**present, **said},
        )
    )


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
        session.add(OAuthClient(client_id=client_id, secret_hash=passwords.hash_password(secret), **values))
        return True
    changed = any(getattr(client, key) != value for key, value in values.items())
    for key, value in values.items():
        setattr(client, key, value)
    if not passwords.matches(secret, client.secret_hash):
        client.secret_hash, changed = passwords.hash_password(secret), True
    return changed


def _known(names: Iterable[str]) -> list[str]:
    return roles.require_known(names)


def _known_services(names: Iterable[str]) -> list[str]:
    wanted = list(names)
    unknown = set(wanted) - set(SERVICES)
    if unknown:
        raise ValueError(f"There is no service {', '.join(sorted(unknown))}.")
    return wanted
