"""The two clocks of weatherization: how many days may lie between two dates (R92). They warn and refuse nothing.

Days are calendar days. Every clock takes the day as of which it is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

CERTIFICATION_DAYS, COMPLETION_DAYS = 120, 180
"""What a program's rule begins with: certification to assessment, assessment to completion of the work."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One countdown. `ends_on` is the last day on which it is met; it stopped on the day when that was done."""

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


def certification_clock(
    certified: date | None, assessed: date | None, days: int, *, as_of: date
) -> Clock | None:
    """From certification to the assessment; None while nothing is certified."""
    return _clock("assessment", certified, assessed, days, as_of)


def completion_clock(
    assessed: date | None, completed: date | None, days: int, *, as_of: date
) -> Clock | None:
    """From the assessment to the completion of the work; None where nothing was assessed."""
    return _clock("completion", assessed, completed, days, as_of)


def _clock(name: str, start: date | None, stopped: date | None, days: int, as_of: date) -> Clock | None:
    if start is None:
        return None
    return Clock(name, start, start + timedelta(days=days), stopped, as_of)
