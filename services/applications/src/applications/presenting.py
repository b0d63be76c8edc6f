"""The forms in which applications, pledges and households are compared and answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from applications import panel
from applications.domain import application as rules
from applications.domain import certification, household
from applications.domain import pledge as pledges
from applications.domain.parts.transitions import TRANSITIONS, moves_of
from applications.domain.status import ENDED_WITHOUT_BENEFIT, Moves, Status, next_statuses
from applications.models import Application, HouseholdMember, HouseholdSummary
from applications.repository import changing, reading
from homefire import reference
from homefire.crypto import Place as CipherPlace
from homefire.sentences import made_of
from homefire.us import addresses, tax_ids
from homefire.work import Work

PLACE_FIELDS = (*addresses.FIELDS, "overridden")
_LISTED_AS_STORED = (
    "id", "program_code", "program_year", "status", "intake_date", "transfer_date",
    "service_address", "city", "zip", "account_number", "dwelling_id", "dwelling_units",
    "version", "pledges",
)  # fmt: skip
_ONLY_IN_FULL = (
    "customer_number", "status_reason", "place_doubt", "household_mode", "transfers", "registered_on",
    "entered_by", "entered_at", "updated_by", "updated_at",
)  # fmt: skip
_MEMBER_AS_STORED = ("id", "first_name", "middle_initial", "last_name", "date_of_birth")


def place_of(application: Application) -> dict[str, Any]:
    """The place of service as stored."""
    return {name: getattr(application, f"place_{name}") for name in PLACE_FIELDS}


def state_of(application: Application) -> dict[str, Any]:
    """An application as JSON primitives, for comparing."""
    transferred = application.transfer_date
    return {
        "customer_number": application.customer_number,
        "status": application.status,
        "intake_date": application.intake_date.isoformat(),
        "transfer_date": transferred.isoformat() if transferred else None,
        "place_of_service": place_of(application),
        "place_doubt": application.place_doubt,
        "utility_vendor": application.utility_vendor,
        "utility_type": application.utility_type,
        "account_number": application.account_number,
    }


def member_state(member: HouseholdMember) -> dict[str, Any]:
    """A member as JSON primitives, for comparing. The SSN appears as its blind index, never in clear."""
    state = {name: getattr(member, name) for name in household.MEMBER_FIELDS if name != "ssn"}
    born = member.date_of_birth
    return state | {
        "id": member.id,
        "date_of_birth": born.isoformat() if born else None,
        "ssn": member.ssn_index.hex() if member.ssn_index else None,
    }


def household_state(
    application: Application, members: list[dict[str, Any]], summary: HouseholdSummary | None
) -> dict[str, Any]:
    """A household as JSON primitives, for comparing: the members, and the numbers as `size` and `counts`."""
    counts = {name: dict(numbers) for name, numbers in summary.counts.items()} if summary else {}
    return {
        "mode": str(application.household_mode),
        "household_type": application.household_type,
        "members": members,
        "size": summary.size if summary else None,
        "counts": counts,
    }


def name_codes(work: Work, changes: list[dict[str, Any]], on: date) -> None:
    """Gives changes of coded fields the labels that people read, as of the application's intake date."""
    coded = [(change, change["field"].rpartition(".")[2]) for change in changes]
    coded = [(change, name) for change, name in coded if name in _CODED and not change.get("protected")]
    if not coded:
        return
    labels = reading.labels_of(work.connection, sorted({name for _, name in coded}), on)
    for change, name in coded:
        for side in ("old", "new"):
            label = labels.get((name, change[side]))
            if label:
                change[f"{side}_text"] = label


_CODED = {"utility_vendor", "utility_type", "housing", "household_type", *household.CODED}


def listed(row: Mapping[str, Any]) -> dict[str, Any]:
    """An application as the customer record lists it."""
    answer = {name: row[name] for name in _LISTED_AS_STORED}
    answer["program"] = rules.title(row["program_code"], row["program_year"])
    answer["utility"] = row["utility_vendor_label"] or row["utility_vendor"]
    answer["utility_type"] = reference.labelled(row, "utility_type")
    answer["active"] = row["status"] not in ENDED_WITHOUT_BENEFIT
    answer["verification"] = panel.in_the_record(row)
    answer["pledges"] = [pledge(found) for found in row["pledges"]]
    answer["next_statuses"] = [str(status) for status in next_statuses(Status(row["status"]), _moves(row))]
    return answer


