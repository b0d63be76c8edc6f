"""What all of this service's tables have in common."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from homefire.database import new_metadata


class Base(DeclarativeBase):
    """The parent of this service's tables."""

    metadata = new_metadata()


class Stamped:
    """Who entered a row and who changed it last."""

    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    updated_by: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
