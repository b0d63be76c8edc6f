"""Who may have a record already: found by indexes, told without the number, refused until somebody says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from customers.repository import similarity as repository
from customers.schemas import similarity as schemas
from customers.usecases import similarity as usecases
from homefire.errors import Conflict, Invalid
from homefire.outcome import to_json
from homefire.schemas import load
from homefire.testing.suite import Suite

Create = Callable[..., dict[str, Any]]
PERSON = {"first_name": "PERPETUA", "last_name": "QUILLFEATHER", "date_of_birth": "1913-02-17"}


@pytest.fixture
def alike(suite: Suite) -> Callable[..., dict[int, dict[str, Any]]]:
    """`alike(last_name="SMITH")`: who is like somebody, by number."""

    def find(**fields: Any) -> dict[int, dict[str, Any]]:
        with suite.work_in("customers") as work:
            found = usecases.find_similar_customers(work, load(schemas.SimilarTo(), fields))
        return {item["number"]: item for item in found["items"]}

    return find


def codes(item: dict[str, Any]) -> set[str]:
    return {reason["code"] for reason in item["reasons"]}


@pytest.mark.req("R21", "R252")
def test_each_fact_alone_finds_the_record(create: Create, alike: Callable[..., Any], ssn: str) -> None:
    number = create(
        **PERSON, ssn=ssn, mobile_phone="8314551234", email="Perpetua@Example.org", home_phone="8314551235"
    )["number"]
    for fields, expected in (
        ({"first_name": "PERPETUA", "last_name": "QUILLFETHER"}, {"name_alike"}),
        ({"date_of_birth": "2/17/1913"}, {"same_birth_date"}),
        ({"ssn": ssn}, {"same_tax_id"}),
        ({"first_name": "PERPETUA", "last_name": "QUILLFEATHER"}, {"same_name"}),
    ):
        assert codes(alike(**fields)[number]) == expected
    # A phone or an address for mail alone is shared by many: with the birth date it counts.
    both = alike(home_phone="(831) 455-1234", email="PERPETUA@example.org")
    assert codes(both[number]) == {"same_phone", "same_email"}
    assert alike(ssn=ssn)[number]["score"] == 100


@pytest.mark.req("R21", "R249")
def test_answer_shows_no_number_and_only_active_records(
    suite: Suite, create: Create, alike: Callable[..., Any], ssn: str
) -> None:
    first = {"first_name": "ZACHARIAS", "last_name": "VANDERMOLEN", "date_of_birth": "1949-02-28"}
    number = create(**first, ssn=ssn)["number"]
    found = alike(**first, ssn=ssn)
    assert found[number]["likely"] and ssn not in to_json(found).decode()
    with suite.database("customers").begin() as connection:
        connection.execute(
            sa.text("update customer set status = 'DELETED', deleted_at = now() where number = :n"),
            {"n": number},
        )
    assert number not in alike(**first, ssn=ssn)


def test_nothing_known_is_like_nobody_and_many_are_bounded(create: Create, alike: Callable[..., Any]) -> None:
    assert alike() == {}
    assert alike(first_name="", last_name="", email="", home_phone="") == {}
    for _ in range(12):
        create(first_name="MULTIPLICIA", last_name="CROWDWELL")
    assert len(alike(first_name="MULTIPLICIA", last_name="CROWDWELL")) == 10


@pytest.mark.req("R21", "R257")
def test_likely_match_is_refused_until_it_is_declared_to_be_somebody_else(
    create: Create, outbox_of: Callable[..., Any]
) -> None:
    person = {"first_name": "OCTAVIA", "last_name": "BRAMBLEWOOD", "date_of_birth": "1961-04-05"}
    first = create(**person)["number"]
    unasked = create(**person)["number"]
    for declared in ([], [first], [first, 1]):
        with pytest.raises(Conflict) as refused:
            create(**person, different_from=declared)
        assert refused.value.code == "likely_duplicate"
        assert refused.value.extra == {"numbers": [first, unasked]}
    third = create(**person, different_from=[first, unasked, 1])["number"]
    [event] = outbox_of("customers", subject=third)
    assert event["data"]["different_from"] == [first, unasked]
    [earlier] = outbox_of("customers", subject=unasked)
    assert "different_from" not in earlier["data"]


@pytest.mark.req("R21")
def test_the_same_ssn_blocks_whatever_is_declared(create: Create, ssn: str) -> None:
    number = create(ssn=ssn)["number"]
    with pytest.raises(Conflict) as refused:
        create(ssn=ssn, different_from=[number])
    assert refused.value.code == "duplicate_ssn"


@pytest.mark.req("R19")
def test_whoever_has_no_identifier_says_so_and_a_number_needs_its_type(create: Create, ssn: str) -> None:
    record = create(tax_id_type="NONE")
    assert (record["tax_id_type"], record["ssn"]) == ("NONE", None)
    with pytest.raises(Invalid) as refused:
        create(tax_id_type="NONE", ssn=ssn)
    assert [(problem.field, problem.code) for problem in refused.value.fields] == [("ssn", "no_type")]


@pytest.mark.req("R19")
def test_person_may_turn_out_to_be_an_organization(create: Create, update: Callable[..., Any]) -> None:
    number = create()["number"]
    with pytest.raises(Invalid) as refused:
        update(number, 1, first_name="")
    assert [problem.field for problem in refused.value.fields] == ["first_name"]
    record = update(number, 1, first_name="", last_name="", organization_name="HOMELESS GARDEN")
    assert (record["first_name"], record["organization_name"]) == ("", "HOMELESS GARDEN")


@pytest.mark.req("R15", "R17")
def test_a_blank_name_is_told_with_all_else_that_is_wrong(create: Create) -> None:
    with pytest.raises(Invalid) as refused:
        create(first_name="", home_phone="911")
    assert {problem.field for problem in refused.value.fields} == {"first_name", "home_phone"}
    create(first_name="", last_name="", organization_name="HOMELESS GARDEN")


@pytest.mark.req("R261")
def test_customer_type_of_any_program_may_be_chosen_and_no_other(suite: Suite, create: Create) -> None:
    add = """
        insert into reference_entry (list, program, code, valid_from, label, position, data)
        values ('customer_type', 'HEAP', 'TESTTYPE', '2000-01-01', 'TEST TYPE', 99, '{}')
        on conflict do nothing
    """
    with suite.database("customers").begin() as connection:
        connection.execute(sa.text(add))
    assert create(customer_type="TESTTYPE")["customer_type"] == {"code": "TESTTYPE", "label": "TEST TYPE"}
    with pytest.raises(Invalid) as refused:
        create(customer_type="NOBODYS")
    assert [problem.code for problem in refused.value.fields] == ["not_on_list"]


MANY = """
    insert into customer (number, version, first_name, last_name, name_key, date_of_birth, home_phone, email,
                          tax_id_type, preferred_method, entered_by, entered_at, updated_by, updated_at)
    select 900000000 + n, 1, 'A', 'B', translate(md5(n::text), '0123456789', 'ghijklmnop') || ' ' || md5((n / 7)::text),
           date '1930-01-01' + n %% 25000, (8310000000 + n)::text, 'person' || n || '@example.org',
           'SSN', 'mail', 'test', now(), 'test', now()
    from generate_series(1, 20000) n
