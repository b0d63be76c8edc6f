"""Writing a record under the lock that its page holds, and who has the lock afterwards (R148, R152)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from gateway.forms import Form
from gateway.pages.opening import locks
from homefire.errors import Conflict, Locked, Problem

LOCK_LOST = "lock_lost"
Sent = TypeVar("Sent", bound=Form)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Sent]):
    """A write: what was sent under which token in the end, and the service's answer or its refusal."""

    sent: Sent
    answer: Mapping[str, Any] = field(default_factory=dict)
    problem: Problem | None = None


def write(number: int, sent: Sent, send: Callable[[Sent], Mapping[str, Any]]) -> Outcome[Sent]:
    """Writes; where the lock was given back and nobody else has it, under the one that this person has or gets.

    Another window gives it back as it is left, and so does the page before this one, whose message may come late. What
    was saved in between, the version tells.
    """
    try:
        return Outcome(sent, send(sent))
    except Conflict as problem:
        lost = locks().lost(problem)
        if problem.code != LOCK_LOST or (lost.holder and not lost.own):
            return Outcome(sent, problem=problem)
        hold = locks().take(number)
        if not hold.held:
            return Outcome(sent, problem=problem)
    except Problem as problem:
        return Outcome(sent, problem=problem)
    sent = replace(sent, token=hold.token)
    try:
        return Outcome(sent, send(sent))
    except Problem as problem:
        return Outcome(sent, problem=problem)


def is_lock_lost(problem: Problem | None) -> bool:
    """Whether a refusal says that the record is somebody else's now."""
    return isinstance(problem, Locked) or (isinstance(problem, Conflict) and problem.code == LOCK_LOST)
