"""Where staff work: opened, renamed, closed and opened again by those who keep accounts (R265)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from gateway.accounts import rules
from gateway.models import Account, Office
from homefire.database import Database
from homefire.errors import NotFound
from homefire.rules import RuleBroken, clean_text

_LOCK = 0x6F6666
"""Advisory lock under which offices get their names: no two differ in case alone."""

_LARGEST = 2**63 - 1


class Offices:
    """The agency's offices. One that is closed still stands where it stood and is chosen no more."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def every(self) -> list[dict[str, Any]]:
        """Id, name, whether it is open, and how many open accounts are there; by name."""
        working = sa.func.count(Account.id).filter(Account.disabled_at.is_(None))
        query = (
            sa.select(
                Office.id, Office.name, Office.closed_at.is_(None).label("open"), working.label("staff")
            )
            .outerjoin(Account, Account.office_id == Office.id)
            .group_by(Office.id)
            .order_by(sa.func.lower(Office.name))
        )
        with self._database.reading() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]

    def open(self, name: str) -> None:
        """A new office. The same name again changes nothing. Raises `RuleBroken`."""
        with self._database.session() as session:
            office_named(session, name).closed_at = None

    def rename(self, office_id: int, name: str) -> None:
        """Another name, wherever the office stands. Raises `NotFound`, `RuleBroken`."""
        with self._database.session() as session:
            wanted, found = _parse(name), _locked(session, name)
            if found is not None and found.id != office_id:
                raise RuleBroken("office_exists", "There is already an office of this name.")
            _office(session, office_id).name = wanted

    def close(self, office_id: int, *, closed: bool = True) -> None:
        """Closes an office or opens it again. Raises `NotFound`."""
        with self._database.session() as session:
            office = _office(session, office_id)
            if closed != (office.closed_at is not None):
                office.closed_at = datetime.now(UTC) if closed else None


def office_named(session: Session, name: str) -> Office:
    """The office of this name, whatever its case; a new one where there is none."""
    wanted, office = _parse(name), _locked(session, name)
    if office is None:
        office = Office(name=wanted)
        session.add(office)
        session.flush()
    return office


def _parse(name: str) -> str:
    return clean_text(name, most=rules.LIMITS["office_name"], least=1)


def _locked(session: Session, name: str) -> Office | None:
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    return session.scalar(sa.select(Office).where(sa.func.lower(Office.name) == sa.func.lower(_parse(name))))


def _office(session: Session, office_id: int) -> Office:
    office = session.get(Office, office_id) if office_id <= _LARGEST else None
    if office is None:
        raise NotFound("There is no such office.")
    return office
