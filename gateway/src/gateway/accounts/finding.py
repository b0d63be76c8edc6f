"""The staff directory, the list of accounts, one account and its log (R265)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from gateway.models import Account, AccountEntry, Office
from homefire import paging
from homefire.database import Database

MOST = 100
"""Rows of a page."""
MOST_CHOICES = 2000
"""People in a pick list; those who work here come first."""
MOST_ENTRIES = 200

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to find: whose name, user name or job title has the text, in a role, at an office, open or closed.

    `active` of None finds both. `everybody` finds accounts of customers, vendors and agencies as well.
    """

    text: str = ""
    role: str = ""
    office_id: int | None = None
    active: bool | None = True
    everybody: bool = False


class StaffDirectory:
    """Reads who works here. A row: id, name, user_name, roles, office, job_title, hours and whether active."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self, wanted: Wanted, cursor: str | None = None, limit: int = MOST
    ) -> tuple[list[Row], str | None]:
        """Some rows in the order of names, and the cursor of the next ones. Raises `BadCursor`."""
        query = _matching(_ROWS, wanted).order_by(Account.display_name, Account.id).limit(limit + 1)
        if cursor:
            place = paging.read_cursor(cursor, paging.text, uuid.UUID)
            query = query.where(
                sa.tuple_(Account.display_name, Account.id) > sa.tuple_(*place, types=[sa.Text, sa.Uuid])
            )
        with self._database.reading() as connection:
            rows = [_row(found) for found in connection.execute(query)]
        kept, following = paging.cut(rows, limit, lambda row: (row["name"], row["id"]))
        return list(kept), following

    def find(self, account_id: str) -> Row | None:
        """One of the staff by id, closed accounts included; nothing for what is no id of ours."""
        found = self.named([account_id])
        return found.get(account_id)

    def named(self, account_ids: Iterable[str]) -> dict[str, Row]:
        """Staff by id, closed accounts included. What is no id of ours is left out."""
        ids = {key: known for key in account_ids if (known := _uuid(key)) is not None}
        if not ids:
            return {}
        query = _ROWS.where(Account.id.in_(ids.values()), Account.kind == "staff")
        with self._database.reading() as connection:
            found = {uuid.UUID(row["id"]): row for row in map(_row, connection.execute(query))}
        return {key: found[known] for key, known in ids.items() if known in found}

    def everyone(self) -> list[Row]:
        """Id, name, job title, office's name and whether active, of all staff there has been; by name."""
        columns = (
            sa.cast(Account.id, sa.Text).label("id"),
            Account.display_name.label("name"),
            Account.job_title,
            sa.func.coalesce(Office.name, "").label("office"),
            Account.disabled_at.is_(None).label("active"),
        )
        query = (
            sa.select(*columns)
            .outerjoin_from(Account, Office, Office.id == Account.office_id)
            .where(Account.kind == "staff")
            .order_by(Account.disabled_at.isnot(None), Account.display_name, Account.id)
            .limit(MOST_CHOICES)
        )
        with self._database.reading() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]

    def account(self, account_id: uuid.UUID) -> Row | None:
        """Any account with what its page shows, without its password's hash."""
        query = _ROWS.add_columns(
            Account.version,
            Account.created_at,
            Account.disabled_at,
            Account.password_temporary,
            Account.party,
        ).where(Account.id == account_id)
        with self._database.reading() as connection:
            found = connection.execute(query).first()
        return None if found is None else _row(found)

    def acting_for(self, party: str) -> list[Row]:
        """The accounts of a customer or vendor, such as `vendor/1001`, closed ones last (R244, R258)."""
        query = _ROWS.where(Account.party == party).order_by(
            Account.disabled_at.isnot(None), Account.user_name, Account.id
        )
        with self._database.reading() as connection:
            return [_row(found) for found in connection.execute(query)]

    def log_of(self, account_id: uuid.UUID) -> list[Row]:
        """What was done to an account, newest first: at, actor_name, action, changes."""
        columns = (AccountEntry.at, AccountEntry.actor_name, AccountEntry.action, AccountEntry.changes)
        query = (
            sa.select(*columns)
            .where(AccountEntry.account_id == account_id)
            .order_by(AccountEntry.id.desc())
            .limit(MOST_ENTRIES)
        )
        with self._database.reading() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]


def listed(database: Database) -> list[Row]:
    """Every account, without its password's hash, as the command line lists them."""
    columns = (Account.user_name, Account.display_name, Account.kind, Account.roles, Account.disabled_at)
    with database.reading() as connection:
        rows = connection.execute(sa.select(*columns).order_by(Account.user_name))
        return [dict(row._mapping) for row in rows]


_ROWS: Any = sa.select(
    sa.cast(Account.id, sa.Text).label("id"),
    Account.display_name.label("name"),
    Account.user_name,
    Account.kind,
    Account.roles,
    Account.job_title,
    Account.phone_extension,
    Account.hours,
    Account.disabled_at.is_(None).label("active"),
    Office.id.label("office_id"),
    Office.name.label("office_name"),
).outerjoin_from(Account, Office, Office.id == Account.office_id)


def _matching(query: Any, wanted: Wanted) -> Any:
    if not wanted.everybody:
        query = query.where(Account.kind == "staff")
    if wanted.active is not None:
        open_ones = Account.disabled_at.is_(None)
        query = query.where(open_ones if wanted.active else ~open_ones)
    if wanted.role:
        query = query.where(Account.roles.contains([wanted.role]))
    if wanted.office_id is not None:
        query = query.where(Account.office_id == wanted.office_id)
    for word in wanted.text.split():
        texts = (Account.display_name, Account.user_name, Account.job_title)
        query = query.where(sa.or_(*(text.icontains(word, autoescape=True) for text in texts)))
    return query


def _row(found: Any) -> Row:
    row = dict(found._mapping)
    office_id, office_name = row.pop("office_id"), row.pop("office_name")
    row["office"] = None if office_id is None else {"id": office_id, "name": office_name}
    return row


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except (ValueError, AttributeError):
        return None
