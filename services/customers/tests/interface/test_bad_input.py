"""Bad input gets a problem document that names field and remedy, and nothing is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

New = Callable[..., dict[str, Any]]

PERSON = {"first_name": "ADA", "last_name": "LOVELACE", "preferred_method": "mail"}
TOMORROW = (date.today() + timedelta(days=2)).isoformat()  # noqa: DTZ011  # After tomorrow in every zone.

BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "unknown ZIP": ({"mailing_address": {"zip": "00000"}}, "mailing_address.zip", "unknown_zip"),
    "no ZIP": ({"mailing_address": {"zip": "9506"}}, "mailing_address.zip", "not_a_zip"),
    "SSN of nobody": ({"ssn": "000-12-3456"}, "ssn", "ssn_area"),
    "SSN of eight digits": ({"ssn": "12345678"}, "ssn", "not_nine_digits"),
    "phone with letters": ({"home_phone": "831-555-CALL"}, "home_phone", "not_a_phone"),
    "phone of nine digits": ({"mobile_phone": "831-555-010"}, "mobile_phone", "not_ten_digits"),
    "service code": ({"fax": "831-911-0101"}, "fax", "service_code"),
    "extension": ({"home_phone_extension": "x5"}, "home_phone_extension", "not_an_extension"),
    "birth in the future": ({"date_of_birth": TOMORROW}, "date_of_birth", "in_the_future"),
    "birth in the year 1": ({"date_of_birth": "01/01/0001"}, "date_of_birth", "too_long_ago"),
    "29 February": ({"date_of_birth": "2/29/2023"}, "date_of_birth", "not_a_date"),
    "e-mail": ({"email": "a@b"}, "email", "not_an_email"),
    "digits in a name": ({"first_name": "R2D2"}, "first_name", "not_a_name"),
    "long name": ({"last_name": "X" * 51}, "last_name", "too_long"),
    "two initials": ({"middle_initial": "AB"}, "middle_initial", "not_an_initial"),
    "list": ({"best_time": "NOON"}, "best_time", "not_on_list"),
    "unknown field": ({"colour": "red"}, "colour", "unknown_field"),
    "number of one's own": ({"number": 5}, "number", "unknown_field"),
    "null": ({"last_name": None}, "last_name", "required"),
    "wrong type": ({"special_handling": "perhaps"}, "special_handling", "invalid"),
    "list for a text": ({"first_name": ["ADA"]}, "first_name", "invalid"),
    "text for an object": ({"mailing_address": "910 SHADOWBROOK"}, "mailing_address", "invalid"),
}


@pytest.fixture(autouse=True)
def nothing_is_written(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test here ends with what was written before it, unless it says that it stores something."""
    if request.node.get_closest_marker("req") and "stored" in request.node.name:
        yield
        return
    if "new_customer" in request.fixturenames:
        request.getfixturevalue("customer")
    written: Callable[[], Any] = request.getfixturevalue("written")
    before = written()
    yield
    assert written() == before


@pytest.fixture
def customer(new_customer: New) -> dict[str, Any]:
    """A customer who is there already."""
    return new_customer(home_phone="8314550100")


def document(answer: Any, status: int) -> dict[str, Any]:
    """A problem document as it must be."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["type"] == f"urn:homefire:problem:{problem['code']}"
    assert problem["instance"] == f"urn:homefire:request:{answer.headers['X-Request-Id']}"
    for text in (problem["title"], problem["detail"], *(field["detail"] for field in problem.get("fields", ()))):
        assert text.endswith(".")
    return problem


@pytest.mark.req("R19", "R22", "R31", "R41")
@pytest.mark.parametrize(("fields", "field", "code"), BAD.values(), ids=BAD)
def test_bad_value_is_named_in_a_new_record(http: Any, fields: dict[str, Any], field: str, code: str) -> None:
    problem = document(http.post("/customers", json=PERSON | fields), 422)
    assert [(wrong["field"], wrong["code"]) for wrong in problem["fields"]] == [(field, code)]


@pytest.mark.parametrize(("fields", "field", "code"), BAD.values(), ids=BAD)
def test_bad_value_is_named_in_a_change(
    http: Any, customer: dict[str, Any], written: Callable[[], Any], fields: dict[str, Any], field: str, code: str
) -> None:
    answer = http.patch(f"/customers/{customer['number']}", json=fields, headers={"If-Match": "1"})
    problem = document(answer, 422)
    assert [(wrong["field"], wrong["code"]) for wrong in problem["fields"]] == [(field, code)]
