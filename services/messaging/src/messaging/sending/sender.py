"""Sends what waits: each message at least once, under one Message-ID, checked again at the last moment (decision 28).

Every process of the service may run one. A message is taken for the time of a lease, which outlasts every time-out
of a hand-over; whoever was killed with it in hand leaves it to be taken again when the lease ends.
"""

from __future__ import annotations

import threading
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from homefire import faults, telemetry
from homefire.auth import Caller
from homefire.edge import Edge
from homefire.errors import NotFound, Problem
from homefire.work import Work
from messaging import outgoing
from messaging.domain import outgoing as rules
from messaging.models import OutgoingMessage
from messaging.repository import outgoing as repository
from messaging.sending.handing_over import hand_over
from messaging.sending.outcome import Ended, HandOver, Letter
from messaging.sending_settings import sending_settings
from messaging.usecases import receipts

log = telemetry.logger("messaging.sender")
LEASE = timedelta(minutes=5)
POLL_SECONDS = 2.0
AWAY_SECONDS = 10.0
"""How long a message waits when what is known of its customer cannot be asked for."""
LONGEST_PAUSE = 30.0
STOP_SECONDS = 15.0
_STATES = {
    Ended.TAKEN: rules.SENT,
    Ended.NO_SUCH_RECIPIENT: rules.BOUNCED,
    Ended.REFUSED: rules.FAILED,
}


class Sender:
    """Runs in a green thread of its own: `run` returns after `stop`."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._settings = sending_settings()
        self._woken, self._stopping, self._ended = threading.Event(), threading.Event(), threading.Event()

    def run(self) -> None:
        """Sends what is due until it is stopped; what breaks is tried again, more slowly each time."""
        pause = POLL_SECONDS
        while not self._stopping.is_set():
            try:
                while not self._stopping.is_set() and self._send_next():
                    pass
                pause = POLL_SECONDS
            except (SQLAlchemyError, Problem) as error:
                log.warning("sender_interrupted", error=telemetry.describe(error), retry_in=pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except Exception as error:  # One message must not end the sending of all others.
                log.error("sender_failed", error=telemetry.describe(error), retry_in=pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            self._woken.wait(pause)
            self._woken.clear()
        self._ended.set()

    def wake(self) -> None:
        """Something was committed: look now instead of at the next poll."""
        self._woken.set()

    def stop(self) -> None:
        """Finishes the message in hand, then ends `run`."""
        self._stopping.set()
        self._woken.set()
        self._ended.wait(STOP_SECONDS)

    def _send_next(self) -> bool:
        """Sends the message that is due first; answers whether there was one."""
        with self._edge.database.session() as session:
            message = repository.claim_due(session, self._edge.clock.now(), LEASE)
        if message is None:
            return False
        faults.point("sender.after_claim")
        if message.attempts > rules.MOST_ATTEMPTS:
            # Claimed so often, and no attempt came to an end: what breaks them is in the message.
            self._end(message, rules.FAILED, "given_up")
            return True
        caller = Caller(self._edge.service, message.actor["name"], "service", frozenset(), 0.0, message.actor)
        work = Work(self._edge, caller=caller, correlation_id=message.correlation_id)
        try:
            self._send(message, work)
        except NotFound:
            self._end(message, rules.STOPPED, "deleted")
        except Problem as problem:
            # Customers does not answer: nothing was tried, so no attempt is spent.
            log.warning("sending_postponed", message=message.id, code=problem.code)
            self._postpone(message, "record_unavailable", AWAY_SECONDS, attempts=message.attempts - 1)
        return True

    def _send(self, message: OutgoingMessage, work: Work) -> None:
        """Asks what holds now, hands over, and marks how it ended. Raises customers' problem."""
        customer = work.ask("customers", "get_customer", message.customer_number)
        known = work.ask("customers", "get_customer_summary", customer["number"])
        address = customer["email" if message.channel == rules.EMAIL else "mobile_phone"] or ""
        known = known | {"has_email": bool(customer["email"]), "has_mobile": bool(customer["mobile_phone"])}
        obstacle = rules.obstacle(message.channel, known, confirmed=message.confirmed)
        if obstacle is not None:
            self._end(message, rules.STOPPED, obstacle.code)
            return
        done = hand_over(self._settings, message.channel, self._letter(message, work, address))
        faults.point("sender.after_hand_over")
        if done.ended is Ended.NO_SUCH_RECIPIENT and message.channel == rules.EMAIL:
            # Before the mark: while customers cannot be told, the message counts as not yet refused.
            work.ask("customers", "mark_email_bounced", customer["number"], {"email": address})
        self._mark(message, done, address)

    def _letter(self, message: OutgoingMessage, work: Work, address: str) -> Letter:
        body = outgoing.body_of(work, message)
        automatic = message.purpose != rules.MESSAGE
        return Letter(address, message.subject, body, message.message_id, automatic)

    def _mark(self, message: OutgoingMessage, done: HandOver, address: str) -> None:
        log.info("handed_over", message=message.id, ended=done.ended.value, reason=done.reason)
        if done.ended is not Ended.LATER:
            self._end(message, _STATES[done.ended], done.reason, address)
        elif message.attempts >= rules.MOST_ATTEMPTS:
            self._end(message, rules.FAILED, done.reason)
        else:
            self._postpone(
                message, done.reason, rules.retry_delay(message.attempts), attempts=message.attempts
            )

    def _postpone(self, message: OutgoingMessage, reason: str, seconds: float, *, attempts: int) -> None:
        with self._edge.database.session() as session:
            mine = repository.find_for_change(session, message.id)
            if mine.state == rules.SENDING:
                mine.state, mine.reason, mine.attempts = rules.QUEUED, reason, attempts
                mine.due_at = self._edge.clock.now() + timedelta(seconds=seconds)

    def _end(self, message: OutgoingMessage, state: str, reason: str, address: str = "") -> None:
        """The last state of a message, its event, and the letter that goes in a receipt's place (R260)."""
        with self._edge.working(message.actor, message.correlation_id) as work:
            mine = repository.find_for_change(work.session, message.id)
            if mine.state != rules.SENDING:
                return
            mine.state, mine.reason, mine.updated_at = state, reason, work.now()
            mine.version += 1
            if address:
                outgoing.seal_address(work, mine, address)
            if state == rules.SENT:
                mine.sent_at = work.now()
            outgoing.tell(work, mine)
            if state != rules.SENT and mine.purpose == rules.RECEIPT and reason != "dormant":
                receipts.mail_instead(work, mine.customer_number, mine.code)
