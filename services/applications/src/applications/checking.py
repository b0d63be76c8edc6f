"""An application's clocks and findings, from what is stored of it and what its program sets (R92)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from applications import counting, panel
from applications.domain import change_request, eligibility, preflight
from applications.domain.application import DOUBTS
from applications.domain.certification import ASKED
from applications.domain.clocks import Dates, clocks_of
from applications.domain.parts.eligibility import ELIGIBILITY
from applications.domain.parts.transfer import CONTRACTS, TRANSFER
from applications.domain.preflight import Facts, Finding
from applications.domain.program_part import Row
from applications.domain.status import Status
from applications.repository import income, programs
from applications.ruling import ruling
from homefire.countdown import Clock

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
    connection: sa.Connection, row: Mapping[str, Any], as_of: date
) -> tuple[list[Clock], list[Finding]]:
    """Clocks and findings of an application on a day; `row` is what `transfers.find_facts` has found."""
    program = row["program_code"]
    settings = programs.row_of(connection, program, TRANSFER, as_of)
    contracts = programs.rows_of(connection, program, CONTRACTS, as_of)
    running = clocks(row, settings, as_of)
    asked = {name: row[name] for name in ASKED}
    facts = Facts(
        certified=row["certification_date"],
        document=row["document_date"],
        household_size=row["household_size"],
        largest_household=programs.row_of(connection, program, ELIGIBILITY, as_of)["largest_size"],
        applicant={
            "name": bool(row["own_last_name"]),
            "date_of_birth": row["own_date_of_birth"] is not None,
            "ssn": row["own_ssn_index"] is not None,
        },
        contract=next((each for each in contracts if each["program_year"] == row["program_year"]), None),
        earlier=_earlier(row),
        unverified=panel.opened(row),
        asked=asked,
        over_income=_over_income(connection, row["id"], as_of),
        place_doubt=DOUBTS.get(row["place_doubt"], ""),
    )
    return running, preflight.findings(facts, running, settings, as_of=as_of)


def _over_income(connection: sa.Connection, application_id: int, today: date) -> str:
    """How the income is over the tables that count; empty where it is not, or cannot be told."""
    entered = income.find_facts(connection, application_id)
    assert entered is not None
    found = ruling(connection, entered, today)
    return eligibility.over_table(counting.facts_of(entered), found.rule, found.tables, found.day)


def _earlier(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """In what the applicant differs from what another application of this customer has told CORE (R110)."""
    if row["before"] is None or row["before_rejected"] or row["own_last_name"] is None:
        return None
    own, before = (person_of(row, prefix) for prefix in ("own_", "before_"))
    names = change_request.differences(before, own)
    fields = [name for name in ("date_of_birth", "ssn") if name in names]
    if len(names) > len(fields):
        fields.insert(0, "name")
    return {"fields": fields, "transfer": row["before"]} if fields else None


def person_of(row: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Who somebody is, in the form in which it is compared: an SSN by its blind index, None where nobody said."""
    born, index = row[f"{prefix}date_of_birth"], row[f"{prefix}ssn_index"]
    names = {
        name: change_request.sent_form(row[f"{prefix}{name}"])
        for name in ("first_name", "middle_initial", "last_name")
    }
    return {
        **names,
        "date_of_birth": born.isoformat() if born else None,
        "ssn": bytes(index).hex() if index else None,
    }
