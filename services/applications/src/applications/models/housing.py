"""How an applicant's household is housed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from applications.models.base import Base


class Housing(Base):
    """The dwelling an application is for, its address frozen as it was at `dwelling_seen_at`, and the rest (R266)."""

    __tablename__ = "housing"

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"), primary_key=True)
    dwelling_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    dwelling_address: Mapped[str] = mapped_column(default="")
    dwelling_city: Mapped[str] = mapped_column(default="")
    dwelling_zip: Mapped[str] = mapped_column(default="")
    dwelling_seen_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    units: Mapped[int | None]
    housing: Mapped[str] = mapped_column(default="")
    landlord_name: Mapped[str] = mapped_column(default="")
    landlord_phone: Mapped[str] = mapped_column(default="")
    lived_12_months: Mapped[bool | None]
