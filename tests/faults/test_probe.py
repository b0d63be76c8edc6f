"""What every service stands on, tried with a service made for it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from homefire.errors import Unexpected
from homefire.testing.suite import eventually


@pytest.fixture
def ask(suite, probe):
    """`ask("sleep", 500)`: one call of the probe over the bus."""
    return lambda method, *args: suite.call_without_starting("customers", method, *args, timeout=20)


def test_ten_sleeping_calls_are_active_in_the_database_at_once(suite, database, ask):
    active = sa.text(
        "select count(*) from pg_stat_activity"
        " where usename = 'customers' and state = 'active' and query like '%pg_sleep%'"
    )
    with ThreadPoolExecutor(10) as pool, database("customers").connect() as connection:
        calls = [pool.submit(ask, "sleep", 2000) for _ in range(10)]
        connection.execution_options(isolation_level="AUTOCOMMIT")
        eventually(lambda: connection.scalar(active) == 10)
        assert [call.result()["slept"] for call in calls] == [2000] * 10


def test_ten_large_replies_at_once_arrive_whole(ask):
    size = 300_000
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: ask("answer_at_length", size)["text"], range(10)))
    assert all(answer == answer[0] * size for answer in answers)


@pytest.mark.req("R249")
def test_unexpected_failure_tells_nothing_and_logs_no_text(suite, stack, ask):
    with pytest.raises(Unexpected) as raised:
        ask("fail")
    assert "in this text" not in raised.value.to_json()
    assert "in this text" not in stack.log_path("customers").read_text()
    assert "RuntimeError" in stack.log_path("customers").read_text()
