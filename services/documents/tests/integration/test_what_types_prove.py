"""An agency that has the list of types already is told what the shipped ones prove, and keeps what it has said."""

from __future__ import annotations

import importlib

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from homefire.plumbing import reference_entry as entry

MIGRATION = "documents.migrations.versions.0005_what_types_prove"
SAID = {"PAYSTUB": {}, "EOB": {"proves": []}, "UTILITY_BILL": {"extensions": ["pdf"]}, "W9": {}}


@pytest.mark.req("R195")
def test_migration_fills_in_what_was_never_said_and_nothing_else(work_in):
    with work_in("documents") as work:
        for code, data in SAID.items():
            work.session.execute(sa.update(entry).where(entry.c.code == code).values(data=data))
        with Operations.context(MigrationContext.configure(work.connection)):
            importlib.import_module(MIGRATION).upgrade()
        found = sa.select(entry.c.code, entry.c.data).where(entry.c.code.in_(SAID), entry.c.program == "")
        assert {row.code: row.data for row in work.session.execute(found)} == {
            "PAYSTUB": {"proves": ["INCOME"]},
            "EOB": {"proves": []},
            "UTILITY_BILL": {"extensions": ["pdf"], "proves": ["ADDRESS"]},
            "W9": {},
        }
        work.session.rollback()
