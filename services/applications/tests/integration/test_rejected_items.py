"""What the upgrade makes of rows that were chosen while a rejected item and one opened again were one finding (R92)."""

from __future__ import annotations

import importlib
import json

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from applications.domain import part_rows
from applications.domain.parts.transfer import CONTRACTS, TRANSFER

REVISION = "applications.migrations.versions.0017_rejected_items_block"
INSERT = sa.text(
    "insert into program_part values ('HEAP', :part, current_date - 1, 9, cast(:rows as jsonb), 'TEST', now())"
)
FIND = sa.text("select part, rows from program_part where entered_by = 'TEST' and revision = 9")


@pytest.mark.req("R92")
def test_whoever_let_open_items_block_blocks_rejected_ones_too(database):
    (settings,), (first, second, *_) = TRANSFER.shipped, CONTRACTS.shipped
    stored = {
        "transfer": [settings | {"blocks": ["items_open", "not_certified"]}],
        "contracts": [first, second | {"blocks": ["items_open"]}],
    }
    upgrade = importlib.import_module(REVISION)
    with database("applications").connect() as connection:
        for part, rows in stored.items():
            connection.execute(INSERT, {"part": part, "rows": json.dumps(rows)})
        with Operations.context(MigrationContext.configure(connection)):
            upgrade.upgrade()
            found = {row.part: row.rows for row in connection.execute(FIND)}
            upgrade.upgrade()
            again = {row.part: row.rows for row in connection.execute(FIND)}
            upgrade.downgrade()
            before = {row.part: row.rows for row in connection.execute(FIND)}
        connection.rollback()
    both = ["items_open", "not_certified", "items_rejected"]
    assert found["transfer"] == [settings | {"blocks": both}]
    assert found["contracts"] == [first, second | {"blocks": ["items_open", "items_rejected"]}]
    assert again == found and before == stored
    assert part_rows.check(TRANSFER, found["transfer"])[1] == []
    assert part_rows.check(CONTRACTS, found["contracts"])[1] == []
