"""The account log: who did what to which account, and when. Never a password."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from gateway.models import AccountEntry

Changes = list[list[str]]
"""Field, old text, new text."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something to an account, and under which key: a form that is sent twice counts once."""

    id: uuid.UUID | None
    name: str
    key: str | None = None


COMMAND_LINE = Actor(None, "command line")


def enter(
    session: Session, account_id: uuid.UUID, action: str, by: Actor, changes: Changes | None = None
) -> None:
    """Puts into the log what is done in this transaction."""
    session.add(
        AccountEntry(
            account_id=account_id,
            actor_id=by.id,
            actor_name=by.name,
            action=action,
            changes=changes or [],
            key=by.key,
        )
    )


def done_under(session: Session, key: str | None) -> uuid.UUID | None:
    """The account to which something was done under this key."""
    if key is None:
        return None
    return session.scalar(sa.select(AccountEntry.account_id).where(AccountEntry.key == key))
