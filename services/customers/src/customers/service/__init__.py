"""The customers service: what can be asked of it, one module per concept."""

from __future__ import annotations

from customers import errors
from customers.service.corrections import CorrectionOperations
from customers.service.locking import LockOperations
from customers.service.record import RecordOperations
from homefire.operations import Service


class CustomersService(RecordOperations, LockOperations, CorrectionOperations, Service):
    """Who the agency's customers are, where they live, how to reach them."""

    name = "customers"
    calls = ("documents",)
    constraints = errors.CONSTRAINTS
