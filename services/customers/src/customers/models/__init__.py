"""The customers service's own tables, one module per concept.

Every module is imported here, so that whoever has one table has the metadata of all.
"""

from customers.models.locks import RecordLock
from customers.models.merges import CustomerMerge, MoveReport
from customers.models.record import Base, Customer

__all__ = ["Base", "Customer", "CustomerMerge", "MoveReport", "RecordLock"]
