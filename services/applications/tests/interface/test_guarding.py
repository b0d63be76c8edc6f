"""An application belongs to its customer's record: the record's lock and its special handling hold for it as well."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from homefire.testing.suite import eventually

ACKNOWLEDGEMENT = {"Acknowledgement": "the%20manager%20agreed"}
BODY = {
    "program": "HEAP",
    "program_year": 2018,
    "intake_date": "2018-12-03",
    "place_of_service": {"number": "111", "street": "THIS", "street_type": "ST", "zip": "93933"},
}


@pytest.fixture
def records(http, client):
    """The customers service as a caseworker calls it."""
    return client("customers")


@pytest.fixture
def boss(http, client):
    """The customers service as a supervisor calls it."""
    return client("customers", role="supervisor")


def take(records, number):
    """The token of the record's lock."""
    return records.post(f"/customers/{number}/lock").raise_for_status().json()["token"]


def held(token):
    return {"Record-Lock": str(token)}


def change(client, application, **headers):
    """A change of the account number."""
    sent = {"If-Match": str(application["version"]), **headers}
    return client.patch(f"/applications/{application['id']}", json={"account_number": "1022"}, headers=sent)


def code(answer):
    return answer.status_code, answer.json()["code"]


@contextmanager
def customers_away(stack, running):
    """The customers service stopped, and back afterwards."""
    stack.stop("customers")
    try:
        yield
    finally:
        running("customers")


def every_write(client, application, pledge, **headers):
    """Each write to an application, by its name."""
    path, own = f"/applications/{application['id']}", f"/customers/{application['customer_number']}"
    versioned = {"If-Match": str(application["version"]), **headers}
    member = {"first_name": "DOENA", "last_name": "HOLSCHEIN", "relation": "SELF"}
    calls = {
        "receive": (
            "POST",
            f"{own}/applications",
            BODY | {"program_year": 2017, "intake_date": "2017-12-03"},
        ),
        "update": ("PATCH", path, {"account_number": "7"}),
        "status": ("POST", f"{path}/status", {"status": "WITHDRAWN"}),
        "members": ("PUT", f"{path}/household/members", {"members": [member]}),
        "summary": ("PUT", f"{path}/household/summary", {"size": 1, "counts": {}}),
        "housing": ("PUT", f"{path}/housing", {"housing": "OWN"}),
        "questionnaire": ("POST", f"{path}/questionnaire", {"answers": []}),
        "pledge": ("POST", f"{path}/pledges", {"memo": "HEAT", "amount": "5.00", "payee": "PG&E"}),
        "pledge status": ("POST", f"/pledges/{pledge['id']}/status", {"status": "PAID"}),
    }
    return {
        name: client.request(method, where, json=body, headers=versioned)
        for name, (method, where, body) in calls.items()
    }


@pytest.fixture
def pledged(http, receive):
    """An application with a pledge."""
    application = receive()
    body = {"memo": "HEAT", "amount": "5.00", "payee": "PG&E"}
    return application, http.post(f"/applications/{application['id']}/pledges", json=body).json()


@pytest.mark.req("R148")
def test_second_person_writes_nothing_to_an_application_of_a_record_that_is_open(
    http, supervisor, records, number, pledged, outbox_of
):
    application, pledge = pledged
    token = take(records, number)
    before = outbox_of("applications", subject=number)
    for headers in ({}, held(token), held(token + 1), held(0)):
        answers = every_write(supervisor, application, pledge, **headers)
        refused = (409, "lock_lost") if headers else (423, "locked")
        assert {name: code(answer) for name, answer in answers.items()} == dict.fromkeys(answers, refused)
    assert answers["update"].json()["detail"]
    assert change(http, application).status_code == 423  # Nor the holder, if it does not come from the page.
    assert outbox_of("applications", subject=number) == before
    assert change(http, application, **held(token)).status_code == 200


@pytest.mark.req("R148", "R149")
def test_refusal_tells_who_has_the_record_since_when(supervisor, records, number, receive):
    application = receive()
    lock = records.post(f"/customers/{number}/lock").json()
    refused = change(supervisor, application).json()
    assert (refused["holder"], refused["since"]) == (lock["holder"], lock["since"])


@pytest.mark.req("R148")
def test_lock_is_heeded_over_the_bus(rpc, records, number, receive):
    application, token = receive(), take(records, number)
    body, version = {"account_number": "9"}, application["version"]
    answer = rpc(
        "applications", "update_application", application["id"], body, if_match=version, lock_token=token
    )
    assert answer["account_number"] == "9"


