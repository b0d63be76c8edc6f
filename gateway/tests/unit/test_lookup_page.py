"""Customer Maintenance Lookup: whatever is known, the state in the address, protected values never."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient

from homefire.errors import FieldProblem, Invalid, Unavailable

HTTPS = {"base_url": "https://localhost"}


def search(caseworker: FlaskClient, **fields: str) -> Any:
    page = caseworker.get("/customers", **HTTPS).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    return caseworker.post("/customers/search", data={"csrf_token": token, **fields}, **HTTPS)


@pytest.mark.req("R126")
def test_home_is_the_lookup(caseworker: FlaskClient) -> None:
    assert caseworker.get("/", **HTTPS).headers["Location"] == "/customers"


@pytest.mark.req("R127", "R128")
def test_the_screen_has_its_name_and_its_place_in_the_navigation(caseworker: FlaskClient, rpc: Any) -> None:
    page = caseworker.get("/customers", **HTTPS).text
    assert '<h1 class="page-title">Customer Maintenance Lookup</h1>' in page
    navigation = page.split('<nav class="side"')[1].split("</nav>")[0]
    assert navigation.index("Customers") < navigation.index("Customer Accounts")
    assert rpc.calls == []


@pytest.mark.req("R129")
@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"name": "HOLS"}, "/customers?name=HOLS"),
        ({"number": " 110385 "}, "/customers?number=110385"),
        ({"number": "#110385", "name": "DOE"}, "/customers?number=110385&name=DOE"),
        ({"find": "holschein"}, "/customers?find=holschein"),
        ({"find": "831-555-0101"}, "/customers?find=831-555-0101"),
        ({"name": "DOE", "zip": "95077", "email": ""}, "/customers?name=DOE&zip=95077"),
        ({"find": "110385"}, "/customers/110385"),
        ({"find": "#110385"}, "/customers/110385"),
        ({}, "/customers"),
    ],
)
def test_a_search_becomes_an_address_that_can_be_kept(
    caseworker: FlaskClient, fields: dict[str, str], address: str
) -> None:
    answer = search(caseworker, **fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, address)


@pytest.mark.req("R130")
def test_a_row_opens_the_record(caseworker: FlaskClient, rpc: Any) -> None:
    page = caseworker.get("/customers?name=HOLS", **HTTPS).text
    row = page.split('<tr role="row" class="opens">')[1].split("</tr>")[0]
    assert '<a href="/customers/110385">HOLSCHEIN, DOENA T</a>' in row
    for value in ("110385", "12/31/1950", "WATSONVILLE", "(831) 555-0101"):
        assert value in row
    [call] = rpc.calls
    assert call.kwargs == {"name": "HOLS", "limit": 25}


def test_a_number_is_asked_for_as_a_number(caseworker: FlaskClient, rpc: Any) -> None:
    caseworker.get("/customers?number=110385", **HTTPS)
    assert rpc.calls[0].kwargs == {"number": 110385, "limit": 25}


def test_the_search_stays_in_its_form(caseworker: FlaskClient) -> None:
    page = caseworker.get("/customers?name=HOLS", **HTTPS).text
    assert re.search(r'<input id="name" name="name"[^>]*value="HOLS"', page)


@pytest.mark.req("R249")
@pytest.mark.parametrize(
    "value", ["765-43-2108", "765432108", "765 43 2108", "HOLSCHEIN 12/31/1950", "1-2-2003"]
)
@pytest.mark.parametrize("field", ["name", "number", "street", "household"])
def test_a_protected_value_never_becomes_an_address(
    caseworker: FlaskClient, rpc: Any, field: str, value: str
) -> None:
    answer = search(caseworker, **{field: value})
    assert answer.status_code == 422
    assert "Location" not in answer.headers
    assert "Social Security number" in answer.text
    assert value not in answer.text
    assert rpc.calls == []


@pytest.mark.req("R249")
def test_a_protected_value_in_an_address_is_not_searched_for(caseworker: FlaskClient, rpc: Any) -> None:
    answer = caseworker.get("/customers?name=765-43-2108", **HTTPS)
    assert (answer.status_code, rpc.calls) == (422, [])
    assert "765-43-2108" not in answer.text


def test_a_number_with_letters_is_explained(caseworker: FlaskClient, rpc: Any) -> None:
    answer = caseworker.get("/customers?number=11O385", **HTTPS)
    assert answer.status_code == 422
    assert "digits only" in answer.text
    assert rpc.calls == []


@pytest.mark.req("R255")
def test_nobody_found_is_said(caseworker: FlaskClient, answers: Any) -> None:
    answers["customers.search_customers"] = {"items": [], "next": None}
    assert "No data to display" in caseworker.get("/customers?name=ZZZ", **HTTPS).text


def test_more_results_follow_by_cursor(caseworker: FlaskClient, answers: Any, rpc: Any) -> None:
    answers["customers.search_customers"]["next"] = "abc"
    page = caseworker.get("/customers?name=HOLS", **HTTPS).text
    assert (
        'href="/customers?name=HOLS&amp;cursor=abc"' in page
        or 'href="/customers?cursor=abc&amp;name=HOLS"' in page
    )
    caseworker.get("/customers?name=HOLS&cursor=abc", **HTTPS)
    assert rpc.calls[-1].kwargs["cursor"] == "abc"


def test_a_search_that_cannot_be_made_says_so_and_keeps_what_was_typed(
    caseworker: FlaskClient, answers: Any
) -> None:
    answers["customers.search_customers"] = Unavailable()
    answer = caseworker.get("/customers?name=HOLS", **HTTPS)
    assert answer.status_code == 503
    assert "not available now" in answer.text
    assert 'value="HOLS"' in answer.text


FOUND = {
    "number": 110385,
    "first_name": "DOENA",
    "middle_initial": "T",
    "last_name": "HOLSCHEIN",
    "organization_name": "",
    "date_of_birth": "1950-12-31",
    "city": "WATSONVILLE",
    "home_phone": "8315550101",
    "phone": "8315550101",
    "status": "ACTIVE",
    "merged_into": None,
    "dormant": False,
    "matched": [],
}


@pytest.fixture
def posted(app: Flask, monkeypatch: Any) -> list[Any]:
    """What is sent to the customers service's own port, where the demonstration record is found."""
    seen: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append((request.url.path, request.url.query, orjson.loads(request.content)))
        return httpx.Response(200, json={"items": [FOUND], "next": None})

    client = httpx.Client(transport=httpx.MockTransport(answer))
    monkeypatch.setattr(app.extensions["gateway"].services, "_http", client)
    return seen


