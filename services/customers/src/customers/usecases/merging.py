"""Two records that are one person's become one, and can become two again (R252)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customers import errors, events, guarding, merges, owners, presenting, taking
from customers.domain import merging, record, residence
from customers.models import Customer, CustomerMerge
from customers.repository import consents
from customers.repository import merges as repository
from customers.repository import record as records
from customers.usecases import addresses, following, priority, unread
from customers.usecases.deleting import refuse_taken_ssn
from homefire.changes import changes_between
from homefire.errors import StaleVersion
from homefire.events import Event, EventType
from homefire.schemas import in_field
from homefire.work import Work


def preview_merge(work: Work, number: int, other: int) -> dict[str, Any]:
    """What stands under both numbers, and what stands against their becoming one."""
    for one in (number, other):
        row = records.find_record(work.connection, one)
        if row is None:
            raise errors.CustomerNotFound()
        guarding.refuse_closed_as(row["status"], row["merged_into"])
    ours, theirs = owners.ask_counts(work, (number, other), (other, None))
    return {
        "number": number,
        "other": other,
        "items": merges.compared(ours, theirs),
        "conflicts": merges.conflicts_of(ours),
    }


def merge_customers(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Merges a record into another, which takes over the fields that were chosen; rows follow by events."""
    merged, survivor = _load_pair(work, number, body["survivor"])
    guarding.guard(work, merged)
    guarding.refuse_closed(survivor)
    guarding.guard_under(work, survivor, body["survivor_lock_token"])
    work.check_version(merged.version)
    if body["survivor_version"] != survivor.version:
        raise StaleVersion(current_version=survivor.version, your_version=body["survivor_version"])
    states = presenting.state_of(merged), presenting.state_of(survivor)
    merged_state, survivor_state = (
        state | _marketing_of(work, each) for state, each in zip(states, (merged, survivor), strict=True)
    )
    choices = in_field("fields", lambda: merging.to_take(body["fields"], merged_state, survivor_state))
    counts = _count(work, merged, survivor)
    merged.status, merged.merged_into = record.MERGED, survivor.number
    merged.version += 1
    work.session.flush()
    merge = CustomerMerge(
        number=number,
        survivor=survivor.number,
        reason=body["reason"],
        merged_by=work.stamp().entered_by,
        merged_at=work.now(),
        taken=taking.take(work, survivor, merged, choices),
        counts=counts,
    )
    work.session.add(merge)
    _save_survivor(work, survivor, states[1])
    following.follow_merge(work, number, survivor.number)
    unread.follow_merge(work, number)
    priority.follow_merge(work, number, survivor.number)
    _tell_merged(work, events.customer_merged, merged, merge, body["reason"])
    _tell_survivor(work, events.merge_received, survivor, merge, body["reason"])
    _tell_acknowledgement(work, merged, survivor)
    return merges.presented(work.connection, merge.id)


