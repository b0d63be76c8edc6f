"""How many secure messages of a customer nobody of the staff has read (R131, R132)."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime

import pytest

from customers.models import Customer
from customers.schemas.search import CustomerSearch
from customers.usecases import record, search, unread
from homefire.events import Event

_messages = itertools.count(7_000_001)


def heard(number, message, kind="secure_message_sent", **data):
    """An event of messaging about a message of the customer's."""
    return Event(
        id=uuid.uuid4(),
        source="/messaging",
        type=kind,
        subject=str(number),
        time=datetime.now(UTC),
        data={"message_id": message, "sender_kind": "customer", "thread_kind": "CUSTOMER_STAFF"} | data,
        actor_id="u-1",
        actor_name="ADA TEST",
        actor_kind="customer",
        correlation_id="c-1",
        traceparent="",
        aggregate=f"secure_message/{message}",
        sequence=1,
        pub_seq=None,
        historic=False,
    )


def read(number, message, by="staff", **data):
    """That somebody has opened it."""
    return heard(number, message, "secure_message_read", reader_kind=by, **data)


@pytest.fixture
def number(suite):
    """A customer of whom nothing was heard."""
    return suite.new_customer()["number"]


@pytest.fixture
def work(work_in):
    """A piece of work in customers."""
    with work_in("customers") as work:
        yield work


def found(work, **query):
    """The rows of a search, by number."""
    rows = search.search_customers(work, CustomerSearch().load(query))["items"]
    return {row["number"]: row["unread_messages"] for row in rows}


@pytest.mark.req("R131", "R235")
def test_count_is_of_facts_in_any_order_and_however_often(work, number):
    first, second, early, vendors, between, staffs = itertools.islice(_messages, 6)
    events = [
        heard(number, first),
        heard(number, first),
        heard(number, second),
        read(number, second, by="customer"),
        read(number, second, by="observer"),
        read(number, early),
        heard(number, early),
        heard(number, vendors, sender_kind="vendor", thread_kind="VENDOR_STAFF"),
        heard(number, between, thread_kind="CUSTOMER_VENDOR"),
        heard(number, between + 10**6, sender_kind="vendor", thread_kind="CUSTOMER_VENDOR"),
        heard(number, staffs, sender_kind="staff"),
    ]
    for event in events:
        unread.follow_messages(work, event)
    assert found(work, number=number) == {number: 2}
    assert record.get_customer(work, number)["unread_messages"] == 2
    for message in (first, first, second):
        unread.follow_messages(work, read(number, message))
    assert found(work, number=number) == {number: 0}


@pytest.mark.req("R132")
def test_switch_shows_only_customers_with_unread_messages_whatever_else_is_asked(work, suite):
    waiting, quiet = (
        suite.new_customer(last_name="SWITCHFIELD", first_name=name)["number"] for name in ("ADA", "EVE")
    )
    message = next(_messages)
    unread.follow_messages(work, heard(waiting, message))
    assert found(work, name="switchfield") == {waiting: 1, quiet: 0}
    assert found(work, name="switchfield", unread=True) == {waiting: 1}
    alone = found(work, unread=True, limit=100)
    assert (alone.get(waiting), quiet in alone, 0 in alone.values()) == (1, False, False)
    unread.follow_messages(work, read(waiting, message))
    assert waiting not in found(work, unread=True, limit=100)


@pytest.mark.req("R131", "R252")
def test_count_follows_a_merge_and_its_end(work, suite, number):
    survivor = suite.new_customer()["number"]
    before, during, own = itertools.islice(_messages, 3)
    unread.follow_messages(work, heard(number, before))
    put(work, number, "MERGED", survivor)
    unread.follow_merge(work, number)
    assert found(work, number=survivor) == {survivor: 1}
    # Of before the merge, and heard late; one of the survivor's own; and a reading told under the survivor's number.
    unread.follow_messages(work, read(survivor, during))
    unread.follow_messages(work, heard(number, during))
    unread.follow_messages(work, heard(survivor, own))
    assert found(work, number=survivor) == {survivor: 2}
    put(work, number, "ACTIVE", None)
    unread.follow_merge(work, number)
    assert (found(work, number=number), found(work, number=survivor)) == ({number: 1}, {survivor: 1})


def put(work, number, status, survivor):
    """Where a record stands."""
    customer = work.session.get(Customer, number)
    customer.status, customer.merged_into = status, survivor
    work.session.flush()
