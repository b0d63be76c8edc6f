"""Log-ins are throttled by name and by address, also for names nobody has, however many come at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
import sqlalchemy as sa

from gateway import passwords, throttling
from gateway.accounts import Accounts, Directory
from gateway.models import LogInAttempt
from gateway.throttling import PER_ADDRESS, PER_NAME, Throttle
from homefire.database import Database
from homefire.errors import NotAuthenticated, TooManyRequests

PASSWORD = "correct horse battery"


@pytest.mark.req("R126")
@pytest.mark.parametrize("name", ["jjohnson", "nobody"])
def test_the_eleventh_wrong_password_waits(directory: Directory, accounts: Accounts, name: str) -> None:
    for number in range(PER_NAME):
        with pytest.raises(NotAuthenticated):
            accounts.authenticate(name, "wrong", f"192.0.2.{number}")
    with pytest.raises(TooManyRequests) as caught:
        accounts.authenticate(name, PASSWORD, "192.0.2.99")
    assert caught.value.code == "log_in_throttled"
    assert 800 < caught.value.extra["retry_after"] <= 901


def test_one_address_cannot_try_many_names(throttle: Throttle) -> None:
    for number in range(PER_ADDRESS):
        throttle.begin(f"name{number}", "192.0.2.1")
    with pytest.raises(TooManyRequests):
        throttle.begin("another", "192.0.2.1")
    assert throttle.begin("another", "192.0.2.2")


def test_waiting_helps_even_who_keeps_trying(throttle: Throttle) -> None:
    now = datetime.now(UTC)
    with mock.patch.object(throttling, "datetime", wraps=datetime) as clock:
        clock.now.return_value = now
        for number in range(PER_NAME):
            throttle.begin("jjohnson", f"192.0.2.{number}")
        for minute in range(1, 15):
            clock.now.return_value = now + timedelta(minutes=minute)
            with pytest.raises(TooManyRequests):
                throttle.begin("jjohnson", "192.0.2.99")
        clock.now.return_value = now + timedelta(minutes=15, seconds=1)
        assert throttle.begin("jjohnson", "192.0.2.99")


def test_a_right_password_forgets_the_wrong_ones(directory: Directory, accounts: Accounts) -> None:
    for _ in range(3):
        for _ in range(PER_NAME - 1):
            with pytest.raises(NotAuthenticated):
                accounts.authenticate("jjohnson", "wrong", "192.0.2.1")
        accounts.authenticate("jjohnson", PASSWORD, "192.0.2.2")


def test_many_at_once_do_not_slip_past_the_count(throttle: Throttle) -> None:
    def attempt(number: int) -> bool:
        try:
            throttle.begin("jjohnson", f"192.0.2.{number}")
        except TooManyRequests:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(40))) <= PER_NAME


def test_neither_name_nor_address_is_stored(throttle: Throttle, own_database: Database) -> None:
    throttle.begin("my secret password", "192.0.2.1")
    with own_database.session() as session:
        keys = session.scalars(sa.select(LogInAttempt.key)).all()
    assert [len(key) for key in keys] == [32, 32]


def test_old_attempts_are_removed(throttle: Throttle, own_database: Database) -> None:
    throttle.begin("jjohnson", "192.0.2.1")
    with mock.patch.object(throttling, "datetime", wraps=datetime) as clock:
        clock.now.return_value = datetime.now(UTC) + timedelta(hours=24, minutes=1)
        throttle.begin("other", "192.0.2.2")
    with own_database.session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(LogInAttempt)) == 2


def test_refusal_is_the_same_work_whether_anybody_has_the_name_or_not(
    directory: Directory, accounts: Accounts, work_done: Callable[[], list[str]]
) -> None:
    """How long a refusal takes tells nothing: it is the same statements and one hash of the same cost."""
    done = []
    for name in ("jjohnson", "nobody"):
        with pytest.raises(NotAuthenticated):
            accounts.authenticate(name, "wrong", "192.0.2.1")
        done.append(work_done())
    known, unknown = done
    assert known == unknown
    assert [step for step in known if not is_statement(step)] == ["$argon2id$v=19$m=19456,t=2,p=1"]
    assert len(known) > 1


def is_statement(step: str) -> bool:
    return not step.startswith("$")


@pytest.fixture
def work_done(own_database: Database) -> Iterator[Callable[[], list[str]]]:
    """`work_done()`: every statement and every hash since it was asked last, in their order.

    A hash is the kind and cost of what a password was compared with.
    """
    steps: list[str] = []
    verify = passwords._hasher.verify

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        steps.append(statement)

    def compare(stored: str, password: str) -> bool:
        steps.append(stored.rsplit("$", 2)[0])
        return verify(stored, password)

    def taken() -> list[str]:
        found = steps.copy()
        steps.clear()
        return found

    sa.event.listen(own_database.engine, "before_cursor_execute", note)
    with mock.patch.object(passwords, "_hasher", mock.Mock(wraps=passwords._hasher, verify=compare)):
        yield taken
    sa.event.remove(own_database.engine, "before_cursor_execute", note)


@pytest.mark.req("R126")
def test_name_that_looks_like_another_purpose_blocks_nobody(accounts: Accounts, throttle: Throttle) -> None:
    for number in range(PER_NAME):
        throttle.begin("203.0.113.7", f"192.0.2.{number}")
        throttle.begin("sign-up from 203.0.113.7", f"192.0.2.{number}")
    accounts.begin_sign_up("203.0.113.7")


@pytest.mark.req("R126")
def test_addresses_of_one_ipv6_network_count_together(throttle: Throttle) -> None:
    for number in range(PER_ADDRESS):
        throttle.begin(f"name{number}", f"2001:db8:1:2::{number:x}")
    with pytest.raises(TooManyRequests):
        throttle.begin("another", "2001:db8:1:2:ffff::1")
    assert throttle.begin("another", "2001:db8:1:3::1")


@pytest.mark.req("R225")
def test_short_codes_are_waited_for_longer_and_longer(throttle: Throttle) -> None:
    now = datetime.now(UTC)
    with mock.patch.object(throttling, "datetime", wraps=datetime) as clock:
        waits = []
        for burst in range(3):
            clock.now.return_value = now + timedelta(minutes=16 * burst)
            for number in range(PER_NAME):
                if burst < 2:
                    throttle.begin("a", f"192.0.2.{number}", limits=throttling.SLOWING)
            with pytest.raises(TooManyRequests) as caught:
                throttle.begin("a", "192.0.2.99", limits=throttling.SLOWING)
            waits.append(caught.value.extra["retry_after"])
    assert waits[0] <= 901 and waits[1] > 3600 and waits[2] > 3600
