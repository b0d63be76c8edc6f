"""Properties, their units and tenants, eligibility, and the list of ineligible addresses."""

from __future__ import annotations

import pytest

from homefire.schemas import page_of
from weatherization.schemas import ineligible as lists
from weatherization.schemas import property as schemas


@pytest.fixture
def new_building(http):
    """`new_building(number="7")`: enters a multi-family building at this house number; its id."""

    def enter(number, **facts):
        address = {"number": number, "street": "TENEMENT", "street_type": "AVE", "zip": "93933"}
        answer = http.post("/dwellings", json={"kind": "MULTI_FAMILY", "address": address} | facts)
        assert answer.status_code == 201, answer.text
        return answer.json()["dwelling_id"]

    return enter


@pytest.fixture
def new_unit(http):
    """`new_unit(building_id, "7", "A")`: enters a unit; the response."""

    def enter(building_id, number, unit):
        address = {"number": number, "street": "TENEMENT", "street_type": "AVE", "unit": unit, "zip": "93933"}
        return http.post("/dwellings", json={"address": address, "building_id": building_id})

    return enter


def property_of(http, dwelling_id):
    """The answer, which also keeps to its contract."""
    answer = http.get(f"/properties/{dwelling_id}")
    assert answer.status_code == 200, answer.text
    assert not schemas.Property().validate(answer.json())
    return answer.json()


@pytest.mark.req("R157", "R178")
def test_list_properties_shows_those_of_today_first_with_the_customer_s_own_links(
    http, new_customer, new_dwelling, new_job, link
):
    number, other = new_customer()["number"], new_customer()["number"]
    before, now = new_dwelling(unit="1")["dwelling_id"], new_dwelling(unit="2")["dwelling_id"]
    new_job(before)
    link(number, before, to="2022-12-31")
    link(number, now, **{"from": "2023-01-01"})
    link(number, now, role="owner")
    link(other, now)
    page = http.get(f"/customers/{number}/properties").json()
    assert not page_of(schemas.PropertyRow)().validate(page)
    assert [(row["dwelling_id"], row["current"], row["jobs"]) for row in page["items"]] == [
        (now, True, 0),
        (before, False, 1),
    ]
    stays = [(stay["role"], stay["from"], stay["to"]) for stay in page["items"][0]["stays"]]
    assert stays == [("occupant", "2023-01-01", None), ("owner", "2020-01-01", None)]


@pytest.mark.req("R95", "R179")
def test_building_shows_units_with_the_tenants_of_today_and_a_unit_shows_nobody(
    http, new_customer, new_building, new_unit, link
):
    building = new_building("70", units_total=8, units_applied_for=2, year_built=1931)
    units = [new_unit(building, "70", name).json()["dwelling_id"] for name in ("B", "A", "10")]
    customer, gone = new_customer(), new_customer()
    link(customer["number"], units[1])
    link(gone["number"], units[1], to="2021-01-01")
    found = property_of(http, building)
    assert (found["units_total"], found["units_applied_for"], found["year_built"]) == (8, 2, 1931)
    assert [unit["unit"] for unit in found["units"]] == ["A", "B", "10"]
    [tenant] = found["units"][0]["tenants"]
    name = f"{customer['first_name']} {customer['last_name']}"
    assert (tenant["customer_number"], tenant["name"], tenant["role"]) == (
        customer["number"],
        name,
        "occupant",
    )
    own = property_of(http, units[1])
    assert (own["building"]["code"], own["units"]) == (str(building), [])
    assert customer["last_name"] not in http.get(f"/properties/{units[1]}").text


