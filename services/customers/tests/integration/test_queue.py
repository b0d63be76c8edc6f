"""The alert queue on a real database: its order, its pages while rows leave, its midnight, what a page reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.domain.queue import Place, analysts_of, is_listed
from customers.repository import queue as repository
from customers.schemas import queue as schemas
from customers.usecases import queue as usecases
from homefire.clock import Clock
from homefire.edge import Edge
from homefire.paging import BadCursor
from homefire.schemas import load
from homefire.testing.suite import Suite
from homefire.work import Work

ZONE = ZoneInfo("America/Los_Angeles")
NOON = datetime(2026, 11, 30, 20, tzinfo=UTC)
TODAY = date(2026, 11, 30)
FIRST = 900_000_000
ME, OTHER = "me", "other"

ENTER = sa.text(
    """
    insert into customer (number, version, first_name, last_name, name_key, preferred_method, entered_by, entered_at,
                          updated_by, updated_at, contact_date, high_priority, analyst_id, analyst_name, dormant,
                          status, merged_into, deleted_at)
    values (:number, 1, 'ADA', 'QUEUE', 'queue ada', 'mail', 'TEST', now(), 'TEST', now(), :contact_date,
            :high_priority, :analyst, :analyst, :dormant, :status, :merged_into,
            case when :status = 'DELETED' then now() end)
    """
)


@dataclass(frozen=True)
class Person:
    """A customer as far as the queue cares."""

    contact_date: date | None = None
    high_priority: bool = False
    analyst: str = ""
    dormant: bool = False
    status: str = "ACTIVE"


people = st.builds(
    Person,
    contact_date=st.none() | st.integers(-3, 3).map(lambda days: TODAY + timedelta(days=days)),
    high_priority=st.booleans(),
    analyst=st.sampled_from(["", ME, OTHER]),
    dormant=st.sampled_from([False, False, False, True]),
    status=st.sampled_from(["ACTIVE", "ACTIVE", "ACTIVE", "DELETED", "MERGED"]),
)
whoses = st.sampled_from(["mine_and_unassigned", "mine", "unassigned", "everybody", OTHER])


class Queue:
    """A database that holds these people and nobody else, as one transaction sees it that is never committed."""

    def __init__(self, edge: Edge, connection: sa.Connection) -> None:
        self._edge, self.connection = edge, connection
        self.now = NOON

    def enter(self, everybody: list[Person]) -> None:
        """Enters people, numbered in their order from `FIRST` on."""
        rows = [
            vars(one)
            | {"number": FIRST + place, "merged_into": None if one.status != "MERGED" else FIRST - 1}
            for place, one in enumerate(everybody)
        ]
        gone = Person(status="DELETED")
        self.connection.execute(ENTER, vars(gone) | {"number": FIRST - 1, "merged_into": None})
        if rows:
            self.connection.execute(ENTER, rows)

    @property
    def work(self) -> Work:
        """A piece of work of the person called me, at `now`."""
        edge = Edge(self._edge.settings, self._edge.database, clock=Clock(ZONE, lambda: self.now))
        caller = self._edge.verifier.verify(self.token)
        return Work(edge, caller=caller, correlation_id="abc", connection=self.connection)

    token = ""

    def page(self, whose: str = "everybody", **query: Any) -> dict[str, Any]:
        """One page as it is answered."""
        asked = load(schemas.QueueQuery(), {"whose": whose, **query})
        return usecases.list_alert_queue(self.work, asked)

    def walk(self, whose: str, limit: int) -> list[int]:
        """The numbers of all pages, one after the other."""
        numbers: list[int] = []
        page = self.page(whose, limit=limit)
        while True:
            numbers += [row["number"] for row in page["items"]]
            if page["next"] is None:
                return numbers
            page = self.page(whose, limit=limit, cursor=page["next"])

    def around(self, whose: str, place: str) -> dict[str, Any]:
        """What lies around a place."""
        return usecases.find_queue_neighbours(self.work, {"whose": whose, "place": place})

    def set(self, number: int, day: date | None) -> None:
        """Another contact date."""
        change = sa.text("update customer set contact_date = :day where number = :number")
        self.connection.execute(change, {"day": day, "number": number})


@pytest.fixture
def queue(suite: Suite, edge: Edge) -> Iterator[Queue]:
    """An empty queue of a person whose id is me."""
    with edge.database.engine.connect() as connection:
        made = Queue(edge, connection)
        made.token = suite.stack.token("caseworker", subject=ME)
        connection.execute(sa.text("update customer set dormant = true"))
        yield made
        connection.rollback()


def naive(everybody: list[Person], whose: str) -> list[int]:
    """The queue by its definition: who belongs to it, sorted."""
    analysts = analysts_of(whose, ME)
    listed = [
        Place(one.high_priority, one.contact_date, FIRST + place)
        for place, one in enumerate(everybody)
        if one.status == "ACTIVE"
        and not one.dormant
        and is_listed(one.contact_date, TODAY)
        and (analysts is None or one.analyst in analysts)
    ]
    return [place.number for place in sorted(listed, key=lambda place: place.order)]


@pytest.mark.req("R153", "R155", "R156")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(everybody=st.lists(people, max_size=25), whose=whoses, limit=st.integers(1, 7))
def test_pages_and_neighbours_follow_the_order_of_a_naive_sort(
    queue: Queue, everybody: list[Person], whose: str, limit: int
) -> None:
    with queue.connection.begin_nested() as undone:
        queue.enter(everybody)
        expected = naive(everybody, whose)
        assert queue.walk(whose, limit) == expected
        rows = queue.page(whose, limit=100)["items"]
        for position, row in enumerate(rows):
            around = queue.around(whose, row["place"])
            assert (around["position"], around["total"]) == (position + 1, len(expected))
            assert around["present"]
            for name, step in (("previous", -1), ("next", 1)):
                beside = position + step
                number = expected[beside] if 0 <= beside < len(expected) else None
                assert (around[name] or {"number": None})["number"] == number
        undone.rollback()


@pytest.mark.req("R156")
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(everybody=st.lists(people, max_size=25), whose=whoses)
def test_counts_are_those_of_the_rows(queue: Queue, everybody: list[Person], whose: str) -> None:
    with queue.connection.begin_nested() as undone:
        queue.enter(everybody)
        page = queue.page(whose, limit=100)
        days = [row["contact_date"] for row in page["items"]]
        assert page["counts"] == {
            "overdue": sum(day is not None and day < TODAY for day in days),
            "today": days.count(TODAY),
            "blank": days.count(None),
            "total": len(days),
        }
        assert usecases.count_alert_queue(queue.work, {"whose": whose}) == page["counts"]
        undone.rollback()


@pytest.mark.req("R155", "R250")
def test_a_day_begins_at_midnight_in_los_angeles(queue: Queue) -> None:
    queue.enter([Person(date(2026, 12, 1)), Person(date(2026, 11, 30))])
    queue.now = datetime(2026, 12, 1, 7, 59, 59, tzinfo=UTC)
    page = queue.page()
    assert [row["number"] for row in page["items"]] == [FIRST + 1]
    assert (page["today"], page["counts"]["today"]) == (date(2026, 11, 30), 1)
    queue.now = datetime(2026, 12, 1, 8, 0, 0, tzinfo=UTC)
    page = queue.page()
    assert [row["number"] for row in page["items"]] == [FIRST + 1, FIRST]
    assert (page["today"], page["counts"]["overdue"], page["counts"]["today"]) == (date(2026, 12, 1), 1, 1)


@pytest.mark.req("R156")
def test_pages_stay_where_they_are_while_rows_leave(queue: Queue) -> None:
    queue.enter([Person(TODAY - timedelta(days=10 - place)) for place in range(6)] + [Person()] * 3)
    first = queue.page(limit=3)
    expected = [row["number"] for row in queue.page(limit=3, cursor=first["next"])["items"]]
    for row in first["items"]:
        queue.set(row["number"], TODAY + timedelta(days=7))
    assert [row["number"] for row in queue.page(limit=3, cursor=first["next"])["items"]] == expected
    around = queue.around("everybody", first["items"][1]["place"])
    assert not around["present"]
    assert (around["previous"], around["next"]["number"]) == (None, expected[0])
    assert (around["position"], around["total"]) == (1, 6)


@pytest.mark.req("R156")
def test_customer_whose_own_date_moved_is_not_its_own_neighbour(queue: Queue) -> None:
    queue.enter([Person(TODAY - timedelta(days=3)), Person(TODAY - timedelta(days=1)), Person()])
    place = queue.page()["items"][0]["place"]
    queue.set(FIRST, TODAY - timedelta(days=2))
    assert queue.around("everybody", place)["next"]["number"] == FIRST + 1


def test_page_tells_what_is_needed_to_call(queue: Queue) -> None:
    queue.enter([Person(analyst=ME)])
    change = "update customer set mobile_phone = '8315550101', best_time = 'AFT', address_city = 'MARINA' where number = :n"
    queue.connection.execute(sa.text(change), {"n": FIRST})
    [row] = schemas.AlertQueue().dump(queue.page())["items"]
    assert (row["phone"], row["phone_extension"], row["city"]) == ("8315550101", "", "MARINA")
    assert row["best_time"] == {"code": "AFT", "label": "Afternoon"}
    assert row["preferred_method"] == {"code": "mail", "label": "US Mail"}
    assert row["analyst"] == {"id": ME, "name": ME}


@pytest.mark.parametrize("cursor", ["x", "AAAA", "WyJoaWdoOmJsYW5rIiwgIjAiXQ", "🏠", "WyJ4IiwgIjEiXQ"])
def test_place_that_is_none_of_ours_is_refused(queue: Queue, cursor: str) -> None:
    with pytest.raises(BadCursor):
        queue.page(cursor=cursor)


def scans(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every node of a plan."""
    yield plan
    for inner in plan.get("Plans", ()):
        yield from scans(inner)


