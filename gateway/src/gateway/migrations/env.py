"""Alembic's entry: the connection and the transaction are the caller's."""

from gateway.models import Base
from homefire.migrations import run_environment

run_environment(Base.metadata)
