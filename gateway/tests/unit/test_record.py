"""The composed record: seven services asked at once, each answer or failure in its own section."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from homefire.auth import Verifier
from homefire.errors import NotFound, TimedOut, Unavailable, Unexpected

URL = "/api/v1/customers/110385/record"


@pytest.mark.req("R1")
def test_the_record_has_every_section_in_the_manuals_order(caseworker: FlaskClient) -> None:
    record = caseworker.get(URL, base_url="https://localhost").json
    sections = [
        "customer",
        "contacts",
        "household",
        "notes",
        "applications",
        "jobs",
        "appointments",
        "documents",
        "properties",
    ]
    assert list(record["sections"]) == sections
    assert all(section["state"] == "ok" for section in record["sections"].values())


@pytest.mark.req("R2")
def test_the_heading_is_made_from_the_stored_name(caseworker: FlaskClient) -> None:
    assert (
        caseworker.get(URL, base_url="https://localhost").json["heading"]
        == "HOLSCHEIN, DOENA - CustomerID#: 110385"
    )


def test_the_services_are_asked_all_at_once_weatherization_for_jobs_and_properties(
    caseworker: FlaskClient, rpc: Any, keys: Any
) -> None:
    caseworker.get(URL, base_url="https://localhost")
    assert sorted(call.service for call in rpc.calls) == [
        "applications", "appointments", "audit", "customers", "documents", "messaging", "weatherization",
        "weatherization",
    ]  # fmt: skip
    [token] = rpc.tokens
    for service in {call.service for call in rpc.calls}:
        assert Verifier(keys / "keys.json", service).verify(token).name == "SERVTRAQ SUPPORT"


@pytest.mark.req("R1")
@pytest.mark.parametrize("problem", [Unavailable(), TimedOut(), Unexpected()])
def test_a_service_that_is_away_costs_its_section_only(
    caseworker: FlaskClient, answers: Any, problem: Any
) -> None:
    answers["weatherization.list_jobs"] = problem
    answer = caseworker.get(URL, base_url="https://localhost")
    assert answer.status_code == 200
    assert answer.json["sections"]["jobs"]["state"] == "unavailable"
    assert answer.json["sections"]["jobs"]["problem"]["code"] == problem.code
    assert answer.json["sections"]["applications"]["state"] == "ok"


def test_without_the_customers_service_the_record_still_arrives(
    caseworker: FlaskClient, answers: Any
) -> None:
    answers["customers.get_customer"] = Unavailable()
    record = caseworker.get(URL, base_url="https://localhost").json
    assert record["heading"] == "CustomerID#: 110385"
    assert record["sections"]["customer"]["state"] == "unavailable"
    assert record["sections"]["jobs"]["state"] == "ok"


def test_household_and_applications_fail_together(caseworker: FlaskClient, answers: Any) -> None:
    answers["applications.get_customer_applications"] = Unavailable()
    sections = caseworker.get(URL, base_url="https://localhost").json["sections"]
    assert sections["household"]["state"] == sections["applications"]["state"] == "unavailable"


def test_a_number_that_nobody_has_is_not_found(caseworker: FlaskClient, answers: Any) -> None:
    answers["customers.get_customer"] = NotFound()
    answer = caseworker.get(URL, base_url="https://localhost")
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")


@pytest.mark.req("R247")
def test_a_section_that_the_caller_may_not_read_is_not_asked_for(
    app: Any, rpc: Any, bearer: Callable[..., Any]
) -> None:
    record = app.test_client().get(URL, headers=bearer("customers:read")).json
    assert [call.service for call in rpc.calls] == ["customers"]
    assert record["sections"]["notes"]["problem"]["code"] == "not_permitted"


@pytest.mark.req("R247")
def test_who_may_not_read_customers_gets_no_record(app: Any, rpc: Any, bearer: Callable[..., Any]) -> None:
    answer = app.test_client().get(URL, headers=bearer("notes:read"))
    assert (answer.status_code, rpc.calls) == (403, [])
