"""Requests to CSD to correct its copy of a customer."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from applications.models.base import Base, Stamped


class ChangeRequest(Stamped, Base):
    """One request, an aggregate of its own (R109). It belongs to the customer and moves with the record."""

    __tablename__ = "change_request"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Sequence("change_request_id_seq"), primary_key=True)
    version: Mapped[int] = mapped_column(sa.BigInteger)
    customer_number: Mapped[int] = mapped_column(sa.BigInteger)
    home_number: Mapped[int | None] = mapped_column(sa.BigInteger)
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("application.id"))
    program_year: Mapped[int]
    reason: Mapped[str]
    explanation: Mapped[str] = mapped_column(default="")
    status: Mapped[str]
    csd_reference: Mapped[str] = mapped_column(default="")
    decision_reason: Mapped[str] = mapped_column(default="")
    submitted_on: Mapped[date | None]
    decided_on: Mapped[date | None]


class ChangeRequestField(Base):
    """One field of a request: what CORE has, what we have, the proof. An SSN is sealed under this row (R111)."""

    __tablename__ = "change_request_field"

    request_id: Mapped[int] = mapped_column(sa.ForeignKey("change_request.id"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    core_value: Mapped[str] = mapped_column(default="")
    our_value: Mapped[str] = mapped_column(default="")
    core_sealed: Mapped[bytes | None]
    our_sealed: Mapped[bytes | None]
    document_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    proof: Mapped[str] = mapped_column(default="")
