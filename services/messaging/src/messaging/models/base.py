"""The parent of this service's tables."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase

from homefire.database import new_metadata


class Base(DeclarativeBase):
    """The parent of this service's tables."""

    metadata = new_metadata()
