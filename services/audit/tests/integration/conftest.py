"""The log on a real database, written as the role that the service runs under."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
import sqlalchemy as sa

from audit.recording import Delivery, read, store
from audit.sealing import KeyRing
from homefire.clock import to_wire

ZONE = ZoneInfo("America/Los_Angeles")
START = datetime(2026, 3, 26, 21, 5, tzinfo=UTC)
_numbers = itertools.count(700_001)
_ticks = itertools.count()


@pytest.fixture(scope="session")
def run_engine(suite: Any) -> sa.Engine:
    """The database as the service's own role sees it."""
    engine: sa.Engine = suite.edge("audit").database.engine
    return engine


@pytest.fixture(scope="session")
def admin_engine(suite: Any) -> sa.Engine:
    """The database as a superuser sees it."""
    engine: sa.Engine = suite.database("audit")
    return engine


@pytest.fixture
def keys(suite: Any) -> KeyRing:
    """The customers' keys, as a process that has just started has them."""
    return KeyRing(suite.edge("audit").master_key)


@pytest.fixture
def subject() -> str:
    """A customer number that no other test uses."""
    return str(next(_numbers))


@pytest.fixture
def record(run_engine: sa.Engine, keys: KeyRing) -> Callable[..., int]:
    """`record(event, …)`: one batch as it would come from the bus; returns the number of notes added."""

    def batch(*events: dict[str, Any]) -> int:
        deliveries = [Delivery(tag, orjson.dumps(event), "customers") for tag, event in enumerate(events, 1)]
        reading = read(deliveries, ZONE)
        assert reading.refused == []
        with run_engine.begin() as connection:
            return store(connection, keys, reading.told, datetime.now(UTC))

    return batch


@pytest.fixture
def rows_of(admin_engine: sa.Engine) -> Iterator[Callable[[str], list[Any]]]:
    """`rows_of(subject)`: a subject's notes as they are stored, in the order of their numbers."""
    with admin_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        query = sa.text("select * from note where subject = :subject order by number")
        yield lambda subject: list(connection.execute(query, {"subject": subject}))


@pytest.fixture
def event_about() -> Callable[..., dict[str, Any]]:
    """`event_about(subject, type=…, data=…)`: an envelope as the bus carries it, each later than the last."""
    return _event_about


def _event_about(
    subject: str, *, type: str = "customer_updated", data: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    tick = next(_ticks)
    change = {"field": "home_phone", "label": "HOME PHONE", "old": str(tick), "new": str(tick + 1)}
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "/customers",
        "type": type,
        "subject": subject,
        "time": to_wire(START + timedelta(seconds=tick)),
        "data": {"changes": [change]} if data is None else data,
        "actorid": "u-1",
        "actorname": "MARIA LOPEZ",
        "actorkind": "staff",
        "correlationid": f"c-{tick}",
        "aggregate": f"customer/{subject}",
        "sequence": tick,
        "pubseq": tick,
    } | more
