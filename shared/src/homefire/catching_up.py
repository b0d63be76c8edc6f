"""Work that a service does by itself once it has started, piece by piece, until nothing is left of it.

It is for what a migration cannot do, because it needs a key of the service, or should not, because it takes long
while others wait: making a derived column of rows that exist.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import eventlet
from nameko.extensions import Entrypoint

from homefire import telemetry
from homefire.auth import Caller
from homefire.events import new_id
from homefire.work import Work

if TYPE_CHECKING:
    from homefire.edge import Edge

log = telemetry.logger("homefire.catching_up")
BETWEEN_SECONDS = 0.05
"""Between two pieces, so that calls are answered meanwhile."""
AFTER_FAILURE_SECONDS = 30.0


class CatchingUp(Entrypoint):
    """Entrypoint: a method that does one piece of the work in a transaction, and says whether there may be more."""

    stopping = False

    def start(self) -> None:
        """Begins with the first piece."""
        self.container.spawn_managed_thread(self._run, identifier=f"catching up {self.method_name}")

    def stop(self) -> None:
        """Begins no further piece."""
        self.stopping = True

    def _run(self) -> None:
        edge, service = self.container.config["edge"], self.container.service_cls()
        more, pause = True, 0.0
        while more and not self.stopping:
            eventlet.sleep(pause)
            try:
                more, pause = do_piece(edge, getattr(service, self.method_name)), BETWEEN_SECONDS
            except Exception as error:
                log.warning("catching_up_failed", work=self.method_name, error=telemetry.describe(error))
                pause = AFTER_FAILURE_SECONDS


def do_piece(edge: Edge, piece: Callable[[Work], bool]) -> bool:
    """One piece in a transaction of its own; whether there may be more."""
    caller = Caller(id=edge.service, name=edge.service, kind="service", scopes=frozenset(), expires=0.0)
    with edge.database.session() as session:
        work = Work(edge, caller=caller, correlation_id=str(new_id()), session=session)
        return piece(work)


def catches_up(function: Callable[..., bool]) -> Callable[..., bool]:
    """Declares `def method(self, work) -> bool`, which a service does until it answers false."""
    declared: Callable[..., bool] = CatchingUp.decorator(function)
    return declared
