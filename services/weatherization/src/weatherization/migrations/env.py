"""Alembic's entry into this service's migrations."""

from homefire.migrations import run_environment

run_environment()
