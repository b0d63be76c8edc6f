"""Another home: whether the customer has moved, asked once something rests on it (R142)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customers import editing, presenting
from customers.domain import residence
from customers.domain.residence import ResidenceChange
from customers.models import Customer
from customers.repository import following
from homefire.schemas import in_field
from homefire.work import Work


def stay(customer: Customer, before: Mapping[str, Any], given: ResidenceChange | None) -> None:
    """Keeps the home where mail alone goes elsewhere: the former mailing address becomes the residence.

    `before` is the record's state before the edit. Raises `Invalid` where the residence itself was edited.
    """
    if given is not ResidenceChange.MAIL_ONLY:
        return
    after = presenting.state_of(customer)
    home = in_field("residence_change", lambda: residence.left_at(before, after))
    if home is not None:
        editing.put_residence(customer, home)


def declared(
    work: Work,
    number: int,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    given: ResidenceChange | None,
) -> dict[str, str]:
    """What the event says of a change of residence; nothing where it stays. Raises `Invalid` where it is asked."""
    if residence.changed(before, after):
        rests = following.has_application(work.session, number, residence.RESTING)
        in_field("residence_change", lambda: residence.check_change(before, after, given, rests=rests))
    return residence.told(before, after, given)
