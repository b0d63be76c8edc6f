"""Bad input gets a problem document that names field and remedy, and nothing is written."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.schemas.record import CustomerPatch
from homefire.testing.suite import Suite

JSON = {"Content-Type": "application/json"}
PERSON = {"first_name": "ADA", "last_name": "LOVELACE", "preferred_method": "mail"}
AFTER_TOMORROW = (datetime.now(UTC).date() + timedelta(days=2)).isoformat()
"""In every zone."""

BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "unknown ZIP": ({"mailing_address": {"zip": "00000"}}, "mailing_address.zip", "unknown_zip"),
    "no ZIP": ({"mailing_address": {"zip": "9506"}}, "mailing_address.zip", "not_a_zip"),
    "SSN of nobody": ({"ssn": "000-12-3456"}, "ssn", "ssn_area"),
    "SSN of eight digits": ({"ssn": "12345678"}, "ssn", "not_nine_digits"),
    "phone with letters": ({"home_phone": "831-555-CALL"}, "home_phone", "not_a_phone"),
    "phone of nine digits": ({"mobile_phone": "831-555-010"}, "mobile_phone", "not_ten_digits"),
    "service code": ({"fax": "831-911-0101"}, "fax", "service_code"),
    "extension": ({"home_phone_extension": "x5"}, "home_phone_extension", "not_an_extension"),
    "birth in the future": ({"date_of_birth": AFTER_TOMORROW}, "date_of_birth", "in_the_future"),
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


@pytest.fixture(scope="module")
def customer(suite: Suite) -> str:
    """The path of a customer who is there already."""
    return f"/customers/{suite.new_customer(home_phone='8314550100')['number']}"


@pytest.fixture(autouse=True)
def nothing_is_written(customer: str, written: Callable[[], Any]) -> Iterator[None]:
    """Every test of this file ends with what was there before it."""
    before = written()
    yield
    assert written() == before


def document(answer: Any, status: int) -> dict[str, Any]:
    """A problem document as it must be."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["type"] == f"urn:homefire:problem:{problem['code']}"
    assert problem["instance"] == f"urn:homefire:request:{answer.headers['X-Request-Id']}"
    for text in (
        problem["title"],
        problem["detail"],
        *(field["detail"] for field in problem.get("fields", ())),
    ):
        assert text.endswith(".")
    return problem


@pytest.mark.req("R19", "R22", "R31", "R41")
@pytest.mark.parametrize(("fields", "field", "code"), BAD.values(), ids=BAD)
def test_bad_value_is_named_in_a_new_record(http: Any, fields: dict[str, Any], field: str, code: str) -> None:
    problem = document(http.post("/customers", json=PERSON | fields), 422)
    assert [(wrong["field"], wrong["code"]) for wrong in problem["fields"]] == [(field, code)]


@pytest.mark.req("R3", "R147")
@pytest.mark.parametrize(("fields", "field", "code"), BAD.values(), ids=BAD)
def test_bad_value_is_named_in_a_change(
    http: Any, customer: str, fields: dict[str, Any], field: str, code: str
) -> None:
    problem = document(http.patch(customer, json=fields, headers={"If-Match": "1"}), 422)
    assert [(wrong["field"], wrong["code"]) for wrong in problem["fields"]] == [(field, code)]


def test_every_bad_value_of_a_form_is_named_at_once(http: Any) -> None:
    bad = {"home_phone": "CALL", "email": "a@b", "date_of_birth": "2/30/2000", "colour": "red"}
    problem = document(http.post("/customers", json={"last_name": "X"} | bad), 422)
    assert {wrong["field"] for wrong in problem["fields"]} == {*bad, "preferred_method"}


@pytest.mark.req("R44")
def test_required_field_that_is_missing_is_named(http: Any) -> None:
    problem = document(http.post("/customers", json={"first_name": "ADA", "last_name": "X"}), 422)
    assert [wrong["field"] for wrong in problem["fields"]] == ["preferred_method"]
    problem = document(http.post("/customers", json={"preferred_method": "mail"}), 422)
    assert {wrong["field"] for wrong in problem["fields"]} == {"first_name", "last_name"}


@pytest.mark.parametrize("number", ["1", "0", "9007199254740992", "9" * 30])
def test_customer_that_nobody_has_is_not_found(http: Any, number: str) -> None:
    for path in (f"/customers/{number}", f"/customers/{number}/summary"):
        assert document(http.get(path), 404)["code"] in ("customer_not_found", "not_found")
    document(http.patch(f"/customers/{number}", json={"email": ""}, headers={"If-Match": "1"}), 404)


@pytest.mark.parametrize(
    "path", ["/customers/-1", "/customers/abc", "/customers/1/2", "/nothing", "/", "/customers/1.5"]
)
def test_address_that_is_none_is_not_found(http: Any, path: str) -> None:
    assert document(http.get(path), 404)["code"] == "no_such_path"


