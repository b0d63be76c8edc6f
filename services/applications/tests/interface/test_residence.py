"""A customer who lives elsewhere now is verified anew, as customers tells it (R142)."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, datetime

import httpx
import pytest
import sqlalchemy as sa

from applications.usecases import moving, verification
from homefire.events import Event
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


@pytest.fixture
def has_followed(suite, number, outbox_of):
    """`has_followed()`: whether applications has handled the last change of the customer that customers told."""
    handled = sa.text("select count(*) from inbox where event_id = :id and handler = 'follow_residence'")

    def ask():
        last = outbox_of("customers", subject=number, type="customer_updated")[-1]
        with suite.database("applications").connect() as connection:
            return connection.scalar(handled, {"id": last["id"]})

    return ask


def test_a_move_of_who_lives_where_the_mail_goes_opens_verification(
    http, receive, edit, statuses, number, place, suite, has_followed
):
    edit(mailing_address={"number": "1", "street": "PINE", "zip": "95077"})
    made = verify_all(http, receive())
    known = sa.text("select count(*) from application_search where customer_number = :number")
    with suite.database("customers").connect() as connection:
        eventually(lambda: connection.scalar(known, {"number": number}))
    with pytest.raises(httpx.HTTPStatusError) as asked:
        edit(mailing_address={"street": "FIR"})
    problem = asked.value.response
    assert (problem.status_code, [each["field"] for each in problem.json()["fields"]]) == (
        422,
        ["residence_change"],
    )
    edit(mailing_address={"street": "FIRE"}, residence_change="CORRECTION")
    eventually(has_followed)
    assert statuses(made)[0] == "VERIFIED"
    edit(mailing_address={"street": "FIR"}, residence_change="MOVED")
    eventually(lambda: statuses(made) == ("REVIEW", "PLACE_MOVED"))
    assert place(made)[0] == "MOVED"


def test_mail_alone_that_goes_elsewhere_puts_nothing_under_review(
    client, http, receive, edit, statuses, number, place, has_followed
):
    edit(mailing_address={"number": "1", "street": "PINE", "zip": "95077"})
    made = verify_all(http, receive())
    edit(mailing_address={"street": "FIR"}, residence_change="MAIL_ONLY")
    eventually(has_followed)
    assert statuses(made)[0] == "VERIFIED"
    assert place(made)[0] == ""
    record = client("customers").get(f"/customers/{number}").json()
    streets = record["mailing_address"]["street"], record["residence_address"]["street"]
    assert streets == ("FIR", "PINE")


@pytest.fixture
def heard(suite, number):
    """`heard("MOVED")`: the service hears that the customer lives elsewhere."""

    def tell(said):
        event = Event(
            uuid.uuid4(), "/customers", "customer_updated", str(number), datetime.now(UTC), {"residence_change": said},
            "1", "X", "staff", "abc", "", f"customer/{number}", 9, None, False,
        )  # fmt: skip
        with suite.work_in("applications") as work:
            moving.follow_residence(work, event)

    return tell


@pytest.fixture
def place(http):
    """`place(application)`: what is said of its place of service, of the decisions, and before a transfer."""

    def read(application):
        at = f"/applications/{application['id']}"
        decided = http.get(f"{at}/eligibility").json()
        checked = http.get(f"{at}/transfer").json()
        assert "findings" in checked, checked
        codes = [each["code"] for each in checked["findings"]]
        doubt = http.get(at).json()["place_doubt"]
        assert (decided["place_doubt"], "place_unconfirmed" in codes) == (doubt, bool(doubt))
        return doubt, [each["of_old_place"] for each in decided["decisions"]]

    return read


@pytest.fixture
def change(http):
    """`change(application, place_confirmed=True)`: edits an application in the version that it has."""

    def send(application, **body):
        at = f"/applications/{application['id']}"
        match = {"If-Match": str(http.get(at).json()["version"])}
        http.patch(at, json=body, headers=match).raise_for_status()

    return send


def test_a_move_asks_for_the_place_of_service_until_it_is_confirmed_or_changed(
    http, receive, move, heard, place, change, number, outbox_of
):
    made = move(verify_all(http, receive()), "ELIGIBLE").json()
    assert place(made) == ("", [False])
    heard("CORRECTION")
    assert place(made) == ("", [False])
    heard("MOVED")
    assert place(made) == ("MOVED", [True])
    heard("UNSAID")
    change(made, account_number="77")
    assert place(made) == ("MOVED", [True])
    change(made, place_confirmed=True)
    assert place(made) == ("", [False])
    heard("MOVED")
    change(made, place_of_service={"number": "99"}, place_change="MOVED")
    assert place(made) == ("", [True])
    doubts = [
        (one["old"], one["new"])
        for event in outbox_of("applications", subject=number, type="application_updated")
        for one in event["data"]["changes"]
        if one["field"] == "place_doubt"
    ]
    assert doubts == [("", "MOVED"), ("MOVED", ""), ("", "MOVED"), ("MOVED", "")]


def test_where_nobody_was_asked_the_address_alone_is_looked_at_and_the_place_confirmed(
    http, receive, heard, place, statuses
):
    made = verify_all(http, receive())
    items = f"/applications/{made['id']}/verification"
    before = {item["code"]: item["status"] for item in http.get(items).json()["items"]}
    heard("UNSAID")
    assert place(made) == ("UNSAID", [])
    [found] = [item for item in http.get(items).json()["items"] if item["code"] == "ADDRESS"]
    assert (found["status"], found["rule"]) == ("REVIEW", "RESIDENCE_CHANGED")
    assert found["reason"] == "the residence changed, nobody said why"
    after = {item["code"]: item["status"] for item in http.get(items).json()["items"]}
    assert after == before | {"ADDRESS": "REVIEW"}


def test_an_application_is_verified_anew_again_once_core_has_rejected_it(
    http, receive, move, change, statuses
):
    application = move(verify_all(http, receive()), "ELIGIBLE").json()
    application = move(application, "TRANSFERRED", transfer_date="1/5/2019").json()
    change(application, place_of_service={"unit": "7"}, place_change="MOVED")
    assert statuses(application)[0] == "VERIFIED"
    path = f"/applications/{application['id']}"
    for unit, (status, reason) in enumerate((("REJECTED", "OUT OF FUNDS"), ("CORRECTED", ""))):
        read = move(http.get(path).json(), status, reason=reason).json()
        change(read, place_of_service={"unit": str(unit)}, place_change="MOVED")
        assert statuses(read) == ("REVIEW", "PLACE_MOVED"), status
        verify_all(http, read)


def test_a_document_of_the_place_that_was_left_proves_nothing_of_the_new_one(
    suite, http, receive, change, number
):
    made = receive()
    path = f"/applications/{made['id']}/verification"
    data = {"document_id": 800_001, "document_type": "UTILITY_BILL", "file_name": "july.pdf"}
    event = Event(
        uuid.uuid4(), "/documents", "document_uploaded", str(number), datetime.now(UTC), data, "1", "X", "customer",
        "abc", "", "document/800001", 1, None, False,
    )  # fmt: skip
    with suite.work_in("applications") as work:
        verification.follow_document(work, event)

    def read():
        panel = http.get(path).json()
        [found] = [item for item in panel["items"] if item["code"] == "ADDRESS"]
        return panel["version"], found

    def verify():
        match = {"If-Match": str(read()[0])}
        return http.post(f"{path}/ADDRESS", json={"action": "VERIFY"}, headers=match)

    assert [each["document_id"] for each in read()[1]["documents"]] == [800_001]
    assert verify().status_code == 200
    change(made, place_of_service={"number": "99"}, place_change="MOVED")
    assert (read()[1]["status"], read()[1]["documents"]) == ("REVIEW", [])
    refused = verify()
    assert [(each["field"], each["code"]) for each in refused.json()["fields"]] == [
        ("reason", "reason_required")
    ]


def test_two_moves_at_once_wait_for_one_another_and_both_are_made(suite, receive, http):
    """The second one takes the first one's row before its own, as the first one does: neither holds what the other needs."""
    first, second = receive(), receive(program_year=2019)
    body = {"place_of_service": {"number": "99"}, "place_change": "MOVED"}
    answers = []

    def move_second():
        version = {"If-Match": str(second["version"])}
        answers.append(http.patch(f"/applications/{second['id']}", json=body, headers=version))

    waiting = (
        "select count(*) from pg_stat_activity where datname = 'applications' and wait_event_type = 'Lock'"
    )
    own = "select id from application where id = {id} for update nowait"
    moving_second = threading.Thread(target=move_second)
    database = suite.database("applications")
    with database.begin() as connection, database.connect() as looking:
        looking = looking.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql(own.format(id=first["id"]))
        moving_second.start()
        eventually(lambda: looking.exec_driver_sql(waiting).scalar())
        connection.exec_driver_sql(own.format(id=second["id"]))
    moving_second.join()
    assert [answer.status_code for answer in answers] == [200]
