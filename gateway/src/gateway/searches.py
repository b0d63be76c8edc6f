"""Searches for what may stand in no address, kept sealed on the server under a random id that may (R249).

So that Back leads to the same results as with any other search. One is opened by whoever made it, and by nobody
else, for the rest of a working day.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import orjson
import sqlalchemy as sa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gateway.models import KeptSearch
from homefire.crypto import CannotDecrypt, Place, open_sealed, seal
from homefire.database import Database

KEPT_FOR = timedelta(hours=12)


class Searches:
    """Keeps and finds what was searched for."""

    def __init__(self, database: Database, secret_key: bytes) -> None:
        self._database = database
        self._key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"homefire searches").derive(
            secret_key
        )

    def keep(self, account: str, wanted: Mapping[str, str]) -> str:
        """The id under which this person finds the search again; searches of yesterday are forgotten."""
        search_id, now = str(uuid.uuid4()), datetime.now(UTC)
        body = seal(self._key, orjson.dumps(dict(wanted)), _place(account, search_id))
        row = {"id": uuid.UUID(search_id), "account_id": uuid.UUID(account), "body": body, "kept_at": now}
        with self._database.session() as session:
            session.execute(sa.delete(KeptSearch).where(KeptSearch.kept_at < now - KEPT_FOR))
            session.execute(sa.insert(KeptSearch).values(row))
        return search_id

    def find(self, account: str, search_id: str) -> dict[str, str] | None:
        """What was searched for; None for an id that is not this person's, or no longer."""
        try:
            wanted = uuid.UUID(search_id)
        except ValueError:
            return None
        query = sa.select(KeptSearch.body).where(
            KeptSearch.id == wanted,
            KeptSearch.account_id == uuid.UUID(account),
            KeptSearch.kept_at > datetime.now(UTC) - KEPT_FOR,
        )
        with self._database.reading() as connection:
            body = connection.execute(query).scalar()
        if body is None:
            return None
        try:
            found: dict[str, str] = orjson.loads(
                open_sealed(self._key, bytes(body), _place(account, str(wanted)))
            )
        except CannotDecrypt:
            return None
        return found


def _place(account: str, search_id: str) -> bytes:
    return Place("kept_search", "body", f"{account}/{search_id}").to_bytes()