@pytest.fixture
def crowd(suite: Suite) -> Iterator[sa.Connection]:
    """20,000 customers, most without a date, many with one in the future, and what the planner must know of them."""
    with suite.database("customers").connect() as connection:
        # Whoever other tests have left stands in no queue here.
        connection.execute(sa.text("update customer set dormant = true"))
        connection.execute(
            sa.text(
                """
                insert into customer (number, version, first_name, last_name, name_key, preferred_method, entered_by,
                                      entered_at, updated_by, updated_at, contact_date, analyst_id)
                select :first + n, 1, 'ADA', 'CROWD', 'crowd ada', 'mail', 'TEST', now(), 'TEST', now(),
                       case n % 4 when 0 then cast(:today as date) + n % 90 + 1
                                  when 1 then cast(:today as date) - n % 90 end,
                       case n % 3 when 0 then :me else '' end
                from generate_series(1, 20000) n
                """
            ),
            {"first": FIRST, "today": TODAY, "me": ME},
        )
        connection.execute(sa.text("analyze customer"))
        yield connection
        connection.rollback()


@pytest.mark.req("R156")
@pytest.mark.parametrize("whose", ["mine_and_unassigned", "everybody"])
@pytest.mark.parametrize(
    "start", [None, Place(False, TODAY, FIRST + 10_000), Place(False, None, FIRST + 9_000)]
)
def test_a_page_reads_a_page_of_the_index(crowd: sa.Connection, whose: str, start: Place | None) -> None:
    analysts = analysts_of(whose, ME)
    query = repository._page(len(analysts) if analysts else None, start.segment if start else None, False)
    values = repository._values(analysts, TODAY, start, 26)
    compiled = query.compile(dialect=crowd.dialect)
    explained = crowd.exec_driver_sql(
        "explain (analyze, format json) " + str(compiled), compiled.construct_params(values)
    ).scalar()
    plan = (json.loads(explained) if isinstance(explained, str) else explained)[0]["Plan"]
    read = [node for node in scans(plan) if node.get("Relation Name") == "customer"]
    assert {node["Node Type"] for node in read} <= {"Index Scan", "Index Only Scan"}
    ranges = [node for node in read if node["Index Name"].startswith("ix_customer_queue")]
    assert ranges
    for node in ranges:
        # Where one in three is an analyst's, the index of everybody will do: a few more are passed over.
        assert node["Actual Rows"] + node.get("Rows Removed by Filter", 0) <= 26 * 10
