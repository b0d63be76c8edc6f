"""The findings that speak against sending an application to CORE: their codes, what each foresees, what to do (R92)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from homefire.sentences import made_of, say


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

    def told(self) -> dict[str, Any]:
        """The finding as it is answered, with what its texts are made of."""
        return {
            "code": self.code,
            "severity": self.severity,
            "sentence": self.sentence,
            "sentence_made_of": made_of(self.sentence),
            "remedy": self.remedy,
            "remedy_made_of": made_of(self.remedy),
        }


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

REMEDY: dict[str, str] = {
    "not_certified": say("Enter the certification date above."),
    "no_document_date": say("Enter the date of the oldest document above."),
    "document_too_old": say(
        "Ask the customer for newer documents and enter their date, or correct the intake date."
    ),
    "certified_too_late": say("Correct the dates, or take the application in anew."),
    "certification_expired": say("Certify the application again."),
    "no_consent_date": say("Enter the day on which the consent was signed above, or have it signed."),
    "consent_expired": say("Have the consent signed anew and enter its date."),
    "no_contract": say("Have a program manager enter the contract of this year."),
    "certification_outside_contract": say("Correct the certification date, or use another program year."),
    "transfer_outside_contract": say("Use another program year, or ask CSD."),
    "out_of_funds": say("Wait for funds, or use another program year."),
    "household_too_large": say("Ask CSD for its approval first."),
    "over_income": say("Correct the income or the household, and decide on the application again."),
    "negative_priority_points": say("Correct the priority points above."),
    "fast_track_without_result": say("Enter the pledge date above, or what Fast Track came to."),
    "applicant_incomplete": say("Enter it on the customer's record; it is sent from there."),
    "applicant_ssn_differs": say(
        "Remove the number of SELF in the household, or correct the one that is wrong."
    ),
    APPLICANT_UNKNOWN: say("Look again in a moment."),
    "items_open": say("Ask for current documents and verify these items again."),
    "items_rejected": say("Ask for other proof and verify these items, or reopen the application."),
    "place_unconfirmed": say(
        "Confirm the place of service, county and AMI on the application's page, or change the place."
    ),
    "identity_differs": say(
        "Ask CSD to correct its copy first (CSD change request), or correct the household."
    ),
}
"""What to do about each."""
