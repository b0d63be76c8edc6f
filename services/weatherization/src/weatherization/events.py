"""What the weatherization service publishes.

An event has one subject: the customer who lives in the dwelling now, else the one who owns it, else
`dwelling:<id>`. `customers` lists everybody linked now. See the README.
"""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields

from homefire.belonging_contract import customer_records_moved
from homefire.events import EventData, EventType
from homefire.heeding import special_handling_acknowledged
from homefire.reference_editing import reference_changed


class DwellingAddress(Schema):
    """Where a dwelling stands."""

    class Meta:
        unknown = EXCLUDE

    number = fields.String(required=True)
    street = fields.String(required=True)
    street_type = fields.String(required=True)
    building_type = fields.String(required=True)
    unit = fields.String(required=True)
    zip = fields.String(required=True)
    city = fields.String(required=True)
    county = fields.String(required=True)
    state = fields.String(required=True)


class DwellingData(EventData):
    """A dwelling as it is after the event."""

    dwelling_id = fields.Integer(required=True)
    kind = fields.String(required=True)
    address = fields.Nested(DwellingAddress, required=True)
    service_address = fields.String(required=True)
    customers = fields.List(fields.Integer(), required=True)


class LinkData(EventData):
    """A customer's link to a dwelling as it is after the event; without a last day it lasts until now."""

    link_id = fields.Integer(required=True)
    customer_number = fields.Integer(required=True)
    dwelling_id = fields.Integer(required=True)
    role = fields.String(required=True)
    linked_from = fields.Date(required=True)
    linked_to = fields.Date(required=True, allow_none=True)


class JobData(EventData):
    """A job as it is after the event."""

    job_id = fields.Integer(required=True)
    dwelling_id = fields.Integer(required=True)
    kind = fields.String(required=True)
    job_type = fields.String(required=True)
    status = fields.String(required=True)
    status_reason = fields.String(required=True)
    completed_date = fields.Date(required=True, allow_none=True)
    reported_date = fields.Date(required=True, allow_none=True)
    customers = fields.List(fields.Integer(), required=True)


class JobMoveData(JobData):
    """A job that went from one status to another."""

    old_status = fields.String(required=True)
    new_status = fields.String(required=True)


dwelling_created = EventType("dwelling_created", DwellingData, "A dwelling was entered.")
dwelling_updated = EventType("dwelling_updated", DwellingData, "A dwelling's address or kind was changed.")
dwelling_linked = EventType("dwelling_linked", LinkData, "A customer was linked to a dwelling.")
dwelling_link_ended = EventType(
    "dwelling_link_ended", LinkData, "The last day of a customer's link to a dwelling was set or changed."
)
job_created = EventType("job_created", JobData, "A job was entered for a dwelling.")
job_updated = EventType("job_updated", JobData, "Fields of a job were changed.")
job_status_changed = EventType(
    "job_status_changed", JobMoveData, "A job went from one status to another, back from its report included."
)

PUBLISHED = (
    dwelling_created,
    dwelling_updated,
    dwelling_linked,
    dwelling_link_ended,
    job_created,
    job_updated,
    job_status_changed,
    reference_changed,
    special_handling_acknowledged,
    customer_records_moved,
)
