"""Dwellings, and who lives in them or owns them."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from weatherization.models.base import Base, Entered


class Dwelling(Entered, Base):
    """One home, or a building with many, whose units are dwellings that name it (R179).

    `place_key` is the address without its unit, as it is compared.
    """

    __tablename__ = "dwelling"
    __table_args__ = (
        sa.CheckConstraint(
            "address_street <> '' and address_zip <> '' and address_city <> '' and address_county <> ''"
            " and address_state <> ''",
            name="address_complete",
        ),
        sa.CheckConstraint(
            "(units_total is null and units_applied_for is null) or kind = 'MULTI_FAMILY'",
            name="units_of_a_building",
        ),
        sa.CheckConstraint("units_total > 0 and units_applied_for > 0", name="units_positive"),
        sa.CheckConstraint("units_applied_for <= units_total", name="units_applied_for"),
        sa.CheckConstraint("building_id <> id", name="own_building"),
        sa.CheckConstraint("version > 0", name="version_positive"),
        sa.Index(
            "ix_dwelling_building_id", "building_id", postgresql_where=sa.text("building_id is not null")
        ),
        sa.Index("ix_dwelling_place_key", "place_key"),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("dwelling_id_seq"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str]
    address_number: Mapped[str] = mapped_column(default="")
    address_street: Mapped[str]
    address_street_type: Mapped[str] = mapped_column(default="")
    address_building_type: Mapped[str] = mapped_column(default="")
    address_unit: Mapped[str] = mapped_column(default="")
    address_zip: Mapped[str]
    address_city: Mapped[str]
    address_county: Mapped[str]
    address_state: Mapped[str]
    place_key: Mapped[str] = mapped_column(default="")
    building_id: Mapped[int | None] = mapped_column(sa.ForeignKey("dwelling.id"))
    year_built: Mapped[int | None]
    heating_fuel: Mapped[str] = mapped_column(default="")
    units_total: Mapped[int | None]
    units_applied_for: Mapped[int | None]


class DwellingLink(Entered, Base):
    """A customer lived in a dwelling, or owned it, from one day to another (R95)."""

    __tablename__ = "dwelling_link"
    __table_args__ = (
        sa.CheckConstraint("role in ('occupant', 'owner')", name="role"),
        sa.CheckConstraint("linked_to is null or linked_to >= linked_from", name="dates"),
        sa.CheckConstraint("version > 0", name="version_positive"),
        ExcludeConstraint(
            (sa.text("coalesce(home_number, customer_number)"), "="),
            ("dwelling_id", "="),
            ("role", "="),
            (sa.text("daterange(linked_from, linked_to, '[]')"), "&&"),
            name="ex_dwelling_link_overlap",
        ),
        sa.Index("ix_dwelling_link_customer_number", "customer_number"),
        sa.Index("ix_dwelling_link_dwelling_id", "dwelling_id"),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("dwelling_link_id_seq"), primary_key=True, autoincrement=False
    )
    customer_number: Mapped[int] = mapped_column(sa.BigInteger)
    home_number: Mapped[int | None] = mapped_column(sa.BigInteger)
    dwelling_id: Mapped[int] = mapped_column(sa.ForeignKey(Dwelling.id))
    role: Mapped[str]
    linked_from: Mapped[date]
    linked_to: Mapped[date | None]
