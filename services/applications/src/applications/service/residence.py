"""Following a customer who lives elsewhere now."""

from __future__ import annotations

from applications.usecases import moving
from homefire.events import Event
from homefire.inbox import handler
from homefire.work import Work


class ResidenceOperations:
    """The event of a change of residence."""

    @handler("customers", "customer_updated")
    def follow_residence(self, work: Work, event: Event) -> None:
        """Opens verification again where a customer has moved; a correction, or mail alone, opens nothing (R142)."""
        moving.follow_residence(work, event)
