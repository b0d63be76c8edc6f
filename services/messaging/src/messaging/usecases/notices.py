"""Notices: fixed texts without anything personal, by the way that the customer prefers (R228)."""

from __future__ import annotations

from datetime import timedelta

from homefire import belonging
from homefire.work import Work
from messaging import outgoing
from messaging.domain import outgoing as rules
from messaging.domain.fixed_texts import fixed_text
from messaging.repository import outgoing as repository
from messaging.sending_settings import sending_settings

NEW_MESSAGE = "NEW_MESSAGE"
"""`You have a new message. Sign in to read it.`"""
ONCE_IN = timedelta(hours=1)
"""One notice of a kind goes to a customer in this time, however many messages come."""


def give_notice(work: Work, number: int, code: str, *, confirmed: bool = False) -> bool:
    """Sends a notice to a customer by a way that may be used, else does nothing; answers whether it is on its way.

    `confirmed`: the sender has said that it is about a dormant customer's own case (R153). The notice is stored in
    this transaction and sent after the commit. One that waits already, or went out within `ONCE_IN`, stands for a
    second one.
    Raises `KeyError` for a code that has no text.
    """
    number, known = belonging.place(work, number, even_deleted=True)
    text = fixed_text(rules.NOTICE, code, known.get("language") or "")
    channel = rules.notice_way(known, sending_settings().set_up, confirmed=confirmed)
    if channel is None:
        return False
    since = work.now() - ONCE_IN
    if not repository.is_given(work.session, number, rules.NOTICE, code, since=since, confirmed=confirmed):
        outgoing.queue(
            work, number, channel, rules.NOTICE, text.subject, text.body, code=code, confirmed=confirmed
        )
    return True
