"""Linking a log-in of the portal to a customer, by staff or by a code that was mailed (R262).

This service owns the link; the gateway repeats its number in the account, so that a session needs nobody else.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from typing import Any

from customers import errors, guarding
from customers import portal_events as events
from customers.domain import portal_access as rules
from customers.domain import record
from customers.editing import blind_index
from customers.models import Customer, PortalCode, PortalLink
from customers.repository import portal_access as repository
from customers.repository import record as records
from homefire.errors import AcknowledgementRequired
from homefire.us import tax_ids
from homefire.work import Work

_KIND = "portal code"
"""What the keyed hash of a code is bound to."""


def get_portal_access(work: Work, number: int) -> dict[str, Any]:
    """Links and codes of a record, and of those that were merged into it."""
    if not records.number_exists(work.connection, number):
        raise errors.CustomerNotFound()
    numbers = records.led_by(work.connection, number)
    codes = [dict(row) for row in repository.codes_of(work.connection, numbers)]
    links = [dict(row) for row in repository.links_of(work.connection, numbers)]
    return {"number": number, "links": links, "codes": [_told(work, row) for row in codes]}


def link_account(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Links a log-in as the staff have decided; what is linked so already stays and is told again."""
    customer = _load(work, number)
    guarding.guard(work, customer)
    account_id = str(body["account_id"])
    live = repository.live_link(work.session, account_id)
    if live is not None:
        if records.lead(work.session, live["customer_number"]) != number:
            raise errors.AccountIsLinked()
        return dict(live)
    link = _link(work, number, account_id, body["account_name"], rules.Way.STAFF)
    guarding.tell_acknowledgement(work, customer)
    return link


def end_link(work: Work, number: int, link_id: int) -> dict[str, Any]:
    """Takes the log-in away from the customer. One that has ended stays as it is.

    Neither somebody's lock nor a record that is kept no more holds this up; special handling asks for its reason.
    """
    customer = _load(work, number)
    link = repository.find_link(work.session, link_id)
    lead = records.lead(work.session, number)
    if link is None or records.lead(work.session, link.customer_number) != lead:
        raise errors.PortalLinkNotFound()
    if customer.special_handling and work.acknowledgement is None:
        raise AcknowledgementRequired()
    if link.ended_at is None:
        link.ended_by, link.ended_at = work.stamp().entered_by, work.now()
        work.session.flush()
        told = {"account_id": link.account_id, "account_name": link.account_name}
        work.emit(
            events.portal_access_ended,
            subject=link.customer_number,
            aggregate=f"portal_link/{link.id}",
            sequence=2,
            data=told,
        )
        guarding.tell_acknowledgement(work, customer)
    return _row(link)


def order_code(work: Work, number: int) -> dict[str, Any]:
    """A new code for a letter to the customer; earlier ones that nobody has used are worth nothing from here on."""
    customer = _load(work, number)
    guarding.guard(work, customer)
    now = work.now()
    repository.replace_open_codes(work.session, records.led_by(work.session, number), now)
    finder, proof = _free_finder(work), _random(rules.LENGTH - rules.GROUP)
    code = PortalCode(
        customer_number=number,
        finder=finder,
        proof_hash=_hash(work, finder, proof),
        ordered_by=work.stamp().entered_by,
        ordered_at=now,
        expires_at=now + rules.LIFE,
        wrong_tries=0,
    )
    work.session.add(code)
    work.session.flush()
    expires_on = code.expires_at.astimezone(work.edge.clock.time_zone).date().isoformat()
    work.emit(
        events.portal_code_ordered,
        subject=number,
        aggregate=f"portal_code/{code.id}",
        sequence=1,
        data={"code_id": code.id, "expires_on": expires_on},
    )
    guarding.tell_acknowledgement(work, customer)
    return _told(work, _row(code)) | {"code": rules.show_code(finder, proof)}


