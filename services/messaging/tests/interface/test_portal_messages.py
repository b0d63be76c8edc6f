"""Secure messages as customers and vendors see them: their own, and nobody else's (R226, R227)."""

from __future__ import annotations

import pytest

SECRET = "The key is under the mat."


@pytest.fixture
def number(running, new_customer):
    """A customer who has no messages."""
    running("customers", "messaging", "documents")
    return new_customer()["number"]


@pytest.fixture
def served(number, assign):
    """A vendor who works for the customer."""
    assign(6000 + number, number, job_id=number)
    return 6000 + number


@pytest.fixture
def as_customer(portal, number):
    """The customer's own client."""
    return portal("messaging", "customer", number)


@pytest.fixture
def as_vendor(portal, served):
    """The vendor's own client."""
    return portal("messaging", "vendor", served)


def send(client, **body):
    """A message from the portal."""
    answer = client.post("/portal/messages", json={"text": SECRET} | body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def ids(client, path="/portal/messages"):
    """The ids of a list's messages."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def refused(client, message_id=None, **body):
    """The code of what is refused: opening a message, or sending one."""
    path = "/portal/messages" if message_id is None else f"/portal/messages/{message_id}/opened"
    answer = client.post(path, json={"text": "x"} | body if message_id is None else None)
    assert answer.status_code == 404, answer.text
    return answer.json()["code"]


@pytest.mark.req("R226", "R227")
def test_three_sides_talk_in_threads_of_two_and_the_staff_sees_them_all(
    client, as_customer, as_vendor, number, served
):
    staff = client("messaging")
    home = send(as_customer, to="staff")
    between = send(as_customer, to="vendor", vendor_number=served, job_id=number)
    about = send(as_vendor, to="staff", customer_number=number)
    path = f"/customers/{number}/secure-messages"
    private = staff.post(path, json={"to": "vendor", "vendor_number": served, "text": SECRET}).json()
    assert ids(as_customer) == [between["id"], home["id"]]
    assert ids(as_vendor) == [private["id"], about["id"], between["id"]]
    assert ids(staff, path) == [private["id"], about["id"], between["id"], home["id"]]
    assert [each["staff_reads_along"] for each in (home, between, about)] == [False, True, False]
    assert staff.post(f"/secure-messages/{between['id']}/opened").json()["text"] == SECRET
    shown = as_customer.get("/portal/messages").json()["items"]
    assert all(reading["kind"] != "staff" for item in shown for reading in item["readings"])
    for unseen in (about, private):
        assert refused(as_customer, unseen["id"]) == "message_not_found"
    assert refused(as_vendor, home["id"]) == "message_not_found"


@pytest.mark.req("R226", "R247")
def test_nobody_reaches_another_s_thread(portal, new_customer, as_customer, as_vendor, number, served):
    home = send(as_customer, to="staff")
    between = send(as_customer, to="vendor", vendor_number=served)
    other = portal("messaging", "customer", new_customer()["number"])
    rival = portal("messaging", "vendor", served + 1)
    for stranger in (other, rival):
        assert ids(stranger) == []
        for message in (home, between):
            assert refused(stranger, message["id"]) == "message_not_found"
    assert refused(other, to="vendor", vendor_number=served) == "addressee_not_found"
    assert refused(rival, to="customer", customer_number=number) == "addressee_not_found"
    assert refused(rival, to="staff", customer_number=number) == "addressee_not_found"
    assert refused(as_vendor, to="staff", customer_number=number + 10**6) == "addressee_not_found"
    assert refused(as_vendor, to="staff") == "addressee_not_found"


@pytest.mark.req("R226")
def test_customer_s_own_number_counts_and_none_of_a_request(as_customer, new_customer, number):
    another = new_customer()["number"]
    assert send(as_customer, to="staff", customer_number=another)["customer_number"] == number
    answer = as_customer.post("/portal/messages", json={"to": "customer", "text": "x"})
    assert (answer.status_code, answer.json()["fields"][0]["code"]) == (422, "not_an_addressee")


@pytest.mark.req("R226")
def test_vendor_that_is_no_longer_assigned_sees_nothing_more(as_customer, as_vendor, number, served, assign):
    between = send(as_customer, to="vendor", vendor_number=served)
    assert as_vendor.post(f"/portal/messages/{between['id']}/opened").json()["text"] == SECRET
    assert [each["number"] for each in as_vendor.get("/portal/messages/addressees").json()["customers"]] == [
        number
    ]
    assign(None, number, sequence=2)
    assert ids(as_vendor) == []
    assert refused(as_vendor, between["id"]) == "message_not_found"
    assert refused(as_vendor, to="customer", customer_number=number) == "addressee_not_found"
    assert as_vendor.get("/portal/messages/addressees").json()["customers"] == []


@pytest.mark.req("R244", "R247")
def test_staff_s_operations_are_not_the_portal_s_nor_the_other_way_round(client, as_customer, number):
    staff = client("messaging")
    for path in ("/portal/messages", "/portal/messages/addressees"):
        assert staff.get(path).status_code == 403
    assert as_customer.get(f"/customers/{number}/secure-messages").status_code == 403
    assert as_customer.post("/secure-messages/1001/opened").status_code == 403