@pytest.mark.req("R128", "R249")
@pytest.mark.parametrize(
    ("fields", "sent"),
    [
        ({"ssn": "765-43-2108"}, {"ssn": "765-43-2108"}),
        ({"ssn": "2108", "name": "DOENA"}, {"ssn_last_four": "2108", "name": "DOENA"}),
        ({"date_of_birth": "12/31/1950"}, {"date_of_birth": "12/31/1950"}),
        ({"find": "765-43-2108"}, {"find": "765-43-2108"}),
        ({"find": "765432108"}, {"find": "765432108"}),
        ({"find": "2108"}, {"find": "2108"}),
        ({"find": "ssn 2108"}, {"find": "ssn 2108"}),
        ({"find": "HOLSCHEIN 12/31/1950"}, {"find": "HOLSCHEIN 12/31/1950"}),
    ],
)
def test_a_protected_search_is_kept_and_posted_and_stands_nowhere(
    caseworker: FlaskClient, rpc: Any, posted: list[Any], fields: dict[str, str], sent: dict[str, str]
) -> None:
    answer = search(caseworker, **fields)
    address = answer.headers["Location"]
    assert answer.status_code == 303
    assert re.fullmatch(r"/customers\?search=[0-9a-f-]{36}", address)
    for _ in range(2):
        page = caseworker.get(address, **HTTPS).text
        assert "HOLSCHEIN, DOENA T" in page
        assert "765-43-2108" not in page and "765432108" not in page
    assert posted == [("/customers/search", b"", sent | {"limit": 25})] * 2
    assert rpc.calls == []


@pytest.mark.req("R249")
def test_a_kept_search_is_opened_by_nobody_else(
    log_in: Callable[..., FlaskClient], caseworker: FlaskClient, posted: list[Any]
) -> None:
    address = search(caseworker, ssn="765-43-2108").headers["Location"]
    page = log_in("caseworker").get(address, **HTTPS).text
    assert "no longer kept" in page
    assert posted == []


@pytest.mark.req("R128")
def test_a_row_says_why_it_was_found_and_how_it_stands(caseworker: FlaskClient, answers: Any) -> None:
    matched = [{"field": "household", "text": "OVALTINE JENKINS"}]
    rows = [
        FOUND | {"matched": matched, "dormant": True},
        FOUND | {"number": 7, "status": "MERGED", "merged_into": 9},
    ]
    answers["customers.search_customers"] = {"items": rows, "next": None}
    page = caseworker.get("/customers?find=ovaltine", **HTTPS).text
    first, second = page.split('<tr role="row" class="opens">')[1:]
    assert "OVALTINE JENKINS" in first and "household" in first and "DORMANT" in first
    assert 'href="/customers/9"' in second and "MERGED INTO 9" in second and "DORMANT" not in second


