"""The API: every operation by RPC or over HTTP, headers and problems included."""

import io
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway.contracts import Contracts
from homefire.errors import FieldProblem, Invalid, StaleVersion, Unavailable

CUSTOMER = "/api/v1/customers/110385"


@pytest.fixture(scope="session")
def contracts(sample_contracts: Contracts) -> Contracts:
    """Small ones, whatever the services' own say."""
    return sample_contracts


@pytest.fixture
def agency(app: Flask, bearer: Callable[..., dict[str, str]]) -> Callable[..., Any]:
    """`agency("GET", path)`: a request of an agency system that may do everything here."""
    scopes = (
        "customers:read",
        "customers:write",
        "documents:read",
        "documents:write",
        "notes:read",
        "notes:write",
    )
    header = bearer(*scopes)

    def request(method: str, path: str, **options: Any) -> Any:
        headers = {**header, **options.pop("headers", {})}
        return app.test_client().open(path, method=method, headers=headers, **options)

    return request


@pytest.fixture
def upstream(app: Flask) -> Callable[[Callable[[httpx.Request], httpx.Response]], list[httpx.Request]]:
    """Puts a handler where the services' HTTP ports are; returns the requests that reach it."""

    def install(handler: Callable[[httpx.Request], httpx.Response]) -> list[httpx.Request]:
        seen: list[httpx.Request] = []

        def handle(request: httpx.Request) -> httpx.Response:
            request.read()
            seen.append(request)
            return handler(request)

        client = httpx.Client(transport=httpx.MockTransport(handle))
        app.extensions["gateway"].services._http = client
        return seen

    return install


def test_a_read_passes_its_path_and_query_by_name(agency: Any, rpc: Any) -> None:
    answer = agency("GET", "/api/v1/customers?name=HOLS&codes=A&codes=B")
    assert answer.json["items"][0]["number"] == 110385
    assert rpc.calls[0].kwargs == {"name": "HOLS", "codes": ["A", "B"]}


def test_a_parameter_that_the_contract_does_not_know_is_refused(agency: Any, rpc: Any) -> None:
    answer = agency("GET", "/api/v1/customers?nmae=HOLS")
    assert (answer.status_code, answer.json["fields"][0]["field"], rpc.calls) == (422, "nmae", [])


def test_a_write_passes_body_version_and_key(agency: Any, rpc: Any, answers: Any) -> None:
    answers["customers.update_customer"] = {"number": 110385, "version": 4}
    headers = {"If-Match": '"3"', "Idempotency-Key": "k-1"}
    answer = agency("PATCH", CUSTOMER, json={"home_phone": "8315550102"}, headers=headers)
    [call] = rpc.asked("customers.update_customer")
    assert list(call.args) == [110385, {"home_phone": "8315550102"}]
    assert call.kwargs == {"if_match": "3", "idempotency_key": "k-1"}
    assert answer.headers["ETag"] == '"4"'


def test_the_contract_gives_the_status_of_success(agency: Any, answers: Any) -> None:
    answers["audit.add_note"] = {"id": "1"}
    assert agency("POST", CUSTOMER + "/notes", json={"text": "A"}).status_code == 201


def test_the_page_after_this_one_is_a_link(agency: Any, answers: Any) -> None:
    answers["audit.list_notes"] = {"items": [], "next": "a=b"}
    answer = agency("GET", CUSTOMER + "/notes?cursor=old")
    assert answer.headers["Link"] == '</api/v1/customers/110385/notes?cursor=a%3Db>; rel="next"'


def test_a_problem_arrives_as_the_service_told_it(agency: Any, answers: Any) -> None:
    answers["customers.update_customer"] = Invalid(
        "No.", fields=[FieldProblem("zip", "unknown_zip", "Check it.")]
    )
    answer = agency("PATCH", CUSTOMER, json={})
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert answer.json["fields"] == [{"field": "zip", "code": "unknown_zip", "detail": "Check it."}]
    assert answer.json["instance"].endswith(answer.headers["X-Request-Id"])


def test_a_stale_version_is_412(agency: Any, answers: Any) -> None:
    answers["customers.update_customer"] = StaleVersion(current_version=9)
    answer = agency("PATCH", CUSTOMER, json={})
    assert (answer.status_code, answer.json["current_version"]) == (412, 9)


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "malformed"),
        (b"[]", "application/json", 400, "not_an_object"),
        (b"{}", "text/plain", 415, "unsupported_media"),
        (b" " * 1_000_001, "application/json", 413, "too_large"),
    ],
)
def test_a_body_that_cannot_be_read_reaches_nobody(
    agency: Any, rpc: Any, body: bytes, kind: str, status: int, code: str
) -> None:
    answer = agency("PATCH", CUSTOMER, data=body, content_type=kind)
    assert (answer.status_code, answer.json["code"], rpc.calls) == (status, code, [])


@pytest.mark.req("R247")
def test_a_caller_without_the_scope_reaches_nobody(app: Flask, bearer: Any, rpc: Any) -> None:
    answer = app.test_client().patch(CUSTOMER, json={}, headers=bearer("customers:read"))
    assert (answer.status_code, answer.json["code"], rpc.calls) == (403, "not_permitted", [])


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/v1/customers/abc", "/api/v1/customers/110385/nothing"]
)
def test_a_path_that_is_not_there_is_a_problem(agency: Any, path: str) -> None:
    answer = agency("GET", path)
    assert (answer.status_code, answer.json["code"]) == (404, "no_such_path")


def test_a_method_that_is_not_offered_names_those_that_are(agency: Any) -> None:
    answer = agency("DELETE", CUSTOMER)
    assert answer.status_code == 405
    assert {"GET", "PATCH"} <= set(answer.headers["Allow"].split(", "))


