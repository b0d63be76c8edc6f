"""What may not leave by e-mail, and what is asked about first (R215).

Refused, however disguised: numbers of nine digits that may be a Social Security number or another tax identifier,
birth dates, account numbers. Asked about: names, addresses and phones of the customer and the household. It finds by
form, and by what the record holds; it is no reader, and the warning on the page stays needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from messaging.domain import birth_dates, tax_numbers
from messaging.domain.disguise import Cluster, clusters, plain

_ABOUT_ACCOUNT = re.compile(
    r"\b(?:account|acct|acc|routing|cuenta|iban|meter|card)\b[^\n\d]{0,20}((?:[A-Z]{0,4}\d[\d .\-]{3,30}\d))",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_NAME = 3
_LONGEST_IN_ONE = 12
"""Digits in a row, from which on a number is an account's or a card's."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is held of the customer and the household, to find it in a text. Empty where a text is meant for all."""

    birth_dates: frozenset[date] = frozenset()
    account_numbers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    phones: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a text: a stable code, whether it stops the message, and what to do. Never the value itself."""

    code: str
    blocks: bool
    detail: str


TAX_ID = Finding(
    "tax_id", True, "This may be a Social Security number or tax ID. Take it out; e-mail is not secure."
)
BIRTH_DATE = Finding("birth_date", True, "This has a date of birth. Take it out; e-mail is not secure.")
ACCOUNT = Finding("account_number", True, "This has an account number. Take it out; e-mail is not secure.")
NAME = Finding("name", False, "This names the customer or somebody of the household.")
ADDRESS = Finding("address", False, "This has an address of the customer.")
PHONE = Finding("phone", False, "This has a phone number of the customer.")


def inspect(text: str, record: Record) -> list[Finding]:
    """What a text has that is personal, each kind once, what stops it first."""
    read = plain(text)
    found = clusters(read)
    checks = (
        (TAX_ID, tax_numbers.has_tax_id(read)),
        (BIRTH_DATE, birth_dates.has_birth_date(read, found, record.birth_dates)),
        (ACCOUNT, _has_account(read, found, record.account_numbers)),
        (NAME, _has_name(read, record.names)),
        (ADDRESS, _has_street(read, record.streets)),
        (PHONE, _has_phone(found, record.phones)),
    )
    return [finding for finding, is_there in checks if is_there]


def inspect_together(texts: Mapping[str, str], record: Record) -> list[tuple[str, Finding]]:
    """What each text has, by its name; and what stops them only when one is read after the other, by the last's."""
    alone = [(name, finding) for name, text in texts.items() for finding in inspect(text, record)]
    codes = {finding.code for _, finding in alone}
    joined = [each for each in inspect("\n".join(texts.values()), record) if each.blocks]
    return alone + [(list(texts)[-1], each) for each in joined if each.code not in codes]


def _has_account(text: str, found: Iterable[Cluster], known: frozenset[str]) -> bool:
    if any(len(group) >= _LONGEST_IN_ONE for cluster in found for group in cluster.groups):
        return True
    if any(len(cluster.digits) in (15, 16) and _is_card(cluster) for cluster in found):
        return True
    if any(_is_long(hit[1]) for hit in _ABOUT_ACCOUNT.finditer(text)):
        return True
    squeezed = _squeezed(text) if known else ""
    return any(number in squeezed for number in map(_squeezed, known) if len(number) >= 5)


def _is_card(cluster: Cluster) -> bool:
    sizes = tuple(map(len, cluster.groups))
    return sizes in ((4, 4, 4, 4), (4, 6, 5)) and cluster.evenly_parted


def _is_long(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= 6


def _squeezed(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _has_name(text: str, names: frozenset[str]) -> bool:
    words = {_bare(word) for word in _WORD.findall(text)}
    wanted = {_bare(word) for name in names for word in _WORD.findall(name)}
    return bool(words & {word for word in wanted if len(word) >= _SHORTEST_NAME})


def _has_street(text: str, streets: frozenset[str]) -> bool:
    read = f" {' '.join(_bare(text).split())} "
    return any(f" {' '.join(_bare(street).split())} " in read for street in streets if street.strip())


def _bare(text: str) -> str:
    """Letters without their accents, folded; anything else between words becomes a blank."""
    parted = unicodedata.normalize("NFD", text.casefold())
    kept = (c for c in parted if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in kept).strip()


def _has_phone(found: Iterable[Cluster], phones: frozenset[str]) -> bool:
    numbers = [cluster.digits for cluster in found]
    return any(phone[-7:] in number for phone in phones if len(phone) >= 7 for number in numbers)


def record_of(customer: Mapping[str, object], household: Iterable[Mapping[str, object]] = ()) -> Record:
    """The names and birth dates of these people; the rest is added by who knows it."""
    people = [customer, *household]
    names = {str(person.get(part) or "") for person in people for part in ("first_name", "last_name")}
    days = {person.get("date_of_birth") for person in people}
    return Record(
        birth_dates=frozenset(day for day in map(_day, days) if day is not None),
        names=frozenset(name for name in names if name),
    )


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    return date.fromisoformat(value) if isinstance(value, str) and value else None
