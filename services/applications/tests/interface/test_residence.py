"""A customer who lives elsewhere now is verified anew, as customers tells it (R142)."""

from __future__ import annotations

import pytest

from homefire.testing.suite import eventually, verify_all

pytestmark = pytest.mark.req("R142")
ELM = {"number": "1", "street": "ELM", "zip": "95077"}


@pytest.fixture
def edit(client, number):
    """`edit(residence_address={…})`: changes the customer's own record."""
    customers = client("customers")

    def change(**body):
        path = f"/customers/{number}"
        version = {"If-Match": str(customers.get(path).json()["version"])}
        customers.patch(path, json=body, headers=version).raise_for_status()

    return change


@pytest.fixture
def statuses(http):
    """`statuses(application)`: where its address stands, and by which rule."""

    def read(application):
        items = http.get(f"/applications/{application['id']}/verification").json()["items"]
        [found] = [item for item in items if item["code"] == "ADDRESS"]
        return found["status"], found["rule"]

    return read


def test_a_move_opens_verification_of_every_open_application_once(
    receive, http, move, edit, statuses, number, outbox_of
):
    sent = move(verify_all(http, receive(program_year=2019, intake_date="2019-03-01")), "ELIGIBLE").json()
    move(sent, "TRANSFERRED", transfer_date="3/5/2019").raise_for_status()
    elsewhere = {"street": "OAK", "zip": "95077"}
    ready, open_one = (
        move(verify_all(http, receive()), "ELIGIBLE").json(),
        verify_all(http, receive(program_year=2020, intake_date="2020-03-01", place_of_service=elsewhere)),
    )
    edit(residence_address=ELM)
    edit(residence_address={"number": "2"}, residence_change="CORRECTION")
    edit(mailing_address={"street": "PO BOX 9", "zip": "95077"})
    edit(residence_address={"number": "77"}, residence_change="MOVED")
    for each in (ready, open_one):
        eventually(lambda each=each: statuses(each)[0] == "REVIEW")
        assert statuses(each) == ("REVIEW", "PLACE_MOVED")
    assert statuses(sent)[0] == "VERIFIED"
    told = [
        (event["data"]["application_id"], event["data"]["item"])
        for event in outbox_of("applications", subject=number, type="verification_changed")
        if event["data"]["new_status"] == "REVIEW"
    ]
    assert sorted(told) == [(each["id"], "ADDRESS") for each in (ready, open_one)]
    assert http.get(f"/applications/{ready['id']}").json()["status"] == "ELIGIBLE"
