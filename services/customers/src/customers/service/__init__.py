"""The customers service: what can be asked of it, one module per concept."""

from __future__ import annotations

from customers import errors
from customers.owners import OWNERS
from customers.service.deleting import DeletionOperations
from customers.service.locking import LockOperations
from customers.service.merging import MergeOperations
from customers.service.record import RecordOperations
from homefire.operations import Service


class CustomersService(RecordOperations, LockOperations, DeletionOperations, MergeOperations, Service):
    """Who the agency's customers are, where they live, how to reach them."""

    name = "customers"
    calls = OWNERS
    constraints = errors.CONSTRAINTS
