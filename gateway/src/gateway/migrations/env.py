"""Alembic's entry: the connection and the transaction are the caller's."""

from homefire.migrations import run_environment

from gateway.models import Base

run_environment(Base.metadata)
