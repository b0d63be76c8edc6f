"""What a use case works with: one transaction, who asks, the clock, and a way to say what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from homefire import outbox
from homefire.auth import Caller
from homefire.clock import to_wire
from homefire.errors import StaleVersion, VersionRequired
from homefire.events import EventType

if TYPE_CHECKING:
    from homefire.client import Call
    from homefire.edge import Edge


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who entered something and when: the caller and now, or what an import says (`historic`)."""

    entered_by: str
    entered_at: datetime
    historic: bool = False


class Work:
    """One call's or one event's piece of work. The edge opens it, commits it and closes it.

    Writes have a `session` inside a transaction; reads have a `connection` in autocommit.
    """

    def __init__(
        self,
        edge: Edge,
        *,
        caller: Caller,
        correlation_id: str,
        traceparent: str = "",
        session: Session | None = None,
        connection: sa.Connection | None = None,
        if_match: int | None = None,
        lock_token: int | None = None,
        acknowledgement: str | None = None,
    ) -> None:
        self.edge = edge
        self.caller = caller
        self.correlation_id = correlation_id
        self.traceparent = traceparent
        self.if_match = if_match
        self.lock_token = lock_token
        self.acknowledgement = acknowledgement
        self._session = session
        self._connection = connection

    @property
    def session(self) -> Session:
        """The session of a write."""
        if self._session is None:
            raise RuntimeError("this operation reads: it has a connection and no session")
        return self._session

    @property
    def connection(self) -> sa.Connection:
        """The connection of a read; in a write, the session's own."""
        return self._connection if self._connection is not None else self.session.connection()

    def now(self) -> datetime:
        """This instant, in UTC."""
        return self.edge.clock.now()

    def today(self) -> date:
        """The agency's calendar date (R250)."""
        return self.edge.clock.today()

    def stamp(self, history: Mapping[str, Any] | None = None) -> Stamp:
        """Who enters this, and when. `history` is loaded input that the scope `history:write` has opened."""
        if history is None:
            return Stamp(self.caller.signature, self.now())
        entered_by, entered_at = history.get("entered_by"), history.get("entered_at")
        return Stamp(entered_by or self.caller.signature, entered_at or self.now(), historic=True)

    def check_version(self, current: int, *, optional: bool = False) -> None:
        """Raises unless the caller changes the version it has read (R152): `current` is what is stored.

        `optional`: a client that was written before the operation had versions may name none.
        """
        if self.if_match is None:
            if optional:
                return
            raise VersionRequired()
        if self.if_match != current:
            raise StaleVersion(current_version=current, your_version=self.if_match)

    def emit(
        self,
        event_type: EventType,
        *,
        subject: int | str,
        aggregate: str,
        sequence: int,
        data: dict[str, Any],
        stamp: Stamp | None = None,
        by_itself: bool = False,
    ) -> str:
        """Stores an event in this transaction; returns its id.

        `stamp`, when historic, marks the event so that no service reacts to it and the log keeps one entry.
        `by_itself` says that the service did it by a rule of its own, so that nobody is named as the one who did.
        """
        historic = stamp is not None and stamp.historic
        if stamp is not None and historic:
            data = {
                **data,
                "history": {"entered_by": stamp.entered_by, "entered_at": to_wire(stamp.entered_at)},
            }
        return outbox.emit(
            self.session,
            self.edge.clock,
            self.edge.service,
            event_type,
            subject=str(subject),
            aggregate=aggregate,
            sequence=sequence,
            data=data,
            actor=self._itself() if by_itself else self.caller.actor,
            correlation_id=self.correlation_id,
            traceparent=self.traceparent,
            historic=historic,
        )

    def _itself(self) -> dict[str, str]:
        return {"sub": self.edge.service, "name": self.edge.service, "kind": "system"}

    def ask(self, service: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Calls another service's operation as this service, on behalf of the one the work began with."""
        return self.edge.ask(self, service, method, list(args), kwargs)

    def ask_http(self, service: str, method: str, *args: Any, body: Mapping[str, Any] | None = None) -> Any:
        """The same on the other service's own HTTP port: for what is protected and never travels on the bus."""
        return self.edge.ask_http(self, service, method, list(args), body)

    def ask_all(self, calls: Sequence[Call]) -> list[Any]:
        """Several calls at once, answered in their order; a failed one by its problem."""
        return self.edge.ask_all(self, calls)