@pytest.mark.req("R179")
def test_unit_needs_a_multi_family_building_which_stays_one(http, new_dwelling, new_building, new_unit):
    house = new_dwelling(unit="9")["dwelling_id"]
    refused = new_unit(house, "71", "A")
    assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, "building_id")
    assert new_unit(999_999_999, "71", "A").json()["code"] == "building_not_found"
    building = new_building("71")
    assert new_unit(building, "71", "A").status_code == 201
    path = f"/dwellings/{building}"
    for body in ({"kind": "SINGLE_FAMILY"}, {"building_id": new_building("72")}):
        answer = http.patch(path, json=body, headers={"If-Match": "1"})
        assert (answer.status_code, answer.json()["code"]) == (409, "building_has_units")
    for facts in ({"units_total": 2, "units_applied_for": 3}, {"kind": "SINGLE_FAMILY", "units_total": 2}):
        assert http.patch(path, json=facts, headers={"If-Match": "1"}).status_code in (409, 422)
    changed = http.patch(path, json={"heating_fuel": "PROPANE"}, headers={"If-Match": "1"})
    assert changed.json()["heating_fuel"] == {"code": "PROPANE", "label": "PROPANE"}


@pytest.mark.req("R178")
def test_eligibility_follows_from_jobs_until_somebody_says_otherwise(
    http, new_dwelling, new_job, move, outbox_of
):
    dwelling_id = new_dwelling(unit="E1")["dwelling_id"]
    job = new_job(dwelling_id, "DOE_WAP")
    for status in ("IN PROGRESS", "COMPLETED"):
        job = move(job, status).json()

    def standing():
        rows = property_of(http, dwelling_id)["eligibility"]
        return {row["program"]["code"]: (row["status"], row["source"]) for row in rows}

    assert standing()["DOE_WAP"] == ("INELIGIBLE", "jobs")
    assert standing()["LIWP"] == standing()["HEAP"] == ("UNDETERMINED", "")
    rules = http.get("/weatherization/program-rules").json()["items"]
    assert set(standing()) == {rule["program"] for rule in rules if rule["in_force"]}
    path = f"/properties/{dwelling_id}/eligibility"
    body = {"program": "DOE_WAP", "status": "ELIGIBLE"}
    assert http.post(path, json=body).json()["fields"][0]["field"] == "reason"
    assert http.post(path, json=body | {"reason": "DAMAGED BY FIRE"}).status_code == 201
    assert standing()["DOE_WAP"] == ("ELIGIBLE", "entered")
    unknown = http.post(path, json=body | {"program": "LIHEAP_WX", "reason": "NO SUCH PROGRAM"})
    assert unknown.json()["fields"][0]["code"] == "unknown_program"
    assert len(property_of(http, dwelling_id)["eligibility_history"]) == 1
    [told] = outbox_of(
        "weatherization", subject=f"dwelling:{dwelling_id}", type="property_eligibility_decided"
    )
    assert told["data"]["reason"] == "DAMAGED BY FIRE"


@pytest.mark.req("R61")
def test_address_on_the_list_is_recognised_in_every_form_and_gets_no_job(http, outbox_of):
    address = {"number": "810", "street": "BLEAK", "street_type": "ST", "zip": "93933"}
    made = http.post("/ineligible-addresses", json={"address": address, "reason": "LANDLORD"})
    assert made.status_code == 201, made.text
    assert not lists.IneligibleAddress().validate(made.json())
    entry = made.json()
    [told] = outbox_of("weatherization", subject=f"ineligible_address:{entry['entry_id']}")
    assert (told["type"], told["data"]["place_key"]) == ("ineligible_address_added", "810 bleak street 93933")
    again = http.post("/ineligible-addresses", json={"address": address, "reason": "OTHER"})
    assert (again.status_code, again.json()["code"]) == (409, "address_is_listed")

    def matches(**place):
        answer = http.post("/ineligible-addresses/match", json=place)
        assert not lists.Match().validate(answer.json())
        return answer.json()["ineligible"]

    assert matches(street="810 Bleak Street Apt 4", zip="93933-1234")
    assert not matches(street="811 Bleak Street", zip="93933")
    assert not matches(street="", zip="")
    unit = http.post("/dwellings", json={"address": address | {"unit": "4"}}).json()["dwelling_id"]
    job = http.post(f"/dwellings/{unit}/jobs", json={"job_type": "WEATHERIZATION"})
    assert (job.status_code, job.json()["code"]) == (409, "address_is_ineligible")
    found = property_of(http, unit)
    assert found["ineligible_address"]
    assert {row["status"] for row in found["eligibility"]} == {"INELIGIBLE"}
    path, day = f"/ineligible-addresses/{entry['entry_id']}/end", entry["from"]
    before = http.post(path, json={"to": "2001-01-01"}, headers={"If-Match": "1"})
    assert before.json()["fields"][0]["field"] == "to"
    assert http.post(path, json={"to": day}, headers={"If-Match": "1"}).json()["to"] == day
    items = http.get("/ineligible-addresses", params={"active": "true"}).json()["items"]
    assert entry["entry_id"] in [each["entry_id"] for each in items]


