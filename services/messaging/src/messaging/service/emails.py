"""E-mail to customers, what was sent, and presets."""

from __future__ import annotations

from typing import Any

from homefire.operations import operation
from homefire.paging import PageQuery
from homefire.schemas import page_of
from homefire.work import Work
from messaging.schemas import outgoing as schemas
from messaging.usecases import emails, presets

_WRITE_PRESETS = "reference:write"
Messages = page_of(schemas.OutgoingMessage)


class EmailOperations:
    """Operations on e-mail and on what else goes out."""

    @operation(
        "POST",
        "/customers/{number}/emails",
        scope="messaging:write",
        takes=schemas.NewEmail,
        returns=schemas.OutgoingMessage,
        status=201,
        guarded=True,
    )
    def send_email(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Sends an e-mail to the address of the customer's record. Personal data in it is refused or asked about."""
        return emails.send_email(work, number, body)

    @operation("GET", "/customers/{number}/emails/form", scope="messaging:read", returns=schemas.EmailForm)
    def get_email_form(self, work: Work, number: int) -> dict[str, Any]:
        """Whether an e-mail can be sent to a customer, from whom, and the presets to begin with."""
        return emails.get_email_form(work, number)

    @operation(
        "GET",
        "/customers/{number}/contact-entries/proposal",
        scope="messaging:read",
        returns=schemas.ContactProposal,
    )
    def propose_contact(self, work: Work, number: int) -> dict[str, Any]:
        """How a new outgoing contact may reach the customer: preferred method, best time to call, and what to use."""
        return emails.propose_contact(work, number)

    @operation(
        "GET",
        "/customers/{number}/outgoing-messages",
        scope="messaging:read",
        query=PageQuery,
        returns=Messages,
    )
    def list_outgoing_messages(self, work: Work, number: int, query: dict[str, Any]) -> dict[str, Any]:
        """E-mails and texts to a customer with their delivery state, newest first, without what is in them."""
        return emails.list_messages(work, number, query)

    @operation(
        "GET", "/outgoing-messages/{message_id}", scope="messaging:read", returns=schemas.WholeOutgoingMessage
    )
    def get_outgoing_message(self, work: Work, message_id: int) -> dict[str, Any]:
        """One message with what was written and the address that it went to."""
        return emails.get_message(work, message_id)

    @operation(
        "GET",
        "/messaging/presets",
        scope="messaging:read",
        query=schemas.PresetQuery,
        returns=schemas.Presets,
    )
    def list_message_presets(self, work: Work, query: dict[str, Any]) -> dict[str, Any]:
        """The presets of e-mail, by program and label."""
        return presets.list_presets(work, query)

    @operation(
        "POST",
        "/messaging/presets",
        scope=_WRITE_PRESETS,
        takes=schemas.NewPreset,
        returns=schemas.Preset,
        status=201,
    )
    def add_message_preset(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Adds a preset for a program or for all, from a day on."""
        return presets.add_preset(work, body)

    @operation(
        "PATCH",
        "/messaging/presets/{preset_id}",
        scope=_WRITE_PRESETS,
        takes=schemas.ChangedPreset,
        returns=schemas.Preset,
        versioned=True,
    )
    def change_message_preset(self, work: Work, preset_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Gives a preset another text, from a day on or for its whole time."""
        return presets.change_preset(work, preset_id, body)

    @operation(
        "POST",
        "/messaging/presets/{preset_id}/last-day",
        scope=_WRITE_PRESETS,
        takes=schemas.DatedPreset,
        returns=schemas.Preset,
        versioned=True,
    )
    def date_message_preset(self, work: Work, preset_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Says until which day a preset may be used, or takes it back into use."""
        return presets.date_preset(work, preset_id, body)
