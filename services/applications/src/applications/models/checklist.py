"""Checklists and their items."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from applications.models.base import Base, Stamped


class Checklist(Stamped, Base):
    """The checklist of one application, an aggregate of its own: nothing of it changes the application (R187)."""

    __tablename__ = "checklist"

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"), primary_key=True)
    version: Mapped[int] = mapped_column(sa.BigInteger)
    account_type: Mapped[str]


class ChecklistItem(Base):
    """One step, with the descriptions that the program had when it was added (R190)."""

    __tablename__ = "checklist_item"

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("checklist.application_id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    short: Mapped[str]
    long: Mapped[str] = mapped_column(default="")
    status: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    updated_by: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
