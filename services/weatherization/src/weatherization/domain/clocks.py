"""The two clocks of weatherization: how many days may lie between two dates (R92). They warn and refuse nothing.

Days are calendar days. Every clock takes the day as of which it is read.
"""

from __future__ import annotations

from datetime import date, timedelta

from homefire.countdown import Clock

CERTIFICATION_DAYS, COMPLETION_DAYS = 120, 180
"""What a program's rule begins with: certification to assessment, assessment to completion of the work."""


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