def unmerge_customers(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Undoes a merge: both records as they were. What was changed since in the survivor stays there."""
    merge = repository.find_in_effect(work.session, number)
    if merge is None:
        raise (
            errors.RecordIsNotMerged()
            if records.number_exists(work.session, number)
            else errors.CustomerNotFound()
        )
    merged, survivor = _load_pair(work, number, merge.survivor)
    work.session.refresh(merge)
    if merge.unmerged_at is not None:
        raise errors.RecordIsNotMerged()
    _refuse_closed_survivor(survivor)
    guarding.guard_under(work, merged, work.lock_token)
    guarding.guard_under(work, survivor, body["survivor_lock_token"])
    before = presenting.state_of(survivor)
    merge.kept = _take_back(work, merge, survivor, merged)
    work.session.flush()
    refuse_taken_ssn(work, merged)
    merged.status, merged.merged_into = record.ACTIVE, None
    merged.version += 1
    merge.unmerged_by, merge.unmerged_at = work.stamp().entered_by, work.now()
    merge.unmerge_reason = body["reason"]
    _save_survivor(work, survivor, before)
    following.follow_merge(work, number, survivor.number)
    unread.follow_merge(work, number)
    priority.follow_merge(work, number, survivor.number)
    _tell_merged(work, events.customer_unmerged, merged, merge, body["reason"])
    _tell_survivor(work, events.merge_undone, survivor, merge, body["reason"], kept=merge.kept)
    _tell_acknowledgement(work, merged, survivor)
    return merges.presented(work.connection, merge.id)


def list_merges(work: Work, number: int) -> dict[str, Any]:
    """The merges that a number had a part in, newest first, each with where its rows are by now."""
    if records.find_record(work.connection, number) is None:
        raise errors.CustomerNotFound()
    return {"items": merges.listed(work.connection, number)}


def record_move(work: Work, event: Event) -> None:
    """Keeps what a service says of its rows. A merge that is not known here was none of ours."""
    if repository.find_merge(work.session, event.data["merge_id"]) is not None:
        data = event.data
        repository.keep_report(
            work.session, data["merge_id"], event.service, data["merged"], data["counts"], work.now()
        )


def _load_pair(work: Work, number: int, survivor: int) -> tuple[Customer, Customer]:
    if number == survivor:
        raise errors.SameRecord()
    pair = repository.lock_pair(work.session, number, survivor)
    if len(pair) < 2:
        raise errors.CustomerNotFound()
    return pair[number], pair[survivor]


def _count(work: Work, merged: Customer, survivor: Customer) -> dict[str, Any]:
    ours, theirs = owners.ask_counts(work, (merged.number, survivor.number), (survivor.number, None))
    conflicts = merges.conflicts_of(ours)
    if conflicts:
        raise errors.RecordsConflict(" ".join(conflicts), conflicts=conflicts)
    return merges.expected(ours, theirs)


def _refuse_closed_survivor(survivor: Customer) -> None:
    if survivor.status == record.MERGED:
        detail = (
            f"Customer {survivor.number} was merged into {survivor.merged_into} later. Undo that merge first."
        )
        raise errors.SurvivorIsClosed(detail, survivor=survivor.merged_into)
    if survivor.status == record.DELETED:
        detail = f"Customer {survivor.number} was deleted since. Restore that record first."
        raise errors.SurvivorIsClosed(detail)


def _take_back(work: Work, merge: CustomerMerge, survivor: Customer, merged: Customer) -> list[str]:
    """Puts the survivor's fields back where nobody changed them since; the names of those that stay."""
    taken = dict(merge.taken)
    kept = []
    if not taking.give_back_ssn(survivor, merged, taken):
        kept.append(merging.SSN)
        taken.pop(merging.SSN)
    for name in _said_since(work, merge, survivor):
        kept.append(name)
        taken.pop(name)
    later = {other.id: other for other in repository.later_in_effect(work.session, merge)}
    found = merging.take_back(
        taken, taking.snapshot(survivor), {key: other.taken for key, other in later.items()}
    )
    taking.put(survivor, found.columns)
    taking.renew_name_key(survivor)
    for key, changed in found.later.items():
        later[key].taken = changed
    return kept + found.kept


def _marketing_of(work: Work, customer: Customer) -> dict[str, str | None]:
    """What a customer has said last of marketing."""
    newest = consents.find_newest(work.session, customer.number, merging.OPT_OUTS[merging.MARKETING])
    return {"marketing_consent": newest.state if newest else None}


def _said_since(work: Work, merge: CustomerMerge, survivor: Customer) -> list[str]:
    """Opt-outs that were taken over, of whose channels the survivor has said something of their own since."""
    found = []
    for name, channel in merging.OPT_OUTS.items():
        newest = consents.find_newest(work.session, survivor.number, channel) if name in merge.taken else None
        if newest is not None and newest.entered_at > merge.merged_at:
            found.append(name)
    return found


def _save_survivor(work: Work, survivor: Customer, before: Mapping[str, Any]) -> None:
    """Counts the change, and tells the fields that differ as any other change of a record is told."""
    survivor.version += 1
    state = presenting.state_of(survivor)
    tracked = record.TRACKED | record.CONSENTS
    changes = changes_between(record.flatten(before), record.flatten(state), tracked)
    stamp = work.stamp()
    if changes:
        survivor.updated_by, survivor.updated_at = stamp.entered_by, stamp.entered_at
    work.session.flush()
    if changes:
        work.emit(
            events.customer_updated,
            subject=survivor.number,
            aggregate=f"customer/{survivor.number}",
            sequence=survivor.version,
            data={"customer": record.summary(state), "changes": changes}
            | residence.told(before, state, None),
        )
        addresses.keep_history(work, survivor, stamp)


def _tell_merged(
    work: Work, event_type: EventType, merged: Customer, merge: CustomerMerge, reason: str
) -> None:
    work.emit(
        event_type,
        subject=merged.number,
        aggregate=f"customer/{merged.number}",
        sequence=merged.version,
        data={
            "customer": record.summary(presenting.state_of(merged)),
            "merge_id": merge.id,
            "survivor": merge.survivor,
            "reason": reason,
        },
    )


def _tell_survivor(
    work: Work, event_type: EventType, survivor: Customer, merge: CustomerMerge, reason: str, **more: Any
) -> None:
    work.emit(
        event_type,
        subject=survivor.number,
        aggregate=f"customer/{survivor.number}",
        sequence=survivor.version,
        data={"merge_id": merge.id, "number": merge.number, "reason": reason, **more},
    )


def _tell_acknowledgement(work: Work, *customers: Customer) -> None:
    for customer in customers:
        if customer.special_handling:
            guarding.tell_acknowledgement(work, customer)
