"""A customer's application, entered through the service itself."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

PLACE = {"number": "111", "street": "THIS", "street_type": "ST", "zip": "93933"}
_years = itertools.count()


@pytest.fixture(scope="session")
def http(running, client):
    """The applications service as a caseworker calls it; the customers service runs beside it."""
    running("customers", "applications")
    return client("applications")


@pytest.fixture(scope="session")
def supervisor(http, client):
    """The applications service as a supervisor calls it."""
    return client("applications", role="supervisor")


@pytest.fixture(scope="session")
def loader(http, client):
    """The applications service as an import calls it."""
    return client("applications", role="history_loader")


@pytest.fixture
def number(http, new_customer) -> int:
    """The number of a customer nobody else uses."""
    return new_customer()["number"]


@pytest.fixture
def receive(http, number):
    """`receive(program_year=2019)`: an application of the customer, as it was answered."""

    def enter(**fields: Any) -> dict[str, Any]:
        body = {
            "program": "HEAP",
            "program_year": 2018,
            "intake_date": "2018-12-03",
            "place_of_service": PLACE,
        }
        answer = http.post(f"/customers/{fields.pop('number', number)}/applications", json=body | fields)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return enter


@pytest.fixture
def move(http):
    """`move(application, "ELIGIBLE", reason="…")`: the response to one move of the status machine."""

    def ask(application: dict[str, Any], status: str, **fields: Any):
        return http.post(
            f"/applications/{application['id']}/status",
            json={"status": status, **fields},
            headers={"If-Match": str(application["version"])},
        )

    return ask


@pytest.fixture
def enter_household(http):
    """`enter_household(application, members)`: the response to the whole list."""

    def ask(application: dict[str, Any], members: list[dict[str, Any]]):
        return http.put(
            f"/applications/{application['id']}/household/members",
            json={"members": members},
            headers={"If-Match": str(application["version"])},
        )

    return ask


def person(relation: str = "SELF", **fields: Any) -> dict[str, Any]:
    """A household member as it is sent."""
    return {"first_name": "DOENA", "last_name": "HOLSCHEIN", "relation": relation, **fields}
