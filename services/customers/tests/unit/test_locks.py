"""The lock on a record as a state machine: one holder, growing tokens, no write under an old one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from customers.domain import locks
from customers.domain.locks import LEASE, Lock

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADA, BEN = ("1", "ADA"), ("2", "BEN")
people = st.sampled_from([ADA, BEN, ("3", "CYD")])


@pytest.mark.req("R148", "R150")
def test_second_person_waits_for_the_lease_to_lapse():
    first = locks.take(None, *ADA, NOON)
    assert first is not None
    assert first.expires_at - NOON == timedelta(seconds=120)
    just_before = first.expires_at - timedelta(microseconds=1)
    assert locks.take(first, *BEN, just_before) is None
    second = locks.take(first, *BEN, first.expires_at)
    assert second is not None
    assert (second.token, second.holder_id) == (2, "2")


@pytest.mark.req("R150")
def test_holder_who_was_away_has_the_record_again_unless_somebody_took_it():
    first = locks.take(None, *ADA, NOON)
    assert first is not None
    later = NOON + timedelta(hours=8)
    assert locks.renew(first, 1, "1", later) is not None
    second = locks.take(first, *BEN, later)
    assert locks.renew(second, 1, "1", later) is None


def test_holder_in_another_window_has_the_same_token():
    first = locks.take(None, *ADA, NOON)
    again = locks.take(first, *ADA, NOON + timedelta(seconds=30))
    assert first is not None and again is not None
    assert (again.token, again.since) == (first.token, first.since)
    assert locks.take_over(again, *ADA, NOON + timedelta(seconds=60)).taken_over is False


@given(token=st.one_of(st.none(), st.integers(-5, 5)), seconds=st.integers(-10, 300))
@pytest.mark.req("R148")
def test_write_needs_the_newest_token_or_a_record_nobody_holds(token, seconds):
    lock = Lock(3, *ADA, since=NOON, expires_at=NOON + LEASE)
    now = NOON + timedelta(seconds=seconds)
    allowed = locks.may_write(lock, token, "1", now)
    assert allowed == (token == 3 if token is not None else seconds >= 120)
    assert not locks.may_write(lock, 3, "2", now)


@pytest.mark.req("R150")
def test_lock_that_was_given_back_comes_back_by_nothing_but_taking_it_anew():
    first = locks.take(None, *ADA, NOON)
    released = locks.release(first, 1, "1", NOON)
    assert released is not None and not released.is_live(NOON)
    assert locks.renew(released, 1, "1", NOON) is None
    assert locks.release(released, 1, "1", NOON) is None
    assert not locks.may_write(released, 1, "1", NOON)
    assert locks.may_write(released, None, "2", NOON)
    again = locks.take(released, *ADA, NOON)
    assert again is not None
    assert (again.token, again.is_live(NOON)) == (2, True)


@pytest.mark.req("R150")
def test_lock_that_lapsed_can_be_given_back():
    first = locks.take(None, *ADA, NOON)
    released = locks.release(first, 1, "1", NOON + 2 * LEASE)
    assert released is not None
    assert released.expires_at == NOON + LEASE
    assert locks.renew(released, 1, "1", NOON + 2 * LEASE) is None


def test_token_for_a_record_that_was_never_locked_is_refused():
    assert locks.may_write(None, None, "1", NOON)
    assert not locks.may_write(None, 1, "1", NOON)


class LockHistory(RuleBasedStateMachine):
    """Anybody does anything at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.lock: Lock | None = None
        self.given: dict[int, str] = {}
        self.ended: set[int] = set()

    def _keep(self, lock: Lock | None) -> None:
        if lock is None:
            return
        if self.lock is not None:
            assert lock.token >= self.lock.token
        assert self.given.setdefault(lock.token, lock.holder_id) == lock.holder_id
        self.lock = lock

    @rule(who=people)
    def take(self, who):
        held_by_another = self.lock and self.lock.is_live(self.now) and self.lock.holder_id != who[0]
        taken = locks.take(self.lock, *who, self.now)
        assert (taken is None) == bool(held_by_another)
        self._keep(taken)

    @rule(who=people)
    def take_over(self, who):
        taken = locks.take_over(self.lock, *who, self.now)
        assert taken.is_held_by(who[0], self.now)
        self._keep(taken)

    @rule(who=people, token=st.integers(1, 6))
    def renew(self, who, token):
        renewed = locks.renew(self.lock, token, who[0], self.now)
        assert renewed is None or token not in self.ended
        self._keep(renewed)

    @rule(who=people, token=st.integers(1, 6))
    def release(self, who, token):
        released = locks.release(self.lock, token, who[0], self.now)
        assert released is None or not released.is_live(self.now)
        if released is not None:
            self.ended.add(token)
        self._keep(released)

    @rule(seconds=st.integers(1, 200))
    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)

    @invariant()
    def only_the_newest_token_writes(self):
        for token, holder in self.given.items():
            newest = self.lock is not None and token == self.lock.token and token not in self.ended
            for writer in ("1", "2", "3"):
                allowed = locks.may_write(self.lock, token, writer, self.now)
                assert allowed == (newest and writer == holder)


class TestLockHistory(LockHistory.TestCase):
    """Random histories of the machine."""
