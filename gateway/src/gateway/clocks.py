"""Times of day on the 12-hour or the 24-hour clock: each screen has its own, a person's choice overrides it (R106).

The manual shows appointments on the 12-hour clock and notes on the 24-hour one (R202).
"""

from __future__ import annotations

from datetime import datetime, time

from flask import g, has_request_context

TWELVE, TWENTY_FOUR = "12", "24"
FORMS = (TWELVE, TWENTY_FOUR)


def chosen() -> str | None:
    """The clock that whoever asks has chosen; nothing for each screen's own."""
    principal = g.get("principal") if has_request_context() else None
    return principal.clock if principal is not None else None


def show(clock: time | datetime, form: str, *, seconds: bool = False) -> str:
    """`1:48 PM` or `13:48`; with seconds `1:48:05 PM` or `13:48:05`."""
    rest = f"{clock:%M:%S}" if seconds else f"{clock:%M}"
    if form == TWENTY_FOUR:
        return f"{clock:%H}:{rest}"
    return f"{clock.hour % 12 or 12}:{rest} {'AM' if clock.hour < 12 else 'PM'}"


def read(text: str) -> time:
    """The time of day of `08:00`."""
    return time.fromisoformat(text)
