"""An application's household, in one of two ways, and its members' Social Security numbers (R65 to R69)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications import errors, events, members, presenting
from applications.domain import household
from applications.domain.household import Mode
from applications.models import Application, HouseholdSummary
from applications.repository import changing, reading
from applications.usecases import aggregate
from homefire import reference
from homefire.schemas import in_field
from homefire.work import Work


def set_household_members(work: Work, application_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """The whole list of members; numbers entered before are kept and no longer active."""
    number = aggregate.enter(work, application_id, body.get("history"))
    members.refuse_number_of_customer(work, number, application_id, body["members"])
    application = aggregate.hold(work, application_id)
    existing = changing.find_members(work.session, application_id)
    summary = changing.find_summary(work.session, application_id)
    before = _state(application, existing, summary)
    listed = members.apply(work, application, existing, body["members"])
    _apply_type(work, application, body)
    application.household_mode = Mode.INDIVIDUAL
    after = _state(application, listed, summary)
    return _finish(work, application, before, after, body.get("history"))


def set_household_summary(work: Work, application_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """The household as numbers; members entered before are kept and no longer active."""
    application = aggregate.load(work, application_id, body.get("history"))
    listed = changing.find_members(work.session, application_id)
    summary = changing.find_summary(work.session, application_id)
    before = _state(application, listed, summary)
    counts = {name: dict(numbers) for name, numbers in body["counts"].items()}
    _check_codes(work, application, counts)
    in_field("counts", lambda: household.check_summary(body["size"], counts))
    if summary is None:
        summary = HouseholdSummary(application_id=application_id)
        work.session.add(summary)
    summary.size, summary.counts = body["size"], counts
    _apply_type(work, application, body)
    application.household_mode = Mode.SUMMARY
    after = _state(application, listed, summary)
    return _finish(work, application, before, after, body.get("history"))


def reveal_member_ssn(work: Work, member_id: int, reason: str) -> dict[str, Any]:
    """Shows a member's Social Security number. The log entry commits before the value leaves (R69, R248)."""
    member = changing.find_member(work.session, member_id)
    if member is None:
        raise errors.MemberNotFound()
    if member.ssn_sealed is None:
        raise errors.NoSsnRecorded()
    application = changing.find_for_change(work.session, member.application_id)
    assert application is not None
    work.emit(
        events.ssn_revealed,
        subject=application.customer_number,
        aggregate=aggregate.name_of(application),
        sequence=application.version,
        data={"field": "household_member.ssn", "reason": reason, "member_id": member_id},
    )
    return {"id": member_id, "ssn": presenting.open_ssn(work, member_id, member.ssn_sealed)}


def _state(application: Application, listed: list[Any], summary: HouseholdSummary | None) -> dict[str, Any]:
    states = [presenting.member_state(member) for member in listed]
    return presenting.household_state(application, states, summary)


def _apply_type(work: Work, application: Application, body: Mapping[str, Any]) -> None:
    if "household_type" not in body:
        return
    code, on = body["household_type"], application.intake_date
    if code:
        program = application.program_code
        reference.check(work.session, "household_type", code, field="household_type", on=on, program=program)
    application.household_type = code


def _finish(
    work: Work,
    application: Application,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    history: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Tells what changed, if anything did, and answers with the household as it is now."""
    changes = household.changes(before, after)
    if changes:
        presenting.name_codes(work, changes, application.intake_date)
        stamp = work.stamp(history)
        aggregate.touch(application, stamp)
        work.session.flush()
        told = {
            "mode": after["mode"],
            "size": household.size(after),
            "members": household.names(after),
            "changes": changes,
        }
        aggregate.tell(work, events.household_updated, application, told, stamp=stamp)
    work.session.flush()
    row = reading.find_household(work.connection, application.id)
    assert row is not None
    return presenting.whole_household(work, row)


def _check_codes(work: Work, application: Application, counts: Mapping[str, Mapping[str, int]]) -> None:
    for category, numbers in counts.items():
        for code in numbers:
            reference.check(
                work.session,
                category,
                code,
                field=f"counts.{category}",
                on=application.intake_date,
                program=application.program_code,
            )
