"""What every change of an application has in common: lock and version, events, ids, and R90."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications import applicant, errors, guarding, presenting
from applications.applicant import Identity
from applications.domain import application as rules
from applications.domain.status import ENDED_WITHOUT_BENEFIT
from applications.models import Application, Pledge, Program
from applications.repository import changing
from homefire import heeding, projection
from homefire.changes import changes_between
from homefire.events import EventType
from homefire.work import Stamp, Work


def load(
    work: Work, application_id: int, history: Mapping[str, Any] | None = None, *, with_open: bool = False
) -> Application:
    """The application, locked, in the version that the caller has read, on a record that may be written (R152).

    Customers is asked before the row is locked, so that nobody waits for its answer. `history` is what an import
    says of itself. `with_open` locks the customer's open ones too, for a change that follows in them: all in the order
    of their ids, so that two such changes never wait for one another.
    """
    number = enter(work, application_id, history)
    if with_open:
        changing.hold_open(work.session, number, application_id)
    return hold(work, application_id)


def enter(work: Work, application_id: int, history: Mapping[str, Any] | None = None) -> int:
    """Whose application it is, on a record that may be written. Nothing is locked yet."""
    number = changing.customer_of(work.session, application_id)
    if number is None:
        raise errors.ApplicationNotFound()
    guarding.guard(work, number, work.stamp(history))
    return number


def hold(work: Work, application_id: int) -> Application:
    """The application, locked, in the version that the caller has read (R152); after `enter`."""
    application = changing.find_for_change(work.session, application_id)
    assert application is not None
    work.check_version(application.version)
    return application


def identify(work: Work, number: int, application_id: int) -> Identity:
    """The customer's identity, for sending this application; after `enter` and before `hold`.

    Nothing is handed over for a version that is no longer the newest: such a request sends nothing.
    """
    work.check_version(changing.version_of(work.session, application_id))
    return applicant.take(work, number, application_id=application_id)


def tell(
    work: Work,
    event_type: EventType,
    application: Application,
    data: dict[str, Any],
    *,
    stamp: Stamp | None = None,
    pledge: Pledge | None = None,
) -> None:
    """Tells what happened to an application or to one of its pledges, and why special handling allowed it (R26)."""
    name, sequence = name_of(application), application.version
    if pledge is not None:
        name, sequence = f"pledge/{pledge.id}", pledge.version
    work.emit(
        event_type,
        subject=application.customer_number,
        aggregate=name,
        sequence=sequence,
        data=about(application) | data,
        stamp=stamp,
    )
    acknowledge(work, application.customer_number, name, sequence, stamp)


def add(
    work: Work,
    event_type: EventType,
    application: Application,
    data: dict[str, Any],
    *,
    by_itself: bool = False,
) -> None:
    """Tells more of a change whose acknowledgement was told with it, or that is nobody's edit.

    `by_itself`: the system did it by a rule, and no person stands beside it.
    """
    work.emit(
        event_type,
        subject=application.customer_number,
        aggregate=name_of(application),
        sequence=application.version,
        data=about(application) | data,
        by_itself=by_itself,
    )


def acknowledge(work: Work, number: int, name: str, sequence: int, stamp: Stamp | None = None) -> None:
    """Tells why special handling allowed a change of this aggregate of a customer's (R26)."""
    known = projection.recall(work.session, guarding.CUSTOMERS, str(number))
    heeding.tell(work, [(number, known)], aggregate=name, sequence=sequence, stamp=stamp)


def changes_of(work: Work, application: Application, before: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What differs from a former state, with the labels of codes."""
    after = presenting.state_of(application)
    changes = changes_between(rules.flatten(before), rules.flatten(after), rules.TRACKED)
    presenting.name_codes(work, changes, application.intake_date)
    return changes


def touch(application: Application, stamp: Stamp) -> None:
    """Counts a change."""
    application.version += 1
    application.updated_by, application.updated_at = stamp.entered_by, stamp.entered_at


def about(application: Application) -> dict[str, Any]:
    """What every event of an application says of it."""
    return {
        "application_id": application.id,
        "program": application.program_code,
        "program_year": application.program_year,
    }


def found_by(application: Application) -> dict[str, Any]:
    """What a customer is found by besides the customer's own fields (R128); told with every change of it."""
    return {
        "service_address": application.service_address,
        "city": application.place_city,
        "zip": application.place_zip,
        "account_number": application.account_number,
    }


def name_of(application: Application) -> str:
    """The name under which an application's events are ordered."""
    return f"application/{application.id}"


def refuse_second(work: Work, application: Application) -> None:
    """At most one active application per program, year and the program's key (R90).

    The database holds the rule; this names the other application, which the caseworker wants to open.
    """
    if application.status in ENDED_WITHOUT_BENEFIT:
        return
    with work.session.no_autoflush:
        existing = changing.find_active(work.session, application, _keys(work, application))
    if existing is not None:
        program = rules.title(application.program_code, application.program_year)
        raise errors.ActiveApplicationExists(
            f"Application {existing} is active for {program} already. Open that one instead.",
            application_id=existing,
        )


def _keys(work: Work, application: Application) -> set[str]:
    """Its own key, and those under which other applications of a merged customer were entered."""
    number = application.customer_number
    homes = changing.homes_of(work.session, number)
    if not homes and application.home_number is None:
        return {application.active_key}
    program = work.session.get_one(Program, application.program_code)
    state = presenting.state_of(application)
    return {
        rules.active_key(program.unique_by, state | {"customer_number": home}) for home in (number, *homes)
    } | {application.active_key}


def assign_id(work: Work, model: type[Application] | type[Pledge], given: int | None) -> int:
    """An id nobody has had, or the one that an import gives; later ids go past it."""
    if given is None:
        return changing.next_id(work.session, model.__tablename__)
    if work.session.get(model, given) is not None:
        raise errors.NumberIsTaken()
    changing.move_ids_past(work.session, model.__tablename__, given)
    return given
