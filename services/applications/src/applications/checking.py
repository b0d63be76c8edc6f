"""An application's clocks and findings, from what is stored of it and what its program sets (R92)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from applications import core_side, counting, panel
from applications.applicant import Known
from applications.domain import change_request, eligibility, preflight
from applications.domain.application import DOUBTS
from applications.domain.certification import ASKED
from applications.domain.clocks import Dates, clocks_of
from applications.domain.finding import Finding
from applications.domain.parts.eligibility import ELIGIBILITY
from applications.domain.parts.transfer import CONTRACTS, TRANSFER
from applications.domain.preflight import Facts
from applications.domain.program_part import Row
from applications.domain.status import Status
from applications.repository import income, programs
from applications.ruling import ruling
from homefire.countdown import Clock
from homefire.work import Work

_SENT = (Status.TRANSFERRED, Status.BENEFITTED)


def clocks(row: Mapping[str, Any], settings: Row, as_of: date) -> list[Clock]:
    """The clocks of an application. One that CORE has rejected is sent again, so its transfer stops nothing."""
    dates = Dates(
        intake=row["intake_date"],
        document=row["document_date"],
        certified=row["certification_date"],
        transferred=row["transfer_date"] if row["status"] in _SENT else None,
        consent=row["consent_date"],
    )
    return clocks_of(dates, settings, as_of=as_of)


def findings(
    work: Work, row: Mapping[str, Any], known: Known | None, as_of: date
) -> tuple[list[Clock], list[Finding]]:
    """Clocks and findings of an application on a day; `row` is what `transfers.find_facts` has found.

    `known` is what customers has of the applicant, asked about `indexes_of` this row; None where it is away.
    """
    connection, program = work.connection, row["program_code"]
    settings = programs.row_of(connection, program, TRANSFER, as_of)
    contracts = programs.rows_of(connection, program, CONTRACTS, as_of)
    running = clocks(row, settings, as_of)
    asked = {name: row[name] for name in ASKED}
    facts = Facts(
        certified=row["certification_date"],
        document=row["document_date"],
        household_size=row["household_size"],
        largest_household=programs.row_of(connection, program, ELIGIBILITY, as_of)["largest_size"],
        applicant=_told(row, known),
        own_ssn_differs=_own_ssn_differs(row, known),
        contract=next((each for each in contracts if each["program_year"] == row["program_year"]), None),
        earlier=_earlier(work, row, known),
        consent=row["consent_date"],
        unverified=panel.opened(row),
        rejected=panel.rejected(row),
        asked=asked,
        over_income=_over_income(connection, row["id"], as_of),
        place_doubt=DOUBTS.get(row["place_doubt"], ""),
    )
    return running, preflight.findings(facts, running, settings, as_of=as_of)


def indexes_of(work: Work, row: Mapping[str, Any]) -> list[bytes | None]:
    """The keyed hashes that are compared with the customer's number: the household's own of SELF, and CORE's."""
    core = _core(work, row)
    return [row["own_ssn_index"], bytes.fromhex(core["ssn"]) if core and core["ssn"] else None]


def _over_income(connection: sa.Connection, application_id: int, today: date) -> str:
    """How the income is over the tables that count; empty where it is not, or cannot be told."""
    entered = income.find_facts(connection, application_id)
    assert entered is not None
    found = ruling(connection, entered, today)
    return eligibility.over_table(counting.facts_of(entered), found.rule, found.tables, found.day)


def _told(row: Mapping[str, Any], known: Known | None) -> dict[str, bool | None]:
    """What there is of the applicant, in the household or on the customer's record; None where customers is away."""
    own = {
        "name": bool(row["own_last_name"]),
        "date_of_birth": row["own_date_of_birth"] is not None,
        "ssn": row["own_ssn_index"] is not None,
    }
    if known is None:
        return {name: True if there else None for name, there in own.items()}
    recorded = {
        "name": bool(known.last_name),
        "date_of_birth": known.date_of_birth is not None,
        "ssn": known.has_ssn,
    }
    return {name: there or recorded[name] for name, there in own.items()}


def _own_ssn_differs(row: Mapping[str, Any], known: Known | None) -> bool:
    """Whether SELF was entered with another number than the one on the customer's record."""
    own = row["own_ssn_index"]
    return bool(own and known and known.has_ssn and bytes(own).hex() not in known.same)


def _core(work: Work, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """What CORE has of the applicant by another application of this customer; None where nothing is known of it."""
    if row["before"] is None or row["before_rejected"]:
        return None
    sent = core_side.person_of(row, "before_")
    return core_side.has_now(work, sent, core_side.asked_of(row["before_asked"]))


def _earlier(work: Work, row: Mapping[str, Any], known: Known | None) -> dict[str, Any] | None:
    """In what the applicant differs from what CORE has of them, and which request asks for it already (R110)."""
    core = _core(work, row)
    if core is None:
        return None
    names = change_request.differences(core, _sent_now(row, known, core))
    if not names:
        return None
    fields = [name for name in ("date_of_birth", "ssn") if name in names]
    if len(names) > len(fields):
        fields.insert(0, "name")
    waiting = core_side.open_requests(core_side.asked_of(row["before_asked"]))
    requests = sorted({waiting[name]["id"] for name in names if name in waiting})
    return {"fields": fields, "transfer": row["before"], "requests": requests}


def _sent_now(row: Mapping[str, Any], known: Known | None, core: Mapping[str, Any]) -> dict[str, Any]:
    """The applicant as they would be sent, as persons are compared; None for what cannot be told."""
    person: dict[str, Any] = core_side.person_of(row, "own_")
    entered = row["own_last_name"] is not None
    for name in ("first_name", "middle_initial", "last_name"):
        if not entered:
            person[name] = change_request.sent_form(getattr(known, name)) if known else None
    if known is None:
        return person
    person["date_of_birth"] = person["date_of_birth"] or known.date_of_birth
    if person["ssn"] is None and known.has_ssn:
        person["ssn"] = core["ssn"] if core["ssn"] in known.same else "another"
    return person