"""
THEIR_KEYS = """
    insert into customer_search (number, keys_version, status, name_key, name_text, name_words)
    select number, 1, status, name_key, ' ' || name_key, string_to_array(name_key, ' ')
    from customer where number > 900000000
"""
INDEXES = (
    "ix_customer_search_name_text",
    "ix_customer_date_of_birth",
    "ix_customer_similar_phones",
    "ix_customer_similar_email",
    "uq_customer_ssn_index",
)


def test_candidates_come_from_indexes_alone(suite: Suite) -> None:
    """A large table is never read through for one name that is being typed."""
    statements: list[tuple[Any, Any]] = []

    def keep(_: Any, __: Any, statement: Any, parameters: Any, *___: Any) -> None:
        statements.append((statement, parameters))

    with suite.database("customers").connect() as connection, connection.begin() as transaction:
        connection.exec_driver_sql(MANY)
        connection.exec_driver_sql(THEIR_KEYS)
        for index in ("ix_customer_search_name_text", "ix_customer_similar_phones"):
            connection.exec_driver_sql(f"select gin_clean_pending_list('{index}')")
        connection.exec_driver_sql("analyze customer, customer_search")
        sa.event.listen(connection, "before_cursor_execute", keep)
        repository.find_candidates(
            connection,
            name="quillfeather perpetua",
            born=date(1950, 12, 31),
            phones=frozenset({"8314551234"}),
            email="a@example.org",
            tax_id=("SSN", b"digest"),
        )
        sa.event.remove(connection, "before_cursor_execute", keep)
        [(statement, parameters)] = statements
        plan = "\n".join(connection.exec_driver_sql(f"explain {statement}", parameters).scalars())
        transaction.rollback()
    for index in INDEXES:
        assert index in plan, plan
    assert "Seq Scan on customer" not in plan, plan
