"""What a customer has agreed to be sent, and e-mail that came back."""

from __future__ import annotations

from typing import Any

from customers.schemas import consents as schemas
from customers.schemas import emails
from customers.usecases import consents as usecases
from customers.usecases.emails import mark_email_bounced
from homefire.operations import operation
from homefire.work import Work


class ConsentOperations:
    """Operations on consents and on the flag of an e-mail address."""

    @operation("GET", "/customers/{number}/consents", scope="customers:read", returns=schemas.ConsentHistory)
    def list_consents(self, work: Work, number: int) -> dict[str, Any]:
        """Everything that the customer has said about each channel, newest first."""
        return usecases.list_consents(work, number)

    @operation(
        "POST",
        "/customers/{number}/consents",
        scope="customers:write",
        takes=schemas.ConsentInput,
        returns=schemas.ConsentRecorded,
        status=201,
        versioned=True,
        guarded=True,
    )
    def record_consent(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Says that the customer agreed to be sent something, when, and how that was said."""
        return usecases.record_consent(work, number, body)

    @operation(
        "POST",
        "/customers/{number}/consents/revocations",
        scope="customers:write",
        takes=schemas.ConsentInput,
        returns=schemas.ConsentRecorded,
        status=201,
        versioned=True,
        guarded=True,
    )
    def revoke_consent(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Says that the customer wants nothing more by a channel, when, and how that was said."""
        return usecases.revoke_consent(work, number, body)

    @operation(
        "POST",
        "/customers/{number}/email/bounce",
        scope="customers:email.bounced",
        takes=emails.Bounce,
        returns=emails.BounceMarked,
    )
    def mark_email_bounced(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Flags the customer's e-mail address when something sent to it came back."""
        return mark_email_bounced(work, number, body["email"])
