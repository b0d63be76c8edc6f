"""Links between customers and dwellings, as operations take and return them."""

from __future__ import annotations

from marshmallow import fields, validate

from homefire.schemas import HistoryFields, Schema, history_field
from weatherization.domain.link import ROLES
from weatherization.schemas.base import Entered, day, new_id

_LAST_DAY = "The last day, included. Left out or null: until now."


class LinkHistory(HistoryFields):
    """What an import may give besides who and when."""

    link_id = new_id()


class NewLink(Schema):
    """A customer's link to a dwelling: as whom, and from which day to which."""

    dwelling_id = fields.Integer(required=True, validate=validate.Range(1, 10**12))
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    linked_from = day(
        "The first day: ISO 8601 or MM/DD/YYYY.", required=True, data_key="from", attribute="from"
    )
    linked_to = day(_LAST_DAY, load_default=None, allow_none=True, data_key="to", attribute="to")
    history = history_field(LinkHistory)


class LinkEnd(Schema):
    """The last day of a link, included."""

    linked_to = day("The last day, included.", required=True, data_key="to", attribute="to")


class Link(Entered):
    """A customer's link to a dwelling, with the dwelling's address."""

    link_id = fields.Integer(required=True)
    customer_number = fields.Integer(required=True)
    dwelling_id = fields.Integer(required=True)
    role = fields.String(required=True)
    linked_from = fields.Date(required=True, data_key="from", attribute="from")
    linked_to = fields.Date(required=True, allow_none=True, data_key="to", attribute="to")
    service_address = fields.String(required=True)
    city = fields.String(required=True)
    zip = fields.String(required=True)
    county = fields.String(required=True)
