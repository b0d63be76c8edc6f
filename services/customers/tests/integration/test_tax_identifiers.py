"""Social Security numbers: sealed, searched without being shown, one per customer, protected once set."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from customers.repository import record as repository
from customers.schemas import record as schemas
from customers.usecases import record as usecases
from homefire.crypto import CannotDecrypt
from homefire.edge import Edge
from homefire.errors import Conflict, Invalid, NotFound
from homefire.outcome import Answer, Failure
from homefire.schemas import load
from homefire.testing.suite import Suite, eventually

Create = Callable[..., dict[str, Any]]
Update = Callable[..., dict[str, Any]]


def protected_field(update: Update, number: int, version: int, **fields: Any) -> str:
    """The field that is refused because it is protected."""
    with pytest.raises(Invalid) as refused:
        update(number, version, **fields)
    [problem] = refused.value.fields
    assert (refused.value.code, problem.code) == ("ssn_protected", "protected")
    return problem.field


@pytest.mark.req("R18", "R249")
def test_number_is_nowhere_in_the_database_in_clear(
    suite: Suite, create: Create, update: Update, call: Callable[..., Any], ssn: str
) -> None:
    number = create(ssn=ssn)["number"]
    update(number, 1, home_phone="8314550102")
    body = {"first_name": "ADA", "last_name": "LOVELACE", "preferred_method": "mail", "ssn": ssn}
    assert isinstance(call("create_customer", body, idempotency_key=f"again-{ssn}"), Failure)
    with suite.work_in("customers", "supervisor") as work:
        usecases.reveal_ssn(work, number, "asked by the customer")
    with suite.database("customers").connect() as connection:
        tables = connection.scalars(
            sa.text("select tablename from pg_tables where schemaname = 'public'")
        ).all()
        assert {"customer", "outbox", "answers"} <= set(tables)
        for table in tables:
            content = "\n".join(connection.scalars(sa.text(f'select t::text from "{table}" t')))
            for form in (ssn, f"{ssn[:3]}-{ssn[3:5]}-{ssn[5:]}", ssn.encode().hex()):
                assert form not in content, table


@pytest.mark.req("R69")
def test_number_is_masked_wherever_it_is_answered(
    create: Create, update: Update, get: Callable[[int], dict[str, Any]], ssn: str
) -> None:
    masked = f"***-**-{ssn[5:]}"
    record = create(ssn=f"{ssn[:3]}-{ssn[3:5]}-{ssn[5:]}")
    assert record["ssn"] == masked
    assert get(record["number"])["ssn"] == masked
    assert update(record["number"], 1, email="a@example.org")["ssn"] == masked


@pytest.mark.req("R249")
def test_events_say_that_it_changed_and_never_what_it_is(
    create: Create, update: Update, outbox_of: Callable[..., Any], ssn: str
) -> None:
    number = create()["number"]
    assert update(number, 1, ssn=ssn)["ssn"] == f"***-**-{ssn[5:]}"
    [change] = outbox_of("customers", subject=number)[-1]["data"]["changes"]
    assert change == {"field": "ssn", "label": "SSN/TAX ID", "protected": True}


def test_number_is_found_by_its_blind_index(create: Create, edge: Edge, ssn: str) -> None:
    number = create(ssn=ssn)["number"]
    assert edge.blind_index is not None
    digest = edge.blind_index.digest("SSN", ssn)
    with edge.database.session() as session:
        assert repository.find_by_ssn(session, "SSN", digest) == number
        assert repository.find_by_ssn(session, "ITIN", digest) is None
        assert repository.find_by_ssn(session, "SSN", edge.blind_index.digest("ITIN", ssn)) is None


@pytest.mark.req("R18")
def test_sealed_number_that_was_moved_to_another_row_is_refused(
    suite: Suite, create: Create, get: Callable[[int], dict[str, Any]], ssn: str
) -> None:
    """Whoever can write to the database cannot read a number by giving it to a customer of their own."""
    number, own = create(ssn=ssn)["number"], create(ssn=f"6{ssn[1:]}")["number"]
    move = "update customer set ssn_sealed = (select ssn_sealed from customer where number = :a) where number = :b"
    with suite.database("customers").begin() as connection:
        connection.execute(sa.text(move), {"a": number, "b": own})
    with pytest.raises(CannotDecrypt):
        get(own)


@pytest.mark.req("R21")
def test_second_customer_with_the_number_is_refused_with_the_first_ones(create: Create, ssn: str) -> None:
    first = create(ssn=ssn)["number"]
    with pytest.raises(Conflict) as refused:
        create(ssn=ssn)
    assert refused.value.code == "duplicate_ssn"
    assert refused.value.extra == {"existing_number": first}
    assert [problem.field for problem in refused.value.fields] == ["ssn"]
    assert ssn not in refused.value.to_json()


@pytest.mark.req("R21")
def test_number_that_is_being_entered_at_the_same_moment_is_refused(
    suite: Suite, edge: Edge, call: Callable[..., Any], outbox_of: Callable[..., Any], ssn: str
) -> None:
    """The second one cannot see the first one's row yet: the database's unique index decides."""
    body = {"first_name": "ADA", "last_name": "LOVELACE", "preferred_method": "mail", "ssn": ssn}
    outcomes: list[Answer | Failure] = []
    second = threading.Thread(target=lambda: outcomes.append(call("create_customer", body)))
    waiting = sa.text(
        "select count(*) from pg_stat_activity where datname = 'customers' and wait_event_type = 'Lock'"
    )
    with suite.work_in("customers") as work:
        first = usecases.create_customer(work, load(schemas.NewCustomer(), body))["number"]
        second.start()
        with suite.database("customers").connect() as connection:
            eventually(lambda: connection.scalar(waiting))
    second.join()
    [outcome] = outcomes
    assert isinstance(outcome, Failure)
    assert isinstance(outcome.problem, Conflict)
    assert outcome.problem.code == "duplicate_ssn"
    assert [problem.field for problem in outcome.problem.fields] == ["ssn"]
    assert outbox_of("customers", subject=first + 1) == []


@pytest.mark.req("R20", "R147")
def test_number_is_protected_once_it_is_set(create: Create, update: Update, ssn: str) -> None:
    number = create()["number"]
    update(number, 1, tax_id_type="ITIN")
    update(number, 2, tax_id_type="SSN", ssn=ssn)
    assert protected_field(update, number, 3, ssn=f"6{ssn[1:]}") == "ssn"
    assert protected_field(update, number, 3, tax_id_type="ITIN") == "tax_id_type"
    assert protected_field(update, number, 3, tax_id_type="EIN", ssn=ssn) == "tax_id_type"
    answer = update(number, 3, first_name="AUGUSTA", date_of_birth="1960-12-10")
    assert (answer["first_name"], answer["tax_id_type"]) == ("AUGUSTA", "SSN")


@pytest.mark.req("R19")
def test_number_is_checked_by_the_rule_of_its_type(create: Create, update: Update) -> None:
    number = create()["number"]
    for fields, code in (
        ({"ssn": "000-12-3456"}, "ssn_area"),
        ({"tax_id_type": "ITIN", "ssn": "765432108"}, "itin"),
        ({"tax_id_type": "EIN", "ssn": "001234567"}, "ein"),
    ):
        with pytest.raises(Invalid) as refused:
            update(number, 1, **fields)
        assert [(problem.field, problem.code) for problem in refused.value.fields] == [("ssn", code)]
    assert update(number, 1, tax_id_type="EIN", ssn="94-1234567")["ssn"] == "**-***4567"


@pytest.mark.req("R69", "R248")
def test_reveal_tells_who_and_why_in_the_transaction_that_opens_the_number(
    suite: Suite, create: Create, outbox_of: Callable[..., Any], ssn: str
) -> None:
    number = create(ssn=ssn)["number"]
    with suite.work_in("customers", "supervisor") as work:
        assert usecases.reveal_ssn(work, number, "asked by the customer") == {
            "number": number,
            "tax_id_type": "SSN",
            "ssn": ssn,
        }
        assert outbox_of("customers", subject=number, type="ssn_revealed") == []
    [event] = outbox_of("customers", subject=number, type="ssn_revealed")
    assert event["data"] == {"field": "ssn", "reason": "asked by the customer"}
    assert event["actorname"] == "LOCAL SUPERVISOR"


def test_there_is_nothing_to_reveal_without_a_number(suite: Suite, create: Create) -> None:
    for number, code in ((create()["number"], "no_ssn"), (1, "customer_not_found")):
        with pytest.raises(NotFound) as refused, suite.work_in("customers", "supervisor") as work:
            usecases.reveal_ssn(work, number, "asked by the customer")
        assert refused.value.code == code
