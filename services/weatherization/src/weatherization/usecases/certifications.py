"""What applications tells of certifications, from which a clock and a criterion follow (R92, R181)."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields

from homefire import belonging, schemas
from homefire.events import ChangeSchema, Event
from homefire.us.dates import parse_date
from homefire.work import Work
from weatherization.repository import facts

_ENDED = ("DENIED", "WITHDRAWN")


class ApplicationTold(Schema):
    """What is read of an event of an application."""

    class Meta:
        unknown = EXCLUDE

    application_id = fields.Integer(required=True)
    program = fields.String(required=True)
    changes = fields.List(fields.Nested(ChangeSchema), load_default=list)
    new_status = fields.String()
    dwelling_id = fields.Integer(allow_none=True)


_told = ApplicationTold()


def follow_application(work: Work, event: Event) -> None:
    """Keeps the day of an application's certification, the dwelling it is for, and whether it has ended."""
    told = schemas.load(_told, event.data)
    for name, value in _facts(event.type, told).items():
        number = int(event.subject)
        stands_at, _customer = belonging.place(work, number, even_deleted=True)
        application = {
            "application_id": told["application_id"],
            "customer_number": stands_at,
            "home_number": number if stands_at != number else None,
            "program": told["program"],
        }
        facts.remember_fact(work.session, application, name, value, event.sequence)


def _facts(event_type: str, told: dict[str, Any]) -> dict[str, Any]:
    match event_type:
        case "application_certified":
            days = [change["new"] for change in told["changes"] if change["field"] == "certification_date"]
            return {"certified_on": parse_date(days[0]) if days[0] else None} if days else {}
        case "application_dwelling_set":
            return {"dwelling_id": told.get("dwelling_id")}
        case _:
            return {"ended": told["new_status"] in _ENDED}
