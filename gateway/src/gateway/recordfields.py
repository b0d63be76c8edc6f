"""The fields of a customer's record as inputs: what each is called, how its value looks, what is sent for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _

from gateway.formatting import phone

DETAILS, ADDRESS, CONTACT = "customer-details", "mailing-address", "contact-information"
"""The sections whose fields the form has, by their anchors."""
PLACE = ("city", "county", "state")
"""What a ZIP code fills in (R31)."""
ZIP = "mailing_address.zip"
SHOWN_FOR = "place_for"
"""The form's field that says for which ZIP code the page shows its place: blank without JavaScript."""
MAILING, RESIDENCE = "mailing_address", "residence_address"
PLACES = {MAILING: SHOWN_FOR, RESIDENCE: "residence_place_for"}
"""A record's addresses, each with its own such field."""
RESIDENCE_CHANGE = "residence_change"
"""The field that says why another home is entered. It is sent and never shown again (R142)."""


@dataclass(frozen=True, slots=True)
class RecordField:
    """One input: its name with the address's under dotted names, what it is called, how its value looks.

    A `person` is sent as `{"id": …}`; whose name that is, the staff directory says.
    """

    name: str
    label: Any
    section: str
    kind: str = "text"

    def show(self, value: Any) -> str:
        """A value of the service as the input has it: codes as codes, dates and phones as people write them."""
        if isinstance(value, Mapping):
            value = value.get("code", value.get("id", ""))
        if self.kind == "flag":
            return "yes" if value else "no"
        if value in (None, ""):
            return ""
        if self.kind == "day":
            day = date.fromisoformat(str(value))
            return f"{day.month}/{day.day}/{day.year}"
        return phone(str(value)) if self.kind == "phone" else str(value)

    def send(self, text: str) -> Any:
        """What the service takes for a text that was typed or chosen."""
        if self.kind == "flag":
            return text == "yes"
        if self.kind == "person":
            return {"id": text} if text else None
        return None if self.kind == "day" and not text else text

    def same(self, one: str, other: str) -> bool:
        """Whether two texts mean one value: a phone number's punctuation means nothing (R40), no answer is no."""
        if self.kind == "phone":
            return _digits(one) == _digits(other)
        if self.kind == "flag":
            return (one == "yes") == (other == "yes")
        return one == other


FIELDS: dict[str, RecordField] = {
    each.name: each
    for each in (
        RecordField("first_name", _("First Name"), DETAILS),
        RecordField("middle_initial", _("MI"), DETAILS),
        RecordField("last_name", _("Last Name"), DETAILS),
        RecordField("organization_name", _("Organization"), DETAILS),
        RecordField("tax_id_type", _("Identifier Type"), DETAILS),
        RecordField("customer_type", _("Customer Type"), DETAILS),
        RecordField("date_of_birth", _("Date of Birth"), DETAILS, "day"),
        RecordField("ethnicity", _("Primary Ethnicity"), DETAILS),
        RecordField("ethnicity_subcategory", _("Ethnicity Subcategory"), DETAILS),
        RecordField("special_handling", _("Special Handling?"), DETAILS, "flag"),
        RecordField("special_handling_reason", _("Reason for setting or clearing it"), DETAILS),
        RecordField("wholesale", _("Wholesale Customer"), DETAILS, "flag"),
        RecordField("dormant", _("Dormant Customer"), DETAILS, "flag"),
        RecordField("cash_on_demand", _("Requires Cash on Demand"), DETAILS, "flag"),
        RecordField("marketing_emails", _("Marketing Emails"), DETAILS, "flag"),
        RecordField("marketing_emails_source", _("Source of the Marketing Choice"), DETAILS),
        RecordField("analyst", _("Assigned Analyst"), DETAILS, "person"),
        RecordField("qa_analyst", _("Assigned Q/A Analyst"), DETAILS, "person"),
        RecordField("mailing_address.number", _("Address #"), ADDRESS),
        RecordField("mailing_address.street", _("Address Street/PO Box"), ADDRESS),
        RecordField("mailing_address.street_type", _("Street Type"), ADDRESS),
        RecordField("mailing_address.building_type", _("Building Type"), ADDRESS),
        RecordField("mailing_address.unit", _("Unit Number"), ADDRESS),
        RecordField(ZIP, _("Zip Code"), ADDRESS),
        RecordField("mailing_address.city", _("City"), ADDRESS),
        RecordField("mailing_address.county", _("County"), ADDRESS),
        RecordField("mailing_address.state", _("State"), ADDRESS),
        RecordField("residence_address.number", _("Residence Address #"), ADDRESS),
        RecordField("residence_address.street", _("Residence Street"), ADDRESS),
        RecordField("residence_address.street_type", _("Residence Street Type"), ADDRESS),
        RecordField("residence_address.building_type", _("Residence Building Type"), ADDRESS),
        RecordField("residence_address.unit", _("Residence Unit Number"), ADDRESS),
        RecordField("residence_address.zip", _("Residence Zip Code"), ADDRESS),
        RecordField("residence_address.city", _("Residence City"), ADDRESS),
        RecordField("residence_address.county", _("Residence County"), ADDRESS),
        RecordField("residence_address.state", _("Residence State"), ADDRESS),
        RecordField(RESIDENCE_CHANGE, _("Why the Residence Changes"), ADDRESS),
        RecordField("home_phone", _("Home Phone"), CONTACT, "phone"),
        RecordField("home_phone_extension", _("Home Phone Ext"), CONTACT),
        RecordField("message_phone", _("Message Phone"), CONTACT, "phone"),
        RecordField("message_phone_extension", _("Message Phone Ext"), CONTACT),
        RecordField("mobile_phone", _("Mobile Phone"), CONTACT, "phone"),
        RecordField("other_phone", _("Other Phone"), CONTACT, "phone"),
        RecordField("other_phone_extension", _("Other Phone Ext"), CONTACT),
        RecordField("fax", _("Fax"), CONTACT, "phone"),
        RecordField("email", _("Email Address"), CONTACT),
        RecordField("best_time", _("Best Time to Call"), CONTACT),
        RecordField("preferred_method", _("Preferred Contact Method"), CONTACT),
        RecordField("language", _("Language"), CONTACT),
        RecordField("contact_date", _("Contact Date (follow-up)"), CONTACT, "day"),
    )
}
Fields = Mapping[str, RecordField]
"""The fields of a form by their names; an application's form has its own."""
PEOPLE = tuple(name for name, each in FIELDS.items() if each.kind == "person")
"""The fields that hold one of the staff: their value is an account's id, what is shown is a name (R144)."""


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isalnum())
