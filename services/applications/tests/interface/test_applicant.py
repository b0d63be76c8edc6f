"""Who is sent to CORE: the customer, whichever way the household was entered in (R9, R65, R92, R112)."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa

from gateway.roles import roles
from homefire.errors import Invalid

NAMES = {"first_name": "Doena", "middle_initial": "T", "last_name": "Holschein"}
BORN = "1950-12-31"


def at(read):
    return {"If-Match": str(read["version"])}


def a_number():
    return f"{random.randint(100, 665)}{random.randint(10, 99)}{random.randint(1000, 9999)}"


@pytest.fixture
def ssn():
    return a_number()


@pytest.fixture
def customer(new_customer, ssn):
    """A customer who was entered with name, birth date and number."""
    return new_customer(**NAMES, date_of_birth=BORN, ssn=ssn)["number"]


@pytest.fixture
def household(http):
    """`household(application, body, "members")`: the response to one way of entering it."""

    def put(application, body, way="members"):
        return http.put(
            f"/applications/{application['id']}/household/{way}", json=body, headers=at(application)
        )

    return put


@pytest.fixture
def whole(client):
    """`whole(sent)`: a transfer, as CORE's side fetches it."""

    def fetch(sent):
        number = sent.json()["transfers"][-1]["number"]
        return client("applications", role="core_adapter").post(f"/transfers/{number}/export").json()

    return fetch


@pytest.fixture
def exported(whole):
    """`exported(sent)`: the people of a transfer, as CORE's side fetches them."""
    return lambda sent: whole(sent)["people"]


def member(relation="SELF", **fields):
    return {"first_name": "Doena", "last_name": "Holschein", "relation": relation, **fields}


def found(http, made):
    return {
        each["code"]: each for each in http.get(f"/applications/{made['id']}/transfer").json()["findings"]
    }


@pytest.mark.req("R9", "R65", "R92", "R259")
@pytest.mark.parametrize("way", ["members", "summary", "nothing"])
def test_the_customers_identity_is_sent_in_both_ways_and_nobody_types_it_again(
    way, eligible, household, send, http, customer, ssn, exported, outbox_of
):
    made, people = eligible(number=customer), [member("CHILD", first_name="Ova"), member()]
    bodies = {"members": {"members": people}, "summary": {"size": 2, "counts": {}}}
    read = household(made, bodies[way], way).json() if way in bodies else made
    assert not {"applicant_incomplete", "applicant_unknown", "applicant_ssn_differs"} & set(found(http, made))
    sent = send({"id": made["id"], "version": read["version"]})
    assert sent.status_code == 200, sent.text
    first, *others = exported(sent)
    told = {name: first[name] for name in ("first_name", "last_name", "date_of_birth", "relation", "ssn")}
    assert told == {
        "first_name": "DOENA", "last_name": "HOLSCHEIN", "date_of_birth": BORN, "relation": "SELF", "ssn": ssn,
    }  # fmt: skip
    assert [each["first_name"] for each in others] == (["OVA"] if way == "members" else [])
    same = NAMES | {"date_of_birth": BORN}
    if way == "members":
        same |= {"middle_initial": ""}  # As the household says.
    compared = http.post(f"/customers/{customer}/core-comparison", json=same).json()
    assert (compared["sent"]["application_id"], compared["differences"]) == (made["id"], [])
    assert ssn not in str(outbox_of("applications", subject=customer))


@pytest.mark.req("R64", "R65")
@pytest.mark.parametrize("now", ["summary", "members"])
def test_the_way_in_which_the_household_was_entered_last_is_sent_alone(
    now, eligible, household, send, customer, whole
):
    made, before = eligible(number=customer), "members" if now == "summary" else "summary"
    people = [member(), member("CHILD", first_name="Ova")]
    bodies = {"members": {"members": people}, "summary": {"size": 3, "counts": {}}}
    read = household(made, bodies[before], before).json()
    read = household(made | read, bodies[now], now).json()
    sent = whole(send({"id": made["id"], "version": read["version"]}))
    names, size = [each["first_name"] for each in sent["people"]], sent["application"].get("household_size")
    assert (names, size) == ((["DOENA"], 3) if now == "summary" else (["DOENA", "OVA"], None))


@pytest.mark.req("R248")
def test_taking_the_identity_is_in_the_access_log_for_whom_and_what(eligible, move, customer, ssn, outbox_of):
    made = eligible(number=customer)
    assert move(made, "TRANSFERRED").status_code == 200, "one that is entered at CORE by hand, too"
    [event] = outbox_of("customers", subject=customer, type="identity_revealed")
    assert event["data"] == {"field": "ssn", "reason": f"to be sent to CORE with application {made['id']}"}
    assert (event["actorname"], event["actorkind"]) == ("LOCAL CASEWORKER", "staff")
    assert ssn not in str(event)


