"""A service that takes the place of `customers` in tests of the mechanism itself.

    python -m homefire.testing.probe

It runs with the environment of the customers service, under its name and on its queue, and offers operations that
no real service should: to sleep in the database, to answer with a lot, to fail on purpose.
"""

from __future__ import annotations

from typing import Any, ClassVar

from homefire import runtime


def main() -> None:
    """Serves the probe's operations until told to stop."""
    runtime.patch()
    import sqlalchemy as sa

    from homefire import telemetry
    from homefire.operations import Operation, Service, operation
    from homefire.settings import Settings
    from homefire.work import Work

    class Probe(Service):
        """Operations that test what every service stands on."""

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

    assert isinstance(Probe.sleep.operation, Operation)
    settings = Settings.from_environment("customers")
    telemetry.configure(settings.log_level, "customers")
    runtime.serve(settings, Probe)


if __name__ == "__main__":
    main()
