"""What can be done with dwellings, links and jobs: one function per business action. The edge commits."""

from weatherization.usecases.dwellings import create_dwelling, get_dwelling, update_dwelling
from weatherization.usecases.ineligible import (
    add_ineligible_address,
    end_ineligible_address,
    list_ineligible_addresses,
    match_ineligible_address,
)
from weatherization.usecases.jobs import (
    change_job_status,
    create_job,
    get_job,
    list_jobs,
    list_own_jobs,
    update_job,
)
from weatherization.usecases.links import end_dwelling_link, link_dwelling, list_dwellings
from weatherization.usecases.properties import (
    decide_property_eligibility,
    get_property,
    list_properties,
)
from weatherization.usecases.vendors import (
    create_vendor,
    find_vendors,
    get_vendor,
    list_vendor_assignments,
    update_vendor,
)

__all__ = [
    "add_ineligible_address",
    "change_job_status",
    "create_dwelling",
    "create_job",
    "create_vendor",
    "decide_property_eligibility",
    "end_dwelling_link",
    "end_ineligible_address",
    "find_vendors",
    "get_dwelling",
    "get_job",
    "get_property",
    "get_vendor",
    "link_dwelling",
    "list_dwellings",
    "list_ineligible_addresses",
    "list_jobs",
    "list_own_jobs",
    "list_properties",
    "list_vendor_assignments",
    "match_ineligible_address",
    "update_dwelling",
    "update_job",
    "update_vendor",
]
