"""What customers answered when they signed up."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from applications.models.base import Base


class QuestionnaireAnswer(Base):
    """One answer with the question as it was asked. Rows are only added (R199)."""

    __tablename__ = "questionnaire_answer"

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    question: Mapped[str]
    kind: Mapped[str]
    form_version: Mapped[str]
    answer: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
