"""Another place of service, or another residence: whether the customer has moved, what a move opens again (R142)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from applications import presenting
from applications.domain import application as rules
from applications.domain.application import PlaceChange
from applications.domain.status import TO_BE_SENT, Status
from applications.models import Application
from applications.repository import verifying as repository
from applications.usecases import aggregate, verifying
from homefire import belonging
from homefire.events import Event
from homefire.schemas import in_field
from homefire.work import Work


def declared(
    work: Work, application: Application, changes: Sequence[Mapping[str, Any]], given: PlaceChange | None
) -> dict[str, Any]:
    """What the event says of a change of place; nothing where the place stays. Raises `Invalid` where it is asked."""
    if not rules.place_changed(changes):
        return {}
    begun = verifying.rests_on_place(work, application)
    status = Status(application.status)
    in_field("place_change", lambda: rules.check_place_change(status, given, begun=begun))
    return {"place_change": str(given)} if given is not None else {}


def follow(work: Work, application: Application, before: Mapping[str, Any], said: Mapping[str, Any]) -> None:
    """Opens verification again after a move, on every open application for the place that was left.

    Another application of the customer that names another place is of another home, and stays as it is.
    """
    if said.get("place_change") != PlaceChange.MOVED:
        return
    if application.status in TO_BE_SENT:
        verifying.follow_move(work, application)
    for other in repository.lock_open(work.session, application.customer_number):
        left = presenting.place_of(other) == before["place_of_service"]
        if other.id != application.id and left and verifying.opens_again(work, other):
            aggregate.touch(other, work.stamp())
            verifying.follow_move(work, other)


def follow_residence(work: Work, event: Event) -> None:
    """Opens verification again on every open application of a customer who has moved, as customers tells it.

    Nobody edits these applications, so neither a lock nor special handling stands against it.
    """
    if event.data.get("residence_change") != PlaceChange.MOVED:
        return
    number = belonging.lead(work.session, int(event.subject))
    for application in repository.lock_open(work.session, number):
        if verifying.opens_again(work, application):
            aggregate.touch(application, work.stamp())
            verifying.follow_move(work, application)
