"""Applications."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from applications.models.base import Base, Stamped


class Application(Stamped, Base):
    """One application to a program in a year. `version` counts its changes and its household's.

    `place_doubt` says why the place of service has to be confirmed, empty where it has not; `left_place_at` is when
    the customer was last heard to live elsewhere: what was decided before was of the old place (R142).
    """

    __tablename__ = "application"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Sequence("application_id_seq"), primary_key=True)
    version: Mapped[int] = mapped_column(sa.BigInteger)
    customer_number: Mapped[int] = mapped_column(sa.BigInteger)
    home_number: Mapped[int | None] = mapped_column(sa.BigInteger)
    program_code: Mapped[str]
    program_year: Mapped[int]
    status: Mapped[str]
    status_reason: Mapped[str] = mapped_column(default="")
    intake_date: Mapped[date]
    transfer_date: Mapped[date | None]
    place_number: Mapped[str] = mapped_column(default="")
    place_street: Mapped[str] = mapped_column(default="")
    place_street_type: Mapped[str] = mapped_column(default="")
    place_building_type: Mapped[str] = mapped_column(default="")
    place_unit: Mapped[str] = mapped_column(default="")
    place_zip: Mapped[str] = mapped_column(default="")
    place_city: Mapped[str] = mapped_column(default="")
    place_county: Mapped[str] = mapped_column(default="")
    place_state: Mapped[str] = mapped_column(default="")
    place_overridden: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    place_doubt: Mapped[str] = mapped_column(default="")
    left_place_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    service_address: Mapped[str]
    utility_vendor: Mapped[str] = mapped_column(default="")
    utility_type: Mapped[str] = mapped_column(default="")
    account_number: Mapped[str] = mapped_column(default="")
    active_key: Mapped[str]
    household_mode: Mapped[str] = mapped_column(default="individual")
    household_type: Mapped[str] = mapped_column(default="")