@pytest.mark.req("R148", "R150")
def test_token_that_was_taken_over_or_given_back_writes_nothing(http, boss, records, number, receive):
    application, token = receive(), take(records, number)
    boss.post(f"/customers/{number}/lock/take-over", json={"reason": "she is on leave"}).raise_for_status()
    assert code(change(http, application, **held(token))) == (409, "lock_lost")
    boss.post("/locks/release").raise_for_status()
    token = take(records, number)
    records.post(f"/customers/{number}/lock/release", json={"token": token}).raise_for_status()
    assert code(change(http, application, **held(token))) == (409, "lock_lost")
    assert change(http, application).status_code == 200


@pytest.mark.req("R148")
def test_old_token_is_refused_while_customers_is_away(
    stack, running, http, supervisor, boss, records, number, receive
):
    application, first = receive(), take(records, number)
    application = change(http, application, **held(first)).raise_for_status().json()
    why = {"reason": "she is on leave"}
    second = boss.post(f"/customers/{number}/lock/take-over", json=why).raise_for_status().json()["token"]
    path, body = f"/applications/{application['id']}", {"account_number": "2"}
    sent = {"If-Match": str(application["version"]), **held(second)}
    application = supervisor.patch(path, json=body, headers=sent).raise_for_status().json()
    with customers_away(stack, running):
        assert code(change(http, application, **held(first))) == (409, "lock_lost")
        assert code(change(http, application, **held(second))) == (409, "lock_lost")  # Another person's.
        assert code(change(http, application, **held(second + 1))) == (503, "lock_unknown")
        assert code(change(http, application)) == (503, "lock_unknown")
        assert change(supervisor, application, **held(second)).status_code == 200


@pytest.mark.req("R148")
def test_without_customers_a_token_nobody_has_confirmed_is_not_believed(
    stack, running, http, records, number, receive
):
    application, token = receive(), take(records, number)
    with customers_away(stack, running):
        assert code(change(http, application, **held(token))) == (503, "lock_unknown")
        # No lock on the record was ever seen here: another system of the agency goes on.
        assert change(http, application).status_code == 200


@pytest.mark.req("R148")
def test_without_customers_a_lease_that_was_seen_and_lapsed_holds_nobody(
    stack, running, http, records, number, receive, database
):
    application = change(http, receive(), **held(take(records, number))).raise_for_status().json()
    lapse = """update projection set data = jsonb_set(data, '{expires_at}', '"2020-01-01T00:00:00Z"')
               where source = 'customers.lock' and key = %s"""
    with database("applications").begin() as connection:
        connection.exec_driver_sql(lapse, (str(number),))
    with customers_away(stack, running):
        assert change(http, application).status_code == 200


@pytest.mark.req("R26")
def test_every_write_under_special_handling_needs_a_reason_that_is_told(
    http, new_customer, receive, database, outbox_of
):
    number = new_customer(special_handling=True)["number"]
    known(database, number)
    refused = http.post(f"/customers/{number}/applications", json=BODY)
    assert code(refused) == (428, "acknowledgement_required")
    application = http.post(f"/customers/{number}/applications", json=BODY, headers=ACKNOWLEDGEMENT).json()
    pledge = http.post(
        f"/applications/{application['id']}/pledges",
        json={"memo": "HEAT", "amount": "5.00", "payee": "PG&E"},
        headers=ACKNOWLEDGEMENT,
    ).json()
    answers = every_write(http, application, pledge)
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 428)
    assert change(http, application, **ACKNOWLEDGEMENT).status_code == 200
    told = outbox_of("applications", subject=number, type="special_handling_acknowledged")
    assert [event["data"] for event in told] == [{"reason": "the manager agreed"}] * 3
    changed = outbox_of("applications", subject=number, type="application_updated")[-1]
    assert (told[-1]["aggregate"], told[-1]["sequence"]) == (changed["aggregate"], changed["sequence"])


@pytest.mark.req("R26", "R148")
def test_import_needs_neither_lock_nor_reason(loader, records, new_customer, database):
    number = new_customer(special_handling=True)["number"]
    known(database, number)
    take(records, number)
    body = BODY | {"history": {"entered_by": "OLD SYSTEM"}}
    assert loader.post(f"/customers/{number}/applications", json=body).status_code == 201
    assert code(loader.post(f"/customers/{number}/applications", json=BODY)) == (423, "locked")


def known(database, number):
    """Returns when the applications service has heard of the customer."""
    query = sa.text("select data from projection where source = 'customers' and key = :key")

    def heard():
        with database("applications").connect() as connection:
            return connection.execute(query, {"key": str(number)}).scalar()

    eventually(heard)
