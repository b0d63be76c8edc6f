"""Customers through the use cases themselves, over a real database."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from customers.schemas import record as schemas
from customers.service import CustomersService
from customers.usecases import record as usecases
from homefire.edge import Edge
from homefire.operations import Operation, operations_of
from homefire.outcome import Answer, Failure
from homefire.schemas import load
from homefire.testing.suite import Suite

Create = Callable[..., dict[str, Any]]
Update = Callable[..., dict[str, Any]]

_ssns = itertools.count(1)


@pytest.fixture
def edge(suite: Suite) -> Edge:
    """The service's edge in this process, with what its broken constraints mean."""
    made = suite.edge("customers")
    return Edge(made.settings, made.database, constraints=CustomersService.constraints)


@pytest.fixture
def create(suite: Suite) -> Create:
    """`create(last_name="SMITH")`: enters a customer; the record that is answered."""

    def enter(role: str = "caseworker", /, without: Iterable[str] = (), **fields: Any) -> dict[str, Any]:
        body = {"first_name": "ADA", "last_name": "LOVELACE", "preferred_method": "mail"} | fields
        for name in without:
            del body[name]
        with suite.work_in("customers", role) as work:
            return usecases.create_customer(work, load(schemas.NewCustomer(), body))

    return enter


@pytest.fixture
def update(suite: Suite) -> Update:
    """`update(number, 1, home_phone="…")`: changes the version 1 of a customer; the record that is answered."""

    def change(number: int, version: int | None, /, **fields: Any) -> dict[str, Any]:
        with suite.work_in("customers", if_match=version) as work:
            return usecases.update_customer(work, number, load(schemas.CustomerPatch(), fields))

    return change


@pytest.fixture
def get(edge: Edge, suite: Suite) -> Callable[[int], dict[str, Any]]:
    """A record as it is read."""

    def read(number: int) -> dict[str, Any]:
        with suite.work_in("customers") as work:
            return usecases.get_customer(work, number)

    return read


@pytest.fixture
def call(suite: Suite, edge: Edge) -> Callable[..., Answer | Failure]:
    """One operation as the edges carry it out, with the transaction and all that belongs to it."""
    operations: dict[str, Operation] = {found.name: found for found in operations_of(CustomersService)}

    def carry_out(name: str, *args: Any, **kwargs: Any) -> Answer | Failure:
        context = {"auth_token": suite.stack.token("caseworker"), "transport": "http"}
        return edge.call(operations[name], CustomersService(), args, kwargs, context)

    return carry_out


@pytest.fixture
def row_of(suite: Suite) -> Callable[[int], Any]:
    """A customer's row as the database has it, with the transaction that wrote it last."""

    def read(number: int) -> Any:
        query = sa.text("select *, xmin::text as written_by from customer where number = :number")
        with suite.database("customers").connect() as connection:
            return connection.execute(query, {"number": number}).one()

    return read


@pytest.fixture
def ssn() -> Iterator[str]:
    """A Social Security number that no other test has."""
    yield f"7654{next(_ssns):05d}"
