"""What the operations of the calendar take and return."""

from __future__ import annotations

from marshmallow import fields, validate

from appointments.domain import times
from appointments.schemas.appointment import AppointmentRow
from homefire.schemas import Moment, Ruled, Schema, Text

_DAY = {"description": "Agency's date: ISO 8601 or MM/DD/YYYY."}
_CLOCK = {"description": "Agency's time: 9:00 AM or 09:00."}


class CalendarQuery(Schema):
    """Which days, whose, and where; at most 92 days."""

    first_day = Ruled(times.parse_date, required=True, metadata=_DAY)
    last_day = Ruled(times.parse_date, required=True, metadata=_DAY)
    employee_id = Text(most=100, load_default="", metadata={"description": "In the staff directory."})
    employee = Text(
        most=80,
        load_default="",
        metadata={"description": "The name. With employee_id: rows that have the name alone come as well."},
    )
    office_id = Text(most=100, load_default="", metadata={"description": "In the staff directory."})
    cancelled = fields.Boolean(
        load_default=False, metadata={"description": "Cancelled appointments as well."}
    )
    cursor = fields.String(validate=validate.Length(max=200))
    limit = fields.Integer(load_default=200, validate=validate.Range(1, 500))


class CalendarRow(AppointmentRow):
    """One appointment in the calendar: whose it is and where, besides what the grid shows."""

    customer_number = fields.Integer(required=True)
    employee_id = fields.String(required=True)
    office = fields.String(required=True)
    office_id = fields.String(required=True)
    updated_at = Moment(required=True)


class FreeTimesQuery(Schema):
    """Whose day, and within which working hours: the staff directory has them."""

    date = Ruled(times.parse_date, required=True, metadata=_DAY)
    opens = Ruled(times.parse_clock, required=True, metadata=_CLOCK)
    closes = Ruled(times.parse_clock, required=True, metadata=_CLOCK)
    employee = Text(most=80, least=1, required=True, metadata={"description": "The employee's name."})
    employee_id = Text(most=100, load_default="", metadata={"description": "In the staff directory."})
    minutes = fields.Integer(
        load_default=30, validate=validate.Range(5, 720), metadata={"description": "How long it is to last."}
    )
    moving = fields.Integer(
        load_default=0,
        validate=validate.Range(0, 10**12),
        metadata={"description": "An appointment that is to be moved, which is in nobody's way."},
    )


class FreeTime(Schema):
    """A time at which the employee can be booked."""

    starts_at = Moment(required=True)
    ends_at = Moment(required=True)


class FreeTimes(Schema):
    """The free times of a day, in their order."""

    items = fields.List(fields.Nested(FreeTime), required=True)
