"""Looking at an e-mail before it is stored: what is personal in it, by what the record holds (R215)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from homefire.errors import FieldProblem
from messaging import errors
from messaging.domain import pii_guard
from messaging.domain.pii_guard import Finding, Record

_PHONES = ("home_phone", "message_phone", "mobile_phone", "other_phone", "fax")
_STREET = ("number", "street", "street_type")


def record_of(customer: Mapping[str, Any], applications: Mapping[str, Any]) -> Record:
    """What customers and applications hold of the customer and the household, in the form in which it is looked for."""
    household = applications["household"]
    people = pii_guard.record_of(customer, household["members"] if household else ())
    address, listed = customer["mailing_address"] or {}, applications["applications"]
    pledges = [pledge for each in listed for pledge in each["pledges"]]
    accounts = {each.get("account_number") or "" for each in (*listed, *pledges)}
    streets = {" ".join(filter(None, (address.get(part) for part in _STREET)))}
    streets |= {each["service_address"].partition(",")[0] for each in listed}
    return replace(
        people,
        names=people.names | {customer.get("organization_name") or ""},
        account_numbers=frozenset(filter(None, accounts)),
        streets=frozenset(filter(_is_street, streets)),
        phones=frozenset(filter(None, (customer.get(name) for name in _PHONES))),
    )


def check(texts: Mapping[str, str], record: Record, confirmed: Collection[str]) -> None:
    """Raises `PersonalDataFound` for what may not leave, `ConfirmationNeeded` for what was not said to be meant.

    The texts are read alone and one after the other, so that nothing passes in two parts.
    """
    found = pii_guard.inspect_together(texts, record)
    blocking = _problems((field, finding) for field, finding in found if finding.blocks)
    if blocking:
        raise errors.PersonalDataFound(fields=blocking)
    asked = _problems(
        (field, finding) for field, finding in found if not finding.blocks and finding.code not in confirmed
    )
    if asked:
        raise errors.ConfirmationNeeded(fields=asked)


def _problems(found: Iterable[tuple[str, Finding]]) -> list[FieldProblem]:
    return [FieldProblem(field, finding.code, finding.detail) for field, finding in found]


def _is_street(line: str) -> bool:
    """Whether a line names a house: a bare street or number would be found everywhere."""
    return any(map(str.isdigit, line)) and any(map(str.isalpha, line))
