"""What the tests of appointments begin with: a client, a customer, an employee nobody else books."""

from __future__ import annotations

import itertools

import pytest

_employees = itertools.count(1)


@pytest.fixture
def http(client):
    """A caseworker's client of the service."""
    return client("appointments")


@pytest.fixture
def employee():
    """The name of an employee with an empty calendar."""
    return f"EMPLOYEE {next(_employees)}"


@pytest.fixture
def number(new_customer):
    """The number of a new customer."""
    return new_customer(first_name="DOENA", last_name="HOLSCHEIN", home_phone="8315550101")["number"]


@pytest.fixture
def book(http, number, employee):
    """`book("9:00 AM", "9:30 AM")`: the response of a booking on 3 June 2030 with the test's employee."""

    def ask(start, end=None, **fields):
        body = {"date": "2030-06-03", "start_time": start, "employee": employee} | fields
        if end is not None:
            body["end_time"] = end
        return http.post(f"/customers/{number}/appointments", json=body)

    return ask


@pytest.fixture
def booked(book):
    """An appointment from 9:00 to 9:30."""
    answer = book("9:00 AM", "9:30 AM")
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
def act(http):
    """`act(appointment, "cancel", {…})`: the response of an action at the appointment's version."""

    def ask(appointment, action, body=None):
        return http.post(
            f"/appointments/{appointment['id']}/{action}",
            json=body,
            headers={"If-Match": str(appointment["version"])},
        )

    return ask
