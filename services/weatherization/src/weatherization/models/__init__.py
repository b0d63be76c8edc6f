"""The weatherization service's own tables, one module per concept.

Every module is imported here, so that whoever has one table has the metadata of all.
"""

from weatherization.models.base import Base, Entered
from weatherization.models.dwelling import Dwelling, DwellingLink
from weatherization.models.job import Job
from weatherization.models.vendor import Vendor

__all__ = ["Base", "Dwelling", "DwellingLink", "Entered", "Job", "Vendor"]
