"""Operations that no real service should offer: to sleep in the database, to answer at length, to fail."""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy as sa

from homefire.operations import Service, operation
from homefire.work import Work


class Probe(Service):
    """Tries what every service stands on, under the name of the customers service."""

    name: ClassVar[str] = "customers"

    @operation("GET", "/probe/sleep/{milliseconds}", scope="customers:read")
    def sleep(self, work: Work, milliseconds: int) -> dict[str, Any]:
        """Sleeps inside PostgreSQL."""
        work.connection.execute(sa.text("select pg_sleep(:seconds)"), {"seconds": milliseconds / 1000})
        return {"slept": milliseconds}

    @operation("GET", "/probe/large/{size}", scope="customers:read")
    def answer_at_length(self, work: Work, size: int) -> dict[str, Any]:
        """Answers with so many characters, each call with ones of its own."""
        return {"text": work.correlation_id[-1] * size}

    @operation("GET", "/probe/failure", scope="customers:read")
    def fail(self, work: Work) -> dict[str, Any]:
        """Raises what no service should, with a text that must not get out."""
        raise RuntimeError("765-43-2108 is in this text")
