"""Decisions on eligibility and appeals, as they were made."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from applications.domain.status import Status
from applications.models import EligibilityAppeal, EligibilityDecision

_decision = EligibilityDecision.__table__
_appeal = EligibilityAppeal.__table__


def list_decisions(connection: sa.Connection, application_id: int) -> list[dict[str, Any]]:
    """An application's decisions, the newest first, each with the day its appeal was received."""
    query = (
        sa.select(_decision, _appeal.c.received.label("appeal_received"))
        .select_from(_decision.outerjoin(_appeal, _appeal.c.id == _decision.c.appeal_id))
        .where(_decision.c.application_id == application_id)
        .order_by(_decision.c.id.desc())
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def find_open_appeal(connection: sa.Connection, application_id: int) -> dict[str, Any] | None:
    """The appeal that no decision has answered."""
    answered = sa.exists().where(_decision.c.appeal_id == _appeal.c.id)
    query = sa.select(_appeal).where(_appeal.c.application_id == application_id, ~answered)
    row = connection.execute(query.order_by(_appeal.c.id.desc()).limit(1)).mappings().first()
    return dict(row) if row else None


def denied_on(session: Session, application_id: int) -> date | None:
    """The day of the last denial that was decided here."""
    query = sa.select(EligibilityDecision.decided_on).where(
        EligibilityDecision.application_id == application_id, EligibilityDecision.decision == Status.DENIED
    )
    return session.scalar(query.order_by(EligibilityDecision.id.desc()).limit(1))
