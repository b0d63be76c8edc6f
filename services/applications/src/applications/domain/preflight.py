"""What CORE is known to reject, looked for before an application is sent (R92).

A finding blocks where the contract or the program's settings say so, else it warns. Whoever may override a block gives
a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from homefire.countdown import Clock
from homefire.us.dates import show_date


class Severity(StrEnum):
    """What a finding does to a transfer."""

    BLOCKS = "blocks"
    WARNS = "warns"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that CORE may reject: a stable code, a sentence, and what to do about it."""

    code: str
    severity: Severity
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an application that is to be sent today.

    `household_size` is 0 where nobody has entered the household. `applicant` says what there is of the person, None
    where it could not be told; `own_ssn_differs`, that the household has another number for them than the record.
    `contract` is the program year's row of the part `contracts`. `earlier` names what differs from what CORE has of
    this customer (`{"fields": […], "transfer": 17, "requests": [4]}`). `unverified` names the verification items that
    were opened again, a move to another place included, `rejected` those that were rejected, each with the reason.
    `asked` is what CORE asks beside the dates, by the
    names of the certification. `over_income` says by how the income is over the eligibility table, where it is.
    `place_doubt` says in words why the place of service has to be confirmed, if it has.
    """

    certified: date | None
    document: date | None
    household_size: int
    largest_household: int
    applicant: Mapping[str, bool | None]
    contract: Mapping[str, Any] | None
    earlier: Mapping[str, Any] | None = None
    consent: date | None = None
    unverified: Sequence[str] = ()
    rejected: Sequence[tuple[str, str]] = ()
    asked: Mapping[str, Any] = field(default_factory=dict)
    over_income: str = ""
    place_doubt: str = ""
    own_ssn_differs: bool = False


BLOCKABLE: dict[str, str] = {
    "not_certified": "the application has no certification date",
    "no_document_date": "the date of the documents is not known",
    "document_too_old": "the documents were too old at intake",
    "certified_too_late": "it was certified too late after intake",
    "certification_expired": "the certification is too old",
    "no_consent_date": "the date of the consent is not known",
    "consent_expired": "the consent is too old",
    "no_contract": "the program year has no contract",
    "certification_outside_contract": "the certification date is outside the contract",
    "transfer_outside_contract": "today is outside the contract",
    "out_of_funds": "the agency is out of funds",
    "household_too_large": "the household is so large that CSD has to approve it",
    "over_income": "the income is over the eligibility table",
    "negative_priority_points": "the priority points are negative",
    "fast_track_without_result": "Fast Track neither restored service nor prevented disconnection",
    "applicant_incomplete": "name, birth date or SSN of the applicant is missing",
    "applicant_ssn_differs": "the household has another SSN of the applicant than the record",
    "identity_differs": "name, birth date or SSN differ from what CORE has",
    "items_open": "a verification item was opened again",
    "items_rejected": "a verification item was rejected",
    "place_unconfirmed": "the customer lives elsewhere, and nobody has confirmed the place of service",
}
"""Every finding by its code. Which of them block is set in each program and contract; as shipped, none does."""

APPLICANT_UNKNOWN = "applicant_unknown"
"""A finding that blocks nowhere: what the transfer itself cannot do without, it refuses by itself."""

FORESEES = {
    "document_too_old": "DOCUMENTS_TOO_OLD",
    "certified_too_late": "CERTIFIED_TOO_LATE",
    "certification_expired": "CERTIFICATION_TOO_OLD",
    "certification_outside_contract": "CERTIFICATION_OUTSIDE_CONTRACT",
    "transfer_outside_contract": "CREATED_ON_OUTSIDE_CONTRACT",
    "out_of_funds": "OUT_OF_FUNDS",
    "household_too_large": "HOUSEHOLD_TOO_LARGE",
    "over_income": "OVER_INCOME",
    "negative_priority_points": "NEGATIVE_PRIORITY_POINTS",
    "fast_track_without_result": "FAST_TRACK_WITHOUT_RESULT",
    "identity_differs": "IDENTITY_MISMATCH",
}
"""Findings by their code, with CORE's code of the rejection that each foresees."""

_REMEDY = {
    "not_certified": "Enter the certification date above.",
    "no_document_date": "Enter the date of the oldest document above.",
    "document_too_old": "Ask the customer for newer documents and enter their date, or correct the intake date.",
    "certified_too_late": "Correct the dates, or take the application in anew.",
    "certification_expired": "Certify the application again.",
    "no_consent_date": "Enter the day on which the consent was signed above, or have it signed.",
    "consent_expired": "Have the consent signed anew and enter its date.",
    "no_contract": "Have a program manager enter the contract of this year.",
    "certification_outside_contract": "Correct the certification date, or use another program year.",
    "transfer_outside_contract": "Use another program year, or ask CSD.",
    "out_of_funds": "Wait for funds, or use another program year.",
    "household_too_large": "Ask CSD for its approval first.",
    "over_income": "Correct the income or the household, and decide on the application again.",
    "negative_priority_points": "Correct the priority points above.",
    "fast_track_without_result": "Enter the pledge date above, or what Fast Track came to.",
    "applicant_incomplete": "Enter it on the customer's record; it is sent from there.",
    "applicant_ssn_differs": "Remove the number of SELF in the household, or correct the one that is wrong.",
    APPLICANT_UNKNOWN: "Look again in a moment.",
    "items_open": "Ask for current documents and verify these items again.",
    "items_rejected": "Ask for other proof and verify these items, or reopen the application.",
    "place_unconfirmed": "Confirm the place of service, county and AMI on the application's page, or change the place.",
    "identity_differs": "Ask CSD to correct its copy first (CSD change request), or correct the household.",
}
_OVER = {
    "document": (
        "document_too_old",
        "The documents were {over} too old: they were good for an intake until {ends}.",
    ),
    "certification": ("certified_too_late", "The time to certify ended on {ends}; that is {over} over."),
    "transfer": ("certification_expired", "The certification held until {ends}; that is {over} over."),
    "consent": ("consent_expired", "The consent held until {ends}; that is {over} over."),
}
_PARTS = {"name": "name", "date_of_birth": "birth date", "ssn": "SSN"}


