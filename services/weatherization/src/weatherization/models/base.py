"""The parent of this service's tables, and what most of them have."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from homefire.database import new_metadata


class Base(DeclarativeBase):
    """The parent of this service's tables."""

    metadata = new_metadata()


class Entered:
    """Version, and who entered and last changed a row."""

    version: Mapped[int] = mapped_column(sa.BigInteger, default=1)
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    updated_by: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
