"""Numbers that are given once and never again (R3): a PostgreSQL sequence, and imports that bring their own."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session


def next_number(session: Session, sequence: str) -> int:
    """A number that nothing has had."""
    return int(session.scalar(sa.select(sa.func.nextval(sequence))) or 0)


def move_past(session: Session, sequence: str, given: int) -> None:
    """Makes a sequence go on after a number that an import has brought. It never goes back.

    A number that the sequence has passed already leaves it alone, so that nothing is given a number twice.
    """
    statement = (
        f"select setval('{sequence}', :given) from {sequence}"
        " where last_value < :given or (last_value = :given and not is_called)"
    )
    session.execute(sa.text(statement), {"given": given})


def assign_number(session: Session, sequence: str, given: int | None) -> int:
    """The next number, or the one that an import gives; new ones go on after it."""
    if given is None:
        return next_number(session, sequence)
    move_past(session, sequence, given)
    return given
