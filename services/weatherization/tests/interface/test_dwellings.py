"""Dwellings and links, and whose record their events belong to."""

from __future__ import annotations

import pytest

from homefire.schemas import page_of
from weatherization.schemas import link as schemas


@pytest.mark.req("R100")
def test_create_dwelling_fills_in_city_county_and_state_from_the_zip(http):
    answer = http.post("/dwellings", json={"address": {"street": "THAT", "zip": "93933"}})
    assert answer.status_code == 201, answer.text
    address = answer.json()["address"]
    assert (address["city"], address["county"], address["state"]) == ("MARINA", "MONTEREY", "CA")


def test_create_dwelling_with_an_unknown_zip_says_what_to_do(http):
    answer = http.post("/dwellings", json={"address": {"street": "THAT", "zip": "00001"}})
    assert answer.status_code == 422
    assert answer.json()["fields"] == [
        {"field": "address.zip", "code": "unknown_zip", "detail": answer.json()["detail"]}
    ]
    typed = {"street": "THAT", "zip": "00001", "city": "SOMEWHERE", "county": "MONTEREY", "state": "ca"}
    assert http.post("/dwellings", json={"address": typed}).json()["address"]["state"] == "CA"


def test_update_dwelling_tells_each_changed_field(http, new_dwelling, outbox_of):
    dwelling = new_dwelling()
    path = f"/dwellings/{dwelling['dwelling_id']}"
    body = {"kind": "MOBILE_HOME", "address": {"unit": "12"}}
    answer = http.patch(path, json=body, headers={"If-Match": "1"})
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    told = outbox_of("weatherization", type="dwelling_updated")[-1]["data"]
    assert [(change["field"], change["old"], change["new"]) for change in told["changes"]] == [
        ("kind", "SINGLE_FAMILY", "MOBILE_HOME"),
        ("address.unit", "", "12"),
    ]
    assert http.patch(path, json=body, headers={"If-Match": "2"}).json()["version"] == 2


@pytest.mark.req("R95")
def test_link_that_overlaps_is_refused_and_one_after_it_is_taken(new_customer, new_dwelling, link):
    number, dwelling_id = new_customer()["number"], new_dwelling()["dwelling_id"]
    assert link(number, dwelling_id, to="2020-03-31").status_code == 201
    refused = link(number, dwelling_id, **{"from": "2020-03-31"})
    assert (refused.status_code, refused.json()["code"]) == (409, "already_linked")
    assert link(number, dwelling_id, **{"from": "2020-04-01"}).status_code == 201


@pytest.mark.req("R95")
def test_end_dwelling_link_keeps_the_link_with_its_last_day(http, new_customer, new_dwelling, link):
    number, dwelling_id = new_customer()["number"], new_dwelling()["dwelling_id"]
    made = link(number, dwelling_id).json()
    path = f"/customers/{number}/dwellings/{made['link_id']}/end"
    assert http.post(path, json={"to": "2019-12-31"}, headers={"If-Match": "1"}).status_code == 422
    ended = http.post(path, json={"to": "2020-05-05"}, headers={"If-Match": "1"})
    assert (ended.status_code, ended.json()["to"], ended.json()["version"]) == (200, "2020-05-05", 2)
    page = http.get(f"/customers/{number}/dwellings").json()
    assert not page_of(schemas.Link)().validate(page)
    assert [(each["from"], each["to"]) for each in page["items"]] == [("2020-01-01", "2020-05-05")]


def test_end_dwelling_link_of_another_customer_is_not_found(http, new_customer, new_dwelling, link):
    made = link(new_customer()["number"], new_dwelling()["dwelling_id"]).json()
    other = new_customer()["number"]
    path = f"/customers/{other}/dwellings/{made['link_id']}/end"
    answer = http.post(path, json={"to": "2020-05-05"}, headers={"If-Match": "1"})
    assert (answer.status_code, answer.json()["code"]) == (404, "dwelling_link_not_found")


def test_link_dwelling_refuses_a_customer_whom_nobody_knows(running, new_dwelling, link):
    running("customers")
    refused = link(999_999_999, new_dwelling()["dwelling_id"])
    assert (refused.status_code, refused.json()["code"]) == (404, "customer_not_found")


def test_job_event_belongs_to_the_occupant_and_lists_everybody_linked(
    http, new_customer, new_dwelling, new_job, link, move, outbox_of
):
    owner, occupant = new_customer()["number"], new_customer()["number"]
    gone, dwelling_id = new_customer()["number"], new_dwelling()["dwelling_id"]
    job = new_job(dwelling_id)
    assert outbox_of("weatherization", subject=f"dwelling:{dwelling_id}", type="job_created")
    link(owner, dwelling_id, role="owner")
    job = move(job, "SCHEDULED").json()
    link(gone, dwelling_id, to="2020-02-02")
    link(occupant, dwelling_id)
    move(job, "ASSESSED")
    moves = [
        (event["subject"], event["data"]["new_status"], event["data"]["customers"], event["sequence"])
        for event in outbox_of("weatherization", type="job_status_changed")
        if event["aggregate"] == f"job/{job['job_id']}"
    ]
    assert moves == [
        (str(owner), "SCHEDULED", [owner], 2),
        (str(occupant), "ASSESSED", sorted([owner, occupant]), 3),
    ]
