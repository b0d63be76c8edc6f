"""The customers service as a stock nameko client on the bus sees it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pika
import pytest

from homefire.testing.suite import Suite, eventually

New = Callable[..., dict[str, Any]]
Stock = Callable[..., Any]


@pytest.fixture
def agency(suite: Suite, stock: Stock) -> Any:
    """A stock client with the token of an agency system."""
    return stock(suite.stack.token("agency"))


def problem_of(call: Callable[[], Any]) -> dict[str, Any]:
    """What a call is refused with, as a client that does not have this library reads it."""
    from nameko.exceptions import RemoteError

    with pytest.raises(RemoteError) as refused:
        call()
    problem: dict[str, Any] = json.loads(refused.value.value)
    assert refused.value.exc_type.lower() == problem["kind"].replace("_", "")
    return problem


def test_stock_client_reads_what_http_reads(agency: Any, http: Any, new_customer: New, ssn: str) -> None:
    number = new_customer(ssn=ssn, date_of_birth="1960-02-29")["number"]
    record = agency.get_customer(number)
    assert record == http.get(f"/customers/{number}").json()
    assert record["ssn"] == f"***-**-{ssn[5:]}"
    assert agency.search_customers(number=number)["items"][0]["number"] == number
    assert agency.look_up_zip("95060")["city"] == "SANTA CRUZ"


@pytest.mark.req("R152")
def test_stock_client_writes_with_version_and_key_by_name(agency: Any, outbox_of: Callable[..., Any]) -> None:
    body = {"first_name": "ADA", "last_name": "RPC", "preferred_method": "mail"}
    key = uuid.uuid4().hex
    created = agency.create_customer(body, idempotency_key=key)
    assert agency.create_customer(body, idempotency_key=key) == created
    number = created["number"]
    assert agency.update_customer(number, {"home_phone": "831-455-0101"}, if_match=1)["version"] == 2
    stale = problem_of(lambda: agency.update_customer(number, {"home_phone": "8314550102"}, if_match=1))
    assert (stale["kind"], stale["extra"]["current_version"]) == ("stale_version", 2)
    assert [event["type"] for event in outbox_of("customers", subject=number)] == [
        "customer_created",
        "customer_updated",
    ]
    assert outbox_of("customers", subject=number)[-1]["actorkind"] == "agency"


def test_call_without_a_token_is_refused(stock: Stock) -> None:
    assert problem_of(lambda: stock().get_customer(1))["code"] == "token_missing"


def test_call_with_a_token_of_no_worth_is_refused(suite: Suite, stock: Stock) -> None:
    refused = {
        "token_expired": suite.stack.token("agency", lifetime=-60),
        "token_audience": suite.stack.token("agency", audience=["audit"]),
        "token_invalid": suite.stack.token("agency")[:-8] + "AAAAAAAA",
    }
    for code, token in refused.items():
        customers = stock(token)
        assert problem_of(partial(customers.get_customer, 1))["code"] == code


@pytest.mark.req("R249")
def test_protected_values_have_no_rpc_form(
    suite: Suite, stock: Stock, agency: Any, new_customer: New, ssn: str, written: Callable[[], Any]
) -> None:
    number = new_customer(ssn=ssn)["number"]
    supervisor = stock(suite.stack.token("supervisor"))
    before = written()
    reveal = problem_of(lambda: supervisor.reveal_ssn(number, {"reason": "asked by the customer"}))
    assert reveal["code"] == "http_only"
    body = {"first_name": "ADA", "last_name": "RPC", "preferred_method": "mail", "ssn": "765-43-2108"}
    for call in (
        lambda: agency.create_customer(body),
        lambda: agency.update_customer(number, {"ssn": "765-43-2108"}, if_match=1),
    ):
        problem = problem_of(call)
        assert problem["code"] == "protected_over_rpc"
        assert [field["field"] for field in problem["fields"]] == ["ssn"]
        assert "2108" not in json.dumps(problem)
    assert written() == before


def test_problem_names_fields_over_the_bus_too(agency: Any, written: Callable[[], Any]) -> None:
    before = written()
    problem = problem_of(
        lambda: agency.create_customer({"first_name": "ADA", "home_phone": "831-CALL-NOW", "colour": "red"})
    )
    assert problem["kind"] == "invalid"
    assert {field["field"]: field["code"] for field in problem["fields"]} == {
        "home_phone": "not_a_phone",
        "colour": "unknown_field",
        "preferred_method": "required",
    }
    assert written() == before


@pytest.mark.parametrize(
    ("method", "args", "kwargs", "code"),
    [
        ("get_customer", [], {}, "malformed"),
        ("get_customer", ["110385"], {}, "malformed"),
        ("get_customer", [1.5], {}, "malformed"),
        ("get_customer", [True], {}, "malformed"),
        ("get_customer", [1, 2], {}, "malformed"),
        ("get_customer", [1], {"colour": 1}, "malformed"),
        ("get_customer", [-1], {}, "not_found"),
        ("get_customer", [10**30], {}, "not_found"),
        ("get_customer", [1], {}, "customer_not_found"),
        ("look_up_zip", ["a\x00b"], {}, "malformed"),
        ("look_up_zip", ["0000"], {}, "invalid"),
        ("search_customers", [], {"limit": 1000}, "invalid"),
        ("search_customers", [], {"cursor": "x"}, "bad_cursor"),
        ("create_customer", ["text"], {}, "not_an_object"),
        ("create_customer", [[]], {}, "not_an_object"),
        ("create_customer", [None], {}, "not_an_object"),
        ("update_customer", [1, {}], {"if_match": 1.5}, "malformed"),
    ],
)
def test_arguments_of_the_wrong_shape_are_refused(
    agency: Any, method: str, args: list[Any], kwargs: dict[str, Any], code: str
) -> None:
    assert problem_of(lambda: getattr(agency, method)(*args, **kwargs))["code"] == code


class Raw:
    """A client that sends any bytes as a request."""

    def __init__(self, url: str, token: str) -> None:
        self.connection = pika.BlockingConnection(pika.URLParameters(url))
        self.channel = self.connection.channel()
        self.key, self.token = str(uuid.uuid4()), token
        self.queue = f"rpc.reply-standalone_rpc_proxy-{self.key}"
        self.channel.queue_declare(self.queue, exclusive=True)
        self.channel.queue_bind(self.queue, "nameko-rpc", self.key)

    def send(self, body: bytes, method: str = "get_customer", **headers: Any) -> dict[str, Any]:
        """The reply to one request."""
        properties = pika.BasicProperties(
            reply_to=self.key,
            correlation_id=str(uuid.uuid4()),
            content_type="application/json",
            content_encoding="utf-8",
            headers={"nameko.auth_token": self.token}
            | {f"nameko.{name}": value for name, value in headers.items()},
        )
        self.channel.basic_publish("nameko-rpc", f"customers.{method}", body, properties)
        got = eventually(lambda: self.channel.basic_get(self.queue, auto_ack=True)[2])
        reply: dict[str, Any] = json.loads(got)
        return reply


@pytest.fixture
def raw(suite: Suite) -> Iterator[Raw]:
    """A client with the broker's user and the token of an agency system."""
    suite.running("customers")
    made = Raw(suite.stack.amqp_url("agency:demonstration"), suite.stack.token("agency"))
    yield made
    made.connection.close()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"{}",
        b'{"args": {}, "kwargs": {}}',
        b'{"args": [1]}',
        b'{"args": [NaN], "kwargs": {}}',
        b'{"args": [1], "kwargs": {"\\ud800": 1}}',
        b'{"args": ["\\ud800"], "kwargs": {}}',
        b"[" * 100_000,
        b'{"args": [' + b"[" * 900 + b"]" * 900 + b'], "kwargs": {}}',
        b'{"args": [' + b"9" * 5000 + b'], "kwargs": {}}',
        b"\xff\xfe",
        b'{"args": [1], "kwargs": {}, "x": "' + b"x" * 1_100_000 + b'"}',
    ],
    ids=lambda body: body[:24].decode("ascii", "replace"),
)
def test_request_that_is_none_is_refused_and_harms_nobody(raw: Raw, body: bytes) -> None:
    error = raw.send(body)["error"]
    assert error["exc_type"] in ("Malformed", "TooLarge", "NotFound")
    assert raw.send(b'{"args": ["95060"], "kwargs": {}}', "look_up_zip")["error"] is None


