"""Customer Maintenance Lookup: a number or a name, the state in the address, protected values never."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from homefire.errors import Unavailable

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
        ({"find": "holschein"}, "/customers?name=holschein"),
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
    assert 'name="name" maxlength="80" autocomplete="off" value="HOLS"' in page


@pytest.mark.req("R249")
@pytest.mark.parametrize(
    "value", ["765-43-2108", "765432108", "765 43 2108", "HOLSCHEIN 12/31/1950", "1-2-2003"]
)
@pytest.mark.parametrize("field", ["find", "name", "number"])
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
