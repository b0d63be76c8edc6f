"""Vendors, as a client sees them."""

from __future__ import annotations

import pytest

from homefire.schemas import page_of
from weatherization.schemas import vendor as schemas

pytestmark = pytest.mark.req("R258")


@pytest.fixture
def new_vendor(http):
    """`new_vendor(name="…")`: enters a vendor; its answer."""

    def enter(**fields):
        answer = http.post("/vendors", json={"kind": "WX_CONTRACTOR", "name": "SEALTIGHT"} | fields)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return enter


@pytest.fixture
def find(http):
    """`find("text", kind=…)`: the numbers that are found, best first."""

    def ask(text, **query):
        answer = http.get("/vendors", params={"text": text} | query)
        assert answer.status_code == 200, answer.text
        assert not page_of(schemas.VendorRow)().validate(answer.json())
        return [row["vendor_number"] for row in answer.json()["items"]]

    return ask


def test_create_vendor_numbers_from_1001_fills_in_the_zip_and_tells_it(new_vendor, http, outbox_of):
    made = new_vendor(
        contact_name="Ana Núñez", phone="(831) 420-1717", address={"street": "PO BOX 9", "zip": "93933"}
    )
    assert made["vendor_number"] >= 1001
    assert (made["phone"], made["active"], made["active_to"]) == ("8314201717", True, None)
    assert (made["address"]["city"], made["address"]["county"]) == ("MARINA", "MONTEREY")
    assert http.get(f"/vendors/{made['vendor_number']}").json() == made
    [event] = outbox_of("weatherization", subject=f"vendor:{made['vendor_number']}")
    assert (event["type"], event["data"]["name"], event["data"]["active"]) == (
        "vendor_created",
        "SEALTIGHT",
        True,
    )
    assert new_vendor()["vendor_number"] == made["vendor_number"] + 1


def test_update_vendor_names_the_version_and_tells_each_changed_field(new_vendor, http, outbox_of):
    made = new_vendor(email="office@example.org")
    path = f"/vendors/{made['vendor_number']}"
    body = {"phone": "831-420-1818", "active_to": made["active_from"], "email": "office@example.org"}
    changed = http.patch(path, json=body, headers={"If-Match": "1"})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    told = outbox_of("weatherization", subject=f"vendor:{made['vendor_number']}", type="vendor_updated")
    assert [change["field"] for change in told[0]["data"]["changes"]] == ["phone", "active_to"]
    assert http.patch(path, json=body, headers={"If-Match": "1"}).status_code == 412
    assert http.patch(path, json=body, headers={"If-Match": "2"}).json()["version"] == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": "111-555-0101"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"kind": "BAKERY"}, "kind"),
        ({"name": " "}, "name"),
        ({"active_to": "01/02/2019"}, "active_to"),
        ({"address": {"zip": "00001"}}, "address.zip"),
        ({"contact_name": "078-05-1120"}, "contact_name"),
        ({"tax_id": "12-3456789"}, "tax_id"),
    ],
)
def test_create_vendor_refuses_what_breaks_a_rule_and_names_the_field(http, wrong, field):
    answer = http.post("/vendors", json={"kind": "OTHER", "name": "WRONG"} | wrong)
    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, field)


def test_vendors_are_found_by_number_phone_words_and_misspelled_words(new_vendor, find):
    one = new_vendor(name="Zephyr Insulation", contact_name="Ludovica Marsh", phone="831-424-7731")
    other = new_vendor(name="Zephyr Windows", kind="MATERIALS")
    number = one["vendor_number"]
    assert find(str(number))[0] == number
    assert find("(831) 424-7731") == find("7731") == [number]
    assert find("zephyr insul") == find("Marsh, Ludovica") == [number]
    assert find("zefyr insullation") == [number]
    assert find("zephyr") == [number, other["vendor_number"]]
    assert find("zephyr", kind="MATERIALS") == [other["vendor_number"]]
    assert find("zephyr", active="false") == find("nobody of this name") == []


def test_find_vendors_goes_on_where_the_page_before_ended(new_vendor, http):
    numbers = [new_vendor(name=f"QUILLON {letter}")["vendor_number"] for letter in "ABC"]
    first = http.get("/vendors", params={"text": "quillon", "limit": 2}).json()
    rest = http.get("/vendors", params={"text": "quillon", "limit": 2, "cursor": first["next"]}).json()
    assert [row["vendor_number"] for row in first["items"] + rest["items"]] == numbers
    assert rest["next"] is None
    assert http.get("/vendors", params={"cursor": "x"}).json()["code"] == "bad_cursor"


def test_vendor_nobody_has_is_not_found(http):
    for answer in (
        http.get("/vendors/999999"),
        http.patch("/vendors/999999", json={}, headers={"If-Match": "1"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "vendor_not_found")