@pytest.mark.parametrize(
    "body",
    [
        b'{"args": [{"\\ud800": 1}], "kwargs": {}}',
        b'{"args": [{"first_name": "\\ud800"}], "kwargs": {}}',
        b'{"args": [{"tax_id_type": "\\udfff"}], "kwargs": {}}',
        b'{"args": [{"email": "a\\u0000@b.co"}], "kwargs": {}}',
    ],
)
def test_text_that_nothing_can_carry_is_refused_by_its_field(raw: Raw, body: bytes) -> None:
    [argument] = raw.send(body, "create_customer")["error"]["exc_args"]
    assert json.loads(argument)["kind"] == "invalid"
    assert json.loads(argument)["fields"]


@pytest.mark.parametrize(
    "headers",
    [
        {"correlation_id": "a\x00b"},
        {"correlation_id": "x" * 10_000},
        {"correlation_id": ["a"]},
        {"traceparent": "a\x00b"},
        {"traceparent": {"a": 1}},
    ],
    ids=str,
)
def test_header_of_any_kind_hinders_no_write(raw: Raw, headers: dict[str, Any]) -> None:
    body = {"first_name": "ADA", "last_name": "HEADERS", "preferred_method": "mail"}
    reply = raw.send(json.dumps({"args": [body], "kwargs": {}}).encode(), "create_customer", **headers)
    assert reply["error"] is None


@pytest.mark.parametrize(
    "token", [5, ["x"], {"a": 1}, True, "x" * 60_000, "é.é.é"], ids=lambda token: str(token)[:9]
)
def test_token_of_any_kind_is_refused_as_one(raw: Raw, token: Any) -> None:
    error = raw.send(b'{"args": [1], "kwargs": {}}', auth_token=token)["error"]
    assert error["exc_type"] == "NotAuthenticated"
