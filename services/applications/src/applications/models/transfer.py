"""Certifications, transfers to CORE with what was sent, and what CORE answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from applications.models.base import Base, Stamped


class Certification(Stamped, Base):
    """The dates of an application that CORE's clocks run between, and who certified it (R92, R259).

    Beside them what CORE asks: priority points as its plan gives them, which may be negative, and what Fast Track came
    to. None where nobody has said it.
    """

    __tablename__ = "certification"

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"), primary_key=True)
    document_date: Mapped[date | None]
    certification_date: Mapped[date | None]
    certified_by: Mapped[str] = mapped_column(default="")
    consent_date: Mapped[date | None]
    priority_points: Mapped[int | None]
    fast_track: Mapped[bool | None]
    pledge_date: Mapped[date | None]
    service_restored: Mapped[bool | None]
    disconnection_prevented: Mapped[bool | None]


class Transfer(Base):
    """One transfer to CORE; its id is the transfer number. All are kept; the last one shows (R82).

    `sent` is what was sent, in upper case (R27), without its people: None for what an import has brought. `by_hand`
    says that a person has entered it at CORE, so that nothing of ours sends it again.
    """

    __tablename__ = "transfer"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"))
    transfer_date: Mapped[date]
    by_hand: Mapped[bool] = mapped_column(default=True)
    override_reason: Mapped[str] = mapped_column(default="")
    sent: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class TransferPerson(Base):
    """Somebody of the household as sent, in upper case, the SSN sealed under this row."""

    __tablename__ = "transfer_person"

    transfer_id: Mapped[int] = mapped_column(sa.ForeignKey("transfer.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[str]
    middle_initial: Mapped[str]
    last_name: Mapped[str]
    date_of_birth: Mapped[date | None]
    relation: Mapped[str]
    ssn_sealed: Mapped[bytes | None]
    ssn_index: Mapped[bytes | None]


class CoreAnswer(Base):
    """What CORE answered to a transfer. The first is `applied`; what contradicts it or came late is kept beside it."""

    __tablename__ = "core_answer"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    transfer_id: Mapped[int] = mapped_column(sa.ForeignKey("transfer.id"))
    outcome: Mapped[str]
    code: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="")
    effect: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
