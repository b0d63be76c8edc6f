"""Corrections of a tax identifier that is set: asked for by one person, decided by another."""

from __future__ import annotations

from typing import Any

from customers.schemas import corrections as schemas
from customers.schemas.identity import RevealRequest
from customers.usecases import corrections as usecases
from homefire.operations import operation
from homefire.paging import PageQuery
from homefire.schemas import page_of
from homefire.work import Work

OpenCorrections = page_of(schemas.SsnCorrection)


class CorrectionOperations:
    """Operations on corrections."""

    @operation(
        "POST",
        "/customers/{number}/ssn-corrections",
        scope="customers:ssn.correct",
        takes=schemas.NewSsnCorrection,
        returns=schemas.SsnCorrection,
        status=201,
    )
    def request_ssn_correction(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Asks for the correction of a number that is set; a second person decides."""
        return usecases.request(work, number, body)

    @operation(
        "GET",
        "/customers/{number}/ssn-corrections",
        scope="customers:read",
        returns=schemas.SsnCorrections,
    )
    def list_ssn_corrections(self, work: Work, number: int) -> dict[str, Any]:
        """A customer's corrections, newest first."""
        return usecases.list_of_customer(work, number)

    @operation(
        "GET",
        "/ssn-corrections",
        scope="customers:ssn.correct.approve",
        query=PageQuery,
        returns=OpenCorrections,
    )
    def list_open_ssn_corrections(self, work: Work, query: dict[str, Any]) -> dict[str, Any]:
        """Corrections that wait for a second person, the oldest first."""
        return usecases.list_open(work, query)

    @operation(
        "POST",
        "/ssn-corrections/{correction_id}/approval",
        scope="customers:ssn.correct.approve",
        takes=schemas.ApprovalOfCorrection,
        returns=schemas.SsnCorrection,
        guarded=True,
    )
    def approve_ssn_correction(self, work: Work, correction_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Puts the new number into the record; never by the person who asked for it."""
        return usecases.approve(work, correction_id, body["reason"])

    @operation(
        "POST",
        "/ssn-corrections/{correction_id}/rejection",
        scope="customers:ssn.correct.approve",
        takes=schemas.RejectionOfCorrection,
        returns=schemas.SsnCorrection,
    )
    def reject_ssn_correction(self, work: Work, correction_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Leaves the record as it is, with a reason; never by the person who asked."""
        return usecases.reject(work, correction_id, body["reason"])

    @operation(
        "POST",
        "/ssn-corrections/{correction_id}/withdrawal",
        scope="customers:ssn.correct",
        takes=schemas.WithdrawalOfCorrection,
        returns=schemas.SsnCorrection,
    )
    def withdraw_ssn_correction(self, work: Work, correction_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Takes a request back; by the person who made it alone."""
        return usecases.withdraw(work, correction_id, body["reason"])

    @operation(
        "POST",
        "/ssn-corrections/{correction_id}/ssn/reveal",
        scope="customers:ssn.correct.approve",
        takes=RevealRequest,
        returns=schemas.RevealedCorrection,
        stores_answer=False,
    )
    def reveal_ssn_correction(self, work: Work, correction_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Shows the number that is asked for, to compare it with the proof; logged first, with the reason."""
        return usecases.reveal(work, correction_id, body["reason"])
