"""What a service remembers of another one's aggregates: the newest state, in whatever order it was told."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from homefire import projection
from homefire.auth import Caller, Verifier
from homefire.edge import Edge
from homefire.errors import NotFound, Unavailable
from homefire.testing.suite import Suite
from homefire.work import Work


@pytest.fixture
def edge(suite: Suite) -> Edge:
    """The edge of a service in this process, over a real database."""
    return suite.edge("messaging")


@pytest.fixture
def session(edge: Edge) -> Iterator[Session]:
    """A session whose work is undone in the end."""
    with Session(edge.database.engine) as session:
        yield session
        session.rollback()


class Owner:
    """Plays the client that asks another service; remembers what was asked."""

    def __init__(self, answer: dict[str, Any] | Exception) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str, list[Any]]] = []
        self.tokens: list[str] = []

    def call(self, service: str, method: str, args: list[Any], kwargs: dict[str, Any], **how: Any) -> Any:
        """Answers, or raises."""
        self.asked.append((service, method, args))
        self.tokens.append(how["token"])
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def work_with(edge: Edge, session: Session, owner: Any) -> Work:
    """A piece of work of a caseworker, with somebody to ask."""
    asking = Edge(edge.settings, edge.database, client=owner)
    caller = Caller("42", "JMEDINA", "staff", frozenset(), 0.0)
    return Work(asking, caller=caller, correlation_id="abc", session=session)


@pytest.mark.req("R254")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_newest_state_stays_in_whatever_order_it_was_told(session: Session, sequences: list[int]) -> None:
    key = uuid.uuid4().hex
    for told, sequence in enumerate(sequences, 1):
        projection.remember(session, "customers", key, sequence, {"version": sequence})
        known = projection.recall(session, "customers", key)
        assert known == {"version": max(sequences[:told])}


@pytest.mark.req("R254")
def test_repeated_sequence_changes_nothing(session: Session) -> None:
    for name in ("first", "second"):
        projection.remember(session, "customers", "1", 5, {"name": name})
    assert projection.recall(session, "customers", "1") == {"name": "first"}


def test_sources_and_keys_are_kept_apart(session: Session) -> None:
    projection.remember(session, "customers", "1", 1, {"name": "a"})
    projection.remember(session, "applications", "1", 1, {"name": "b"})
    assert projection.recall(session, "customers", "1") == {"name": "a"}
    assert projection.recall(session, "applications", "1") == {"name": "b"}
    assert projection.recall(session, "customers", "11") is None


def test_owner_is_asked_once_for_what_is_not_known(edge: Edge, session: Session) -> None:
    owner = Owner({"number": 7, "name": "ADA", "version": 3})
    work = work_with(edge, session, owner)
    for _ in range(2):
        assert projection.require(work, "customers", 7, "get_customer_summary") == {
            "number": 7,
            "name": "ADA",
        }
    assert owner.asked == [("customers", "get_customer_summary", [7])]
    projection.remember(session, "customers", "7", 2, {"name": "OLDER"})
    assert projection.recall(session, "customers", "7") == {"number": 7, "name": "ADA"}
    projection.remember(session, "customers", "7", 4, {"name": "NEWER"})
    assert projection.recall(session, "customers", "7") == {"name": "NEWER"}


def test_owner_is_asked_as_this_service_on_behalf_of_the_person(edge: Edge, session: Session) -> None:
    owner = Owner({"number": 7, "version": 1})
    projection.require(work_with(edge, session, owner), "customers", 7, "get_customer_summary")
    assert edge.settings.keys_file is not None
    caller = Verifier(edge.settings.keys_file, "customers").verify(owner.tokens[0])
    assert (caller.id, caller.kind) == ("messaging", "service")
    assert caller.scopes == {"customers:read"}
    assert caller.actor == {"sub": "42", "name": "JMEDINA", "kind": "staff"}


@pytest.mark.parametrize("problem", [NotFound(code="customer_not_found"), Unavailable()])
def test_what_the_owner_says_is_passed_on_and_not_kept(
    edge: Edge, session: Session, problem: Exception
) -> None:
    work = work_with(edge, session, Owner(problem))
    with pytest.raises(type(problem)):
        projection.require(work, "customers", 7, "get_customer_summary")
    assert projection.recall(session, "customers", "7") is None


def test_service_that_may_call_nobody_says_so(edge: Edge, session: Session) -> None:
    with pytest.raises(Unavailable):
        projection.require(work_with(edge, session, None), "customers", 7, "get_customer_summary")
