"""What can stop the local runner."""

from __future__ import annotations


class CannotRun(Exception):
    """One sentence that says what is wrong and what to do about it. It is shown as it is, without a trace."""
