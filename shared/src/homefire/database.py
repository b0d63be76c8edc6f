"""The service's own PostgreSQL database: engine, sessions, encryption keys."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.orm import Session

from homefire import plumbing
from homefire.crypto import FieldCipher, MasterKey

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, because the edge turns its name into a problem a caseworker understands."""


def new_metadata() -> sa.MetaData:
    """A metadata with the project's constraint names, one per service."""
    return sa.MetaData(naming_convention=NAMING)


def make_engine(url: str, *, pool_size: int, statement_timeout: float = 15.0) -> sa.Engine:
    """An engine of `pool_size` connections and no more; `statement_timeout` is in seconds.

    `hide_parameters` keeps values, and so personal data, out of error texts (R249). Sessions run in UTC.
    """
    milliseconds = int(statement_timeout * 1000)
    return sa.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        pool_recycle=1800,
        pool_pre_ping=False,
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args={
            "connect_timeout": 5,
            "options": f"-c timezone=UTC -c statement_timeout={milliseconds} -c lock_timeout=5000"
            f" -c idle_in_transaction_session_timeout={milliseconds * 2}",
        },
    )


class Database:
    """One process's way to its database: short transactions for writes, autocommit for reads."""

    def __init__(self, url: str, *, pool_size: int) -> None:
        self.engine = make_engine(url, pool_size=pool_size)
        self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session whose transaction commits when the block ends, and rolls back when it raises."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection in autocommit: one statement, one snapshot, no transaction to end."""
        with self._reading.connect() as connection:
            yield connection

    def is_answering(self) -> bool:
        """Whether a trivial statement succeeds now."""
        try:
            with self.reading() as connection:
                connection.execute(sa.text("select 1"))
        except sa.exc.SQLAlchemyError:
            return False
        return True

    def field_cipher(self, master: MasterKey) -> FieldCipher:
        """The cipher over this database's data keys; raises `SystemExit` when there is none yet."""
        table = plumbing.field_keys
        query = sa.select(table.c.id, table.c.wrapped, table.c.retired_at).order_by(table.c.created_at)
        with self.reading() as connection:
            rows = connection.execute(query).all()
        active = [row.id for row in rows if row.retired_at is None]
        if not active:
            raise SystemExit("The database has no encryption key yet: run migrate.")
        return FieldCipher({row.id: master.unwrap(row.wrapped) for row in rows}, active[-1])


def ensure_field_key(connection: sa.Connection, master: MasterKey, new_key: bytes) -> None:
    """Stores the first data key, wrapped, where there is none. Called by `migrate`."""
    table = plumbing.field_keys
    exists = connection.scalar(sa.select(table.c.id).where(table.c.retired_at.is_(None)).limit(1))
    if exists is None:
        connection.execute(sa.insert(table).values(id=uuid.uuid4(), wrapped=master.wrap(new_key)))


def violated_constraint(error: sa.exc.IntegrityError) -> str | None:
    """The name of the constraint that a statement broke, as the database reports it."""
    return getattr(getattr(error.orig, "diag", None), "constraint_name", None)
