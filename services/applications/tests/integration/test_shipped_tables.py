"""What the upgrade makes of income tables that shipped with other figures (R91)."""

from __future__ import annotations

import json
import tomllib
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from importlib import resources
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from homefire import migrations

FIRST, SECOND = date(2025, 10, 1), date(2026, 10, 1)
MEDIAN = {FIRST: 128144, SECOND: 133021}
"""ACF's state median income of four persons, by the first day of the federal fiscal year."""
FIGURES = {
    row["effective_from"]: {str(size): figure for size, figure in enumerate(row["figures"], start=1)}
    for row in tomllib.loads((resources.files("applications") / "rule_tables.toml").read_text())["table"]
    if row["kind"] == "SMI60"
}
TABLES = sa.text(
    "SELECT effective_from, edition, applies_from, figures, per FROM rule_table WHERE kind = :kind"
    " ORDER BY effective_from, edition"
)


SET = sa.text(
    "UPDATE rule_table SET figures = CAST(:figures AS jsonb), per = 'YEAR' WHERE kind = 'SMI60' AND effective_from = :year"
)


def to_the_cent(year: date) -> dict[str, str]:
    """The figures as they shipped first: 60 percent of the median by size, rounded half up to the cent."""
    percent = {size: 52 + 16 * (size - 1) if size <= 6 else 132 + 3 * (size - 6) for size in range(1, 26)}
    exact = {size: Decimal(MEDIAN[year]) * 60 * each / 10000 for size, each in percent.items()}
    return {str(size): str(each.quantize(Decimal("0.01"), ROUND_HALF_UP)) for size, each in exact.items()}


@pytest.fixture(scope="module")
def before(suite) -> Iterator[sa.Engine]:
    """A database at 0011 whose tables have their figures to the cent."""
    suite.servers()
    suite.migrated("applications")  # which makes the roles
    url, name = suite.stack.admin_database_url(), f"test_{uuid.uuid4().hex[:12]}"
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine = sa.create_engine(sa.make_url(url).set(database=name), poolclass=sa.NullPool)
    with engine.begin() as connection:
        command.upgrade(config_of(connection, FIRST), "0011")
        connection.exec_driver_sql("ALTER TABLE rule_table DISABLE TRIGGER tg_rule_table_published")
        for year in MEDIAN:
            connection.execute(SET, {"figures": json.dumps(to_the_cent(year)), "year": year})
        connection.exec_driver_sql("ALTER TABLE rule_table ENABLE ALWAYS TRIGGER tg_rule_table_published")
    yield engine
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def upgraded(before) -> Iterator[Callable[..., list[Any]]]:
    """`upgraded(today)`: the tables of the median after the upgrade on that day, which is taken back afterwards."""
    with before.connect() as connection:
        transaction = connection.begin()

        def upgrade(today: date, prepare: str = "") -> list[Any]:
            if prepare:
                connection.exec_driver_sql(prepare)
            command.upgrade(config_of(connection, today), "0015")
            assert [row.edition for row in connection.execute(TABLES, {"kind": "FPG"})] == [1, 1]
            return list(connection.execute(TABLES, {"kind": "SMI60"}))

        yield upgrade
        transaction.rollback()


def config_of(connection: sa.Connection, today: date) -> Config:
    """How the service's own `migrate` calls Alembic, on another day."""
    config = migrations.config_for("applications")
    config.attributes |= {"connection": connection, "today": today}
    return config


@pytest.mark.req("R91")
@pytest.mark.parametrize(
    ("today", "editions"),
    [
        (date(2025, 9, 30), [(FIRST, FIRST), (SECOND, SECOND)]),
        (date(2026, 9, 30), [(FIRST, date(2026, 9, 30)), (SECOND, SECOND)]),
        (date(2026, 11, 26), [(SECOND, date(2026, 11, 26))]),
        (date(2027, 9, 30), [(SECOND, date(2027, 9, 30))]),
        (date(2027, 10, 1), []),
    ],
)
def test_upgrade_gives_the_figures_that_ship_to_each_table_whose_days_are_not_over(upgraded, today, editions):
    tables = upgraded(today)
    assert [(year, applies) for year, edition, applies, *_ in tables if edition == 2] == editions
    first = {year: figures for year, edition, _, figures, _ in tables if edition == 1}
    assert first == {year: to_the_cent(year) for year in MEDIAN}
    assert first[FIRST]["1"] == "39980.93" and first[SECOND]["6"] == "105352.63"
    assert all((row[3], row[4]) == (FIGURES[row[0]], "MONTH") for row in tables if row[1] == 2)


def edition_of(entered_by: str) -> str:
    """A second edition of the newer table, in the same figures."""
    return (
        "INSERT INTO rule_table SELECT nextval('rule_table_id_seq'), version, kind, area, title, source, per,"
        " effective_from, effective_to, effective_from, state, 2, figures,"
        f" '{entered_by}', entered_at, '{entered_by}', updated_at"
        " FROM rule_table WHERE kind = 'SMI60' AND effective_from = '2026-10-01'"
    )


@pytest.mark.req("R91")
def test_upgrade_keeps_what_an_agency_has_published_itself(upgraded):
    tables = upgraded(date(2026, 11, 26), edition_of("MANAGER"))
    assert [(year, edition) for year, edition, *_ in tables] == [(FIRST, 1), (SECOND, 1), (SECOND, 2)]
    assert tables[-1].figures == to_the_cent(SECOND)


@pytest.mark.req("R91")
def test_upgrade_follows_an_edition_that_shipped_before(upgraded):
    tables = upgraded(date(2026, 11, 26), edition_of("HOMEFIRE"))
    assert [(year, edition) for year, edition, *_ in tables] == [
        (FIRST, 1),
        (SECOND, 1),
        (SECOND, 2),
        (SECOND, 3),
    ]
    assert tables[-1].figures == FIGURES[SECOND]
