"""What the operations on appointments take and return."""

from __future__ import annotations

from marshmallow import fields, validate

from appointments.domain import times
from appointments.domain.booking import Status
from homefire.schemas import HistoryFields, Labelled, Moment, Ruled, Schema, Text, ToldText, history_field

_STATUSES = [str(status) for status in Status]


class Times(Schema):
    """When: a date and times of day in the agency's zone, or two instants with their zone."""

    date = Ruled(times.parse_date, metadata={"description": "Agency's date: ISO 8601 or MM/DD/YYYY."})
    start_time = Ruled(times.parse_clock, metadata={"description": "Agency's time: 9:00 AM or 09:00."})
    end_time = Ruled(
        times.parse_clock,
        metadata={"description": "Agency's time on the same date. Left out: as long as the type lasts."},
    )
    starts_at = Ruled(times.parse_moment, metadata={"description": "RFC 3339 with its zone, instead."})
    ends_at = Ruled(times.parse_moment, metadata={"description": "RFC 3339 with its zone."})


class AppointmentHistory(HistoryFields):
    """What an import may give besides who and when: the copies as they were, and what became of it."""

    id = fields.Integer(validate=validate.Range(1, 10**12))
    subject = Text(most=200)
    contact_info = Text(most=400)
    status = fields.String(validate=validate.OneOf(_STATUSES))
    status_reason = Text(most=200)


class NewAppointment(Times):
    """A new appointment of a customer with an employee."""

    type = Text(most=40, least=1, load_default="INTAKE")
    employee = Text(most=80, least=1, required=True, metadata={"description": "The employee's name."})
    employee_id = Text(most=100, load_default="", metadata={"description": "In the staff directory."})
    office = Text(most=80, load_default="", metadata={"description": "Where they meet: the office's name."})
    office_id = Text(most=100, load_default="", metadata={"description": "In the staff directory."})
    override_reason = ToldText(
        most=200, load_default="", metadata={"description": "Why the employee is booked twice at once."}
    )
    history = history_field(AppointmentHistory)


class AppointmentMove(Times):
    """Another time, employee or office; what is left out stays as it is."""

    employee = Text(most=80, least=1)
    employee_id = Text(most=100)
    office = Text(most=80)
    office_id = Text(most=100)
    override_reason = ToldText(
        most=200, load_default="", metadata={"description": "Why the employee is booked twice at once."}
    )


class Cancellation(Schema):
    """Why an appointment is cancelled, if anybody said."""

    reason = ToldText(most=200, load_default="")


class AppointmentRow(Schema):
    """One row of the appointments grid (R102)."""

    id = fields.Integer(required=True)
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)
    type = fields.Nested(Labelled, required=True)
    subject = fields.String(required=True)
    contact_info = fields.String(required=True)
    employee = fields.String(required=True)
    status = fields.String(required=True)
    recorded_late = fields.Boolean(required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)
    version = fields.Integer(required=True)


class Appointment(AppointmentRow):
    """An appointment with everything known of it."""

    customer_number = fields.Integer(required=True)
    employee_id = fields.String(required=True)
    office = fields.String(required=True)
    office_id = fields.String(required=True)
    status_reason = fields.String(required=True)
    overlap_overridden = fields.Boolean(required=True)
    override_reason = fields.String(required=True)
    updated_by = fields.String(required=True)
    updated_at = Moment(required=True)