def test_protected_input_goes_over_the_services_own_port(agency: Any, upstream: Any, rpc: Any) -> None:
    seen = upstream(lambda request: httpx.Response(201, json={"number": 1}, headers={"ETag": '"1"'}))
    answer = agency("POST", "/api/v1/customers", json={"ssn": "765432108"}, headers={"Idempotency-Key": "k"})
    [request] = seen
    assert (answer.status_code, answer.json, answer.headers["ETag"]) == (201, {"number": 1}, '"1"')
    assert (str(request.url), request.content) == ("http://127.0.0.1:8001/customers", b'{"ssn": "765432108"}')
    assert request.headers["Idempotency-Key"] == "k"
    assert request.headers["Authorization"].startswith("Bearer ")
    assert request.headers["X-Request-Id"] == answer.headers["X-Request-Id"]
    assert rpc.calls == []


def test_a_file_streams_through_with_its_name(agency: Any, upstream: Any) -> None:
    sent = {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="a.pdf"',
        "Set-Cookie": "x=1",
    }
    upstream(lambda request: httpx.Response(200, content=b"%PDF" * 50_000, headers=sent))
    answer = agency("GET", "/api/v1/documents/5/content")
    assert answer.data == b"%PDF" * 50_000
    assert answer.headers["Content-Disposition"] == sent["Content-Disposition"]
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")


def test_an_upload_passes_as_it_came(agency: Any, upstream: Any) -> None:
    seen = upstream(lambda request: httpx.Response(201, json={"id": 9}))
    answer = agency("POST", CUSTOMER + "/documents", data={"file": (io.BytesIO(b"hello"), "a.txt")})
    assert answer.status_code == 201
    assert b"hello" in seen[0].content
    assert seen[0].headers["Content-Type"].startswith("multipart/form-data; boundary=")


def test_an_upload_over_its_limit_is_refused(agency: Any, upstream: Any) -> None:
    seen = upstream(lambda request: httpx.Response(201, json={}))
    answer = agency("POST", CUSTOMER + "/documents", data={"file": (io.BytesIO(b"h" * 3000), "a.txt")})
    assert (answer.status_code, answer.json["limit"], seen) == (413, 2000, [])


def test_a_service_whose_port_does_not_answer_is_unavailable(agency: Any, upstream: Any) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    upstream(refuse)
    answer = agency("GET", "/api/v1/documents/5/content")
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")


def test_a_slow_service_times_out(agency: Any, upstream: Any) -> None:
    def wait(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow")

    upstream(wait)
    assert agency("GET", "/api/v1/documents/5/content").status_code == 504


def test_a_problem_over_http_keeps_its_form(agency: Any, upstream: Any) -> None:
    sent = {"Content-Type": "application/problem+json"}
    upstream(lambda request: httpx.Response(404, content=b'{"code":"not_found"}', headers=sent))
    answer = agency("GET", "/api/v1/documents/5/content")
    assert (answer.status_code, answer.content_type, answer.json) == (
        404,
        sent["Content-Type"],
        {"code": "not_found"},
    )


def test_a_deprecated_operation_says_until_when(agency: Any, contracts: Any) -> None:
    operation = contracts["customers.get_customer"]
    operation.document["deprecated"] = True
    operation.document["x-homefire"]["sunset"] = "Thu, 31 Dec 2026 23:59:59 GMT"
    try:
        answer = agency("GET", CUSTOMER)
    finally:
        del operation.document["deprecated"], operation.document["x-homefire"]["sunset"]
    assert answer.headers["Sunset"] == "Thu, 31 Dec 2026 23:59:59 GMT"
    assert "Deprecation" in answer.headers


def test_the_merged_document_and_its_page_are_public(app: Flask) -> None:
    browser = app.test_client()
    assert browser.get("/api/v1/openapi.json").json["openapi"] == "3.1.0"
    page = browser.get("/api/docs").text
    assert "customers.update_customer" in page
    assert "notes:write" in page


def test_a_fault_of_ours_tells_nothing_but_the_request(
    app: Flask, caseworker: FlaskClient, answers: Any
) -> None:
    answers["customers.get_customer"] = {"first_name": "DOENA"}  # The heading cannot be made of this.
    answer = caseworker.get(CUSTOMER + "/record", base_url="https://localhost")
    assert (answer.status_code, answer.json["code"]) == (500, "unexpected")
    assert "DOENA" not in answer.text and "last_name" not in answer.text


def test_a_client_may_name_its_request(agency: Any) -> None:
    assert (
        agency("GET", CUSTOMER, headers={"X-Request-Id": "county-0042"}).headers["X-Request-Id"]
        == "county-0042"
    )
    assert agency("GET", CUSTOMER, headers={"X-Request-Id": "<script>"}).headers["X-Request-Id"] != "<script>"


def test_an_outage_of_our_own_store_is_told_as_such(app: Flask, rpc: Any) -> None:
    from gateway.sessions import Sessions

    parts = app.extensions["gateway"]
    object.__setattr__(parts, "sessions", Sessions(parts.database))
    browser = app.test_client()
    browser.set_cookie("__Host-homefire", "token", domain="localhost", secure=True)
    answer = browser.get(CUSTOMER, base_url="https://localhost")
    assert (answer.status_code, answer.json["code"]) == (503, "gateway_store_unavailable")


def test_readiness_names_what_is_missing(app: Flask) -> None:
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["checks"]) == (503, {"database": False, "broker": True})
    assert app.test_client().get("/healthz").json == {"status": "ok"}


def test_what_the_broker_does_not_deliver_is_503(agency: Any, answers: Any) -> None:
    answers["customers.get_customer"] = Unavailable()
    assert agency("GET", CUSTOMER).status_code == 503
