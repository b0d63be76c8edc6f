"""What of this service belongs to a customer, for a delete and a merge (R11, R252)."""

from __future__ import annotations

import sqlalchemy as sa

from appointments.domain.booking import Status
from appointments.models import Appointment
from homefire.belonging import Belongings, Kind

_table = Appointment.__table__

BELONGINGS = Belongings(
    (
        Kind.of(
            _table,
            "appointments",
            "Intake Appointments",
            blocks=sa.and_(
                _table.c.status == Status.BOOKED,
                _table.c.ends_at > sa.bindparam("now", type_=sa.DateTime(timezone=True)),
            ),
            sentence="Cancel the appointments that are still to come.",
        ),
    )
)
