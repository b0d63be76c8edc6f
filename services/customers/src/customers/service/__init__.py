"""The customers service: what can be asked of it, one module per concept."""

from __future__ import annotations

from customers import errors
from customers.service.locking import LockOperations
from customers.service.record import RecordOperations
from customers.service.terms import TermsOperations
from homefire.operations import Service
from homefire.reference_operations import reference_operations


class CustomersService(
    RecordOperations, LockOperations, TermsOperations, reference_operations("customers"), Service
):
    """Who the agency's customers are, where they live, how to reach them."""

    name = "customers"
    constraints = errors.CONSTRAINTS
