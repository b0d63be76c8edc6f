"""Queries of what programs ask of properties and of their work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from weatherization.models import ProgramRule
from weatherization.repository.composing import RULES

_rule: Any = ProgramRule.__table__
_ALL = sa.select(_rule).order_by(_rule.c.program, _rule.c.valid_from.desc())
_held = RULES.subquery()
_OF_PROGRAM = sa.select(_held).where(_held.c.program == sa.bindparam("program"))


def all_rules(connection: sa.Connection) -> Sequence[sa.RowMapping]:
    """Every rule there has been and will be, by program, newest first."""
    return connection.execute(_ALL).mappings().all()


def rule_of(session: Session, program: str, today: date) -> sa.RowMapping | None:
    """The rule that a program has today."""
    return session.execute(_OF_PROGRAM, {"program": program, "today": today}).mappings().first()


def newest_day(session: Session, program: str) -> date | None:
    """The first day of a program's newest rule, which may lie ahead."""
    return session.scalar(sa.select(sa.func.max(_rule.c.valid_from)).where(_rule.c.program == program))
