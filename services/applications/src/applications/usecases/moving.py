"""Another place of service, or another residence: whether the customer has moved, what a move opens again (R142)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from applications import events, presenting
from applications.domain import application as rules
from applications.domain.application import Doubt, PlaceChange
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
        if other.id != application.id and left:
            _doubt(work, other, Doubt.MOVED)


def settle(application: Application, now: datetime, *, moved: bool) -> None:
    """Another place was entered: it is confirmed by that; after a move, what was decided is of the old one (R142)."""
    application.place_doubt = ""
    if moved:
        application.left_place_at = now


def follow_residence(work: Work, event: Event) -> None:
    """Puts every open application of a customer who lives elsewhere in doubt, as customers tells it.

    A correction changes nothing. Where nobody was asked, because customers had not heard of the application yet or the
    residence came by a merge, the address alone is to be looked at. Nobody edits these applications, so neither a lock
    nor special handling stands against it.
    """
    said = event.data.get("residence_change")
    if said not in tuple(Doubt):
        return
    number = belonging.lead(work.session, int(event.subject))
    for application in repository.lock_open(work.session, number):
        _doubt(work, application, Doubt(said))


def _doubt(work: Work, application: Application, why: Doubt) -> None:
    """Opens verification again and asks for the place of service to be confirmed; what is so already is not told."""
    before = presenting.state_of(application)
    # Whoever has moved has; what is said later without a reason takes nothing of that back.
    if application.place_doubt != Doubt.MOVED:
        application.place_doubt = why
    application.left_place_at = work.now()
    changes = aggregate.changes_of(work, application, before)
    reopened = verifying.opens_again(work, application, moved=why is Doubt.MOVED)
    if not changes and not reopened:
        return
    aggregate.touch(application, work.stamp())
    work.session.flush()
    if changes:
        told = aggregate.found_by(application) | {"changes": changes}
        aggregate.add(work, events.application_updated, application, told, by_itself=True)
    verifying.follow_move(work, application, moved=why is Doubt.MOVED)
