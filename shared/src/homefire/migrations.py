"""Alembic for a service: its migrations ship inside its package, and one function runs them.

A migration finds the agency's calendar date among the attributes of its configuration, as `today`.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import sqlalchemy as sa
from alembic import command, context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from homefire import reference
from homefire.clock import Clock
from homefire.crypto import MasterKey, new_data_key
from homefire.database import ensure_field_key
from homefire.settings import Settings

_LOCK = 0x686F6D65
"""Advisory lock: two replicas that migrate at once do it one after the other."""


def config_for(package: str) -> Config:
    """Alembic's configuration for the migrations inside a package."""
    config = Config()
    config.set_main_option("script_location", str(Path(str(resources.files(package))) / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def migrate(settings: Settings) -> None:
    """Brings the service's database to the newest schema, its first encryption key and its lists included."""
    settings.require("migrate_database_url", "master_key_file")
    assert settings.migrate_database_url and settings.master_key_file
    engine = sa.create_engine(settings.migrate_database_url, hide_parameters=True)
    with engine.begin() as connection:
        connection.execute(sa.text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config = config_for(settings.service)
        config.attributes["connection"] = connection
        config.attributes["today"] = Clock(settings.time_zone).today()
        command.upgrade(config, "head")
        ensure_field_key(connection, MasterKey.from_file(settings.master_key_file), new_data_key())
        reference.seed(connection, settings.service)
    engine.dispose()


def run_environment(target: sa.MetaData | None = None) -> None:
    """What a service's `migrations/env.py` calls."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=target)
    with context.begin_transaction():
        context.run_migrations()


def is_current(engine: sa.Engine, package: str) -> bool:
    """Whether the database has exactly the schema that this package was written for."""
    wanted = ScriptDirectory.from_config(config_for(package)).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == wanted