@pytest.mark.req("R61", "R178", "R181")
def test_listed_address_and_ineligible_property_get_an_assessment_for_a_reason_alone_and_no_project(
    http, new_customer, new_dwelling, link
):
    address = {"number": "830", "street": "BLEAK", "street_type": "ST", "zip": "93933"}
    assert http.post("/ineligible-addresses", json={"address": address, "reason": "OWNER"}).status_code == 201
    listed = http.post("/dwellings", json={"address": address | {"unit": "7"}}).json()["dwelling_id"]
    found, number = new_dwelling(unit="N1")["dwelling_id"], new_customer()["number"]
    decision = {"program": "LIWP", "status": "INELIGIBLE", "reason": "MOLD"}
    assert http.post(f"/properties/{found}/eligibility", json=decision).status_code == 201
    for dwelling_id, code, words in ((listed, "listed", "OWNER REFUSES"), (found, "ineligible", "MOLD")):
        link(number, dwelling_id)
        path = f"/dwellings/{dwelling_id}/assessments"
        refused = http.post(path, json={"program": "LIWP"}).json()["fields"][0]
        assert refused["code"] == "criteria_not_met" and words in refused["detail"]
        candidates = http.get(f"/customers/{number}/assessable-properties").json()["items"]
        [unmet] = [
            each["unmet"]
            for each in candidates
            if (each["dwelling_id"], each["program"]["code"]) == (dwelling_id, "LIWP")
        ]
        assert [each["code"] for each in unmet] == [code]
        in_spite = {"program": "LIWP", "override_reason": "CLEARED TODAY"}
        assert http.post(path, json=in_spite).status_code == 201
    body = {"program": "LIWP", "job_type": "ECIP", "dwelling_ids": [found, listed]}
    project = http.post("/projects", json=body)
    assert (project.status_code, project.json()["code"]) == (409, "address_is_ineligible")
    assert (
        "830 BLEAK ST 7" in project.json()["detail"] and "end the address's entry" in project.json()["detail"]
    )
    assert http.post("/projects", json=body | {"dwelling_ids": [found]}).status_code == 201


@pytest.mark.req("R61")
def test_entry_that_ended_blocks_nothing(http):
    address = {"number": "820", "street": "BLEAK", "street_type": "ST", "zip": "93933"}
    body = {"address": address, "reason": "OWNER", "from": "2020-01-01"}
    entry = http.post("/ineligible-addresses", json=body).json()
    path = f"/ineligible-addresses/{entry['entry_id']}/end"
    assert http.post(path, json={"to": "2021-01-01"}, headers={"If-Match": "1"}).status_code == 200
    assert not http.post("/ineligible-addresses/match", json=address).json()["ineligible"]
    dwelling_id = http.post("/dwellings", json={"address": address}).json()["dwelling_id"]
    job = http.post(f"/dwellings/{dwelling_id}/jobs", json={"job_type": "LIWP"})
    assert job.status_code == 201
    items = http.get("/ineligible-addresses", params={"active": "true", "limit": 200}).json()["items"]
    assert entry["entry_id"] not in [each["entry_id"] for each in items]


@pytest.mark.req("R95")
def test_property_nobody_has_is_not_found(http):
    assert http.get("/properties/999999999").json()["code"] == "dwelling_not_found"
    answer = http.post(
        "/properties/999999999/eligibility", json={"program": "LIWP", "status": "UNDETERMINED"}
    )
    assert answer.json()["code"] == "dwelling_not_found"
