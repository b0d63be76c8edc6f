"""What can be done with dwellings, links and jobs: one function per business action. The edge commits."""

from weatherization.usecases.dwellings import create_dwelling, get_dwelling, update_dwelling
from weatherization.usecases.jobs import change_job_status, create_job, get_job, list_jobs, update_job
from weatherization.usecases.links import end_dwelling_link, link_dwelling, list_dwellings
from weatherization.usecases.vendors import create_vendor, find_vendors, get_vendor, update_vendor

__all__ = [
    "change_job_status",
    "create_dwelling",
    "create_job",
    "create_vendor",
    "end_dwelling_link",
    "find_vendors",
    "get_dwelling",
    "get_job",
    "get_vendor",
    "link_dwelling",
    "list_dwellings",
    "list_jobs",
    "update_dwelling",
    "update_job",
    "update_vendor",
]
