"""What CORE has of an applicant: the last transfer, and over it what CSD has accepted since (R109, R112)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from applications import applicant, sending
from applications.domain import change_request as rules
from applications.domain.change_request import OPEN, RequestStatus
from homefire.crypto import Place
from homefire.rules import RuleBroken
from homefire.us import dates
from homefire.work import Work


def person_of(row: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Who somebody is, in the form in which it is compared: an SSN by its blind index, None where nobody said."""
    born, index = row[f"{prefix}date_of_birth"], row[f"{prefix}ssn_index"]
    names = {
        name: rules.sent_form(row[f"{prefix}{name}"])
        for name in ("first_name", "middle_initial", "last_name")
    }
    return {
        **names,
        "date_of_birth": born.isoformat() if born else None,
        "ssn": bytes(index).hex() if index else None,
    }


def asked_of(text: str | None) -> list[dict[str, Any]]:
    """The fields of requests that were accepted or are open, from what the repository has found."""
    return list(orjson.loads(text or "[]"))


def has_now(work: Work, sent: Mapping[str, Any], asked: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The person whom CORE was `sent`, as CORE has them by now."""
    accepted = [entry for entry in asked if entry["status"] == RequestStatus.ACCEPTED]
    return rules.overlaid(sent, [(entry["field"], _value(work, entry)) for entry in accepted])


def open_requests(asked: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """By its name, each field that CSD is asked to correct already: which request, and where that stands."""
    return {
        entry["field"].lower(): {"id": entry["request"], "status": entry["status"]}
        for entry in asked
        if entry["status"] in OPEN
    }


def ssn_of(work: Work, row: Mapping[str, Any]) -> str | None:
    """The number that CORE has by now, of `transfers.find_sent_person`. Whoever shows it masks it."""
    for entry in reversed(asked_of(row["asked"])):
        if entry["status"] == RequestStatus.ACCEPTED and entry["field"] == rules.SSN and entry["our_sealed"]:
            return _opened(work, entry)
    return sending.open_ssn(work, row["transfer"], row["position"], row["ssn_sealed"])


def place_of(request_id: int, column: str) -> Place:
    """Where a number of a change request lives; it opens nowhere else."""
    return Place("change_request_field", column, str(request_id))


def _value(work: Work, entry: Mapping[str, Any]) -> str | None:
    """Our value of an accepted field, as persons are compared; None where it cannot be told any more."""
    if entry["field"] == rules.SSN:
        return applicant.index_of(work, _opened(work, entry)).hex() if entry["our_sealed"] else None
    if entry["field"] != rules.DATE_OF_BIRTH:
        return rules.sent_form(entry["our_value"])
    try:
        return dates.parse_date(entry["our_value"]).isoformat()
    except RuleBroken:
        return None


def _opened(work: Work, entry: Mapping[str, Any]) -> str:
    sealed = bytes.fromhex(entry["our_sealed"])
    return work.edge.cipher.decrypt(sealed, place_of(entry["request"], "our_sealed")).decode()
