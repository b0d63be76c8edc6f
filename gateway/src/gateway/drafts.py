"""What somebody has typed into a record and not saved yet, kept on the server (R241).

One draft for each person and customer, sealed under a key of the gateway's and bound to both: the fields that
were changed, with what they were changed from. A Social Security number is never in it.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson
import sqlalchemy as sa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.dialects.postgresql import insert

from gateway.models import KeptDraft
from homefire.crypto import CannotDecrypt, Place, open_sealed, seal
from homefire.database import Database

KEPT_FOR = timedelta(days=14)
"""A draft is for the rest of a working day or the morning after a holiday; it is no second record."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Changed fields, what each was changed from, and the version of the record that was."""

    values: Mapping[str, str]
    base: Mapping[str, str]
    version: int
    saved_at: datetime


class Drafts:
    """Keeps, finds and forgets drafts."""

    def __init__(self, database: Database, secret_key: bytes) -> None:
        self._database = database
        self._key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"homefire drafts").derive(secret_key)

    def keep(self, account: str, number: int, draft: Draft) -> None:
        """Puts a draft where the earlier one was; drafts that nobody came back for are forgotten."""
        content = orjson.dumps([dict(draft.values), dict(draft.base)])
        row = {
            "account_id": uuid.UUID(account),
            "customer_number": number,
            "body": seal(self._key, content, _place(account, number)),
            "base_version": draft.version,
            "saved_at": draft.saved_at,
        }
        with self._database.session() as session:
            session.execute(sa.delete(KeptDraft).where(KeptDraft.saved_at < draft.saved_at - KEPT_FOR))
            adding = insert(KeptDraft).values(row)
            session.execute(
                adding.on_conflict_do_update(constraint="pk_draft", set_={**row, "saved_at": draft.saved_at})
            )

    def find(self, account: str, number: int) -> Draft | None:
        """The draft of a person about a customer; none where its key is gone."""
        query = sa.select(KeptDraft.body, KeptDraft.base_version, KeptDraft.saved_at).where(
            KeptDraft.account_id == uuid.UUID(account),
            KeptDraft.customer_number == number,
            KeptDraft.saved_at > datetime.now(UTC) - KEPT_FOR,
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        try:
            values, base = orjson.loads(open_sealed(self._key, bytes(row.body), _place(account, number)))
        except CannotDecrypt:
            return None
        return Draft(values, base, row.base_version, row.saved_at)

    def forget(self, account: str, number: int) -> None:
        """Ends a draft: it was saved, or is not wanted."""
        mine = (KeptDraft.account_id == uuid.UUID(account), KeptDraft.customer_number == number)
        with self._database.session() as session:
            session.execute(sa.delete(KeptDraft).where(*mine))


def _place(account: str, number: int) -> bytes:
    return Place("draft", "body", f"{account}/{number}").to_bytes()
