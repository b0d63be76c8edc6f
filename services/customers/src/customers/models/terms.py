"""The terms of a customer's account, and the sales that an import has brought."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from customers.models.record import Base


class AccountTerms(Base):
    """The terms of one customer's account (R160 to R172). There is no row before somebody sets any."""

    __tablename__ = "account_terms"
    __table_args__ = (
        sa.CheckConstraint("version > 0", name="version_positive"),
        sa.CheckConstraint("special_tax_rate between 0 and 100", name="special_tax_rate"),
        sa.CheckConstraint("invoice_discount between 0 and 100", name="invoice_discount"),
        sa.CheckConstraint("discount_days >= 0 and due_days >= 0", name="days"),
        sa.CheckConstraint("credit_limit >= 0", name="credit_limit"),
        sa.CheckConstraint("route >= 0 and delivery_sequence >= 0", name="delivery"),
    )

    number: Mapped[int] = mapped_column(
        sa.BigInteger, sa.ForeignKey("customer.number"), primary_key=True, autoincrement=False
    )
    version: Mapped[int] = mapped_column(sa.BigInteger)
    tax_exempt: Mapped[bool] = mapped_column(default=False)
    exemption_type: Mapped[str] = mapped_column(default="")
    tax_certificate: Mapped[int | None] = mapped_column(sa.BigInteger)
    tax_certificate_expires: Mapped[date | None]
    special_tax_rate: Mapped[Decimal | None] = mapped_column(sa.Numeric(5, 2))
    invoice_discount: Mapped[Decimal | None] = mapped_column(sa.Numeric(5, 2))
    discount_days: Mapped[int | None]
    due_days: Mapped[int | None]
    credit_limit: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 2))
    pricing_tier: Mapped[str]
    catalog_sent: Mapped[date | None]
    statement_summary: Mapped[bool] = mapped_column(default=False)
    route: Mapped[int | None]
    delivery_sequence: Mapped[int | None]
    updated_by: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class Sale(Base):
    """One sale as the other system told it (R239). `batch` counts the imports of one customer."""

    __tablename__ = "sale"
    __table_args__ = (
        sa.CheckConstraint(
            "shipping >= 0 and tax >= 0 and cost >= 0 and gross >= shipping + tax", name="amounts"
        ),
        sa.CheckConstraint("batch > 0", name="batch_positive"),
        sa.Index("ix_sale_customer_order", "number", "sold_on", "sale_number"),
    )

    sale_number: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(sa.BigInteger, sa.ForeignKey("customer.number"))
    batch: Mapped[int] = mapped_column(sa.BigInteger)
    sold_on: Mapped[date]
    description: Mapped[str] = mapped_column(default="")
    gross: Mapped[Decimal] = mapped_column(sa.Numeric(12, 2))
    cost: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 2))
    shipping: Mapped[Decimal] = mapped_column(sa.Numeric(12, 2))
    tax: Mapped[Decimal] = mapped_column(sa.Numeric(12, 2))
    paid: Mapped[bool]
    returned: Mapped[bool] = mapped_column(default=False)


class SaleLine(Base):
    """One line of goods on a sale, in the other system's order."""

    __tablename__ = "sale_line"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("amount >= 0", name="amount"),
    )

    sale_number: Mapped[str] = mapped_column(
        sa.ForeignKey("sale.sale_number", ondelete="CASCADE"), primary_key=True
    )
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    description: Mapped[str]
    quantity: Mapped[int]
    amount: Mapped[Decimal] = mapped_column(sa.Numeric(12, 2))
