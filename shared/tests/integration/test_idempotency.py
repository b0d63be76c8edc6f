"""One command has one effect and one answer, however often and however fast it arrives (R254)."""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from marshmallow import fields

from homefire import plumbing
from homefire.edge import Edge
from homefire.errors import Conflict
from homefire.idempotency import KeyReused
from homefire.operations import Operation, Service, operation, operations_of
from homefire.outcome import Answer, Failure, to_json
from homefire.schemas import Schema
from homefire.testing.suite import Suite, eventually
from homefire.work import Work


class Body(Schema):
    """What the probe takes."""

    text = fields.String()
    ssn = fields.String(metadata={"protected": True})


class Told(Schema):
    """What it answers."""

    number = fields.Integer()
    ssn = fields.String(metadata={"protected": True})


class Probe(Service):
    """Writes that leave one row each in the table of projections."""

    name = "customers"

    def __init__(self) -> None:
        self.during: Callable[[], object] = lambda: None

    @operation("POST", "/probe", scope="customers:write", takes=Body, returns=Told)
    def add(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Leaves a row and answers with a number of its own."""
        number = leave_row(work)
        self.during()
        return {"number": number, "ssn": body.get("ssn", "")}

    @operation("POST", "/probe/quiet", scope="customers:write", takes=Body)
    def add_quietly(self, work: Work, body: dict[str, Any]) -> None:
        """Leaves a row and answers with nothing."""
        leave_row(work)


def leave_row(work: Work) -> int:
    """One row, under a number of its own."""
    number = uuid.uuid4().int % 10**9
    row = {"source": "probe", "key": str(number), "sequence": 1, "data": {}}
    work.session.execute(sa.insert(plumbing.projection), row)
    return number


OPERATIONS: dict[str, Operation] = {found.name: found for found in operations_of(Probe)}


@pytest.fixture
def edge(suite: Suite) -> Edge:
    """The edge of a service in this process, over a real database."""
    return suite.edge("customers")


@pytest.fixture
def rows(edge: Edge) -> Callable[[], int]:
    """How many rows this test's calls have left so far."""

    def count() -> int:
        query = sa.select(sa.func.count()).where(plumbing.projection.c.source == "probe")
        with edge.database.reading() as connection:
            return int(connection.scalar(query) or 0)

    before = count()
    return lambda: count() - before


@pytest.fixture
def call(suite: Suite, edge: Edge) -> Callable[..., Answer | Failure]:
    """One call as the edges make it, under a key of this test's own unless another is given."""
    own = uuid.uuid4().hex

    def make(
        body: dict[str, Any],
        name: str = "add",
        *,
        key: str | None = own,
        role: str = "caseworker",
        service: Probe | None = None,
        **context: Any,
    ) -> Answer | Failure:
        context = {"auth_token": suite.stack.token(role), "transport": "http"} | context
        options = {"idempotency_key": key} if key else {}
        return edge.call(OPERATIONS[name], service or Probe(), [body], options, context)

    return make


def body_of(outcome: Answer | Failure) -> Any:
    """The answer of a call that went well."""
    assert isinstance(outcome, Answer), outcome
    return outcome.body


@pytest.mark.req("R254")
def test_second_arrival_gets_the_first_answer_and_does_nothing(
    call: Callable[..., Any], rows: Callable[[], int]
) -> None:
    first, second = call({"text": "a"}), call({"text": "a"})
    assert body_of(second)["number"] == body_of(first)["number"]
    assert (first.replayed, second.replayed) == (False, True)
    assert rows() == 1


@pytest.mark.req("R254")
def test_answer_of_nothing_is_remembered_too(call: Callable[..., Any], rows: Callable[[], int]) -> None:
    outcomes = [call({"text": "a"}, "add_quietly") for _ in range(3)]
    assert [body_of(outcome) for outcome in outcomes] == [None, None, None]
    assert [outcome.replayed for outcome in outcomes] == [False, True, True]
    assert rows() == 1


@pytest.mark.req("R254")
def test_two_arrivals_at_once_have_one_effect_and_the_same_answer(
    edge: Edge, call: Callable[..., Any], rows: Callable[[], int]
) -> None:
    """The second waits, inside the database, for the first one's commit."""
    outcomes: list[Any] = []
    may_finish = threading.Event()
    slow = Probe()
    slow.during = lambda: assert_set(may_finish)

    def arrive() -> None:
        outcomes.append(call({"text": "a"}, service=slow))

    threads = [threading.Thread(target=arrive) for _ in range(2)]
    for thread in threads:
        thread.start()
    eventually(lambda: waiting_for_a_lock(edge) == 1)
    assert outcomes == []
    may_finish.set()
    for thread in threads:
        thread.join()
    one, other = outcomes
    assert body_of(one)["number"] == body_of(other)["number"]
    assert {one.replayed, other.replayed} == {True, False}
    assert rows() == 1


def assert_set(event: threading.Event) -> None:
    """Waits for an event, not for ever."""
    assert event.wait(30)


def waiting_for_a_lock(edge: Edge) -> int:
    """How many of the service's statements wait for another transaction now."""
    query = (
        "select count(*) from pg_stat_activity"
        " where datname = current_database() and wait_event_type = 'Lock' and state = 'active'"
    )
    with edge.database.reading() as connection:
        return int(connection.scalar(sa.text(query)) or 0)


@pytest.mark.req("R254")
def test_second_arrival_acts_when_the_first_one_failed(
    call: Callable[..., Any], rows: Callable[[], int]
) -> None:
    def fail() -> None:
        raise Conflict()

    failing = Probe()
    failing.during = fail
    assert isinstance(call({"text": "a"}, service=failing), Failure)
    assert rows() == 0
    assert call({"text": "a"}).replayed is False
    assert rows() == 1


@pytest.mark.req("R254")
def test_key_with_another_request_is_refused(call: Callable[..., Any], rows: Callable[[], int]) -> None:
    body_of(call({"text": "a"}))
    outcome = call({"text": "b"})
    assert isinstance(outcome, Failure)
    assert isinstance(outcome.problem, KeyReused)
    assert outcome.problem.code == "idempotency_key_reused"
    assert rows() == 1


@pytest.mark.req("R254")
def test_key_is_the_callers_and_the_operations_own(call: Callable[..., Any], rows: Callable[[], int]) -> None:
    for options in ({}, {"role": "agency"}, {"name": "add_quietly"}):
        assert call({"text": "a"}, **options).replayed is False
    assert rows() == 3


@pytest.mark.req("R254")
def test_message_that_is_delivered_twice_acts_once_without_a_key(
    call: Callable[..., Any], rows: Callable[[], int]
) -> None:
    message = {"key": None, "transport": "rpc", "call_key": uuid.uuid4().hex}
    quietly = {"name": "add_quietly"} | message
    assert [call({"text": "a"}, **quietly).replayed for _ in range(2)] == [False, True]
    assert rows() == 1


def test_call_without_any_key_acts_each_time(call: Callable[..., Any], rows: Callable[[], int]) -> None:
    for _ in range(2):
        assert call({"text": "a"}, key=None).replayed is False
    assert rows() == 2


@pytest.mark.req("R249")
def test_protected_values_are_not_in_the_stored_answer(edge: Edge, call: Callable[..., Any]) -> None:
    first = call({"text": "a", "ssn": "765432108"})
    assert body_of(first)["ssn"] == "765432108"
    with edge.database.reading() as connection:
        stored = connection.execute(
            sa.select(plumbing.answers).order_by(plumbing.answers.c.created_at.desc()).limit(1)
        ).one()
    assert stored.answer == {"body": {"number": body_of(first)["number"]}}
    assert "765432108" not in repr(stored)
    assert body_of(call({"text": "a", "ssn": "765432108"})) == stored.answer["body"]


@pytest.mark.req("R249")
def test_request_is_stored_as_a_keyed_hash_alone(edge: Edge, call: Callable[..., Any]) -> None:
    body = {"ssn": "765432108"}
    body_of(call(body))
    query = sa.select(plumbing.answers.c.request_mac).order_by(plumbing.answers.c.created_at.desc()).limit(1)
    with edge.database.reading() as connection:
        mac = bytes(connection.scalar(query) or b"")
    request = to_json([[], body, None])
    assert mac == edge.master_key.mac(request)
    assert mac != hashlib.sha256(request).digest()