def test_method_that_an_address_does_not_take_is_told(http: Any) -> None:
    answer = http.delete("/customers/1")
    assert document(answer, 405)["code"] == "method_not_allowed"
    assert {"GET", "PATCH"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.req("R152")
def test_stale_version_is_refused(http: Any, customer: str) -> None:
    problem = document(http.patch(customer, json={"email": ""}, headers={"If-Match": '"7"'}), 412)
    assert (problem["code"], problem["current_version"]) == ("stale_version", 1)


def chunks(size: int) -> Iterator[bytes]:
    """A body that does not say how long it is."""
    yield b'{"first_name":"ADA","last_name":"LOVELACE","preferred_method":"mail","language":"'
    for _ in range(size // 10_000):
        yield b"a" * 10_000
    yield b'"}'


def test_body_over_a_megabyte_is_refused(http: Any) -> None:
    large = json.dumps(PERSON | {"language": "a" * 1_000_001}).encode()
    for body in (large, chunks(1_500_000)):
        problem = document(http.post("/customers", content=body, headers=JSON), 413)
        assert (problem["code"], problem["limit"]) == ("too_large", 1_000_000)


def test_body_just_under_a_megabyte_is_read(http: Any) -> None:
    problem = document(http.post("/customers", json=PERSON | {"language": "a" * 900_000}), 422)
    assert [wrong["code"] for wrong in problem["fields"]] == ["too_long"]


@pytest.mark.req("R249")
@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"ssn": "765432108",}', b"\xff", b"{'first_name': 'ADA'}", b"[" * 10_000]
)
def test_wrong_json_is_refused_with_its_place(http: Any, body: bytes) -> None:
    answer = http.post("/customers", content=body, headers=JSON)
    problem = document(answer, 400)
    assert "line 1" in problem["detail"]
    assert "765432108" not in answer.text


@pytest.mark.parametrize("body", [b"null", b"5", b'"text"', b"[]", b'[{"first_name": "ADA"}]', b"true"])
def test_json_that_is_no_object_is_refused(http: Any, body: bytes) -> None:
    answer = http.post("/customers", content=body, headers=JSON)
    assert document(answer, 422)["code"] == "not_an_object"


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_body_of_another_type_is_refused(http: Any, media: str) -> None:
    answer = http.post("/customers", content=json.dumps(PERSON), headers={"Content-Type": media})
    assert "application/json" in document(answer, 415)["detail"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("number=abc", "number"),
        ("number=0", "number"),
        ("number=" + "9" * 5000, "number"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=1.5", "limit"),
        ("name=" + "a" * 101, "name"),
        ("name=a%00b", "name"),
        ("colour=red", "colour"),
        ("cursor=x", "cursor"),
        ("cursor=%F0%9F%98%80", "cursor"),
    ],
    ids=lambda value: value[:16],
)
def test_bad_query_is_named(http: Any, query: str, field: str) -> None:
    problem = document(http.get(f"/customers?{query}"), 422)
    assert [wrong["field"] for wrong in problem["fields"]] == [field]


@pytest.mark.parametrize(
    "place",
    [
        '["a", 1e999]',
        '["a", 1000000000000000000000000]',
        '["a\\u0000", 1]',
        '["\\ud800", 1]',
        '["a", 1]',
        '["a", "0"]',
        '["a", "\\u0661"]',
        f'["a", "{2**63}"]',
        '{"a": 1, "b": 2}',
        '["a"]',
        '["a", -1]',
        "[[], 1]",
        "null",
        "[" * 300,
    ],
)
def test_forged_cursor_is_refused(http: Any, place: str) -> None:
    cursor = base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")
    assert document(http.get("/customers", params={"cursor": cursor}), 422)["code"] == "bad_cursor"


@pytest.mark.parametrize("key", ["", "x" * 256, "ключ"])
def test_idempotency_key_of_the_wrong_form_is_refused(http: Any, key: str) -> None:
    headers = {"Idempotency-Key": key.encode()}
    answer = http.post("/customers", json=PERSON | {"colour": "red"}, headers=headers)
    assert document(answer, 400 if key != "ключ" else answer.status_code)["code"] in ("malformed", "invalid")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=4,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([*CustomerPatch().fields, "x"]), json_values, min_size=1, max_size=3))
def test_any_json_in_any_field_is_no_fault_of_ours(http: Any, customer: str, body: dict[str, Any]) -> None:
    """The version is stale on purpose: what is well formed is refused for that."""
    answer = http.patch(customer, content=json.dumps(body), headers={**JSON, "If-Match": "999"})
    document(answer, answer.status_code)
    assert answer.status_code in (400, 412, 422), answer.text
