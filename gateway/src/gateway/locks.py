"""The lock on a record, as a page sees it: who holds it since when, and whether this page may edit (R148)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.services import Services, Trace
from gateway.tokens import Principal
from homefire.client import Call
from homefire.errors import Conflict, Locked, Problem

PATIENCE = 2.0
"""Seconds. A record is shown, to read, where the lock cannot be had."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A page's hold on a record. Without a token the record is shown as Customer Inquiry."""

    token: int | None = None
    since: str | None = None
    holder: str = ""
    own: bool = False
    why: str = "elsewhere"

    @property
    def held(self) -> bool:
        """Whether this page may edit."""
        return self.token is not None


READING = Hold(why="role")
"""The hold of somebody who may not write."""
UNASKED = Hold(why="prefetch")
"""The hold of a page that a browser loads before anybody wants to see it."""

CLOSED = Hold(why="deleted")
"""The hold of a record that was deleted: nobody edits it (R11)."""


class Locks:
    """Takes, keeps and gives back locks for one person."""

    def __init__(self, services: Services, principal: Principal, trace: Trace) -> None:
        self._services = services
        self._principal = principal
        self._trace = trace

    def take(self, number: int) -> Hold:
        """The lock, or who has it. Whoever may not write does not ask."""
        if not self._principal.may("customers:write"):
            return READING
        return self._held(lambda: self._ask("take_lock", number))

    def renew(self, number: int, token: int | None) -> Hold:
        """The same lock for another while, or who has it now (R150)."""
        if not self._principal.may("customers:write"):
            return READING
        if token is None:
            return Hold()
        return self._held(lambda: self._ask("renew_lock", number, {"token": token}))

    def release(self, number: int, token: int) -> None:
        """Gives the lock back, at best: a lock that is not given back ends by itself."""
        try:
            self._ask("release_lock", number, {"token": token})
        except Problem:
            return

    def release_all(self) -> None:
        """Gives back every lock of the person, at best (R150)."""
        try:
            self._ask("release_my_locks")
        except Problem:
            return

    def take_over(self, number: int, reason: str) -> None:
        """Takes the lock from who has it. Raises the service's problem."""
        self._ask("take_over_lock", number, {"reason": reason})

    def _held(self, asking: Any) -> Hold:
        try:
            found = asking()
        except Problem as problem:
            return self.lost(problem)
        return Hold(token=found["token"], since=found.get("since"), holder=self._principal.name, own=True)

    def lost(self, problem: Problem) -> Hold:
        """What a refusal says about who has the record."""
        if not isinstance(problem, (Locked, Conflict)):
            return Hold(why="away")
        holder = problem.extra.get("holder")
        if not isinstance(holder, Mapping):
            return Hold(why="free")
        own = str(holder.get("id")) == self._principal.id
        return Hold(since=problem.extra.get("since"), holder=str(holder.get("name", "")), own=own)

    def _ask(self, method: str, *args: Any) -> Any:
        call = Call("customers", method, list(args))
        return self._services.ask(self._principal, call, trace=self._trace, timeout=PATIENCE)
