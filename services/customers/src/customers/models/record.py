"""The customers service's own table."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from homefire.database import new_metadata


class Base(DeclarativeBase):
    """The parent of this service's tables."""

    metadata = new_metadata()


IN_QUEUE = "status = 'ACTIVE' and not dormant"
"""Whom the alert queue can show at all (R156). Its indexes hold nobody else."""


class Customer(Base):
    """One customer. The number is assigned once and never used again (R3)."""

    __tablename__ = "customer"
    __table_args__ = (
        sa.CheckConstraint(
            "organization_name <> '' or (first_name <> '' and last_name <> '')", name="has_a_name"
        ),
        sa.CheckConstraint("(ssn_sealed is null) = (ssn_index is null)", name="ssn_sealed_and_indexed"),
        sa.CheckConstraint("version > 0", name="version_positive"),
        sa.CheckConstraint("status in ('ACTIVE', 'DELETED', 'MERGED')", name="status"),
        sa.CheckConstraint("sms_consent in ('NONE', 'GIVEN', 'REVOKED')", name="sms_consent"),
        sa.CheckConstraint("email_consent in ('NONE', 'GIVEN', 'REVOKED')", name="email_consent"),
        sa.CheckConstraint(
            "(status = 'MERGED') = (merged_into is not null) and merged_into is distinct from number",
            name="merged_into_another",
        ),
        sa.CheckConstraint("(status = 'DELETED') = (deleted_at is not null)", name="deleted_by_somebody"),
        sa.Index(
            "ix_customer_merged_into", "merged_into", postgresql_where=sa.text("merged_into is not null")
        ),
        sa.Index(
            "uq_customer_ssn_index",
            "tax_id_type",
            "ssn_index",
            unique=True,
            postgresql_where=sa.text("status = 'ACTIVE'"),
        ),
        sa.Index(
            "ix_customer_ssn_last_four",
            "ssn_last_four",
            postgresql_where=sa.text("ssn_last_four is not null"),
        ),
        sa.Index("ix_customer_date_of_birth", "date_of_birth"),
        sa.Index(
            "ix_customer_queue", "high_priority", "contact_date", "number", postgresql_where=sa.text(IN_QUEUE)
        ),
        sa.Index(
            "ix_customer_queue_of_analyst",
            "analyst_id",
            "high_priority",
            "contact_date",
            "number",
            postgresql_where=sa.text(IN_QUEUE),
        ),
        sa.Index(
            "ix_customer_similar_email", sa.text("lower(email)"), postgresql_where=sa.text("email <> ''")
        ),
        sa.Index(
            "ix_customer_similar_phones",
            sa.text("array_remove(array[home_phone, message_phone, mobile_phone, other_phone], '')"),
            postgresql_using="gin",
        ),
    )

    number: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("customer_number_seq"), primary_key=True, autoincrement=False
    )
    version: Mapped[int] = mapped_column(sa.BigInteger)
    status: Mapped[str] = mapped_column(default="ACTIVE")
    merged_into: Mapped[int | None] = mapped_column(sa.BigInteger, sa.ForeignKey("customer.number"))
    deleted_by: Mapped[str] = mapped_column(default="")
    deleted_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    deletion_reason: Mapped[str] = mapped_column(default="")
    first_name: Mapped[str] = mapped_column(default="")
    middle_initial: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    organization_name: Mapped[str] = mapped_column(default="")
    name_key: Mapped[str]
    tax_id_type: Mapped[str] = mapped_column(default="SSN")
    ssn_sealed: Mapped[bytes | None]
    ssn_index: Mapped[bytes | None]
    ssn_last_four: Mapped[bytes | None]
    date_of_birth: Mapped[date | None]
    ethnicity: Mapped[str] = mapped_column(default="")
    ethnicity_subcategory: Mapped[str] = mapped_column(default="")
    special_handling: Mapped[bool] = mapped_column(default=False)
    special_handling_reason: Mapped[str] = mapped_column(default="")
    special_handling_by: Mapped[str] = mapped_column(default="")
    special_handling_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    address_number: Mapped[str] = mapped_column(default="")
    address_street: Mapped[str] = mapped_column(default="")
    address_street_type: Mapped[str] = mapped_column(default="")
    address_building_type: Mapped[str] = mapped_column(default="")
    address_unit: Mapped[str] = mapped_column(default="")
    address_zip: Mapped[str] = mapped_column(default="")
    address_city: Mapped[str] = mapped_column(default="")
    address_county: Mapped[str] = mapped_column(default="")
    address_state: Mapped[str] = mapped_column(default="")
    address_overridden: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    residence_number: Mapped[str] = mapped_column(default="")
    residence_street: Mapped[str] = mapped_column(default="")
    residence_street_type: Mapped[str] = mapped_column(default="")
    residence_building_type: Mapped[str] = mapped_column(default="")
    residence_unit: Mapped[str] = mapped_column(default="")
    residence_zip: Mapped[str] = mapped_column(default="")
    residence_city: Mapped[str] = mapped_column(default="")
    residence_county: Mapped[str] = mapped_column(default="")
    residence_state: Mapped[str] = mapped_column(default="")
    residence_overridden: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    home_phone: Mapped[str] = mapped_column(default="")
    home_phone_extension: Mapped[str] = mapped_column(default="")
    message_phone: Mapped[str] = mapped_column(default="")
    message_phone_extension: Mapped[str] = mapped_column(default="")
    mobile_phone: Mapped[str] = mapped_column(default="")
    other_phone: Mapped[str] = mapped_column(default="")
    other_phone_extension: Mapped[str] = mapped_column(default="")
    fax: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    best_time: Mapped[str] = mapped_column(default="NONE")
    preferred_method: Mapped[str]
    language: Mapped[str] = mapped_column(default="ENGLISH")
    email_bounced: Mapped[bool] = mapped_column(default=False)
    sms_consent: Mapped[str] = mapped_column(default="NONE")
    email_consent: Mapped[str] = mapped_column(default="NONE")
    customer_type: Mapped[str] = mapped_column(default="RESIDENT")
    wholesale: Mapped[bool] = mapped_column(default=False)
    dormant: Mapped[bool] = mapped_column(default=False)
    cash_on_demand: Mapped[bool] = mapped_column(default=False)
    marketing_emails: Mapped[bool] = mapped_column(default=False)
    contact_date: Mapped[date | None]
    high_priority: Mapped[bool] = mapped_column(default=False)
    analyst_id: Mapped[str] = mapped_column(default="")
    analyst_name: Mapped[str] = mapped_column(default="")
    qa_analyst_id: Mapped[str] = mapped_column(default="")
    qa_analyst_name: Mapped[str] = mapped_column(default="")
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    updated_by: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
