"""What records are found by: their search keys, what applications tell of them, words with their sounds."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RUN_ROLE = "customers"
TRIGRAMS = "gin_trgm_ops"
PATTERN = "text_pattern_ops"
ALL_TEXT = "name_text || place_text || application_text"
SOUND = "case when word ~ '^[a-z]{3,}$' then dmetaphone%s(word) end"


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _words(name: str) -> sa.Column:
    return sa.Column(name, ARRAY(sa.Text), nullable=False, server_default="{}")


def _gin(table: str, column: str, kind: str | None = None) -> None:
    options = {"postgresql_ops": {column: kind}} if kind else {}
    op.create_index(f"ix_{table}_{column}", table, [column], postgresql_using="gin", **options)


def _prefix(table: str, column: str) -> None:
    op.create_index(f"ix_{table}_{column}", table, [column], postgresql_ops={column: PATTERN})


def upgrade() -> None:
    # Records that exist get their keys from the service, which alone has the key for the last four digits.
    op.add_column("customer", sa.Column("ssn_last_four", sa.LargeBinary))
    op.create_index(
        "ix_customer_ssn_last_four",
        "customer",
        ["ssn_last_four"],
        postgresql_where=sa.text("ssn_last_four is not null"),
    )
    op.create_index("ix_customer_date_of_birth", "customer", ["date_of_birth"])
    # A search by name reads the search keys from now on.
    op.drop_index("ix_customer_name_key_words", "customer")
    op.drop_index("ix_customer_name_order", "customer")
    _customer_search()
    _application_search()
    _search_word()
    for table in ("customer_search", "application_search", "search_word"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO {RUN_ROLE}")


def _customer_search() -> None:
    op.create_table(
        "customer_search",
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("keys_version", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        _words("name_words"),
        *(_text(name) for name in ("name_text", "place_text", "unit_key", "city_key", "zip")),
        _words("phones"),
        *(_text(name) for name in ("email_key", "analyst_text", "application_text")),
        sa.Column("all_text", sa.Text, sa.Computed(ALL_TEXT, persisted=True), nullable=False),
        sa.Column(
            "all_words",
            ARRAY(sa.Text),
            sa.Computed(f"string_to_array({ALL_TEXT}, ' ')", persisted=True),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("number", name="pk_customer_search"),
        sa.ForeignKeyConstraint(["number"], ["customer.number"], name="fk_customer_search_number_customer"),
    )
    op.create_index("ix_customer_search_order", "customer_search", ["name_key", "number"])
    for column in ("name_words", "all_words", "phones"):
        _gin("customer_search", column)
    for column in ("name_text", "all_text", "email_key", "analyst_text"):
        _gin("customer_search", column, TRIGRAMS)
    _prefix("customer_search", "zip")
    _prefix("customer_search", "city_key")
    op.create_index("ix_customer_search_unit_key", "customer_search", ["unit_key"])


def _application_search() -> None:
    parts = ("place", "status", "household")
    op.create_table(
        "application_search",
        sa.Column("application_id", sa.BigInteger, nullable=False),
        sa.Column("customer_number", sa.BigInteger, nullable=False),
        sa.Column("home_number", sa.BigInteger, nullable=False),
        *(
            sa.Column(f"{part}_sequence", sa.BigInteger, nullable=False, server_default="0") for part in parts
        ),
        *(
            _text(name)
            for name in (
                "status", "account_number", "account_key", "service_address", "city", "zip", "place_text",
            )
        ),
        _words("members"),
        _words("member_words"),
        _text("member_text"),
        sa.PrimaryKeyConstraint("application_id", name="pk_application_search"),
    )  # fmt: skip
    op.create_index("ix_application_search_customer_number", "application_search", ["customer_number"])
    op.create_index("ix_application_search_home_number", "application_search", ["home_number"])
    op.create_index("ix_application_search_status", "application_search", ["status", "customer_number"])
    _prefix("application_search", "account_key")
    _gin("application_search", "member_words")
    _gin("application_search", "member_text", TRIGRAMS)


def _search_word() -> None:
    op.create_table(
        "search_word",
        sa.Column("word", sa.Text, nullable=False),
        _words("spellings"),
        sa.Column("sound", sa.Text, sa.Computed(SOUND % "", persisted=True)),
        sa.Column("other_sound", sa.Text, sa.Computed(SOUND % "_alt", persisted=True)),
        sa.PrimaryKeyConstraint("word", name="pk_search_word"),
    )
    _gin("search_word", "spellings")
    op.create_index("ix_search_word_sound", "search_word", ["sound"])
    op.create_index("ix_search_word_other_sound", "search_word", ["other_sound"])
    op.create_index(
        "ix_search_word_word_trigrams",
        "search_word",
        ["word"],
        postgresql_using="gin",
        postgresql_ops={"word": TRIGRAMS},
    )


def downgrade() -> None:
    for table in ("search_word", "application_search", "customer_search"):
        op.drop_table(table)
    op.create_index("ix_customer_name_order", "customer", ["name_key", "number"])
    _gin("customer", "name_key", TRIGRAMS)
    op.execute("ALTER INDEX ix_customer_name_key RENAME TO ix_customer_name_key_words")
    op.drop_index("ix_customer_date_of_birth", "customer")
    op.drop_index("ix_customer_ssn_last_four", "customer")
    op.drop_column("customer", "ssn_last_four")
