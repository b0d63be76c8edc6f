"""Sales as another system brings them: all of a batch or none, known by their numbers, added up."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from homefire.testing.suite import Suite

New = Callable[..., dict[str, Any]]
_numbers = itertools.count(1)


@pytest.fixture
def loader(suite: Suite) -> Any:
    """What may bring history."""
    return suite.client("customers", role="history_loader")


@pytest.fixture
def number(new_customer: New) -> int:
    """A customer of this test's own."""
    found: int = new_customer()["number"]
    return found


def sale(number: int, **fields: Any) -> dict[str, Any]:
    """A sale of goods for 100, shipping 10 and tax 8."""
    values = {
        "sale_number": f"S-{next(_numbers)}",
        "customer_number": number,
        "sold_on": "2024-02-29",
        "gross": "118.00",
        "cost": "60.00",
        "shipping": "10.00",
        "tax": "8.00",
        "paid": True,
        "lines": [{"description": "HEATER", "quantity": 2, "amount": "100.00"}],
    }
    return values | fields


def bring(loader: Any, *sales: dict[str, Any]) -> Any:
    """One batch."""
    return loader.post("/sales/import", json={"sales": list(sales)})


@pytest.mark.req("R164", "R165", "R166", "R167", "R173", "R174", "R239")
def test_sales_are_listed_opened_and_added_up(loader: Any, http: Any, number: int, outbox_of: Any) -> None:
    first = sale(number, description="=cmd() <b>Ñandú</b>")
    unpaid = sale(
        number, cost=None, sold_on="3/1/2024", gross="50", shipping="0", tax="0", lines=[], paid=False
    )
    returned = sale(number, sold_on="2024-03-02", gross="20", shipping="0", tax="0", lines=[], returned=True)
    answer = bring(loader, first, unpaid, returned)
    assert answer.json() == {"added": 3, "updated": 0, "unchanged": 0}, answer.text
    found = http.get(f"/customers/{number}/sales").json()["items"]
    assert [row["sale_number"] for row in found] == [one["sale_number"] for one in (returned, unpaid, first)]
    opened = http.get(f"/customers/{number}/sales/{first['sale_number']}").json()
    assert [row["cost"] for row in found] == ["60.00", None, "60.00"]
    assert set(opened) - set(found[-1]) == {"number", "lines"} and set(found[-1]) < set(opened)
    assert (opened["description"], opened["gross"]) == ("=cmd() <b>Ñandú</b>", "118.00")
    assert opened["lines"] == [{"description": "HEATER", "quantity": 2, "amount": "100.00"}]
    assert http.get(f"/customers/{number}/account-terms").json()["totals"] == {
        "credit_balance": "50.00",
        "gross_sale": "188.00",
        "gross_profit": "150.00",
        "first_sale": "2024-02-29",
        "last_sale": "2024-03-02",
        "return_count": 1,
    }
    [event] = outbox_of("customers", subject=number, type="sales_imported")
    assert (event["historic"], event["data"]["sales"], event["sequence"]) == (True, 3, 1)


@pytest.mark.req("R239")
def test_sale_that_is_known_is_brought_up_to_date_and_tells_nothing_twice(
    loader: Any, http: Any, number: int, outbox_of: Any
) -> None:
    told = sale(number, paid=False)
    assert bring(loader, told).json()["added"] == 1
    assert bring(loader, told).json() == {"added": 0, "updated": 0, "unchanged": 1}
    assert len(outbox_of("customers", subject=number, type="sales_imported")) == 1
    line = {"description": "HEATER, MENDED", "quantity": 1, "amount": "100.00"}
    assert bring(loader, told | {"paid": True, "lines": [line]}).json()["updated"] == 1
    opened = http.get(f"/customers/{number}/sales/{told['sale_number']}").json()
    assert (opened["paid"], opened["lines"]) == (True, [line])
    assert [event["sequence"] for event in outbox_of("customers", subject=number, type="sales_imported")] == [
        1,
        2,
    ]


@pytest.mark.req("R239")
def test_bad_sales_are_named_with_what_to_do_and_none_is_taken(
    loader: Any, http: Any, number: int, new_customer: New
) -> None:
    other = new_customer()["number"]
    known = sale(other)
    bring(loader, known)
    good = sale(number)
    batch = [
        good,
        sale(999999999),
        sale(number, sold_on="2099-01-01"),
        sale(number, gross="5"),
        sale(number, lines=[{"description": "X", "amount": "99.99"}]),
        sale(number, sale_number=known["sale_number"]),
        good,
    ]
    answer = bring(loader, *batch)
    assert answer.status_code == 422
    found = {(entry["field"], entry["code"]) for entry in answer.json()["fields"]}
    assert found == {
        ("sales.1.customer_number", "customer_not_found"),
        ("sales.2.sold_on", "in_the_future"),
        ("sales.3.gross", "less_than_its_parts"),
        ("sales.4.gross", "lines_do_not_add_up"),
        ("sales.5.customer_number", "sale_of_another"),
        ("sales.6.sale_number", "twice"),
    }
    assert all(entry["detail"] for entry in answer.json()["fields"])
    assert http.get(f"/customers/{number}/sales").json()["items"] == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"gross": "-1"}, "gross"),
        ({"gross": ""}, "gross"),
        ({"gross": "9" * 30}, "gross"),
        ({"sale_number": "../1"}, "sale_number"),
        ({"sale_number": "😀"}, "sale_number"),
        ({"sold_on": "2023-02-29"}, "sold_on"),
        ({"sold_on": "0001-01-01"}, "sold_on"),
        ({"description": "x" * 201}, "description"),
        ({"description": "a\x00b"}, "description"),
        ({"description": "\ud800"}, "description"),
        ({"paid": None}, "paid"),
        ({"customer_number": 10**30}, "customer_number"),
        ({"lines": [{"description": "X", "quantity": 0, "amount": "1"}]}, "lines.0.quantity"),
    ],
)
def test_row_that_cannot_be_read_is_refused_by_row(
    loader: Any, number: int, fields: dict[str, Any], field: str
) -> None:
    import json

    body = json.dumps({"sales": [sale(number), sale(number, **fields)]})
    answer = loader.post("/sales/import", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
    if answer.status_code == 422:
        assert [entry["field"] for entry in answer.json()["fields"]] == [f"sales.1.{field}"]


@pytest.mark.req("R239", "R247")
def test_nobody_but_an_import_brings_sales(http: Any, number: int) -> None:
    answer = bring(http, sale(number))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


@pytest.mark.req("R239")
def test_pages_of_the_list_have_every_sale_once(loader: Any, http: Any, number: int) -> None:
    batch = [sale(number, sold_on=f"2024-01-{1 + place % 3:02}") for place in range(7)]
    bring(loader, *batch)
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = http.get(f"/customers/{number}/sales", params={"limit": 2, **cursor}).json()
        seen += [row["sale_number"] for row in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert sorted(seen) == sorted(one["sale_number"] for one in batch)
    refused = http.get(f"/customers/{number}/sales", params={"cursor": "WyJ4IiwieSJd"})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_cursor")


def test_sale_of_another_customer_is_not_found(
    loader: Any, http: Any, number: int, new_customer: New
) -> None:
    told = sale(number)
    bring(loader, told)
    other = new_customer()["number"]
    assert http.get(f"/customers/{other}/sales/{told['sale_number']}").status_code == 404
    assert http.get("/customers/999999999/sales").status_code == 404