@pytest.mark.req("R92")
def test_preflight_names_what_the_record_lacks_and_where_it_is_entered(
    eligible, send, http, new_customer, exported
):
    made = eligible(number=new_customer()["number"])
    finding = found(http, made)["applicant_incomplete"]
    assert "birth date, SSN" in finding["sentence"] and "customer's record" in finding["remedy"]
    [person] = exported(send(made))
    assert (person["first_name"], person["ssn"], person["date_of_birth"]) == ("ADA", None, None)


@pytest.mark.req("R9", "R67", "R92")
def test_another_number_or_birth_date_of_self_is_what_is_sent_and_the_number_is_a_finding(
    eligible, household, http, send, customer, ssn, exported
):
    made, other = eligible(number=customer), a_number()
    read = household(made, {"members": [member(ssn=other)]}).json()
    assert "customer's record" in found(http, made)["applicant_ssn_differs"]["sentence"]
    again = household(made | read, {"members": [member(id=read["members"][0]["id"], ssn=ssn)]}).json()
    assert "applicant_ssn_differs" not in found(http, made)
    own = member(id=read["members"][0]["id"], ssn=other, date_of_birth="1951-01-13")
    back = household(made | again, {"members": [own]}).json()
    [person] = exported(send({"id": made["id"], "version": back["version"]}))
    assert (person["ssn"], person["date_of_birth"]) == (other, "1951-01-13")


@pytest.mark.req("R67")
def test_nobody_else_in_the_household_has_the_customers_number(eligible, household, customer, ssn):
    made = eligible(number=customer)
    refused = household(made, {"members": [member(), member("CHILD", first_name="Ova", ssn=ssn)]})
    assert [(each["field"], each["code"]) for each in refused.json()["fields"]] == [
        ("members.1.ssn", "duplicate_ssn")
    ]
    assert ssn not in refused.text
    own = household(made, {"members": [member(ssn=ssn), member("CHILD", first_name="Ova", ssn=a_number())]})
    assert own.status_code == 200, own.text
    people = own.json()["members"]
    turned = [
        member(id=people[1]["id"]) | {"first_name": "Ova"},
        member("CHILD", id=people[0]["id"]),
    ]
    swapped = household(made | own.json(), {"members": turned})
    assert swapped.json()["fields"][0]["code"] == "duplicate_ssn", "a number that was kept counts as well"


@pytest.fixture
def takes(suite, http):
    """`takes(number, scopes=…)`: the response of customers to somebody who wants an identity."""

    def ask(number, *, kind="service", scopes=("customers:identity.take",), act=True, body=None):
        signer = suite.edge("applications").signer
        act = {"sub": "1", "name": "LOCAL CASEWORKER", "kind": "staff"} if act else None
        token = signer.sign(
            sub="applications", name="applications", kind=kind, audience=["customers"], scopes=scopes, act=act
        )
        path = f"/customers/{number}/identity"
        return suite.client("customers", token=token).post(
            path, json={"application_id": 7} if body is None else body
        )

    return ask


@pytest.mark.req("R248", "R249")
def test_an_identity_is_handed_to_the_applications_service_alone_and_never_over_the_bus(
    takes, suite, customer, ssn
):
    assert takes(customer).json()["ssn"] == ssn
    refusals = [
        takes(customer, scopes=["customers:read"]),
        takes(customer, kind="staff"),
        takes(customer, act=False),
    ]
    assert [each.status_code for each in refusals] == [403, 401, 403]
    both = {"application_id": 1, "change_request_id": 1}
    assert [takes(customer, body=body).status_code for body in ({}, both)] == [422, 422]
    for role in (name for name, role in roles().items() if not role.party):
        answer = suite.client("customers", role=role).post(
            f"/customers/{customer}/identity", json={"application_id": 7}
        )
        assert answer.status_code == 403, role
    edge = suite.edge("applications")
    token = edge.signer.sign(
        sub="applications", name="applications", kind="service", audience=["customers"],
        scopes=["customers:identity.take"], act={"sub": "1", "name": "A", "kind": "staff"},
    )  # fmt: skip
    with pytest.raises(Invalid, match="HTTP alone"):
        suite.rpc("customers", "take_identity", customer, {"application_id": 7}, token=token)


@pytest.mark.req("R112", "R252")
def test_a_merged_record_is_answered_for_by_its_survivor(takes, new_customer, customer, ssn, database):
    merged = new_customer()["number"]
    with database("customers").begin() as connection:
        connection.execute(
            sa.text("update customer set status = 'MERGED', merged_into = :to where number = :number"),
            {"to": customer, "number": merged},
        )
    told = takes(merged).json()
    assert (told["number"], told["ssn"]) == (customer, ssn)
