"""Sending on a real database, where a test needs to see what else a message sets going, and rows that move."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
import sqlalchemy as sa

from homefire import belonging, projection
from messaging.belongings import BELONGINGS
from messaging.models import MessageThread, OutgoingMessage
from messaging.schemas.secure_message import NewSecureMessage
from messaging.usecases import notices, secure_messages

_numbers = itertools.count(5_100_001)


@pytest.fixture
def number():
    """A customer's number that nobody used before."""
    return next(_numbers)


def know(work, number, sequence=1, **said):
    """What messaging knows of a customer."""
    state = {"number": number, "name": "ADA TEST", "language": "ENGLISH", "status": "ACTIVE"} | said
    projection.remember(work.session, "customers", str(number), sequence, state)


def send(work, number, **fields):
    """A message of the staff."""
    body = {"to": "customer", "text": "hello"} | fields
    return secure_messages.send_as_staff(work, number, NewSecureMessage().load(body))


@pytest.mark.req("R224", "R228")
def test_message_to_a_customer_and_none_to_a_vendor_leads_to_a_fixed_notice(
    work_in, number, assign, monkeypatch
):
    given = []

    def give(work, number, code, confirmed=False):
        given.append((number, code, confirmed))

    monkeypatch.setattr(notices, "give_notice", give)
    assign(1001, number)
    with work_in("messaging") as work:
        know(work, number)
        send(work, number, to="vendor", vendor_number=1001)
        assert given == []
        send(work, number)
    assert given == [(number, notices.NEW_MESSAGE, False)]


@pytest.mark.req("R228")
def test_one_notice_goes_to_a_customer_in_an_hour_however_many_messages_come(work_in, number, monkeypatch):
    monkeypatch.setattr(notices.rules, "notice_way", lambda *_, **__: "email")
    mine = OutgoingMessage.customer_number == number
    with work_in("messaging") as work:
        know(work, number)

        def notices_after(minutes):
            """How many there are after one more message, when the last notice was sent so long ago."""
            at = work.now() - timedelta(minutes=minutes)
            work.session.execute(sa.update(OutgoingMessage).where(mine).values(state="SENT", sent_at=at))
            send(work, number)
            return work.session.scalar(sa.select(sa.func.count(OutgoingMessage.id)).where(mine))

        assert [notices_after(minutes) for minutes in (0, 0, 59, 61)] == [1, 1, 1, 2]
        work.session.rollback()


@pytest.mark.req("R252")
def test_threads_follow_a_merge_and_go_back_with_what_was_in_them(work_in, number):
    survivor = next(_numbers)
    with work_in("messaging") as work:
        for each in (number, survivor):
            know(work, each)
        own = send(work, number)
        know(work, number, 2, status="MERGED", survivor=survivor)
        belonging.settle(work.session, number, BELONGINGS.kinds)
        [counted] = [
            each
            for each in belonging.count(work, survivor, None, BELONGINGS)["items"]
            if each["kind"] == "message_threads"
        ]
        assert counted["count"] == 1
        # Written while the two are one, to the number that was merged: it is the survivor's own.
        later = send(work, number)
        assert (later["customer_number"], later["thread_id"] != own["thread_id"]) == (survivor, True)
        know(work, number, 3)
        belonging.settle(work.session, number, BELONGINGS.kinds)
        query = sa.select(MessageThread.id, MessageThread.customer_number).where(
            MessageThread.customer_number.in_((number, survivor))
        )
        assert dict(work.session.execute(query).all()) == {
            own["thread_id"]: number,
            later["thread_id"]: survivor,
        }


@pytest.mark.req("R226", "R252")
def test_vendor_serves_whoever_the_customer_s_number_leads_to(work_in, number, assign):
    survivor, vendor = next(_numbers), 900_000 + number
    assign(vendor, number)
    with work_in("messaging") as work:
        know(work, survivor)
        know(work, number, 2, status="MERGED", survivor=survivor)
        assert send(work, survivor, to="vendor", vendor_number=vendor)["vendor"]["number"] == vendor


@pytest.mark.req("R26")
def test_message_under_special_handling_needs_a_reason(work_in, number):
    from homefire.errors import AcknowledgementRequired

    with work_in("messaging") as work:
        know(work, number, special_handling=True)
        with pytest.raises(AcknowledgementRequired):
            send(work, number)
        work.acknowledgement = "the manager agreed"
        assert send(work, number)["id"]
