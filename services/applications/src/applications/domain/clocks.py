"""The clocks of CORE: how many days may lie between two dates of an application (R92).

Every clock takes `as_of`, the agency's date; nothing here knows what day it is. Days are calendar days.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from homefire.countdown import Clock


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of one application that clocks run between; None where nobody has entered one."""

    intake: date
    document: date | None = None
    certified: date | None = None
    transferred: date | None = None
    consent: date | None = None


def clocks_of(dates: Dates, limits: Mapping[str, Any], *, as_of: date) -> list[Clock]:
    """Every clock that has begun, in the order in which an application meets them.

    `limits` are the settings of the part `transfer`. Of a transfer, only the one under way stops a clock: the
    caller gives no `transferred` for an application that is to be sent again.
    """
    spans = (
        ("document", dates.document, limits["document_days"], dates.intake),
        ("certification", dates.intake, limits["certification_days"], dates.certified),
        ("transfer", dates.certified, limits["transfer_days"], dates.transferred),
    )
    found = [
        Clock(name, start, start + timedelta(days=limit), stopped, as_of)
        for name, start, limit, stopped in spans
        if start is not None
    ]
    if dates.consent is not None:
        ends = years_after(dates.consent, limits["consent_years"])
        found.append(Clock("consent", dates.consent, ends, None, as_of))
    return found


def years_after(day: date, years: int) -> date:
    """The same day in a later year; 28 February where that year has no 29th."""
    year = day.year + years
    last = calendar.monthrange(year, day.month)[1]
    return date(year, day.month, min(day.day, last))
