"""A countdown between two dates, as the services show their clocks (R92). Days are calendar days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Clock:
    """One countdown. `ends_on` is the last day on which it is met; `left` counts days to it, negative once over.

    It runs until `stopped_on`, the day on which what it waits for was done.
    """

    name: str
    started_on: date
    ends_on: date
    stopped_on: date | None
    as_of: date

    @property
    def left(self) -> int:
        """Days that are left at the day it stopped, or today while it runs; below 0 it is over."""
        return (self.ends_on - (self.stopped_on or self.as_of)).days

    @property
    def is_over(self) -> bool:
        """Whether it ended before what it waits for was done."""
        return self.left < 0
