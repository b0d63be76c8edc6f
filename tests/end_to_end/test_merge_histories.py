"""Random histories of merges over real databases: nothing is lost, every number leads somewhere, all can be undone.

The use cases of customers, messaging and weatherization run in this process. Events are taken from the outbox and
given to the handlers in another order and more than once, as a bus may.
"""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from customers.owners import OWNERS
from customers.usecases import consents, merging
from customers.usecases import record as customers
from homefire import belonging, plumbing
from homefire.client import Call, RpcClient
from homefire.edge import Edge
from homefire.events import Event
from homefire.testing.suite import Suite
from homefire.work import Work
from messaging.usecases import contact_entries as messaging
from weatherization import usecases as weatherization

REASON = "twice the same person"
CHILDREN = {"messaging": "contact_entry", "weatherization": "dwelling_link"}
_counter = itertools.count(1)


class Bench:
    """The services' edges in this process; customers asks the others by calling them."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.belongings = {name: importlib.import_module(f"{name}.belongings").BELONGINGS for name in OWNERS}
        plain = suite.edge("customers")
        self.edges = {name: suite.edge(name) for name in OWNERS}
        self.edges["customers"] = Edge(plain.settings, plain.database, client=cast("RpcClient", self))
        with self.work("weatherization") as work:
            address = {"number": "1", "street": "THIS", "zip": "95077"}
            self.dwelling = weatherization.create_dwelling(work, {"kind": "UNKNOWN", "address": address})

    @contextmanager
    def work(self, service: str, **said: Any) -> Iterator[Work]:
        """A piece of a supervisor's work."""
        edge = self.edges[service]
        caller = edge.verifier.verify(self.suite.stack.token("supervisor", lifetime=3600))
        with edge.database.session() as session:
            yield Work(
                edge, caller=caller, correlation_id=f"history-{next(_counter)}", session=session, **said
            )

    def call_many(self, calls: Sequence[Call], **_: Any) -> list[Any]:
        """The counting operations, without a bus."""
        found = []
        for call in calls:
            with self.work(call.service) as work:
                other = call.kwargs.get("other")
                found.append(belonging.count(work, call.args[0], other, self.belongings[call.service]))
        return found

    def call(self, service: str, method: str, args: list[Any], kwargs: dict[str, Any], **_: Any) -> Any:
        """What a service asks customers about a number that it has not heard of."""
        with self.work("customers") as work:
            return customers.get_customer_summary(work, args[0])

    def new_events(self, after: int) -> tuple[int, list[Event]]:
        """What customers has told since, and where it stands now."""
        outbox = plumbing.outbox
        query = sa.select(outbox.c.position, outbox.c.body).where(outbox.c.position > after)
        with self.edges["customers"].database.engine.connect() as connection:
            rows = connection.execute(query.order_by(outbox.c.position)).all()
        events = [Event.from_envelope(row.body) for row in rows]
        return (rows[-1].position if rows else after), [e for e in events if e.type in belonging.FOLLOWED]

    def deliver(self, event: Event) -> None:
        """One event to both handlers, and what they tell of it back to customers."""
        for service in CHILDREN:
            with self.work(service) as work:
                moved = belonging.follow(work, event, self.belongings[service])
            if moved is not None:
                with self.work("customers") as work:
                    merging.record_move(work, cast("Event", SimpleNamespace(service=service, data=moved)))

    def rows(self, service: str, ids: Sequence[int]) -> dict[int, tuple[int, int | None]]:
        """Where rows stand, and where they were entered, by id."""
        table = CHILDREN[service]
        query = sa.text(f"select id, customer_number, home_number from {table} where id = any(:ids)")
        with self.suite.database(service).connect() as connection:
            found = connection.execute(query, {"ids": list(ids)}).all()
        return {row.id: (row.customer_number, row.home_number) for row in found}


