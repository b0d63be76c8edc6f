"""What the weatherization service publishes.

An event has one subject: the customer who lives in the dwelling now, else the one who owns it, else
`dwelling:<id>`. `customers` lists everybody linked now. See the README.
"""

from __future__ import annotations

from homefire.belonging_contract import customer_records_moved
from homefire.heeding import special_handling_acknowledged
from homefire.reference_editing import reference_changed
from weatherization.events.dwelling import (
    dwelling_created,
    dwelling_link_ended,
    dwelling_linked,
    dwelling_updated,
)
from weatherization.events.job import job_created, job_status_changed, job_updated
from weatherization.events.property import (
    ineligible_address_added,
    ineligible_address_ended,
    property_eligibility_decided,
)
from weatherization.events.vendor import vendor_created, vendor_updated

PUBLISHED = (
    dwelling_created,
    dwelling_updated,
    dwelling_linked,
    dwelling_link_ended,
    job_created,
    job_updated,
    job_status_changed,
    property_eligibility_decided,
    ineligible_address_added,
    ineligible_address_ended,
    vendor_created,
    vendor_updated,
    reference_changed,
    special_handling_acknowledged,
    customer_records_moved,
)

__all__ = [
    "PUBLISHED",
    "customer_records_moved",
    "dwelling_created",
    "dwelling_link_ended",
    "dwelling_linked",
    "dwelling_updated",
    "ineligible_address_added",
    "ineligible_address_ended",
    "job_created",
    "job_status_changed",
    "job_updated",
    "property_eligibility_decided",
    "reference_changed",
    "special_handling_acknowledged",
    "vendor_created",
    "vendor_updated",
]
