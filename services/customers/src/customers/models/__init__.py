"""The customers service's own tables, one module per concept.

Every module is imported here, so that whoever has one table has the metadata of all.
"""

from customers.models.addresses import AddressPeriod, ResidencePeriod
from customers.models.consents import ConsentEntry
from customers.models.corrections import SsnCorrection
from customers.models.locks import RecordLock
from customers.models.merges import CustomerMerge, MoveReport
from customers.models.portal_access import PortalCode, PortalLink
from customers.models.priority import PriorityNote
from customers.models.record import Base, Customer
from customers.models.search import ApplicationSearch, CustomerSearch, SearchWord
from customers.models.terms import AccountTerms, Sale, SaleLine
from customers.models.unread import HeardMessage

__all__ = [
    "AccountTerms",
    "AddressPeriod",
    "ApplicationSearch",
    "Base",
    "ConsentEntry",
    "Customer",
    "CustomerMerge",
    "CustomerSearch",
    "HeardMessage",
    "MoveReport",
    "PortalCode",
    "PortalLink",
    "PriorityNote",
    "RecordLock",
    "ResidencePeriod",
    "Sale",
    "SaleLine",
    "SearchWord",
    "SsnCorrection",
]
