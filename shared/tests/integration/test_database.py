"""The way to the database: bounded, in UTC, and silent about values."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from homefire import plumbing
from homefire.crypto import MasterKey, Place
from homefire.database import make_engine, violated_constraint
from homefire.edge import Edge
from homefire.testing.suite import Suite

SECRET = "765-43-2108"


@pytest.fixture
def edge(suite: Suite) -> Edge:
    """The edge of a service in this process, over a real database."""
    return suite.edge("customers")


@pytest.mark.req("R249")
@pytest.mark.parametrize(
    "statement",
    [
        "select no_such_column from outbox where subject = :value",
        "select :value from no_such_table",
        "select 1 / 0 where :value <> ''",
    ],
)
def test_error_of_a_statement_does_not_show_its_values(edge: Edge, statement: str) -> None:
    with pytest.raises(sa.exc.DBAPIError) as raised, edge.database.session() as session:
        session.execute(sa.text(statement), {"value": SECRET})
    assert SECRET not in str(raised.value)
    assert "hide_parameters" in str(raised.value)


def test_broken_constraint_is_named(edge: Edge) -> None:
    with pytest.raises(sa.exc.IntegrityError) as raised, edge.database.session() as session:
        session.execute(
            sa.insert(plumbing.reference_entry),
            {"list": "a", "code": "b", "valid_from": "2024-01-02", "valid_to": "2024-01-01", "label": SECRET},
        )
    assert violated_constraint(raised.value) == "ck_reference_entry_dates"


@pytest.mark.req("R250")
def test_session_runs_in_utc(edge: Edge) -> None:
    with edge.database.session() as session:
        assert session.scalar(sa.text("show timezone")) == "UTC"


def test_statement_and_lock_have_a_time_out(edge: Edge) -> None:
    with edge.database.session() as session:
        assert session.scalar(sa.text("show statement_timeout")) == "15s"
        assert session.scalar(sa.text("show lock_timeout")) == "5s"
        assert session.scalar(sa.text("show idle_in_transaction_session_timeout")) == "30s"


def test_session_commits_at_its_end_and_rolls_back_when_it_raises(edge: Edge) -> None:
    row = {"source": "database", "key": "1", "sequence": 1, "data": {}}
    with pytest.raises(RuntimeError), edge.database.session() as session:
        session.execute(sa.insert(plumbing.projection), row)
        raise RuntimeError
    query = sa.select(sa.func.count()).where(plumbing.projection.c.source == "database")
    with edge.database.reading() as connection:
        assert connection.scalar(query) == 0
    with edge.database.session() as session:
        session.execute(sa.insert(plumbing.projection), row)
    with edge.database.reading() as connection:
        assert connection.scalar(query) == 1


def test_reading_opens_no_transaction(edge: Edge) -> None:
    """Each statement is one of its own, so nothing has to be ended."""
    with edge.database.reading() as connection:
        one, other = (connection.scalar(sa.text("select txid_current()")) for _ in range(2))
    assert one != other


def test_pool_never_grows(edge: Edge) -> None:
    """One connection per worker: a service cannot take the server's connections from the others."""
    engine = make_engine(edge.settings.database_url, pool_size=1)
    assert isinstance(engine.pool, QueuePool) and engine.pool._max_overflow == 0
    engine.dispose()


def test_outage_is_seen(edge: Edge) -> None:
    assert edge.database.is_answering()
    url = sa.make_url(edge.settings.database_url).set(port=1).render_as_string(hide_password=False)
    nowhere = make_engine(url, pool_size=1)
    with pytest.raises(sa.exc.OperationalError) as raised:
        nowhere.connect()
    assert edge.settings.database_url.split("@")[0].rsplit(":", 1)[1] not in str(raised.value)


def test_values_sealed_by_one_process_open_in_another(edge: Edge) -> None:
    assert edge.settings.master_key_file is not None
    master = MasterKey.from_file(edge.settings.master_key_file)
    here = Place("customer", "ssn_sealed", "1")
    sealed = edge.cipher.encrypt(b"765432108", here)
    assert edge.database.field_cipher(master).decrypt(sealed, here) == b"765432108"
