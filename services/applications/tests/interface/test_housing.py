"""The dwelling an application is for, as a client of the service sees it (R266)."""

from __future__ import annotations

import pytest

from applications.schemas.housing import Housing

PLACE = {"number": "111", "street": "THIS", "street_type": "ST", "zip": "93933"}


@pytest.fixture(scope="module")
def weatherization(running, http, client):
    """The weatherization service, whose dwellings may be chosen."""
    running("weatherization")
    return client("weatherization")


@pytest.fixture
def dwelling(weatherization, number):
    """A dwelling in which the customer lives."""
    made = weatherization.post("/dwellings", json={"kind": "SINGLE_FAMILY", "address": PLACE}).json()
    link = {"dwelling_id": made["dwelling_id"], "role": "occupant", "from": "2020-01-01"}
    weatherization.post(f"/customers/{number}/dwellings", json=link).raise_for_status()
    return made


@pytest.fixture
def house(http):
    """`house(application, housing="RENT")`: the response to setting the housing."""

    def ask(application, **said):
        path = f"/applications/{application['id']}/housing"
        return http.put(path, json=said, headers={"If-Match": str(application["version"])})

    return ask


@pytest.mark.req("R266")
def test_a_dwelling_is_kept_with_the_address_that_it_had(
    receive, house, http, weatherization, dwelling, number, outbox_of
):
    application = receive()
    path = f"/applications/{application['id']}/housing"
    blank = http.get(path).json()
    assert (blank["dwelling_id"], blank["housing"], blank["homeowner"], blank["version"]) == (
        None,
        None,
        "",
        1,
    )
    set_to = {"dwelling_id": dwelling["dwelling_id"], "housing": "RENT", "units": 2, "lived_12_months": True}
    answer = house(application, **set_to, landlord_name="A. OWNER", landlord_phone="(831) 555-0101")
    assert answer.status_code == 200, answer.text
    housing = answer.json()
    assert Housing().validate(housing) == {}
    assert (housing["dwelling_address"], housing["homeowner"]) == (dwelling["service_address"], "NO")
    assert (housing["dwelling_city"], housing["dwelling_zip"]) == ("MARINA", "93933")
    assert housing["landlord_phone"] == "8315550101" and housing["dwelling_seen_at"] is not None
    changed = weatherization.patch(
        f"/dwellings/{dwelling['dwelling_id']}",
        json={"address": {"number": "999"}},
        headers={"If-Match": str(dwelling["version"])},
    )
    assert changed.json()["service_address"] != dwelling["service_address"]
    again = house(application | {"version": housing["version"]}, **set_to)
    assert again.json()["dwelling_address"] == dwelling["service_address"]
    assert http.get(path).json() == again.json()
    first, second = outbox_of("applications", subject=number, type="application_dwelling_set")
    assert (first["sequence"], first["data"]["dwelling_id"]) == (2, dwelling["dwelling_id"])
    assert ("HOUSING", "RENT") in [
        (each["label"], each["new_text"]) for each in first["data"]["changes"] if "new_text" in each
    ]
    assert [each["label"] for each in second["data"]["changes"]] == ["LANDLORD", "LANDLORD PHONE"]


@pytest.mark.req("R266")
def test_a_dwelling_of_somebody_else_is_refused_and_none_is_taken_back(
    receive, house, new_customer, dwelling
):
    application = receive(number=new_customer()["number"])
    for nobodys in (dwelling["dwelling_id"], 999_999_999):
        answer = house(application, dwelling_id=nobodys)
        assert answer.status_code == 422, answer.text
        assert [(each["field"], each["code"]) for each in answer.json()["fields"]] == [
            ("dwelling_id", "not_their_dwelling")
        ]
    same = house(application)
    assert (same.status_code, same.json()["version"]) == (200, 1)


@pytest.mark.req("R266")
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"housing": "CASTLE"}, ("housing", "not_on_list")),
        ({"housing": "OWN", "landlord_name": "A. OWNER"}, ("landlord_name", "owner_has_landlord")),
        ({"units": 0}, ("units", "invalid")),
        ({"landlord_phone": "12"}, ("landlord_phone", "not_ten_digits")),
    ],
)
def test_what_is_wrong_is_named_by_field(receive, house, said, expected):
    answer = house(receive(), **said)
    assert answer.status_code == 422, answer.text
    assert [(each["field"], each["code"]) for each in answer.json()["fields"]] == [expected]


@pytest.mark.req("R152")
def test_housing_of_another_version_is_refused(receive, house):
    application = receive()
    assert house(application, housing="OWN").status_code == 200
    assert house(application, housing="RENT").status_code == 412
