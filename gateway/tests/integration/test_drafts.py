"""Drafts in the gateway's own database: sealed, one for each person and customer, forgotten in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from gateway.drafts import KEPT_FOR, Draft, Drafts

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def person(directory, own_database) -> str:
    """The id of an account."""
    with own_database.reading() as connection:
        return str(connection.execute(sa.text("select id from account")).scalar_one())


@pytest.mark.req("R241")
def test_a_draft_comes_back_and_lies_sealed(own_database, person):
    drafts = Drafts(own_database, b"k" * 32)
    drafts.keep(person, 110385, Draft({"email": "first@email.com"}, {"email": ""}, 3, NOW))
    later = Draft({"email": "mine@email.com"}, {"email": ""}, 4, NOW)
    drafts.keep(person, 110385, later)
    assert drafts.find(person, 110385) == later
    assert drafts.find(person, 110386) is None
    with own_database.reading() as connection:
        [body] = connection.execute(sa.text("select body from draft")).scalars()
    assert b"mine" not in bytes(body)
    assert Drafts(own_database, b"x" * 32).find(person, 110385) is None
    drafts.forget(person, 110385)
    assert drafts.find(person, 110385) is None


def test_a_draft_that_nobody_came_back_for_is_forgotten(own_database, person):
    drafts = Drafts(own_database, b"k" * 32)
    old = NOW - KEPT_FOR - timedelta(hours=1)
    drafts.keep(person, 110385, Draft({"email": "a"}, {"email": ""}, 1, old))
    assert drafts.find(person, 110385) is None
    drafts.keep(person, 110386, Draft({"email": "b"}, {"email": ""}, 1, NOW))
    with own_database.reading() as connection:
        numbers = connection.execute(sa.text("select customer_number from draft")).scalars().all()
    assert numbers == [110386]
