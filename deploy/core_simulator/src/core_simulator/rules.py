"""What CORE answers to a transfer: deterministic, with reject texts as agencies have seen them. No I/O."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

BEHAVIOURS = ("", "slow", "silent", "twice", "contradict")
_CONTRADICTED = "CONTRADICTED"
_RESULTS = ("service_restored", "disconnection_prevented", "pledge_date")

REASONS: dict[str, tuple[str, str]] = {
    "REJECT-FUNDS": ("OUT_OF_FUNDS", "Agency Out of Funds"),
    "REJECT-CERTIFICATION": (
        "CERTIFICATION_OUTSIDE_CONTRACT",
        "Certification date not within contract performance dates",
    ),
    "REJECT-PRIORITY": ("NEGATIVE_PRIORITY_POINTS", "Negative priority points"),
    "REJECT-FASTTRACK": (
        "FAST_TRACK_WITHOUT_RESULT",
        "Fast Track with Service Restored and Disconnection Prevented both No",
    ),
    "REJECT-INCOME": ("OVER_INCOME", "Income over the eligibility table, off by even a penny"),
    "REJECT-SIZE": ("HOUSEHOLD_TOO_LARGE", "Household over 25 needs CSD approval"),
    "REJECT-IDENTITY": (
        "IDENTITY_MISMATCH",
        "Name, date of birth or SSN do not match the applicant of the previous year",
    ),
}
"""Word in an account number to the code and the text of a rejection."""

CLOCKS: tuple[tuple[str, str, int, tuple[str, str]], ...] = (
    (
        "document_date",
        "intake_date",
        42,
        ("DOCUMENTS_TOO_OLD", "Document date more than 42 days before intake"),
    ),
    (
        "intake_date",
        "certification_date",
        60,
        ("CERTIFIED_TOO_LATE", "Intake more than 60 days before certification"),
    ),
    (
        "certification_date",
        "transfer_date",
        120,
        ("CERTIFICATION_TOO_OLD", "Certification more than 120 days before the created-on date"),
    ),
)
"""Between which two dates at most how many days may lie, and what is answered where more do."""

OUTSIDE = ("CREATED_ON_OUTSIDE_CONTRACT", "Created-on date not within contract performance dates")
"""What a transfer on a day outside the contract is answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as the event `core_answered` tells it."""

    transfer_number: int
    outcome: str
    code: str = ""
    reason: str = ""
    reference: str = ""

    def as_data(self) -> dict[str, Any]:
        """The event's data."""
        names = ("transfer_number", "outcome", "code", "reason", "reference")
        return {name: getattr(self, name) for name in names}


def behaviour_of(data: Mapping[str, Any], configured: str) -> str:
    """How this transfer is answered: as its account number asks, else as is configured for all."""
    account = str(data.get("account_number", "")).upper()
    asked = (name for name in BEHAVIOURS if name and f"CORE-{name.upper()}" in account)
    return next(asked, configured)


def answers_to(data: Mapping[str, Any], behaviour: str = "") -> list[Answer]:
    """What is answered to a transfer, in this order; nothing by a silent CORE."""
    if behaviour == "silent":
        return []
    first = _judge(data)
    if behaviour == "twice":
        return [first, first]
    if behaviour == "contradict":
        return [first, _opposite(first)]
    return [first]


def event_id(answer: Answer, place: int) -> str:
    """The id of an answer's event: the same when the same transfer is taken again after a crash."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"core answer {answer.transfer_number} {place}"))


def _judge(data: Mapping[str, Any]) -> Answer:
    number = int(data["transfer_number"])
    account = str(data.get("account_number", "")).upper()
    asked = (reason for word, reason in REASONS.items() if word in account)
    found = next(asked, None) or next(_faults(data), None)
    if found is not None:
        return Answer(number, "REJECTED", *found)
    return Answer(number, "ACCEPTED", reference=f"CORE-{number}")


def _faults(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with what the message says, the first of it first. What it does not say is not judged."""
    if not _within_contract(data, "transfer_date"):
        yield OUTSIDE
    if not _within_contract(data, "certification_date"):
        yield REASONS["REJECT-CERTIFICATION"]
    for start, end, most, reason in CLOCKS:
        first, second = _day(data, start), _day(data, end)
        if first and second and (second - first).days > most:
            yield reason
    if (data.get("priority_points") or 0) < 0:
        yield REASONS["REJECT-PRIORITY"]
    # A blank is No; a pledge date stands for what Fast Track came to.
    if data.get("fast_track") and not any(data.get(name) for name in _RESULTS):
        yield REASONS["REJECT-FASTTRACK"]


def _within_contract(data: Mapping[str, Any], name: str) -> bool:
    year, day = int(data["program_year"]), _day(data, name)
    return day is None or date(year - 1, 11, 1) <= day <= date(year + 1, 7, 31)


def _day(data: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(data[name]) if data.get(name) else None


def _opposite(answer: Answer) -> Answer:
    if answer.outcome == "ACCEPTED":
        return Answer(answer.transfer_number, "REJECTED", *REASONS["REJECT-FUNDS"])
    return Answer(answer.transfer_number, "ACCEPTED", reference=_CONTRADICTED)