@pytest.fixture
def bench(suite: Suite) -> Bench:
    """The databases of all that have a part in merges."""
    suite.migrated("customers", *OWNERS)
    made = Bench(suite)
    for service in CHILDREN:
        edge = made.edges[service]
        made.edges[service] = Edge(edge.settings, edge.database, client=cast("RpcClient", made))
    return made


class Histories(RuleBasedStateMachine):
    """Customers with an e-mail address each, and rows of theirs in two services."""

    bench: Bench

    def __init__(self) -> None:
        super().__init__()
        with self.bench.edges["customers"].database.engine.connect() as connection:
            self.position = connection.scalar(sa.select(sa.func.max(plumbing.outbox.c.position))) or 0
        self.numbers: list[int] = []
        self.survivors: dict[int, int] = {}
        self.emails: dict[int, list[tuple[int, str]]] = {}
        self.homes: dict[tuple[str, int], int] = {}
        self.pending: list[Event] = []
        self.days = itertools.count(1)
        self.steps = itertools.count(1)
        self.said: dict[int, tuple[int, str]] = {}
        self.merged_at: dict[int, int] = {}
        for _ in range(2):
            self.create()

    def lead(self, number: int) -> int:
        """Where a number leads."""
        while number in self.survivors:
            number = self.survivors[number]
        return number

    def pick(self, which: int) -> int:
        """One of the customers."""
        return self.numbers[which % len(self.numbers)]

    def gather(self) -> None:
        """What customers has told by now, not yet delivered."""
        self.position, events = self.bench.new_events(self.position)
        self.pending += events

    @precondition(lambda self: len(self.numbers) < 4)
    @rule()
    def create(self) -> None:
        """Another customer."""
        email = f"own{next(_counter)}@email.com"
        body = {"first_name": "ADA", "last_name": "TWICE", "preferred_method": "mail", "email": email}
        with self.bench.work("customers") as work:
            number = customers.create_customer(work, body)["number"]
        self.numbers.append(number)
        self.emails[number] = [(0, email)]
        self.gather()

    @rule(which=st.integers(0, 3))
    def edit(self, which: int) -> None:
        """Somebody changes the record that a number leads to."""
        number, email = self.lead(self.pick(which)), f"edit{next(_counter)}@email.com"
        with self.bench.work("customers", if_match=self.read(number)["version"]) as work:
            customers.update_customer(work, number, {"email": email})
        self.emails[number].append((0, email))
        self.gather()

    @rule(which=st.integers(0, 3), state=st.sampled_from(("GIVEN", "REVOKED")))
    def consent(self, which: int, state: str) -> None:
        """The customer whom a number leads to agrees to text messages, or wants none."""
        number = self.lead(self.pick(which))
        say = consents.record_consent if state == "GIVEN" else consents.revoke_consent
        with self.bench.work("customers", if_match=self.read(number)["version"]) as work:
            say(work, number, {"channel": "sms", "source": "PHONE"})
        self.said[number] = (next(self.steps), state)
        self.gather()

    def consent_of(self, number: int) -> str:
        """What holds for a number: what was said last, unless an opt-out came with a merged record since."""
        step, state = self.said.get(number, (0, "NONE"))
        came = [
            each for each, into in self.survivors.items() if into == number and self.merged_at[each] > step
        ]
        return "REVOKED" if any(self.consent_of(each) == "REVOKED" for each in came) else state

    @rule(which=st.integers(0, 3))
    def contact(self, which: int) -> None:
        """A contact for any number, merged or not, heard of or not."""
        body = {"contact_type": "INCOMING", "contact_action": "STATUS_INQUIRY", "call_code": "NO_ACTION"}
        with self.bench.work("messaging") as work:
            made = messaging.add_contact_entry(work, self.pick(which), body)
        self.remember("messaging", made["id"])

    @rule(which=st.integers(0, 3))
    def link(self, which: int) -> None:
        """A day in a dwelling that all of them have lived in."""
        day = date.fromordinal(date(2020, 1, 1).toordinal() + next(self.days))
        body = {"dwelling_id": self.bench.dwelling["dwelling_id"], "role": "occupant", "from": day, "to": day}
        with self.bench.work("weatherization") as work:
            made = weatherization.link_dwelling(work, self.pick(which), body)
        self.remember("weatherization", made["link_id"])

    def remember(self, service: str, row: int) -> None:
        """Where a row was entered: a service may not have heard yet where the number leads."""
        [(stands, home)] = self.bench.rows(service, [row]).values()
        self.homes[service, row] = home or stands

    @rule(one=st.integers(0, 3), other=st.integers(0, 3), takes=st.booleans())
    def merge(self, one: int, other: int, takes: bool) -> None:
        """Two records become one."""
        number, survivor = self.lead(self.pick(one)), self.lead(self.pick(other))
        if number == survivor:
            return
        versions = {each: self.read(each)["version"] for each in (number, survivor)}
        body = {"survivor": survivor, "survivor_version": versions[survivor], "survivor_lock_token": None}
        body |= {"fields": ["email"] if takes else [], "reason": REASON}
        with self.bench.work("customers", if_match=versions[number]) as work:
            merge = merging.merge_customers(work, number, body)
        if takes:
            self.emails[survivor].append((merge["id"], self.emails[number][-1][1]))
        self.survivors[number] = survivor
        self.merged_at[number] = next(self.steps)
        self.gather()

    @rule(which=st.integers(0, 3))
    def unmerge(self, which: int) -> None:
        """A record leaves another, unless that has become part of a third."""
        number = self.pick(which)
        if number in self.survivors and self.survivors[number] not in self.survivors:
            self.undo(number)

    def undo(self, number: int) -> None:
        """Undoes one merge, in the services and in the model."""
        body = {"survivor_lock_token": None, "reason": REASON}
        with self.bench.work("customers") as work:
            merge = merging.unmerge_customers(work, number, body)
        survivor = self.survivors.pop(number)
        self.emails[survivor] = [layer for layer in self.emails[survivor] if layer[0] != merge["id"]]
        self.gather()

    @rule(which=st.integers(0, 20), again=st.booleans())
    def deliver(self, which: int, again: bool) -> None:
        """Any event that was told arrives, perhaps not for the last time."""
        if self.pending:
            place = which % len(self.pending)
            self.bench.deliver(self.pending[place])
            if not again:
                self.pending.pop(place)

    def read(self, number: int) -> dict[str, Any]:
        """What a number answers."""
        with self.bench.work("customers") as work:
            return customers.get_customer(work, number)

    def check(self) -> None:
        """Once everything has arrived: rows, fields, numbers."""
        for event in self.pending:
            self.bench.deliver(event)
        self.pending = []
        for service in CHILDREN:
            own = {row: home for (of, row), home in self.homes.items() if of == service}
            stand = {row: at for row, (at, _) in self.bench.rows(service, list(own)).items()}
            assert stand == {row: self.lead(home) for row, home in own.items()}
        for number in self.numbers:
            found, end = self.read(number), self.lead(number)
            assert (found["number"], found["email"]) == (end, self.emails[end][-1][1])
            [sms] = [each["state"] for each in found["consents"] if each["channel"] == "sms"]
            assert sms == self.consent_of(end)

    def teardown(self) -> None:
        """All is well as it stands, and after everything was undone."""
        self.check()
        while self.survivors:
            self.undo(next(each for each in self.survivors if self.survivors[each] not in self.survivors))
        self.check()


@pytest.mark.req("R3", "R46", "R252", "R254")
def test_merges_lose_nothing_and_can_be_undone(bench: Bench) -> None:
    class Bound(Histories):
        pass

    Bound.bench = bench
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    quick = settings(max_examples=10, stateful_step_count=16, deadline=None, suppress_health_check=checks)
    run_state_machine_as_test(Bound, settings=quick)
