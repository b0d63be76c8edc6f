"""Vendors."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from weatherization.models.base import Base, Entered


class Vendor(Entered, Base):
    """A firm that work is given to (R258). It has no tax identifier here.

    `search_text` and `name_key` are name and contact person as they are compared.
    """

    __tablename__ = "vendor"
    __table_args__ = (
        sa.CheckConstraint("name <> ''", name="named"),
        sa.CheckConstraint("active_to is null or active_to >= active_from", name="dates"),
        sa.CheckConstraint("version > 0", name="version_positive"),
    )

    number: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("vendor_number_seq"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str]
    name: Mapped[str]
    contact_name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    phone_extension: Mapped[str] = mapped_column(default="")
    mobile_phone: Mapped[str] = mapped_column(default="")
    fax: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    address_number: Mapped[str] = mapped_column(default="")
    address_street: Mapped[str] = mapped_column(default="")
    address_street_type: Mapped[str] = mapped_column(default="")
    address_building_type: Mapped[str] = mapped_column(default="")
    address_unit: Mapped[str] = mapped_column(default="")
    address_zip: Mapped[str] = mapped_column(default="")
    address_city: Mapped[str] = mapped_column(default="")
    address_county: Mapped[str] = mapped_column(default="")
    address_state: Mapped[str] = mapped_column(default="")
    active_from: Mapped[date]
    active_to: Mapped[date | None]
    name_key: Mapped[str]
    search_text: Mapped[str]
