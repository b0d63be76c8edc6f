"""How somebody wants to see things: kept with the account, and no matter of the account log (R106)."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from gateway.clocks import FORMS
from gateway.models import Account
from homefire.database import Database
from homefire.rules import RuleBroken


class Preferences:
    """Keeps what people choose for themselves. It counts from their next request on."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set_clock(self, account_id: uuid.UUID, clock: str | None) -> None:
        """The clock on which every screen shows times, or none for each screen's own. Raises `RuleBroken`."""
        if clock is not None and clock not in FORMS:
            raise RuleBroken("not_a_clock", f"One of: {', '.join(FORMS)}.")
        with self._database.session() as session:
            session.execute(sa.update(Account).where(Account.id == account_id).values(clock=clock))