def _moves(row: Mapping[str, Any]) -> Moves:
    """The moves that the application's program has today; as shipped where nobody has set them."""
    return moves_of(TRANSITIONS.shipped if row["transitions"] is None else row["transitions"])


def pledge(row: Mapping[str, Any]) -> dict[str, Any]:
    """A pledge with what it can become."""
    following = pledges.next_statuses(pledges.PledgeStatus(row["status"]))
    return {**row, "next_statuses": [str(status) for status in following]}


def in_full(row: Mapping[str, Any]) -> dict[str, Any]:
    """An application with all there is."""
    answer = listed({**row, "city": row["place_city"], "zip": row["place_zip"]})
    answer |= {name: row[name] for name in _ONLY_IN_FULL}
    answer["place_of_service"] = {name: row[f"place_{name}"] for name in PLACE_FIELDS}
    answer["utility_vendor"] = reference.labelled(row, "utility_vendor")
    answer["dates_frozen"] = not certification.is_open(Status(row["status"]))
    return answer


def present(work: Work, application: Application) -> dict[str, Any]:
    """The answer to a write: the application as a reader would now get it, with warnings."""
    work.session.flush()
    row = reading.find_application(work.connection, application.id, work.today())
    assert row is not None
    return in_full(row) | {"warnings": warnings(work, application)}


def warnings(work: Work, application: Application) -> list[dict[str, Any]]:
    """What to look at in an application; where it is about another one, which and whose (R83, R85, R90)."""
    vendor = changing.entry_data(work.connection, "utility_vendor", application.utility_vendor)
    found: list[dict[str, Any]] = [*rules.warnings(state_of(application), vendor.get("account_digits", ()))]
    for other in changing.find_neighbours(work.connection, application):
        about = {"application_id": other["id"], "customer_number": other["customer_number"]}
        found += [told | about for told in rules.warnings_of_another(dict(other))]
    return [each | {"detail_made_of": made_of(each["detail"])} for each in found]


def member(work: Work, row: Mapping[str, Any], coded: Iterable[str] = household.SHOWN) -> dict[str, Any]:
    """A household member with some coded fields, the SSN masked."""
    answer = {name: row[name] for name in _MEMBER_AS_STORED}
    for name in coded:
        answer[name] = reference.labelled(row, name)
    sealed = row["ssn_sealed"]
    answer["ssn"] = tax_ids.mask("SSN", open_ssn(work, row["id"], bytes.fromhex(sealed))) if sealed else None
    return answer


def record_household(work: Work, found: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The household that the customer record shows."""
    if found is None:
        return None
    return {
        "application_id": found["application_id"],
        "program": rules.title(found["program_code"], found["program_year"]),
        "intake_date": found["intake_date"],
        "members": [member(work, row) for row in found["members"]],
    }


def whole_household(work: Work, row: Mapping[str, Any]) -> dict[str, Any]:
    """An application's household in both modes."""
    summary = {"size": row["size"], "counts": row["counts"]} if row["size"] is not None else None
    return {
        "application_id": row["id"],
        "customer_number": row["customer_number"],
        "program": rules.title(row["program_code"], row["program_year"]),
        "intake_date": row["intake_date"],
        "instrument": household.instrument(row["intake_date"]),
        "mode": row["household_mode"],
        "household_type": reference.labelled(row, "household_type"),
        "members": [member(work, person, household.CODED) for person in row["members"]],
        "summary": summary,
        "version": row["version"],
    }


def open_ssn(work: Work, member_id: int, sealed: bytes) -> str:
    """The nine digits in clear. Whoever shows them logs it first."""
    return work.edge.cipher.decrypt(sealed, ssn_place(member_id)).decode()


def ssn_place(member_id: int) -> CipherPlace:
    """Where a member's sealed number lives; it opens nowhere else."""
    return CipherPlace("household_member", "ssn_sealed", str(member_id))
