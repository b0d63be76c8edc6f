"""Published tables, and the decisions that were made with them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from applications.models.base import Base, Stamped


class RuleTable(Stamped, Base):
    """Figures by household size (`{"1": "3331.66"}`, US dollars). A published one is never changed.

    `edition` is 0 for a draft; a later edition for the same days takes its place from `applies_from`.
    """

    __tablename__ = "rule_table"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Sequence("rule_table_id_seq"), primary_key=True)
    version: Mapped[int] = mapped_column(sa.BigInteger)
    kind: Mapped[str]
    area: Mapped[str]
    title: Mapped[str]
    source: Mapped[str]
    per: Mapped[str]
    effective_from: Mapped[date]
    effective_to: Mapped[date]
    applies_from: Mapped[date]
    state: Mapped[str]
    edition: Mapped[int]
    figures: Mapped[dict[str, str]] = mapped_column(JSONB)


class EligibilityDecision(Base):
    """What a caseworker decided, and the proposal it was decided on, as both were. Rows are only added."""

    __tablename__ = "eligibility_decision"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"))
    appeal_id: Mapped[int | None] = mapped_column(sa.ForeignKey("eligibility_appeal.id"))
    decision: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str]
    decided_on: Mapped[date]
    proposal: Mapped[dict[str, Any]] = mapped_column(JSONB)
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class EligibilityAppeal(Base):
    """That a household appealed against a denial. A decision that names it has answered it. Rows are only added."""

    __tablename__ = "eligibility_appeal"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"))
    received: Mapped[date]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
