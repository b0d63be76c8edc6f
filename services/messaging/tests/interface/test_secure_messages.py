"""Secure messages as the staff sends and reads them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from homefire.errors import Invalid, Problem

TEXT = "The crew comes on Tuesday. CANARY-7731"


@pytest.fixture
def number(running, new_customer):
    """A customer who has no messages."""
    running("customers", "messaging", "documents")
    return new_customer()["number"]


@pytest.fixture
def http(client):
    """A caseworker's client of messaging."""
    return client("messaging")


def send(client, number, **fields):
    """A message of the staff, to the customer unless said otherwise."""
    answer = client.post(
        f"/customers/{number}/secure-messages", json={"to": "customer", "text": TEXT} | fields
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


def write_home(portal, number, **fields):
    """A message of the customer to the staff."""
    body = {"to": "staff", "text": "Please call me back."} | fields
    answer = portal("messaging", "customer", number).post("/portal/messages", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def listed(client, path):
    """The items of a list."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def code(answer):
    """Status and code of a refusal."""
    return answer.status_code, answer.json()["code"]


@pytest.mark.req("R224", "R237")
def test_text_is_sealed_for_its_row_and_leaves_it_by_opening_alone(http, number, outbox_of, suite):
    key = {"Idempotency-Key": f"secure-{number}"}
    body = {"to": "customer", "text": TEXT}
    made = http.post(f"/customers/{number}/secure-messages", json=body, headers=key).json()
    again = http.post(f"/customers/{number}/secure-messages", json=body, headers=key).json()
    assert made["id"] == again["id"]
    assert "text" not in made and "text" not in listed(http, f"/customers/{number}/secure-messages")[0]
    assert http.post(f"/secure-messages/{made['id']}/opened").json()["text"] == TEXT
    [told] = outbox_of("messaging", subject=number, type="secure_message_sent")
    assert (told["data"]["sender"], told["data"]["recipient"]) == ("staff", "customer")
    assert "CANARY" not in str(outbox_of("messaging", subject=number))
    with suite.database("messaging").connect() as connection:
        kept = connection.execute(sa.text("select answer::text from answers")).scalars().all()
        bodies = connection.execute(sa.text("select id, body_sealed from secure_message")).all()
    assert "CANARY" not in str(kept)
    assert all(b"CANARY" not in bytes(row.body_sealed or b"") for row in bodies)


@pytest.mark.req("R224")
def test_text_moved_to_another_row_does_not_open(http, number, suite):
    one, other = send(http, number), send(http, number, text="another")
    swap = sa.text(
        "update secure_message set body_sealed = (select body_sealed from secure_message where id = :a) where id = :b"
    )
    with suite.database("messaging").begin() as connection:
        connection.execute(swap, {"a": one["id"], "b": other["id"]})
    assert http.post(f"/secure-messages/{other['id']}/opened").status_code == 500
    with suite.database("messaging").begin() as connection:
        connection.execute(sa.text("delete from secure_message where id = :b"), {"b": other["id"]})


@pytest.mark.req("R224")
def test_text_never_travels_on_the_bus(rpc, number):
    with pytest.raises(Invalid) as refused:
        rpc("messaging", "send_secure_message", number, {"to": "customer", "text": TEXT})
    assert refused.value.code == "protected_over_rpc"
    with pytest.raises(Problem):
        rpc("messaging", "open_secure_message", 1001)


@pytest.mark.req("R235", "R236")
def test_read_state_is_kept_per_reader_once_and_an_observer_clears_no_count(
    client, http, portal, number, outbox_of
):
    message = write_home(portal, number)
    path, one = f"/customers/{number}/secure-messages", f"/secure-messages/{message['id']}/opened"
    assert (listed(http, path)[0]["unread"], http.get(path).json()["unread"]) == (True, 1)
    assert client("messaging", role="auditor").post(one).status_code == 200
    assert listed(http, path)[0]["unread"]
    opened, again = http.post(one).json(), http.post(one).json()
    assert (opened["text"], opened["unread"], again["version"]) == (
        "Please call me back.",
        False,
        opened["version"],
    )
    assert [(each["kind"], each["name"]) for each in again["readings"]] == [
        ("observer", "LOCAL AUDITOR"),
        ("staff", "LOCAL CASEWORKER"),
    ]
    assert http.get(path).json()["unread"] == 0
    read = outbox_of("messaging", subject=number, type="secure_message_read")
    assert [(each["sequence"], each["data"]["reader_kind"]) for each in read] == [
        (2, "observer"),
        (3, "staff"),
    ]


@pytest.mark.req("R235")
def test_staff_reading_leaves_the_customer_s_state_alone(http, portal, number):
    message = send(http, number)
    customer = portal("messaging", "customer", number)
    assert http.post(f"/secure-messages/{message['id']}/opened").json()["readings"] == []
    assert listed(customer, "/portal/messages")[0]["unread"]
    assert customer.post(f"/portal/messages/{message['id']}/opened").json()["text"] == TEXT
    assert not listed(customer, "/portal/messages")[0]["unread"]
    [reading] = listed(http, f"/customers/{number}/secure-messages")[0]["readings"]
    assert reading["kind"] == "customer" and reading["at"].endswith("Z")


@pytest.mark.req("R226", "R238")
def test_staff_writes_to_a_vendor_only_where_it_works_for_the_customer(http, number, assign):
    path = f"/customers/{number}/secure-messages"
    body = {"to": "vendor", "vendor_number": 2000 + number, "text": "Bring the blower door."}
    assert code(http.post(path, json=body)) == (404, "addressee_not_found")
    assign(2000 + number, number, job_id=number)
    offered = http.get(f"{path}/addressees").json()["vendors"]
    assert offered == [{"number": 2000 + number, "name": f"VENDOR {2000 + number}", "jobs": [number]}]
    plain, project = send(http, number, **body), send(http, number, **body, job_id=number)
    assert (project["thread_kind"], project["job_id"]) == ("VENDOR_STAFF", number)
    assert plain["thread_id"] != project["thread_id"]
    assert send(http, number, **body)["thread_id"] == plain["thread_id"]
    assert code(http.post(path, json=body | {"job_id": 1})) == (404, "addressee_not_found")
    assign(None, number, sequence=2)
    assert code(http.post(path, json=body)) == (404, "addressee_not_found")
    assert len(listed(http, f"/vendors/{2000 + number}/secure-messages")) == 3


@pytest.mark.req("R226")
def test_older_news_of_an_assignment_changes_nothing_and_a_cancelled_assessment_ends_it(http, number, assign):
    vendor, visit = 3000 + number, f"assessment/{number}"
    assign(vendor, number, aggregate=visit, sequence=3, event="assessment_assigned", status="ASSIGNED")
    assign(None, number, aggregate=visit, sequence=2, event="assessment_assigned", status="ORDERED")
    path = f"/customers/{number}/secure-messages/addressees"
    assert [each["number"] for each in http.get(path).json()["vendors"]] == [vendor]
    assign(vendor, number, aggregate=visit, sequence=4, event="assessment_cancelled", status="CANCELLED")
    assert http.get(path).json()["vendors"] == []


@pytest.mark.req("R153")
def test_message_to_a_dormant_customer_needs_its_sender_s_confirmation(http, client, running, new_customer):
    running("customers", "messaging")
    number = new_customer(dormant=True)["number"]
    path, body = f"/customers/{number}/secure-messages", {"to": "customer", "text": "Are you still there?"}
    assert code(http.post(path, json=body)) == (409, "customer_dormant")
    assert listed(http, path) == []
    assert send(http, number, **body, dormant_confirmed=True)["recipient"] == "customer"