@pytest.mark.req("R128")
def test_typing_answers_the_results_alone_with_the_address_of_the_page(
    caseworker: FlaskClient, rpc: Any
) -> None:
    token = caseworker.get("/customers", **HTTPS).text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = caseworker.post("/customers/find", data={"csrf_token": token, "find": "hols"}, **HTTPS)
    assert "<html" not in answer.text and "HOLSCHEIN, DOENA T" in answer.text
    assert answer.headers["HX-Replace-Url"] == "/customers?find=hols"
    assert rpc.calls[-1].kwargs == {"find": "hols", "limit": 25}
    emptied = caseworker.post("/customers/find", data={"csrf_token": token, "find": " "}, **HTTPS)
    assert emptied.headers["HX-Replace-Url"] == "/customers"


@pytest.mark.req("R132")
def test_typing_keeps_the_switch_for_unread_messages_in_what_is_asked_and_in_the_address(
    caseworker: FlaskClient, rpc: Any
) -> None:
    page = caseworker.get("/customers?unread=1", **HTTPS).text
    box = page.split('id="anything"')[1].split(">")[0]
    assert 'hx-include="closest form, [name=unread]"' in box
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    typed = {"csrf_token": token, "find": "hols", "unread": "1"}
    answer = caseworker.post("/customers/find", data=typed, **HTTPS)
    assert answer.headers["HX-Replace-Url"] == "/customers?find=hols&unread=1"
    assert rpc.calls[-1].kwargs == {"find": "hols", "unread": True, "limit": 25}
    emptied = caseworker.post("/customers/find", data=typed | {"find": ""}, **HTTPS)
    assert emptied.headers["HX-Replace-Url"] == "/customers?unread=1"


@pytest.mark.req("R133", "R257")
@pytest.mark.parametrize("query", ["unread=1", "name=ZZZ&unread=1", "find=zzz&unread=1"])
def test_a_search_among_unread_messages_alone_proves_nothing(
    caseworker: FlaskClient, answers: Any, query: str
) -> None:
    answers["customers.search_customers"] = {"items": [], "next": None}
    answer = caseworker.get(f"/customers?{query}", **HTTPS)
    assert "No data to display" in answer.text
    assert "/customers/new" not in answer.text
    assert "homefire-searched=" not in answer.headers.get("Set-Cookie", "")
    token = answer.text.split('name="csrf_token" value="')[1].split('"')[0]
    typed = {"csrf_token": token, "find": "zzz", "unread": "1"}
    answer = caseworker.post("/customers/find", data=typed, **HTTPS)
    assert "/customers/new" not in answer.text and "Set-Cookie" not in answer.headers


@pytest.mark.req("R133")
@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("name=Doena+Holschein", "/customers/new?first_name=Doena&amp;last_name=Holschein"),
        ("find=HOLSCHEIN,+DOENA", "/customers/new?first_name=DOENA&amp;last_name=HOLSCHEIN"),
        ("name=%3Cb%3E&city=X", "/customers/new?last_name=%3Cb%3E"),
        ("find=831-555-0101", "/customers/new"),
        ("city=FELTON", "/customers/new"),
    ],
)
def test_who_finds_nobody_may_create_what_was_typed(
    caseworker: FlaskClient, answers: Any, query: str, address: str
) -> None:
    answers["customers.search_customers"] = {"items": [], "next": None}
    answer = caseworker.get(f"/customers?{query}", **HTTPS)
    assert f'href="{address}"' in answer.text
    assert "homefire-searched=" in answer.headers["Set-Cookie"]


@pytest.mark.req("R133")
def test_a_page_that_has_not_searched_proves_nothing(caseworker: FlaskClient, answers: Any) -> None:
    assert "Set-Cookie" not in caseworker.get("/customers", **HTTPS).headers
    answers["customers.search_customers"] = Unavailable()
    assert "Set-Cookie" not in caseworker.get("/customers?name=HOLS", **HTTPS).headers


def test_who_only_reads_is_offered_no_new_record(log_in: Callable[..., FlaskClient], answers: Any) -> None:
    answers["customers.search_customers"] = {"items": [], "next": None}
    assert "/customers/new" not in log_in("auditor").get("/customers?name=ZZZ", **HTTPS).text


@pytest.mark.req("R128")
def test_what_a_field_refuses_is_said_at_the_field(caseworker: FlaskClient, answers: Any) -> None:
    detail = "Enter ten digits, or the last seven, or the last four."
    answers["customers.search_customers"] = Invalid(fields=[FieldProblem("phone", "not_a_phone", detail)])
    answer = caseworker.get("/customers?phone=12", **HTTPS)
    assert answer.status_code == 422
    assert re.search(r'<input id="phone"[^>]*aria-invalid="true" aria-describedby="phone-error', answer.text)
    assert f'id="phone-error">{detail}' in answer.text
