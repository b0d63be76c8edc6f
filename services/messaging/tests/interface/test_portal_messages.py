"""Secure messages as customers and vendors see them: their own, and nobody else's (R226, R227)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from messaging.domain import secure_message as rules

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


@pytest.mark.req("R226")
def test_log_in_sends_so_many_messages_in_a_day_and_is_told_when_it_may_go_on(portal, number, suite):
    as_customer = portal("messaging", "customer", number, subject=f"busy-{number}")
    first = send(as_customer, to="staff")["id"]
    same = "thread_id, sender_kind, sender_id, sender_name, sent_at, body_sealed"
    copies = sa.text(
        f"insert into secure_message (id, version, {same}) select nextval('secure_message_id_seq'), 1, {same} "
        "from secure_message, generate_series(2, :most) where id = :first"
    )
    earlier = sa.text("update secure_message set sent_at = sent_at - interval '1 day' where id = :first")
    with suite.database("messaging").begin() as connection:
        connection.execute(copies, {"first": first, "most": rules.MOST_FROM_PORTAL})
    answer = as_customer.post("/portal/messages", json={"to": "staff", "text": SECRET})
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_messages")
    assert "You can send again after" in answer.json()["detail"] and answer.json()["again_at"]
    with suite.database("messaging").begin() as connection:
        connection.execute(earlier, {"first": first})
    send(as_customer, to="staff")
    assert as_customer.post("/portal/messages", json={"to": "staff", "text": SECRET}).status_code == 429


@pytest.mark.req("R131", "R235")
def test_staff_count_is_of_what_was_written_to_the_staff_in_the_record_of_whoever_wrote_it(
    client, as_customer, as_vendor, number, served
):
    staff = client("messaging")
    home = send(as_customer, to="staff")["id"]
    between = send(as_customer, to="vendor", vendor_number=served)["id"]
    about = send(as_vendor, to="staff", customer_number=number)["id"]
    send(as_vendor, to="customer", customer_number=number)
    path = f"/customers/{number}/secure-messages"

    def counts():
        return [staff.get(each).json()["unread"] for each in (path, f"/vendors/{served}/secure-messages")]

    shown = {item["id"]: item["unread"] for item in staff.get(path).json()["items"]}
    assert [shown[each] for each in (home, about, between)] == [True, True, False]
    assert staff.get(f"/secure-messages/{home}").json()["unread"]
    assert counts() == [1, 1]
    staff.post(f"/secure-messages/{home}/opened")
    assert counts() == [0, 1]
    staff.post(f"/secure-messages/{about}/opened")
    assert counts() == [0, 0]


@pytest.mark.req("R244", "R247")
def test_staff_s_operations_are_not_the_portal_s_nor_the_other_way_round(client, as_customer, number):
    staff = client("messaging")
    for path in ("/portal/messages", "/portal/messages/addressees"):
        assert staff.get(path).status_code == 403
    assert as_customer.get(f"/customers/{number}/secure-messages").status_code == 403
    assert as_customer.post("/secure-messages/1001/opened").status_code == 403
