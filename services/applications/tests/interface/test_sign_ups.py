"""Whose a sign-up is when links begin and end, and which application takes its answers over (R199, R262)."""

from __future__ import annotations

import threading
import uuid

import pytest
import sqlalchemy as sa

from homefire.testing.suite import eventually, once_owners_answer

ANSWERS = [
    {"code": "AVAILABILITY", "answer": "EVENINGS"},
    {"code": "PREFERRED_METHOD", "answer": "EMAIL"},
    {"code": "SHUT_OFF", "answer": "YES"},
]


class LogIn:
    """A log-in of the portal, and the staff who link it and take it away."""

    def __init__(self, portal, customers, database):
        self.id = str(uuid.uuid4())
        self._portal, self._customers, self._database = portal, customers, database

    def sign_up(self, program, acting_for=None):
        client = self._portal("applications", "customer", acting_for, subject=self.id, name="NEW COMER")
        return client.post("/portal/sign-up", json={"program": program, "answers": ANSWERS})

    def link(self, number):
        body = {"account_id": self.id, "account_name": "NEW COMER"}
        made = self._customers.post(f"/customers/{number}/portal-access/links", json=body)
        assert made.status_code == 201, made.text
        eventually(lambda: self.known().get("link_id") == made.json()["id"])
        return made.json()["id"]

    def end(self, number, link_id):
        path = f"/customers/{number}/portal-access/links/{link_id}/end"
        assert self._customers.post(path).status_code == 200
        eventually(lambda: self.known().get("number", 0) is None)

    def known(self):
        """What applications has heard of it."""
        query = sa.text("select data from projection where source = 'portal_account' and key = :key")
        with self._database("applications").connect() as connection:
            return connection.execute(query, {"key": self.id}).scalar() or {}


@pytest.fixture
def log_in(running, portal, client, database):
    """A log-in that nobody has linked."""
    running("customers", "applications")
    return LogIn(portal, client("customers"), database)


@pytest.fixture
def open_program(client):
    """A program of this test's own: its year 2026 takes applications today, 2025 did until 1999."""
    code = f"P{uuid.uuid4().hex[:6].upper()}"
    manager = client("applications", role="program_manager")
    made = manager.post("/programs", json={"code": code, "name": f"Program {code}"})
    for year, days in ((2026, ("2000-01-01", "2199-12-31")), (2025, ("1990-01-01", "1999-12-31"))):
        body = dict(zip(("valid_from", "valid_to"), days, strict=True))
        match = {"If-Match": str(made.json()["version"])}
        made = manager.put(f"/programs/{code}/years/{year}", json=body, headers=match)
        assert made.status_code == 200, made.text
    return code


def of(http, number):
    return [each["program"] for each in http.get(f"/customers/{number}/registrations").json()["items"]]


def answers_of(http, application):
    return len(http.get(f"/applications/{application['id']}/questionnaire").json()["answers"])


@pytest.mark.req("R262")
def test_link_that_is_told_while_a_log_in_signs_up_finds_the_sign_up(
    log_in, number, open_program, http, database, client
):
    waiting = (
        "select count(*) from pg_stat_activity where datname = 'applications' and wait_event_type = 'Lock'"
    )
    answers = []
    signing_up = threading.Thread(target=lambda: answers.append(log_in.sign_up(open_program, number)))
    body = {"account_id": log_in.id, "account_name": "NEW COMER"}
    engine = database("applications")
    with engine.begin() as holding, engine.connect() as looking:
        looking = looking.execution_options(isolation_level="AUTOCOMMIT")
        # It has looked for a link, and waits to put its row in.
        holding.exec_driver_sql("lock table registration in share mode")
        signing_up.start()
        eventually(lambda: looking.exec_driver_sql(waiting).scalar())
        client("customers").post(f"/customers/{number}/portal-access/links", json=body).raise_for_status()
        eventually(lambda: log_in.known() or looking.exec_driver_sql(waiting).scalar() >= 2)
    signing_up.join()
    assert [answer.status_code for answer in answers] in ([200], [201])
    eventually(lambda: of(http, number) == [open_program])


@pytest.mark.req("R262")
def test_log_in_whose_link_was_ended_writes_nothing_into_the_record(
    log_in, number, open_program, http, receive, new_customer
):
    assert log_in.sign_up(open_program).status_code == 201
    link_id = log_in.link(number)
    assert of(http, number) == [open_program]
    log_in.end(number, link_id)
    assert of(http, number) == []
    assert log_in.sign_up("HEAP").status_code == 201
    assert log_in.sign_up("HEAP", acting_for=number).status_code == 409, "it waits already"
    assert of(http, number) == []
    received = receive(program=open_program, program_year=2026, intake_date="2026-11-02")
    assert answers_of(http, received) == 0
    right = new_customer()["number"]
    log_in.link(right)
    assert set(of(http, right)) == {open_program, "HEAP"}
    assert of(http, number) == []


