"""What a transfer sends to CORE: a frozen copy, in upper case (R27), each SSN sealed under its own row.

The applicant comes first, whichever way the household was entered in: the customer, as the household's SELF has them
where that says more (R65).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from applications import presenting
from applications.applicant import Identity
from applications.domain import application as rules
from applications.domain.certification import ASKED
from applications.domain.change_request import sent_form
from applications.domain.household import SELF, Mode
from applications.models import Application, HouseholdMember, Transfer, TransferPerson
from applications.repository import changing, transfers
from homefire.crypto import Place
from homefire.work import Stamp, Work


def keep(
    work: Work,
    application: Application,
    stamp: Stamp,
    identity: Identity | None,
    *,
    by_hand: bool,
    override_reason: str = "",
) -> Transfer:
    """The row of this transfer with what it sends; the application has its transfer date already.

    `identity` is the customer's; None for an import, of which it is not known what was sent.
    """
    assert application.transfer_date is not None
    transfer = Transfer(
        application_id=application.id,
        transfer_date=application.transfer_date,
        by_hand=by_hand,
        override_reason=override_reason,
        sent=None if identity is None else _sent(work, application),
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
    )
    work.session.add(transfer)
    work.session.flush()
    if identity is not None:
        work.session.add_all(_people(work, application, transfer.id, identity))
    return transfer


def _sent(work: Work, application: Application) -> dict[str, Any]:
    state = presenting.state_of(application)
    place = rules.flatten({"place_of_service": state.pop("place_of_service")})
    place.pop("place_of_service.overridden")
    certification = transfers.find_certification(work.session, application.id)
    days = ("document_date", "certification_date", "consent_date", "pledge_date")
    dates = {name: getattr(certification, name, None) for name in days}
    asked = {name: getattr(certification, name, None) for name in ASKED if name not in dates}
    told = {
        "application_id": application.id,
        "program": application.program_code,
        "program_year": application.program_year,
        **{name: value for name, value in state.items() if name not in ("status", "customer_number")},
        **{name.replace(".", "_"): value for name, value in place.items()},
        **{name: day.isoformat() if day else None for name, day in dates.items()},
        **asked,
        "certified_by": certification.certified_by if certification else "",
        "household_mode": application.household_mode,
    }
    summary = changing.find_summary(work.session, application.id)
    if application.household_mode == "summary" and summary is not None:
        told["household_size"] = summary.size
    return {name: sent_form(value) if isinstance(value, str) else value for name, value in told.items()}


def certified(transfer: Transfer) -> dict[str, Any]:
    """What a transfer sends of the certification, as its event tells it: what was entered, and nothing of a person."""
    sent = transfer.sent or {}
    names = ("intake_date", "document_date", "certification_date", *ASKED)
    return {name: sent[name] for name in names if sent.get(name) is not None}


def _people(work: Work, application: Application, number: int, identity: Identity) -> list[TransferPerson]:
    entered: Sequence[HouseholdMember] = ()
    if application.household_mode == Mode.INDIVIDUAL:
        entered = changing.find_members(work.session, application.id)
    own = next((member for member in entered if member.relation == SELF), None)
    others = [member for member in entered if member.relation != SELF]
    return [
        _applicant(work, number, own, identity),
        *(_person(work, number, position, member) for position, member in enumerate(others, start=1)),
    ]


def _applicant(work: Work, number: int, own: HouseholdMember | None, identity: Identity) -> TransferPerson:
    """The customer; what the household says of them goes before, and what it leaves blank is the record's."""
    person = _named(number, 0, identity, SELF) if own is None else _person(work, number, 0, own)
    person.date_of_birth = person.date_of_birth or identity.date_of_birth
    if person.ssn_sealed is None and identity.ssn is not None:
        person.ssn_index = identity.ssn_index
        person.ssn_sealed = work.edge.cipher.encrypt(identity.ssn.encode(), place_of(number, 0))
    return person


def _person(work: Work, number: int, position: int, member: HouseholdMember) -> TransferPerson:
    person = _named(number, position, member, member.relation)
    person.ssn_index = member.ssn_index
    person.ssn_sealed = _sealed_anew(work, member.id, member.ssn_sealed, place_of(number, position))
    return person


def _named(number: int, position: int, who: HouseholdMember | Identity, relation: str) -> TransferPerson:
    return TransferPerson(
        transfer_id=number,
        position=position,
        first_name=sent_form(who.first_name),
        middle_initial=sent_form(who.middle_initial),
        last_name=sent_form(who.last_name),
        date_of_birth=who.date_of_birth,
        relation=relation,
        ssn_index=None,
        ssn_sealed=None,
    )


def _sealed_anew(work: Work, member_id: int, sealed: bytes | None, place: Place) -> bytes | None:
    """A ciphertext opens in its own place alone, so the copy is sealed for the row that it lies in."""
    if sealed is None:
        return None
    return work.edge.cipher.encrypt(presenting.open_ssn(work, member_id, sealed).encode(), place)


def place_of(number: int, position: int) -> Place:
    """Where the sealed number of somebody who was sent lives."""
    return Place("transfer_person", "ssn_sealed", f"{number}.{position}")


def open_ssn(work: Work, number: int, position: int, sealed: bytes | None) -> str | None:
    """The nine digits that were sent. Whoever shows them logs it first."""
    return work.edge.cipher.decrypt(sealed, place_of(number, position)).decode() if sealed else None
