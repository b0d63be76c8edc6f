"""What a transfer sends to CORE: a frozen copy, in upper case (R27), each SSN sealed under its own row."""

from __future__ import annotations

from typing import Any

from applications import presenting
from applications.domain import application as rules
from applications.domain.certification import ASKED
from applications.domain.change_request import sent_form
from applications.models import Application, Transfer, TransferPerson
from applications.repository import changing, transfers
from homefire.crypto import Place
from homefire.work import Stamp, Work


def keep(
    work: Work, application: Application, stamp: Stamp, *, by_hand: bool, override_reason: str = ""
) -> Transfer:
    """The row of this transfer with what it sends; the application has its transfer date already."""
    assert application.transfer_date is not None
    transfer = Transfer(
        application_id=application.id,
        transfer_date=application.transfer_date,
        by_hand=by_hand,
        override_reason=override_reason,
        sent=None if stamp.historic else _sent(work, application),
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
    )
    work.session.add(transfer)
    work.session.flush()
    if not stamp.historic:
        work.session.add_all(_people(work, application, transfer.id))
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


def _people(work: Work, application: Application, number: int) -> list[TransferPerson]:
    if application.household_mode != "individual":
        return []
    return [
        TransferPerson(
            transfer_id=number,
            position=position,
            first_name=sent_form(member.first_name),
            middle_initial=sent_form(member.middle_initial),
            last_name=sent_form(member.last_name),
            date_of_birth=member.date_of_birth,
            relation=member.relation,
            ssn_index=member.ssn_index,
            ssn_sealed=_sealed_anew(work, member.id, member.ssn_sealed, place_of(number, position)),
        )
        for position, member in enumerate(changing.find_members(work.session, application.id))
    ]


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
