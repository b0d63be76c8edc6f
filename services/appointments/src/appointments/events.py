"""What the appointments service publishes. The subject of every event is the customer's number."""

from __future__ import annotations

from marshmallow import fields

from homefire.belonging_contract import customer_records_moved
from homefire.events import EventData, EventType
from homefire.heeding import special_handling_acknowledged
from homefire.reference_editing import reference_changed


class AppointmentData(EventData):
    """An appointment as it is after the event."""

    appointment_id = fields.Integer(required=True)
    type = fields.String(required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    subject = fields.String(required=True)
    contact_info = fields.String(required=True)
    employee = fields.String(required=True)
    employee_id = fields.String(required=True)
    office = fields.String(required=True)
    office_id = fields.String(required=True)
    status = fields.String(required=True)
    recorded_late = fields.Boolean(required=True)
    override_reason = fields.String(required=True)


class EndData(AppointmentData):
    """An appointment that will not take place, or did not; `reason` may be empty."""

    reason = fields.String(required=True)


appointment_booked = EventType("appointment_booked", AppointmentData, "An appointment was booked.")
appointment_moved = EventType(
    "appointment_moved", AppointmentData, "An appointment was moved to another time, employee or office."
)
appointment_updated = EventType(
    "appointment_updated", AppointmentData, "An appointment's contact data were refreshed from the record."
)
appointment_cancelled = EventType("appointment_cancelled", EndData, "An appointment was cancelled.")
appointment_no_show = EventType("appointment_no_show", EndData, "A customer did not come to an appointment.")

PUBLISHED = (
    appointment_booked,
    appointment_moved,
    appointment_updated,
    appointment_cancelled,
    appointment_no_show,
    reference_changed,
    special_handling_acknowledged,
    customer_records_moved,
)
