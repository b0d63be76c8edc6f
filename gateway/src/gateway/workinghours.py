"""What the staff directory says of somebody's working hours on one day (R265)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from gateway.accounts.rules import DAYS


@dataclass(frozen=True, slots=True)
class Day:
    """A day of somebody. `known` is false where the directory has no hours of theirs at all."""

    known: bool = False
    opens: str = ""
    closes: str = ""

    @property
    def works(self) -> bool:
        """Whether there are hours on this day."""
        return bool(self.opens)

    def covers(self, start: time, end: time) -> bool:
        """Whether a span of the day lies within the hours."""
        return (
            self.works and time.fromisoformat(self.opens) <= start and end <= time.fromisoformat(self.closes)
        )


def of_day(hours: Mapping[str, Any], day: date) -> Day:
    """The hours of a date, of the directory's hours by weekday."""
    opens, closes = hours.get(DAYS[day.weekday()]) or ("", "")
    return Day(bool(hours), opens, closes)