def findings(
    facts: Facts, clocks: Iterable[Clock], settings: Mapping[str, Any], *, as_of: date
) -> list[Finding]:
    """Everything that speaks against sending the application on `as_of`, in the order of `BLOCKABLE`; last, what could
    not be told.

    What blocks is what the contract's row says, or the program's settings where it says nothing.
    """
    blocks = (facts.contract or {}).get("blocks") or settings["blocks"]
    told = {
        **_of_dates(facts, clocks),
        **_of_contract(facts, as_of),
        **_of_people(facts),
        **_of_what_core_asks(facts),
        **_of_items(facts),
        **_of_place(facts),
    }
    return [
        Finding(code, _severity(code, blocks), told[code], _REMEDY[code])
        for code in (*BLOCKABLE, APPLICANT_UNKNOWN)
        if code in told
    ]


def _severity(code: str, blocks: Collection[str]) -> Severity:
    return Severity.BLOCKS if code in blocks and code in BLOCKABLE else Severity.WARNS


def _of_dates(facts: Facts, clocks: Iterable[Clock]) -> dict[str, str]:
    found = {}
    if facts.certified is None:
        found["not_certified"] = "The application is not certified."
    if facts.document is None:
        found["no_document_date"] = "The date of the documents is not entered."
    if facts.consent is None:
        found["no_consent_date"] = "The date of the consent is not entered."
    for clock in clocks:
        if clock.name in _OVER and clock.is_over:
            code, sentence = _OVER[clock.name]
            found[code] = sentence.format(over=days(-clock.left), ends=show_date(clock.ends_on))
    return found


def _of_contract(facts: Facts, as_of: date) -> dict[str, str]:
    if facts.contract is None:
        return {"no_contract": "No contract is entered for this program year."}
    starts, ends = (date.fromisoformat(facts.contract[name]) for name in ("starts", "ends"))
    span = f"{show_date(starts)} to {show_date(ends)}"
    found = {}
    if facts.certified is not None and not starts <= facts.certified <= ends:
        found["certification_outside_contract"] = (
            f"The certification date is not within the contract: {span}."
        )
    if not starts <= as_of <= ends:
        found["transfer_outside_contract"] = (
            f"CORE's Created On Date would be {show_date(as_of)}, outside the contract: {span}."
        )
    if facts.contract.get("out_of_funds"):
        found["out_of_funds"] = "The agency is out of funds under this contract."
    return found


def _of_people(facts: Facts) -> dict[str, str]:
    found = {}
    if facts.household_size > facts.largest_household:
        found["household_too_large"] = f"A household of {facts.household_size} needs CSD's approval."
    missing = [text for name, text in _PARTS.items() if facts.applicant.get(name) is False]
    if missing:
        found["applicant_incomplete"] = f"Of the applicant this is missing: {', '.join(missing)}."
    unknown = [text for name, text in _PARTS.items() if facts.applicant.get(name) is None]
    if unknown:
        found[APPLICANT_UNKNOWN] = (
            "The customer's record does not answer, so it could not be told whether it has"
            f" the applicant's {', '.join(unknown)}."
        )
    if facts.own_ssn_differs:
        found["applicant_ssn_differs"] = (
            "SELF has another SSN in the household than on the customer's record; the household's is sent."
        )
    if facts.earlier:
        found["identity_differs"] = _differs(facts.earlier)
    return found


def _differs(earlier: Mapping[str, Any]) -> str:
    named = ", ".join(_PARTS[name] for name in earlier["fields"])
    asked = ", ".join(str(number) for number in earlier.get("requests", ()))
    told = f"CORE was sent something else in transfer {earlier['transfer']}: {named}."
    return f"{told} CSD was asked to correct it: change request {asked}." if asked else told


def _of_what_core_asks(facts: Facts) -> dict[str, str]:
    found = {}
    if facts.over_income:
        found["over_income"] = f"By CORE's eligibility table {facts.over_income}"
    points = facts.asked.get("priority_points")
    if points is not None and points < 0:
        found["negative_priority_points"] = f"The priority points are negative: {points}."
    # CORE knows no blank: what nobody has answered is No there. The pledge date stands for what was promised.
    results = ("service_restored", "disconnection_prevented", "pledge_date")
    if facts.asked.get("fast_track") and not any(facts.asked.get(name) for name in results):
        found["fast_track_without_result"] = (
            "Fast Track has neither Service Restored nor Disconnection Prevented, and no pledge date."
        )
    return found


def _of_items(facts: Facts) -> dict[str, str]:
    found = {}
    if facts.unverified:
        found["items_open"] = f"Not verified any more: {', '.join(facts.unverified)}."
    if facts.rejected:
        named = ", ".join(f"{label} ({reason})" if reason else label for label, reason in facts.rejected)
        found["items_rejected"] = f"Rejected: {named}."
    return found


def _of_place(facts: Facts) -> dict[str, str]:
    if not facts.place_doubt:
        return {}
    return {"place_unconfirmed": f"The place of service is not confirmed: {facts.place_doubt}."}


def days(number: int) -> str:
    """`1 day`, `2 days`."""
    return f"{number} day" if number == 1 else f"{number} days"
