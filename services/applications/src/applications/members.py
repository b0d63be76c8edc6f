"""Putting a list of household members into the table: who stays, who joins, who leaves, and their SSNs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from applications import applicant, errors
from applications.applicant import CustomersAway
from applications.domain import household
from applications.models import Application, HouseholdMember
from applications.presenting import member_state, ssn_place
from applications.repository import changing
from homefire import reference
from homefire.errors import FieldProblem
from homefire.schemas import in_field
from homefire.us import dates
from homefire.work import Work

_PLAIN = ("first_name", "middle_initial", "last_name", "date_of_birth", *household.CODED)


def apply(
    work: Work,
    application: Application,
    existing: Sequence[HouseholdMember],
    given: Sequence[Mapping[str, Any]],
) -> list[HouseholdMember]:
    """Makes the household what was given, in that order; raises `Invalid` for the first broken rule."""
    _check_codes(work, application, given)
    known = {member.id: member for member in existing}
    listed: list[HouseholdMember] = []
    for position, entry in enumerate(given):
        member = _member(work, application, known, entry, position)
        _apply_plain(work, member, entry, position)
        _apply_ssn(work, member, entry)
        listed.append(member)
    in_field("members", lambda: household.check_members([member_state(member) for member in listed]))
    for left in known.values():
        work.session.delete(left)
    work.session.add_all(listed)
    return listed


def refuse_number_of_customer(
    work: Work, number: int, application_id: int, given: Sequence[Mapping[str, Any]]
) -> None:
    """Raises `Invalid` where somebody else than the applicant has the number of the customer's record (R67).

    Customers is asked, before a row is locked. While it is away a household is saved whose numbers stay.
    """
    stored = changing.ssn_indexes_of(work.session, application_id)
    others = {
        place: index
        for place, entry in enumerate(given)
        if entry["relation"] != household.SELF and (index := _index_of(work, stored, entry)) is not None
    }
    if not others:
        return
    same = applicant.same_as_theirs(work, number, others.values())
    if same is None:
        if any("ssn" in given[place] for place in others):
            raise CustomersAway()
        return
    for place, index in others.items():
        in_field(f"members.{place}.ssn", partial(household.check_other, index.hex(), same))


def _index_of(work: Work, stored: Mapping[int, bytes | None], entry: Mapping[str, Any]) -> bytes | None:
    if "ssn" not in entry:
        return stored.get(entry.get("id", 0))
    return applicant.index_of(work, entry["ssn"]) if entry["ssn"] else None


def _member(
    work: Work,
    application: Application,
    known: dict[int, HouseholdMember],
    entry: Mapping[str, Any],
    position: int,
) -> HouseholdMember:
    """The row of an entry: taken out of `known`, or new under an id of its own."""
    if "id" not in entry:
        member_id = changing.next_id(work.session, HouseholdMember.__tablename__)
        return HouseholdMember(id=member_id, application_id=application.id, ssn_sealed=None, ssn_index=None)
    if entry["id"] not in known:
        field = f"members.{position}.id"
        raise errors.NotAMember(fields=[FieldProblem(field, "not_a_member", errors.NotAMember.sentence)])
    return known.pop(entry["id"])


def _apply_plain(work: Work, member: HouseholdMember, entry: Mapping[str, Any], position: int) -> None:
    born, today = entry["date_of_birth"], work.today()
    if born is not None:
        in_field(f"members.{position}.date_of_birth", lambda: dates.check_birth_date(born, today))
    member.position = position
    for name in _PLAIN:
        setattr(member, name, entry[name])


def _apply_ssn(work: Work, member: HouseholdMember, entry: Mapping[str, Any]) -> None:
    if "ssn" not in entry:
        return
    digits = entry["ssn"]
    index = applicant.index_of(work, digits) if digits else None
    if index == member.ssn_index:
        return
    member.ssn_index = index
    member.ssn_sealed = work.edge.cipher.encrypt(digits.encode(), ssn_place(member.id)) if digits else None


def _check_codes(work: Work, application: Application, given: Sequence[Mapping[str, Any]]) -> None:
    """Every code is on its list as of the intake date, which decides the CSBG version (R71)."""
    checked: set[tuple[str, str]] = set()
    for position, entry in enumerate(given):
        for name in household.CODED:
            if entry[name] and (name, entry[name]) not in checked:
                reference.check(
                    work.session,
                    name,
                    entry[name],
                    field=f"members.{position}.{name}",
                    on=application.intake_date,
                    program=application.program_code,
                )
                checked.add((name, entry[name]))