def get_own_link(work: Work) -> dict[str, Any]:
    """For whom the log-in that asks acts, as it is stored here."""
    live = repository.live_link(work.connection, work.caller.id)
    if live is None:
        return {"state": "NONE", "link_id": None, "customer_number": None, "leads_to": None}
    found = records.find_resolved(work.connection, live["customer_number"])
    assert found is not None, "a link refers to its customer"
    state = "DELETED" if found["status"] == record.DELETED else "LINKED"
    number = live["customer_number"]
    return {"state": state, "link_id": live["id"], "customer_number": number, "leads_to": found["number"]}


def enter_code(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """Links the log-in that asks, where the code is right; otherwise counts the try and tells that nothing is linked.

    A wrong code is no error, since its count must be kept. The record's lock and its special handling hold the staff;
    the customer who has the letter is kept out by neither. The link is to the number that the letter was sent to,
    wherever that leads by now, so that undoing a merge takes it back to its own record.
    """
    parsed = rules.parse_code(body["code"])
    number = repository.customer_of_code(work.session, parsed[0]) if parsed else None
    if parsed is not None and number is not None:
        _try(work, _load(work, records.lead(work.session, number)), *parsed)
    return get_own_link(work)


def _try(work: Work, customer: Customer, finder: str, proof: str) -> None:
    code = repository.find_code(work.session, finder)
    if code is None or _told(work, _row(code))["state"] != rules.State.OPEN:
        return
    if not hmac.compare_digest(bytes(code.proof_hash), _hash(work, finder, proof)):
        code.wrong_tries += 1
        work.session.flush()
        if code.wrong_tries == rules.MOST_TRIES:
            data = {"code_id": code.id}
            aggregate = f"portal_code/{code.id}"
            work.emit(
                events.portal_code_locked, subject=customer.number, aggregate=aggregate, sequence=2, data=data
            )
        return
    if customer.status == record.DELETED or repository.live_link(work.session, work.caller.id) is not None:
        return
    code.used_at = work.now()
    name = tax_ids.mask_in_text(work.caller.name)
    _link(work, code.customer_number, work.caller.id, name, rules.Way.CODE)


def _link(work: Work, number: int, account_id: str, account_name: str, way: rules.Way) -> dict[str, Any]:
    link = PortalLink(
        customer_number=number,
        account_id=account_id,
        account_name=account_name,
        way=way,
        linked_by=work.stamp().entered_by,
        linked_at=work.now(),
        ended_by="",
    )
    work.session.add(link)
    work.session.flush()
    work.emit(
        events.portal_access_linked,
        subject=number,
        aggregate=f"portal_link/{link.id}",
        sequence=1,
        data={"account_id": account_id, "account_name": account_name, "way": rules.WAY_LABELS[way]},
    )
    return _row(link)


def _load(work: Work, number: int) -> Customer:
    customer = records.find_for_change(work.session, number)
    if customer is None:
        raise errors.CustomerNotFound()
    return customer


def _row(thing: PortalLink | PortalCode) -> dict[str, Any]:
    return {column.name: getattr(thing, column.name) for column in thing.__table__.columns}


def _told(work: Work, row: Mapping[str, Any]) -> dict[str, Any]:
    """A code as the staff see it."""
    standing = ("expires_at", "used_at", "replaced_at", "wrong_tries")
    state = rules.state_of(**{name: row[name] for name in standing}, now=work.now())
    shown = ("id", "customer_number", "ordered_by", "ordered_at", "expires_at")
    return {name: row[name] for name in shown} | {"state": state}


def _free_finder(work: Work) -> str:
    """A group that finds no other code: about a million there are, and a few thousand letters."""
    while repository.customer_of_code(work.session, finder := _random(rules.GROUP)) is not None:
        pass
    return finder


def _random(length: int) -> str:
    return "".join(secrets.choice(rules.ALPHABET) for _ in range(length))


def _hash(work: Work, finder: str, proof: str) -> bytes:
    return blind_index(work).digest(_KIND, finder + proof)
