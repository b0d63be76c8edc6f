"""Time: UTC in storage, one agency time zone for 'today' (R250)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


class Clock:
    """Tells the time. Tests give their own `now`."""

    def __init__(self, time_zone: ZoneInfo, now: Callable[[], datetime] | None = None) -> None:
        self.time_zone = time_zone
        self._now = now or (lambda: datetime.now(UTC))

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        return self._now().astimezone(UTC)

    def today(self) -> date:
        """The agency's calendar date."""
        return self._now().astimezone(self.time_zone).date()


def to_wire(moment: datetime) -> str:
    """An aware datetime as RFC 3339 in UTC with a `Z`, which is how every time crosses a boundary."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def from_wire(text: str) -> datetime:
    """The aware UTC datetime that an RFC 3339 text stands for; raises `ValueError` for a naive one."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment.astimezone(UTC)
