"""Receipts and confirmations: by the customer's preferred method, else by a letter in the mail-out queue (R260)."""

from __future__ import annotations

from homefire import belonging, projection
from homefire.events import Event
from homefire.work import Work
from messaging import outgoing
from messaging.domain import outgoing as rules
from messaging.domain import receipts
from messaging.domain.fixed_texts import fixed_text
from messaging.sending_settings import sending_settings
from messaging.usecases import contact_entries


def give_receipt(work: Work, event: Event, code: str) -> None:
    """Confirms what an event tells of, once: the inbox knows the event.

    A deleted record is told nothing, and a dormant one neither, since nobody has confirmed it (R153).
    """
    number, known = belonging.place(work, int(event.subject), even_deleted=True)
    if known.get("status") == belonging.DELETED:
        return
    way = rules.receipt_way(known, sending_settings().set_up)
    if way is None:
        return
    if way == rules.MAIL:
        mail_instead(work, number, code)
        return
    text = fixed_text(rules.RECEIPT, code, known.get("language") or "")
    outgoing.queue(work, number, way, rules.RECEIPT, text.subject, text.body, code=code)


def mail_instead(work: Work, number: int, code: str) -> None:
    """Puts a receipt's letter into the mail-out queue (R54); none for who is deleted or dormant by now (R153)."""
    letter = receipts.LETTERS[code]
    known = projection.recall(work.session, belonging.SOURCE, str(number)) or {}
    if letter is not None and known.get("status") != belonging.DELETED and not known.get("dormant"):
        contact_entries.add_letter(work, number, known.get("language") or "", letter)