@pytest.mark.req("R175", "R199", "R262")
def test_application_received_before_the_link_takes_the_answers_and_the_day_over(
    log_in, number, open_program, http, receive, database
):
    application = receive(program=open_program, program_year=2026, intake_date="2026-11-02")
    assert log_in.sign_up(open_program).status_code == 201
    log_in.link(number)
    assert answers_of(http, application) == 3
    shown = http.get(f"/applications/{application['id']}").json()
    [registration] = http.get(f"/customers/{number}/registrations").json()["items"]
    assert (shown["intake_date"], shown["registered_on"]) == ("2026-11-02", registration["registered_on"])
    assert shown["registered_on"] != "2026-11-02" and registration["received"] is True
    columns = "account_id, customer_number, program_code, program_year, answers, entered_by, entered_at, application_id"
    earlier = sa.text(
        f"insert into registration (registered_on, {columns}) select '2026-10-30', {columns} from registration"
        " where account_id = :id"
    )
    with database("applications").begin() as connection:
        connection.execute(earlier, {"id": log_in.id})
    first = http.get(f"/applications/{application['id']}").json()["registered_on"]
    assert first == "2026-10-30", "of two sign-ups the first is the registration"


@pytest.mark.req("R199", "R262")
def test_sign_up_of_a_log_in_that_is_linked_fills_the_open_application(
    log_in, number, open_program, http, receive
):
    log_in.link(number)
    application = receive(program=open_program, program_year=2026, intake_date="2026-11-02")
    assert log_in.sign_up(open_program, acting_for=number).status_code == 201
    assert answers_of(http, application) == 3


@pytest.mark.req("R199", "R262")
def test_sign_up_of_one_year_feeds_no_application_of_another_and_bars_no_sign_up_for_the_next(
    log_in, number, open_program, http, receive, database
):
    log_in.link(number)
    assert log_in.sign_up(open_program, acting_for=number).status_code == 201
    old = receive(program=open_program, program_year=2025, intake_date="1999-05-05")
    assert (
        answers_of(http, old) == 0 and http.get(f"/applications/{old['id']}").json()["registered_on"] is None
    )
    with database("applications").begin() as connection:
        earlier = sa.text("update registration set program_year = 2025 where account_id = :id")
        connection.execute(earlier, {"id": log_in.id})
    assert log_in.sign_up(open_program, acting_for=number).status_code == 201
    new = receive(program=open_program, program_year=2026, intake_date="2026-11-02")
    assert answers_of(http, new) == 3


@pytest.mark.req("R11", "R26", "R262")
def test_sign_up_heeds_special_handling_and_a_deleted_record(
    log_in, open_program, new_customer, client, running, outbox_of
):
    number = new_customer(special_handling=True)["number"]
    made = client("customers").post(
        f"/customers/{number}/portal-access/links",
        json={"account_id": log_in.id, "account_name": "NEW COMER"},
        headers={"Acknowledgement": "asked by the customer"},
    )
    assert made.status_code == 201, made.text
    eventually(lambda: log_in.known().get("number") == number)
    assert log_in.sign_up(open_program, acting_for=number).status_code == 201
    [told] = outbox_of("applications", subject=number, type="special_handling_acknowledged")
    assert told["data"] == {"reason": "The customer signed up for a program in the portal."}


@pytest.mark.req("R11", "R262")
def test_deleted_record_takes_no_sign_up(log_in, open_program, number, client, running, database):
    running("weatherization", "appointments", "messaging", "documents", "audit")
    log_in.link(number)
    lead = client("customers", role="supervisor")
    version = str(lead.get(f"/customers/{number}").json()["version"])
    path = f"/customers/{number}/delete"
    reason, match = {"reason": "entered by mistake"}, {"If-Match": version}
    deleted = once_owners_answer(lambda: lead.post(path, json=reason, headers=match))
    assert deleted.status_code < 300, deleted.text
    query = sa.text("select data->>'status' from projection where source = 'customers' and key = :key")

    def known():
        with database("applications").connect() as connection:
            return connection.execute(query, {"key": str(number)}).scalar()

    eventually(lambda: known() == "DELETED")
    refused = log_in.sign_up(open_program, acting_for=number)
    assert (refused.status_code, refused.json()["code"]) == (409, "customer_deleted")
