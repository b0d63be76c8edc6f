"""Who applies: the customer. Their identity is the record's; the household says what it knows better (R9, R65, R92).

Names, birth date and number are kept by customers alone. For a page it is asked what is recorded and whether a number
is the same, and no number leaves it. For a transfer, and for a change request, the identity is handed over on the
service's own port, logged first, and frozen with what is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from applications.guarding import CUSTOMERS
from homefire.client import Call
from homefire.crypto import BlindIndex
from homefire.errors import Problem, Unavailable
from homefire.work import Work


class CustomersAway(Unavailable):
    """Customers does not answer, and what is written needs the customer's identity."""

    code = "identity_unavailable"
    sentence = (
        "The customer's record does not answer, and this needs the applicant's name, birth date and SSN as they stand"
        " there. Nothing was changed; try again in a moment."
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a customer's identity: `date_of_birth` as ISO text, of the number whether there is one.

    `same` are those of the keyed hashes that were asked about, in hexadecimal digits, which are the number's.
    """

    first_name: str
    middle_initial: str
    last_name: str
    date_of_birth: str | None
    has_ssn: bool
    same: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a customer is, number in clear: for sealing it where it is sent."""

    first_name: str
    middle_initial: str
    last_name: str
    date_of_birth: date | None
    ssn: str | None = field(repr=False)
    ssn_index: bytes | None = field(repr=False)

    @property
    def known(self) -> Known:
        """The same as it is known without the number."""
        born = self.date_of_birth.isoformat() if self.date_of_birth else None
        same = frozenset({self.ssn_index.hex()} if self.ssn_index else ())
        names = (self.first_name, self.middle_initial, self.last_name)
        return Known(*names, born, self.ssn is not None, same)


def take(work: Work, number: int, **purpose: int) -> Identity:
    """The customer's identity, for `application_id=…` or `change_request_id=…`; customers logs it first (R248).

    Call it before a row is locked: nobody waits for the answer. Raises `CustomersAway` where there is none.
    """
    try:
        told = work.ask_http(CUSTOMERS, "take_identity", number, body=purpose)
    except Unavailable:
        raise CustomersAway() from None
    born, digits = told["date_of_birth"], told["ssn"]
    return Identity(
        first_name=told["first_name"],
        middle_initial=told["middle_initial"],
        last_name=told["last_name"],
        date_of_birth=date.fromisoformat(born) if born else None,
        ssn=digits,
        ssn_index=index_of(work, digits) if digits else None,
    )


def ask(work: Work, number: int, indexes: Iterable[bytes | None]) -> Known | None:
    """What is recorded of a customer, and which of these indexes are the number's; None where that cannot be told."""
    asked = sorted({bytes(index).hex() for index in indexes if index})
    answers = work.ask_all([Call(CUSTOMERS, "get_customer", [number]), *_compared(number, asked)])
    if any(isinstance(answer, Problem) for answer in answers):
        return None
    record: Mapping[str, Any] = answers[0]
    return Known(
        record["first_name"],
        record["middle_initial"],
        record["last_name"],
        record["date_of_birth"],
        answers[1]["same"] is not None,
        _same(asked, answers[2:]),
    )


def same_as_theirs(work: Work, number: int, indexes: Iterable[bytes]) -> frozenset[str] | None:
    """Which of these indexes are those of the customer's own number; None where that cannot be told."""
    asked = sorted({bytes(index).hex() for index in indexes})
    answers = work.ask_all(_compared(number, asked)[1:])
    if any(isinstance(answer, Problem) for answer in answers):
        return None
    return _same(asked, answers)


def index_of(work: Work, digits: str) -> bytes:
    """The keyed hash by which equal numbers are found."""
    return blind_index(work).digest("SSN", digits)


def blind_index(work: Work) -> BlindIndex:
    """What makes keyed hashes; raises where the process was not given its key."""
    if work.edge.blind_index is None:
        raise RuntimeError("HOMEFIRE_BLIND_INDEX_KEY_FILE is not set")
    return work.edge.blind_index


def _compared(number: int, asked: list[str]) -> list[Call]:
    """One question whether there is a number at all, and one for each index."""
    return [Call(CUSTOMERS, "compare_ssn_index", [number, {"ssn_index": index}]) for index in ("", *asked)]


def _same(asked: list[str], answers: list[Any]) -> frozenset[str]:
    return frozenset(index for index, answer in zip(asked, answers, strict=True) if answer["same"])
