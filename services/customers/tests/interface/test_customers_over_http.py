"""The customers service as a client on its own port sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from customers.schemas import consents as schemas_of_consents
from customers.schemas import record as schemas
from customers.service import CustomersService
from homefire.operations import operations_of
from homefire.paging import write_cursor
from homefire.testing.suite import Suite

New = Callable[..., dict[str, Any]]


@pytest.mark.req("R3")
def test_create_customer_assigns_a_number_nobody_had(new_customer: New) -> None:
    first, second = new_customer()["number"], new_customer()["number"]
    assert second > first


def test_create_customer_answers_201_with_the_record_and_its_version(http: Any) -> None:
    answer = http.post(
        "/customers", json={"first_name": "ADA", "last_name": "LOVELACE", "preferred_method": "email"}
    )
    assert answer.status_code == 201
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert [warning["code"] for warning in answer.json()["warnings"]] == ["preferred_missing"]
    assert http.get(f"/customers/{answer.json()['number']}").headers["ETag"] == '"1"'


@pytest.mark.req("R152")
def test_update_customer_needs_the_version_that_was_read(http: Any, new_customer: New) -> None:
    path = f"/customers/{new_customer(home_phone='8314550100')['number']}"

    def change(last: int, **headers: str) -> Any:
        return http.patch(path, json={"home_phone": f"831455010{last}"}, headers=headers)

    answer = change(1, **{"If-Match": '"1"'})
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert answer.json()["home_phone"] == "8314550101"
    stale = change(2, **{"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert (stale.json()["current_version"], stale.json()["your_version"]) == (2, 1)
    missing = change(3)
    assert (missing.status_code, missing.json()["code"]) == (428, "version_required")
    for malformed in ("*", '"one"', '"1", "2"', "1.0", "-1"):
        assert change(4, **{"If-Match": malformed}).status_code == 400
    assert http.get(path).json()["home_phone"] == "8314550101"
    assert change(5, **{"If-Match": 'W/"2"'}).headers["ETag"] == '"3"'


@pytest.mark.req("R204")
def test_update_customer_that_changes_nothing_keeps_its_version(http: Any, new_customer: New) -> None:
    path = f"/customers/{new_customer(home_phone='8314550100')['number']}"
    answer = http.patch(path, json={"home_phone": "(831) 455-0100"}, headers={"If-Match": "1"})
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"1"')


@pytest.mark.req("R254")
def test_repeated_request_is_answered_again_and_done_once(http: Any, written: Callable[[], Any]) -> None:
    body = {"first_name": "ADA", "last_name": "REPEATED", "preferred_method": "mail"}
    key = {"Idempotency-Key": "interface-repeated-1"}
    first = http.post("/customers", json=body, headers=key)
    before = written()
    second = http.post("/customers", json=dict(reversed(body.items())), headers=key)
    assert (second.status_code, second.json()) == (201, first.json())
    assert second.headers["ETag"] == first.headers["ETag"]
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    other = http.post("/customers", json=body | {"last_name": "OTHER"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert written() == before


def test_request_id_of_a_caller_is_kept_when_it_is_a_plain_one(http: Any) -> None:
    assert http.get("/customers/1", headers={"X-Request-Id": "case-42"}).headers["X-Request-Id"] == "case-42"
    answer = http.get("/customers/1", headers={"X-Request-Id": "not a plain one"})
    assert answer.headers["X-Request-Id"] != "not a plain one"
    assert answer.json()["instance"] == f"urn:homefire:request:{answer.headers['X-Request-Id']}"


def test_request_id_follows_the_work_into_its_events(
    http: Any, new_customer: New, outbox_of: Callable[..., Any]
) -> None:
    number = new_customer()["number"]
    headers = {"X-Request-Id": "case-43", "If-Match": "1"}
    http.patch(f"/customers/{number}", json={"email": "a@example.org"}, headers=headers)
    assert outbox_of("customers", subject=number)[-1]["correlationid"] == "case-43"


def set_up_terms_and_a_sale(suite: Suite, number: int) -> None:
    """Account terms with every field, and a sale with a line."""
    terms = {
        "tax_exempt": True,
        "exemption_type": "RESALE",
        "tax_certificate": 1,
        "tax_certificate_expires": "2099-12-31",
        "special_tax_rate": "7.25",
        "invoice_discount": "5",
        "discount_days": 10,
        "due_days": 20,
        "credit_limit": "1",
        "catalog_sent": "2024-02-29",
        "route": 1,
        "delivery_sequence": 2,
    }
    path = f"/customers/{number}/account-terms"
    answer = suite.client("customers").patch(path, json=terms, headers={"If-Match": '"0"'})
    assert answer.status_code == 200, answer.text
    line = {"description": "HEATER", "amount": "2"}
    sale = {"sale_number": f"READ-{number}", "customer_number": number, "sold_on": "2024-02-29", "gross": "2"}
    body = {"sales": [sale | {"paid": False, "lines": [line]}]}
    loader = suite.client("customers", role="history_loader")
    assert loader.post("/sales/import", json=body).status_code == 200


def test_reads_answer_what_their_schemas_declare(
    suite: Suite, http: Any, new_customer: New, ssn: str
) -> None:
    """Strictly: nothing is missing, nothing is added, everything is of its type."""
    number = new_customer(
        ssn=ssn,
        date_of_birth="1960-02-29",
        ethnicity="ASIAN",
        ethnicity_subcategory="KOREAN",
        mailing_address={"zip": "95060", "city": "LIVE OAK"},
    )["number"]
    consent = {"channel": "sms", "source": "SIGNED FORM"}
    given = http.post(f"/customers/{number}/consents", json=consent, headers={"If-Match": "1"})
    schemas_of_consents.ConsentRecorded().load(given.json())
    empty = new_customer()["number"]
    supervisor = suite.client("customers", role="supervisor")
    own = suite.portal("customers", "customer", None)
    asked = {"tax_id_type": "SSN", "ssn": f"1{ssn[1:]}", "reason": "the card says so", "paper": "the card"}
    assert http.post(f"/customers/{number}/ssn-corrections", json=asked).status_code == 201
    set_up_terms_and_a_sale(suite, number)
    declared = {found.name: found for found in operations_of(CustomersService)}
    reads = {
        "search_customers": ["/customers", "/customers?name=TEST&limit=1", f"/customers?number={number}"],
        "get_customer": [f"/customers/{number}", f"/customers/{empty}"],
        "list_addresses": [f"/customers/{number}/addresses", f"/customers/{empty}/addresses"],
        "list_consents": [f"/customers/{number}/consents", f"/customers/{empty}/consents"],
        "get_lock": [f"/customers/{number}/lock", f"/customers/{empty}/lock"],
        "list_merges": [f"/customers/{number}/merges"],
        "get_customer_summary": [f"/customers/{number}/summary", f"/customers/{empty}/summary"],
        "check_lock": [f"/customers/{number}/lock/check"],
        "list_ssn_corrections": [f"/customers/{n}/ssn-corrections" for n in (number, empty)],
        "list_open_ssn_corrections": ["/ssn-corrections", "/ssn-corrections?limit=1"],
        "look_up_zip": ["/zip-codes/95060", "/zip-codes/95060-1234", "/zip-codes/09007"],
        "list_customer_reference": ["/customers/reference/ethnicity", "/customers/reference/no_such_list"],
        "find_similar_customers": ["/customers/similar"],
        "list_reference_lists": ["/customers/reference"],
        "get_reference_list": [
            f"/customers/reference/{name}/entries" for name in ("ethnicity", "program_feature")
        ],
        "get_account_terms": [f"/customers/{number}/account-terms", f"/customers/{empty}/account-terms"],
        "list_sales": [f"/customers/{number}/sales", f"/customers/{empty}/sales"],
        "get_sale": [f"/customers/{number}/sales/READ-{number}"],
        "list_alert_queue": ["/alert-queue", "/alert-queue?whose=everybody&limit=1", "/alert-queue?whose=x"],
        "count_alert_queue": ["/alert-queue/counts", "/alert-queue/counts?whose=x"],
        "find_queue_neighbours": [
            f"/alert-queue/neighbours?whose={whose}&place={write_cursor('plain:blank', number)}"
            for whose in ("everybody", "x")
        ],
        "get_portal_access": [f"/customers/{number}/portal-access"],
        "get_own_portal_link": ["/portal/link"],
    }
    asked_for = {
        "check_lock": {"token": None},
        "find_similar_customers": {"ssn": ssn, "date_of_birth": "1960-02-29"},
    }
    # `find_customers` has tests of its own. The others ask other services: `tests/end_to_end/test_merging.py`.
    # `compare_ssn_index` is no person's to ask: `services/applications/tests/interface/test_change_requests.py`.
    elsewhere = {"find_customers", "list_blockers", "preview_merge", "compare_ssn_index"}
    assert set(reads) | elsewhere == {name for name, found in declared.items() if found.reads}
    for name, paths in reads.items():
        for path in paths:
            asker = own if path.startswith("/portal/") else supervisor
            answer = asker.request(declared[name].method, path, json=asked_for.get(name))
            assert answer.status_code == 200, path
            returns = declared[name].returns
            assert returns is not None
            returns.load(answer.json())


def test_writes_answer_what_their_schemas_declare(http: Any, ssn: str) -> None:
    body = {"first_name": "ADA", "last_name": "STRICT", "preferred_method": "sms", "ssn": ssn}
    created = http.post("/customers", json=body).json()
    schemas.Customer().load(created)
    read = http.get(f"/customers/{created['number']}").json()
    assert {name: created[name] for name in created if not name.endswith("_at")} == {
        name: read[name] for name in read if not name.endswith("_at")
    }


def test_search_finds_by_number_and_by_parts_of_a_name_in_any_order(http: Any, new_customer: New) -> None:
    number = new_customer(first_name="JOSÉ MARÍA", last_name="QUINTANILLA-ØRE")["number"]

    def found(**query: Any) -> list[int]:
        return [row["number"] for row in http.get("/customers", params=query).json()["items"]]

    assert found(number=number) == [number]
    for name in ("quintanilla", "jose quint", "ORE, JOSE", "Maria  QUINTANILLAØRE", "nilla"):
        assert found(name=name) == ([number] if "ORE" not in name or "Ø" in name else []), name
    assert found(number=number, name="nobody") == []
    assert found(number=1) == []


def test_pages_follow_each_other_without_gaps_in_the_script_of_any_name(http: Any, new_customer: New) -> None:
    entered = {
        new_customer(first_name="龘" * 50, last_name="ﷺ" * 48 + letter)["number"]
        for letter in ("ب", "ت", "ث")
    }
    seen: list[int] = []
    query: dict[str, Any] = {"name": "龘", "limit": 1}
    while True:
        answer = http.get("/customers", params=query)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        seen += [row["number"] for row in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert len(seen) == 3
    assert set(seen) == entered


def test_reference_list_is_answered_whole(http: Any) -> None:
    items = http.get("/customers/reference/best_time").json()["items"]
    assert [(item["code"], item["label"]) for item in items] == [
        ("AFT", "Afternoon"),
        ("EVE", "Evening"),
        ("MORN", "Morning"),
        ("NONE", "None"),
    ]


@pytest.mark.req("R31")
def test_zip_code_is_looked_up(http: Any) -> None:
    assert http.get("/zip-codes/95060").json() | {"other_cities": []} == {
        "zip": "95060",
        "city": "SANTA CRUZ",
        "county": "SANTA CRUZ",
        "state": "CA",
        "other_cities": [],
        "po_box": False,
    }
    unknown = http.get("/zip-codes/00000")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_zip")


def test_service_says_how_it_is(http: Any) -> None:
    assert http.get("/healthz").json() == {"status": "ok"}
    ready = http.get("/readyz")
    assert ready.status_code == 200
    assert all(ready.json()["checks"].values())
    assert set(ready.json()["checks"]) >= {"database", "consumers", "publisher"}
