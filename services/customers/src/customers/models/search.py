"""What records are found by: kept beside them, made from them, and never shown as a record.

`CustomerSearch` follows `Customer` whoever writes it, within the same flush. What applications tell of a customer
lies in `ApplicationSearch`, a row for each application, and its words in the customer's search row as well.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Mapped, mapped_column

from customers.domain import names_search, search_keys
from customers.models.record import Base, Customer

_TRIGRAMS = "gin_trgm_ops"
_SOURCES = (
    "status", "name_key", "first_name", "middle_initial", "last_name", "organization_name",
    "address_number", "address_street", "address_street_type", "address_building_type", "address_unit",
    "address_city", "address_zip", "residence_number", "residence_street", "residence_street_type",
    "residence_building_type", "residence_unit", "residence_city", "residence_zip",
    "home_phone", "message_phone", "mobile_phone", "other_phone", "fax", "email",
    "analyst_name", "qa_analyst_name",
)  # fmt: skip
"""The columns of a customer that its search keys are made of."""


class CustomerSearch(Base):
    """The keys by which one customer is found. Texts have a space before each word."""

    __tablename__ = "customer_search"
    __table_args__ = (
        sa.Index("ix_customer_search_order", "name_key", "number"),
        sa.Index("ix_customer_search_name_words", "name_words", postgresql_using="gin"),
        sa.Index(
            "ix_customer_search_name_text",
            "name_text",
            postgresql_using="gin",
            postgresql_ops={"name_text": _TRIGRAMS},
        ),
        sa.Index("ix_customer_search_all_words", "all_words", postgresql_using="gin"),
        sa.Index(
            "ix_customer_search_all_text",
            "all_text",
            postgresql_using="gin",
            postgresql_ops={"all_text": _TRIGRAMS},
        ),
        sa.Index("ix_customer_search_phones", "phones", postgresql_using="gin"),
        sa.Index(
            "ix_customer_search_email_key",
            "email_key",
            postgresql_using="gin",
            postgresql_ops={"email_key": _TRIGRAMS},
        ),
        sa.Index("ix_customer_search_zip", "zip", postgresql_ops={"zip": "text_pattern_ops"}),
        sa.Index("ix_customer_search_city_key", "city_key", postgresql_ops={"city_key": "text_pattern_ops"}),
        sa.Index("ix_customer_search_unit_key", "unit_key"),
        sa.Index(
            "ix_customer_search_analyst_text",
            "analyst_text",
            postgresql_using="gin",
            postgresql_ops={"analyst_text": _TRIGRAMS},
        ),
    )

    number: Mapped[int] = mapped_column(
        sa.BigInteger, sa.ForeignKey("customer.number"), primary_key=True, autoincrement=False
    )
    keys_version: Mapped[int]
    status: Mapped[str]
    name_key: Mapped[str]
    name_words: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    name_text: Mapped[str]
    place_text: Mapped[str]
    unit_key: Mapped[str]
    city_key: Mapped[str]
    zip: Mapped[str]
    phones: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    email_key: Mapped[str]
    analyst_text: Mapped[str]
    application_text: Mapped[str] = mapped_column(default="")
    all_text: Mapped[str] = mapped_column(
        sa.Computed("name_text || place_text || application_text", persisted=True)
    )
    all_words: Mapped[list[str]] = mapped_column(
        ARRAY(sa.Text),
        sa.Computed("string_to_array(name_text || place_text || application_text, ' ')", persisted=True),
    )


class ApplicationSearch(Base):
    """What is known of an application from its events; each part with the version that told it.

    It is found under the customer to whom its home leads, the number that it was first heard of under (R252).
    """

    __tablename__ = "application_search"
    __table_args__ = (
        sa.Index("ix_application_search_customer_number", "customer_number"),
        sa.Index("ix_application_search_home_number", "home_number"),
        sa.Index("ix_application_search_status", "status", "customer_number"),
        sa.Index(
            "ix_application_search_account_key",
            "account_key",
            postgresql_ops={"account_key": "text_pattern_ops"},
        ),
        sa.Index("ix_application_search_member_words", "member_words", postgresql_using="gin"),
        sa.Index(
            "ix_application_search_member_text",
            "member_text",
            postgresql_using="gin",
            postgresql_ops={"member_text": _TRIGRAMS},
        ),
    )

    application_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    customer_number: Mapped[int] = mapped_column(sa.BigInteger)
    home_number: Mapped[int] = mapped_column(sa.BigInteger)
    place_sequence: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    status_sequence: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    household_sequence: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    program: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="")
    account_number: Mapped[str] = mapped_column(default="")
    account_key: Mapped[str] = mapped_column(default="")
    service_address: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    zip: Mapped[str] = mapped_column(default="")
    place_text: Mapped[str] = mapped_column(default="")
    members: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    member_words: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    member_text: Mapped[str] = mapped_column(default="")


class SearchWord(Base):
    """A word that occurs in some record, with its spellings and its sound. Never removed: it is nobody's."""

    __tablename__ = "search_word"
    __table_args__ = (
        sa.Index("ix_search_word_spellings", "spellings", postgresql_using="gin"),
        sa.Index("ix_search_word_sound", "sound"),
        sa.Index("ix_search_word_other_sound", "other_sound"),
        sa.Index(
            "ix_search_word_word_trigrams",
            "word",
            postgresql_using="gin",
            postgresql_ops={"word": _TRIGRAMS},
        ),
    )

    word: Mapped[str] = mapped_column(primary_key=True)
    spellings: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    sound: Mapped[str | None] = mapped_column(
        sa.Computed("case when word ~ '^[a-z]{3,}$' then dmetaphone(word) end", persisted=True)
    )
    other_sound: Mapped[str | None] = mapped_column(
        sa.Computed("case when word ~ '^[a-z]{3,}$' then dmetaphone_alt(word) end", persisted=True)
    )


def keep_keys(connection: sa.Connection, number: int, record: dict[str, Any]) -> None:
    """Makes a record's search keys what they should be; writes nothing where they are so already."""
    keys = search_keys.keys_of(record)
    table: Any = CustomerSearch.__table__
    fresh = insert(table).values(number=number, **keys)
    columns = [table.c[name] for name in keys]
    connection.execute(
        fresh.on_conflict_do_update(
            index_elements=[table.c.number],
            set_={name: fresh.excluded[name] for name in keys},
            where=sa.tuple_(*columns).is_distinct_from(sa.tuple_(*(fresh.excluded[name] for name in keys))),
        )
    )
    keep_words(connection, f"{keys['name_text']}{keys['place_text']}".split())


def keep_words(connection: sa.Connection, words: list[str]) -> None:
    """Adds the words that are new. All take them in one order, so that no two wait for each other."""
    rows = [{"word": word, "spellings": forms} for word, forms in names_search.spelled(words)]
    if rows:
        connection.execute(insert(SearchWord.__table__).on_conflict_do_nothing(), rows)


@sa.event.listens_for(Customer, "after_insert")
@sa.event.listens_for(Customer, "after_update")
def _follow(_: Any, connection: sa.Connection, customer: Customer) -> None:
    """A record's keys follow it, whichever use case writes it."""
    keep_keys(connection, customer.number, {name: getattr(customer, name) for name in _SOURCES})


SOURCES = tuple(Customer.__table__.c[name] for name in _SOURCES)
"""The columns from which `keep_keys` makes a record's keys."""
