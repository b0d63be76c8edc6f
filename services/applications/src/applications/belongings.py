"""What of this service belongs to a customer, for a delete and a merge (R11, R252)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from applications.domain import application as rules
from applications.domain.change_request import OPEN
from applications.models import Application, ChangeRequest, Pledge, Registration
from applications.repository import changing
from homefire.belonging import Belongings, Kind

_application = Application.__table__
_pledge = Pledge.__table__
_request = ChangeRequest.__table__


def _conflicts(connection: sa.Connection, number: int, other: int) -> list[str]:
    """Active applications of both for one program and year, of which one customer may have one (R90)."""
    seen: dict[tuple[Any, ...], tuple[int, int]] = {}
    found = []
    for row in changing.list_active(connection, (number, other)):
        title = rules.title(row["program_code"], row["program_year"])
        earlier = seen.setdefault(
            (title, rules.shared_key(row["active_key"], row["home"])), (row["customer_number"], row["id"])
        )
        if earlier[0] != row["customer_number"]:
            found.append(
                f"Both customers have an active application for {title}: {earlier[1]} and {row['id']}. "
                "Deny or withdraw one of them first."
            )
    return found


BELONGINGS = Belongings(
    (
        Kind.of(
            _application,
            "applications",
            "Applications",
            blocks=sa.true(),
            sentence="Applications are kept for the state's reports. Merge the record into another one instead.",
        ),
        Kind(
            "pledges",
            "Pledges",
            sa.select(
                _application.c.customer_number, _application.c.home_number, sa.true().label("blocks")
            ).join_from(_pledge, _application, _pledge.c.application_id == _application.c.id),
            sentence="Promised payments are kept. Merge the record into another one instead.",
        ),
        Kind.of(
            _request,
            "change_requests",
            "Change requests",
            blocks=_request.c.status.in_(OPEN),
            sentence="A change request to CSD is open. Record what CSD decided, or withdraw it.",
        ),
        Kind.of(Registration.__table__, "registrations", "Sign-ups in the portal"),
    ),
    _conflicts,
)
