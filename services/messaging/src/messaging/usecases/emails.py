"""What can be done with e-mail to a customer: one function per business action. The edge commits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homefire import belonging, heeding, paging
from homefire.client import Call
from homefire.clock import from_wire
from homefire.errors import FieldProblem, Problem
from homefire.work import Work
from messaging import errors, guarding, outgoing, presenting
from messaging.domain import outgoing as rules
from messaging.domain.outgoing import Obstacle
from messaging.models import OutgoingMessage
from messaging.repository import outgoing as repository
from messaging.repository import presets as preset_repository
from messaging.sending_settings import sending_settings

OUTGOING = "OUTGOING"
_COLUMNS = tuple(column.name for column in OutgoingMessage.__table__.columns)


def send_email(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Stores an e-mail to the address of the customer's record; it is sent after the commit (R214, R215, R223).

    It is no field of the record, so a lock that somebody else holds does not matter (R151).
    """
    number, known = belonging.place(work, number)
    heeding.heed(work, known)
    customer, now, applications = _asked(work, number)
    confirmed = set(body["confirmed"])
    obstacle = rules.obstacle(
        rules.EMAIL, now, set_up=_is_set_up(rules.EMAIL), confirmed="dormant" in confirmed
    )
    if obstacle is not None:
        _refuse(obstacle)
    texts = {name: body[name] for name in ("subject", "body")}
    guarding.check(texts, guarding.record_of(customer, applications), confirmed)
    message = outgoing.queue(
        work,
        number,
        rules.EMAIL,
        rules.MESSAGE,
        body["subject"],
        body["body"],
        code=_preset(work, body["preset"]),
        confirmed="dormant" in confirmed,
    )
    heeding.tell(
        work, [(number, known)], aggregate=f"outgoing_message/{message.id}", sequence=message.version
    )
    return _stored(message)


def get_email_form(work: Work, number: int) -> dict[str, Any]:
    """What a page for writing an e-mail shows: to whom, from whom, presets, and why it cannot be sent (R217 to R223)."""
    known = _known(work, number)
    presets = preset_repository.list_presets(work.connection, work.today())
    return _channel(rules.EMAIL, known) | {
        "number": known["number"],
        "name": known["name"],
        "label": sending_settings().label,
        "presets": presets,
    }


def propose_contact(work: Work, number: int) -> dict[str, Any]:
    """How a new outgoing contact may reach the customer (R260)."""
    known = _known(work, number)
    channels = [_channel(channel, known) for channel in rules.ELECTRONIC]
    preferred = known.get("preferred_method") or rules.MAIL
    usable = {rules.MAIL, *(each["channel"] for each in channels if each["can_send"])}
    return {
        "number": known["number"],
        "contact_type": OUTGOING,
        "preferred_method": preferred,
        "proposed_method": preferred if preferred in usable else rules.MAIL,
        "best_time": known.get("best_time") or "",
        "language": known.get("language") or "",
        "channels": channels,
    }


def list_messages(work: Work, number: int, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of what was sent to a customer, newest first."""
    limit, cursor = query["limit"], query.get("cursor")
    after = paging.read_cursor(cursor, from_wire, paging.number) if cursor else None
    rows = repository.list_of_customer(work.connection, number, after=after, limit=limit + 1)
    page, after_page = paging.cut(rows, limit, lambda row: (row["entered_at"], row["id"]))
    return {"items": [presenting.message(row) for row in page], "next": after_page}


def get_message(work: Work, message_id: int) -> dict[str, Any]:
    """One message with what was written."""
    row = repository.find_whole(work.connection, message_id)
    if row is None:
        raise errors.OutgoingMessageNotFound()
    whole = {"body": outgoing.body_of(work, row), "sent_to": outgoing.sent_to(work, row)}
    return presenting.message(row) | whole


def _asked(work: Work, number: int) -> list[Any]:
    """The record, what may be sent, and the applications, as their services tell now. Raises what they answer."""
    answers = work.ask_all(
        [
            Call("customers", "get_customer", [number]),
            Call("customers", "get_customer_summary", [number]),
            Call("applications", "get_customer_applications", [number]),
        ]
    )
    for answer in answers:
        if isinstance(answer, Problem):
            raise answer
    return answers


def _refuse(obstacle: Obstacle) -> None:
    if obstacle.code == "dormant":
        raise errors.ConfirmationNeeded(fields=[FieldProblem("confirmed", obstacle.code, obstacle.detail)])
    raise errors.CannotSend(obstacle.detail, reason=obstacle.code)


def _preset(work: Work, code: str) -> str:
    """The code of a preset that may be used; any other is forgotten, since the text stands for itself."""
    return code if code and preset_repository.code_holds(work.connection, code, work.today()) else ""


def _known(work: Work, number: int) -> dict[str, Any]:
    found = preset_repository.known_of(work.connection, number)
    return found if found is not None else dict(work.ask("customers", "get_customer_summary", number))


def _channel(channel: str, known: Mapping[str, Any]) -> dict[str, Any]:
    set_up = _is_set_up(channel)
    needs = rules.obstacle(channel, known, set_up=set_up)
    kept_back = rules.obstacle(channel, known, set_up=set_up, confirmed=True)
    shown = kept_back or needs
    return {
        "channel": channel,
        "can_send": kept_back is None,
        "needs_confirmation": kept_back is None and needs is not None,
        "reason": shown.code if shown else "",
        "detail": shown.detail if shown else "",
    }


def _is_set_up(channel: str) -> bool:
    return channel in sending_settings().set_up


def _stored(message: OutgoingMessage) -> dict[str, Any]:
    return presenting.message({column: getattr(message, column) for column in _COLUMNS})
