"""Another residence: whether the customer has moved, asked once something rests on it (R142)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customers.domain import residence
from customers.domain.residence import ResidenceChange
from customers.repository import following
from homefire.schemas import in_field
from homefire.work import Work


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
        in_field("residence_change", lambda: residence.check_change(given, rests=rests))
    return residence.told(before, after, given)
