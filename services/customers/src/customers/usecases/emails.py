"""E-mail that came back (R42)."""

from __future__ import annotations

from typing import Any

from customers import errors, events, presenting
from customers.domain import record
from customers.repository import record as repository
from homefire.changes import changes_between
from homefire.work import Work


def mark_email_bounced(work: Work, number: int, email: str) -> dict[str, Any]:
    """Flags a customer's address as one to which nothing can be delivered, until it is changed (R42).

    What came back may concern an address that was corrected meanwhile, or a record that is no longer kept: that
    flags nothing. It is a fact and no edit, so it heeds neither the record's lock nor its special handling.
    """
    customer = repository.find_for_change(work.session, number)
    if customer is None:
        raise errors.CustomerNotFound()
    current = customer.status == record.ACTIVE and customer.email and customer.email == email
    if current and not customer.email_bounced:
        before = presenting.state_of(customer)
        customer.email_bounced = True
        customer.version += 1
        work.session.flush()
        state = presenting.state_of(customer)
        work.emit(
            events.customer_updated,
            subject=number,
            aggregate=f"customer/{number}",
            sequence=customer.version,
            data={
                "customer": record.summary(state),
                "changes": changes_between(record.flatten(before), record.flatten(state), record.TRACKED),
            },
        )
    return {"number": number, "version": customer.version, "email_bounced": customer.email_bounced}
