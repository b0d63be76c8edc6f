"""Searches in the gateway's own database: sealed, opened by who made them, forgotten in time."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from gateway.searches import Searches

WANTED = {"ssn": "765-43-2108", "name": "DOENA"}


@pytest.fixture
def person(directory, own_database) -> str:
    """The id of an account."""
    with own_database.reading() as connection:
        return str(connection.execute(sa.text("select id from account")).scalar_one())


@pytest.mark.req("R249")
def test_a_search_comes_back_to_who_made_it_and_lies_sealed(own_database, person):
    searches = Searches(own_database, b"k" * 32)
    search_id = searches.keep(person, WANTED)
    assert searches.find(person, search_id) == WANTED
    assert searches.find(str(uuid.uuid4()), search_id) is None
    assert Searches(own_database, b"x" * 32).find(person, search_id) is None
    with own_database.reading() as connection:
        [body] = connection.execute(sa.text("select body from kept_search")).scalars()
    assert b"2108" not in bytes(body) and b"DOENA" not in bytes(body)


@pytest.mark.parametrize(
    "search_id", ["", "x", "../..", "00000000-0000-0000-0000-000000000000", "\N{SNOWMAN}" * 400]
)
def test_an_id_that_nobody_was_given_opens_nothing(own_database, person, search_id):
    assert Searches(own_database, b"k" * 32).find(person, search_id) is None


def test_a_search_of_yesterday_is_forgotten(own_database, person, database):
    searches = Searches(own_database, b"k" * 32)
    old = searches.keep(person, WANTED)
    with database("gateway").begin() as connection:
        connection.execute(sa.text("update kept_search set kept_at = now() - interval '13 hours'"))
    assert searches.find(person, old) is None
    new = searches.keep(person, WANTED)
    with own_database.reading() as connection:
        assert [str(one) for one in connection.execute(sa.text("select id from kept_search")).scalars()] == [
            new
        ]
