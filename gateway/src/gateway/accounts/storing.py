"""Accounts in their table: found by name, filled in, given another password, put into words."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from gateway.accounts.rules import Profile
from gateway.models import Account, LogIn, Office
from homefire.rules import RuleBroken


def find(session: Session, user_name: str) -> Account | None:
    """The account that logs in with this name."""
    return session.scalar(sa.select(Account).where(Account.user_name == user_name.strip().lower()))


def columns_of(session: Session, profile: Profile, present: int | None) -> dict[str, Any]:
    """The account's columns. An office that was closed stays where it stands, and is chosen no more."""
    if profile.office_id is not None and profile.office_id != present:
        office = session.get(Office, profile.office_id)
        if office is None or office.closed_at is not None:
            raise RuleBroken("unknown_office", "Choose an office of the list.")
    return {
        "display_name": profile.display_name,
        "roles": list(profile.roles),
        "office_id": profile.office_id,
        "job_title": profile.job_title,
        "phone_extension": profile.phone_extension,
        "hours": profile.hours,
    }


def put_password(session: Session, account: Account, stored: str, *, temporary: bool) -> None:
    """Puts another password's hash in place and ends every session."""
    account.password_hash, account.password_temporary = stored, temporary
    session.execute(sa.delete(LogIn).where(LogIn.account_id == account.id))


def told(session: Session, account: Account) -> dict[str, str]:
    """What the log says of an account's place in the directory, field by field."""
    office = session.get(Office, account.office_id) if account.office_id else None
    hours = (f"{day} {start}-{end}" for day, (start, end) in account.hours.items())
    return {
        "display_name": account.display_name,
        "roles": ", ".join(account.roles),
        "office": office.name if office else "",
        "job_title": account.job_title,
        "phone_extension": account.phone_extension,
        "hours": "; ".join(hours),
    }
