"""Which messages a vendor has, and until when: it follows from its work, its own days and who lives there (R226)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from homefire import plumbing, projection
from homefire.testing.suite import eventually


@pytest.fixture
def number(running, new_customer):
    """A customer who has no messages."""
    running("customers", "messaging")
    return new_customer()["number"]


@pytest.fixture
def served(number, assign):
    """A vendor who works on a project for the customer."""
    assign(7000 + number, number, job_id=number)
    return 7000 + number


@pytest.fixture
def as_vendor(portal, served):
    """The vendor's own client."""
    return portal("messaging", "vendor", served)


@pytest.fixture
def message(portal, number, served):
    """The id of what the customer has written to the vendor."""
    body = {"to": "vendor", "vendor_number": served, "text": "The key is under the mat."}
    answer = portal("messaging", "customer", number).post("/portal/messages", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def reads(vendor, message):
    """Whether the vendor sees the message in its list and opens it."""
    listed = [item["id"] for item in vendor.get("/portal/messages").json()["items"]]
    status = vendor.post(f"/portal/messages/{message}/opened").status_code
    assert (message in listed) == (status == 200)
    return status == 200


def writes(vendor, number):
    """Whether the vendor may write to the customer, as it is offered and as it is answered."""
    body = {"to": "customer", "customer_number": number, "text": "We come on Tuesday."}
    status = vendor.post("/portal/messages", json=body).status_code
    offered = vendor.get("/portal/messages/addressees").json()["customers"]
    assert (number in [each["number"] for each in offered]) == (status == 201)
    return status == 201


def moves(hear, number, sequence, status, days_ago=0):
    """The customer's project has come to a status."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    hear("job_status_changed", f"job/{number}", sequence, at=at, kind="project", status=status)


@pytest.mark.req("R226")
@pytest.mark.parametrize(
    ("status", "days_ago", "reading"),
    [
        ("COMPLETED", 0, True),
        ("REPORTED", 29, True),
        ("COMPLETED", 31, False),
        ("CANCELLED", 0, False),
        ("DEFERRED", 0, False),
    ],
)
def test_vendor_stops_writing_when_its_project_ends_and_reading_thirty_days_after_it_is_done(
    as_vendor, number, served, message, hear, client, status, days_ago, reading
):
    assert (reads(as_vendor, message), writes(as_vendor, number)) == (True, True)
    moves(hear, number, 2, status, days_ago)
    assert (reads(as_vendor, message), writes(as_vendor, number)) == (reading, False)
    body = {"to": "vendor", "vendor_number": served, "text": "Are you still there?"}
    answer = client("messaging").post(f"/customers/{number}/secure-messages", json=body)
    assert answer.json()["code"] == "addressee_not_found"


@pytest.mark.req("R226")
def test_report_does_not_begin_the_thirty_days_anew_and_work_that_goes_on_opens_again(
    as_vendor, number, message, hear
):
    moves(hear, number, 2, "COMPLETED", days_ago=31)
    moves(hear, number, 3, "REPORTED")
    assert not reads(as_vendor, message)
    moves(hear, number, 5, "IN_PROGRESS")
    moves(hear, number, 4, "COMPLETED")
    assert (reads(as_vendor, message), writes(as_vendor, number)) == (True, True)


@pytest.mark.req("R226")
def test_completed_assessment_ends_writing(number, served, assign, as_vendor, message, hear):
    moves(hear, number, 2, "CANCELLED")
    visit = {"aggregate": f"assessment/{number}"}
    assign(served, number, **visit, event="assessment_assigned", status="ASSIGNED")
    assert writes(as_vendor, number)
    assign(served, number, **visit, sequence=2, event="assessment_completed", status="COMPLETED")
    assert (reads(as_vendor, message), writes(as_vendor, number)) == (True, False)


@pytest.mark.req("R226")
def test_vendor_outside_its_days_has_nothing(as_vendor, number, served, message, hear):
    ended = {"name": "VENDOR", "active_from": "2001-01-01", "active_to": "2020-12-31"}
    hear("vendor_updated", f"vendor/{served}", 2, **ended)
    assert (reads(as_vendor, message), writes(as_vendor, number)) == (False, False)
    hear("vendor_updated", f"vendor/{served}", 3, **(ended | {"active_to": None}))
    assert (reads(as_vendor, message), writes(as_vendor, number)) == (True, True)


@pytest.mark.req("R226")
def test_customers_of_a_vendor_change_with_who_lives_where_it_works(
    as_vendor, number, message, hear, new_customer
):
    link = {"dwelling_id": number, "linked_from": "2001-01-01"}
    moved = link | {"link_id": number, "customer_number": number, "linked_to": "2020-12-31"}
    hear("dwelling_link_ended", f"dwelling_link/{number}", 2, **moved)
    assert (reads(as_vendor, message), writes(as_vendor, number)) == (False, False)
    arrived = new_customer()["number"]
    there = link | {"link_id": arrived, "customer_number": arrived, "linked_to": None}
    hear("dwelling_linked", f"dwelling_link/{arrived}", 1, **there)
    assert writes(as_vendor, arrived)


@pytest.mark.req("R11", "R226")
def test_messages_about_a_deleted_record_are_nobody_s_in_the_portal(
    as_vendor, number, message, portal, client, suite
):
    own = portal("messaging", "customer", number)
    assert (own.get("/portal/messages").status_code, reads(as_vendor, message)) == (200, True)
    put(suite, number, "DELETED")
    for answer in (
        own.get("/portal/messages"),
        own.get("/portal/messages/addressees"),
        own.post(f"/portal/messages/{message}/opened"),
        own.post("/portal/messages", json={"to": "staff", "text": "x"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "customer_deleted")
    assert not reads(as_vendor, message)
    body = {"to": "customer", "customer_number": number, "text": "x"}
    assert as_vendor.post("/portal/messages", json=body).status_code == 404


@pytest.mark.req("R226", "R252")
def test_log_in_of_a_merged_record_has_the_survivor_s_messages_until_it_is_unmerged(
    number, portal, suite, new_customer
):
    survivor = new_customer()["number"]
    home, other = (portal("messaging", "customer", each) for each in (number, survivor))
    kept = other.post("/portal/messages", json={"to": "staff", "text": "x"}).json()["id"]
    assert home.post(f"/portal/messages/{kept}/opened").status_code == 404
    put(suite, number, "MERGED", survivor)
    assert home.post(f"/portal/messages/{kept}/opened").status_code == 200
    put(suite, survivor, "DELETED")
    assert home.post(f"/portal/messages/{kept}/opened").status_code == 409
    put(suite, survivor, "ACTIVE")
    put(suite, number, "ACTIVE")
    assert home.post(f"/portal/messages/{kept}/opened").status_code == 404


def put(suite, number, status, survivor=None):
    """How messaging knows a record to stand."""

    def known():
        with suite.database("messaging").connect() as connection:
            return projection.recall(connection, "customers", str(number))

    state = eventually(known) | {"status": status, "survivor": survivor}
    with suite.database("messaging").begin() as connection:
        mine = plumbing.projection.c
        query = sa.update(plumbing.projection).where(mine.source == "customers", mine.key == str(number))
        connection.execute(query.values(data=state))
