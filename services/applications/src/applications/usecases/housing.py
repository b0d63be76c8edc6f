"""The dwelling that an application is for, and how the household is housed there (R266)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications import errors, events, housed, presenting
from applications.domain import housing as rules
from applications.models import Application, Housing
from applications.repository import changing, intake
from applications.usecases import aggregate
from homefire import reference
from homefire.schemas import in_field
from homefire.work import Work

_ENTERED = ("units", "housing", "landlord_name", "landlord_phone", "lived_12_months")


def get_application_housing(work: Work, application_id: int) -> dict[str, Any]:
    """How the household of an application is housed."""
    row = intake.find_housing(work.connection, application_id)
    if row is None:
        raise errors.ApplicationNotFound()
    return housed.present(row)


def set_application_housing(work: Work, application_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Sets all of it. A dwelling's address is frozen as weatherization says it when the dwelling is chosen."""
    number = changing.customer_of(work.session, application_id)
    current = changing.find_housing(work.session, application_id)
    chosen = body["dwelling_id"]
    # Weatherization is asked before the row is locked, so that nobody waits for its answer.
    seen = _dwelling(work, number, chosen) if chosen and _is_new(current, chosen) and number else None
    application = aggregate.load(work, application_id)
    kept = changing.find_housing(work.session, application_id)
    if kept is None:
        kept = Housing(application_id=application_id, **rules.BLANK)
    before = housed.state_of(kept)
    _apply_dwelling(work, kept, chosen, seen)
    for name in _ENTERED:
        setattr(kept, name, body[name])
    _check(work, application, kept)
    _finish(work, application, kept, before)
    return get_application_housing(work, application_id)


def _is_new(current: Housing | None, chosen: int) -> bool:
    return current is None or current.dwelling_id != chosen


def _dwelling(work: Work, number: int, dwelling_id: int) -> Mapping[str, Any]:
    """One of the customer's dwellings, as weatherization knows it now."""
    answer = work.ask("weatherization", "list_dwellings", number)
    for link in answer["items"]:
        if link["dwelling_id"] == dwelling_id:
            found: Mapping[str, Any] = link
            return found
    raise errors.NotTheirDwelling()


def _apply_dwelling(work: Work, kept: Housing, chosen: int | None, seen: Mapping[str, Any] | None) -> None:
    if chosen is None:
        kept.dwelling_id, kept.dwelling_seen_at = None, None
        kept.dwelling_address = kept.dwelling_city = kept.dwelling_zip = ""
    elif seen is not None:
        kept.dwelling_id, kept.dwelling_seen_at = chosen, work.stamp().entered_at
        kept.dwelling_address = seen["service_address"]
        kept.dwelling_city, kept.dwelling_zip = seen["city"], seen["zip"]


def _check(work: Work, application: Application, kept: Housing) -> None:
    if kept.housing:
        reference.check(
            work.session,
            "housing",
            kept.housing,
            field="housing",
            on=application.intake_date,
            program=application.program_code,
        )
    in_field("landlord_name", lambda: rules.check_landlord(housed.state_of(kept)))


def _finish(work: Work, application: Application, kept: Housing, before: Mapping[str, Any]) -> None:
    """Keeps and tells what changed, if anything did."""
    changes = rules.changes(before, housed.state_of(kept))
    if not changes:
        return
    presenting.name_codes(work, changes, application.intake_date)
    work.session.add(kept)
    aggregate.touch(application, work.stamp())
    work.session.flush()
    told = {
        "dwelling_id": kept.dwelling_id,
        "dwelling_address": kept.dwelling_address,
        "housing": kept.housing,
        "units": kept.units,
        "changes": changes,
    }
    aggregate.tell(work, events.application_dwelling_set, application, told)
