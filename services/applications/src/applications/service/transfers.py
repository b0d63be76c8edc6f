"""Certifying, transferring to CORE, and what CORE answers."""

from __future__ import annotations

from typing import Any

from applications.schemas import application as application_schemas
from applications.schemas import transfer as schemas
from applications.usecases import answers, transfers
from homefire.events import Event
from homefire.inbox import handler
from homefire.operations import operation
from homefire.schemas import load
from homefire.work import Work


class TransferOperations:
    """Operations between an application's certification and CORE's answer."""

    @operation(
        "PUT",
        "/applications/{application_id}/certification",
        scope="applications:write",
        takes=schemas.CertificationInput,
        returns=schemas.TransferCheck,
        versioned=True,
        guarded=True,
    )
    def certify_application(self, work: Work, application_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Enters document and certification date and who certified it; answers with the clocks as they now run."""
        return transfers.certify(work, application_id, body)

    @operation(
        "GET",
        "/applications/{application_id}/transfer",
        scope="applications:read",
        returns=schemas.TransferCheck,
    )
    def check_transfer(self, work: Work, application_id: int) -> dict[str, Any]:
        """What CORE is known to reject, looked for in one application, and how many days its clocks have left."""
        return transfers.check(work, application_id)

    @operation(
        "POST",
        "/applications/{application_id}/transfer",
        scope="applications:write",
        takes=schemas.TransferRequest,
        returns=application_schemas.Application,
        versioned=True,
        guarded=True,
    )
    def transfer_application(self, work: Work, application_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Sends an application to CORE. What is sent is kept as it is now."""
        return transfers.transfer(work, application_id, body)

    @operation(
        "POST",
        "/transfers/{transfer_number}/export",
        scope="applications:core.exchange",
        returns=schemas.Export,
        stores_answer=False,
    )
    def export_transfer(self, work: Work, transfer_number: int) -> dict[str, Any]:
        """What a transfer sends, in upper case, for the program that brings it to CORE; it is logged first."""
        return transfers.export(work, transfer_number)

    @operation(
        "POST",
        "/transfers/{transfer_number}/answer",
        scope="applications:write",
        takes=schemas.CoreAnswerInput,
        returns=schemas.RecordedAnswer,
        guarded=True,
    )
    def record_core_answer(self, work: Work, transfer_number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Records what CORE answered to a transfer. The first answer counts; the same again changes nothing."""
        return answers.record(work, transfer_number, body)

    @operation(
        "POST",
        "/transfers/{transfer_number}/core-answer",
        scope="applications:core.exchange",
        takes=schemas.CoreAnswerInput,
        returns=schemas.RecordedAnswer,
        guarded=True,
    )
    def answer_transfer(self, work: Work, transfer_number: int, body: dict[str, Any]) -> dict[str, Any]:
        """The same from the program that brings transfers to CORE, which may do nothing else here."""
        return answers.record(work, transfer_number, body)

    @handler("core", "core_answered", outside=True)
    def hear_core_answer(self, work: Work, event: Event) -> None:
        """Takes what CORE's side has answered over the bus."""
        answers.hear(work, load(schemas.CoreAnswered(), event.data))
