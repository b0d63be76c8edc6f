"""The customers service: what can be asked of it, one module per concept."""

from __future__ import annotations

from customers import errors
from customers.owners import OWNERS
from customers.service.addresses import AddressOperations
from customers.service.consents import ConsentOperations
from customers.service.corrections import CorrectionOperations
from customers.service.deleting import DeletionOperations
from customers.service.locking import LockOperations
from customers.service.merging import MergeOperations
from customers.service.portal_access import PortalAccessOperations
from customers.service.queue import QueueOperations
from customers.service.record import RecordOperations
from customers.service.search import SearchOperations
from customers.service.similarity import SimilarityOperations
from customers.service.terms import TermsOperations
from homefire.operations import Service
from homefire.reference_operations import reference_operations


class CustomersService(
    RecordOperations,
    SearchOperations,
    SimilarityOperations,
    QueueOperations,
    LockOperations,
    AddressOperations,
    ConsentOperations,
    CorrectionOperations,
    TermsOperations,
    DeletionOperations,
    MergeOperations,
    PortalAccessOperations,
    reference_operations("customers"),
    Service,
):
    """Who the agency's customers are, where they live, how to reach them."""

    name = "customers"
    calls = OWNERS
    constraints = errors.CONSTRAINTS
