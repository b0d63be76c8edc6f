"""The appointments service's own table."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from appointments.domain.booking import Status
from homefire.database import new_metadata

_STATUSES = ", ".join(f"'{status}'" for status in Status)
_SLOT = sa.text("tstzrange(starts_at, ends_at)")
_STANDS = "status = 'BOOKED' and not overlap_overridden"


class Base(DeclarativeBase):
    """The parent of this service's tables."""

    metadata = new_metadata()


class Appointment(Base):
    """One appointment. Times are instants; what they read on a clock is the reader's concern (R106)."""

    __tablename__ = "appointment"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint(f"status in ({_STATUSES})", name="status"),
        sa.CheckConstraint("overlap_overridden = (override_reason <> '')", name="override_has_reason"),
        sa.CheckConstraint("version > 0", name="version_positive"),
        sa.CheckConstraint("office_id = '' or office <> ''", name="office_has_name"),
        ExcludeConstraint(
            ("employee_key", "="),
            (_SLOT, "&&"),
            where=sa.text(_STANDS),
            name="ex_appointment_employee_name",
        ),
        ExcludeConstraint(
            ("employee_id", "="),
            (_SLOT, "&&"),
            where=sa.text(f"{_STANDS} and employee_id <> ''"),
            name="ex_appointment_employee_id",
        ),
        sa.Index("ix_appointment_customer", "customer_number", "starts_at"),
        sa.Index("ix_appointment_starts_at", "starts_at", "id"),
        sa.Index(
            "ix_appointment_employee_key",
            "employee_key",
            "starts_at",
            postgresql_where=sa.text("status = 'BOOKED'"),
        ),
        sa.Index(
            "ix_appointment_employee_id",
            "employee_id",
            "starts_at",
            postgresql_where=sa.text("status = 'BOOKED' and employee_id <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("appointment_id_seq"), primary_key=True, autoincrement=False
    )
    version: Mapped[int] = mapped_column(sa.BigInteger)
    customer_number: Mapped[int] = mapped_column(sa.BigInteger)
    home_number: Mapped[int | None] = mapped_column(sa.BigInteger)
    type: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    ends_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    subject: Mapped[str]
    contact_info: Mapped[str]
    employee: Mapped[str]
    employee_key: Mapped[str]
    employee_id: Mapped[str] = mapped_column(default="")
    office: Mapped[str] = mapped_column(default="")
    office_id: Mapped[str] = mapped_column(default="")
    status: Mapped[str]
    status_reason: Mapped[str] = mapped_column(default="")
    overlap_overridden: Mapped[bool] = mapped_column(default=False)
    override_reason: Mapped[str] = mapped_column(default="")
    recorded_late: Mapped[bool]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    updated_by: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
