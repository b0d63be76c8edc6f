"""What may not leave by e-mail, and what is asked about first (R215).

Refused, however disguised: numbers of nine digits that may be a Social Security number or another tax identifier,
birth dates, account numbers. Asked about: names, addresses and phones of the customer and the household. It finds by
form, and by what the record holds; it is no reader, and the warning on the page stays needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from messaging.domain.disguise import Cluster, clusters, plain

_NINE = 9
_SSN_PARTS = frozenset({(3, 2, 4), (3, 3, 3), (2, 7), (3, 6), (5, 4)})
_DATE_SEPARATORS = {"/", "-", "."}
_ABOUT_TAX_ID = re.compile(
    r"\b(?:ssn|s\.s\.n|social(?: security)?(?: number| no| #)?|tax ?id\w*|itin|ein|seguro social)\b"
    r"(?! card| award| income| benefit| office| statement)[^\n\d]{0,30}(\d[\d .\-]{2,14}\d)",
    re.IGNORECASE,
)
_ABOUT_ACCOUNT = re.compile(
    r"\b(?:account|acct|acc|routing|cuenta|iban|meter|card)\b[^\n\d]{0,20}((?:[A-Z]{0,4}\d[\d .\-]{3,30}\d))",
    re.IGNORECASE,
)
_ABOUT_BIRTH = re.compile(
    r"\b(?:dob|d\.o\.b|birth\w*|born|naci\w*)\b[^\n\d]{0,25}\d{1,4}\s?[-/. ]\s?\d{1,2}\s?[-/. ]\s?\d{1,4}",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ZIP_BEFORE = re.compile(r"(?:\b[A-Z]{2}|\bZIP(?: code)?:?),?\s*$", re.IGNORECASE)
_MONEY_BEFORE = re.compile(r"\$\s?$")
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_NAME = 3
_LONGEST_IN_ONE = 12
"""Digits in a row, from which on a number is an account's or a card's."""
_MONTHS = {
    name: place % 12 + 1
    for place, name in enumerate(
        (
            "january", "february", "march", "april", "may", "june",
            "july", "august", "september", "october", "november", "december",
            "enero", "febrero", "marzo", "abril", "mayo", "junio",
            "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
        )
    )
}  # fmt: skip
_MONTH_NAMES = {name[:3]: month for name, month in _MONTHS.items()} | _MONTHS
_WORDY = re.compile(
    r"(?P<d1>\d{1,2})(?:st|nd|rd|th)?(?: de| of)?[ .,-]*(?P<m>[a-z]{3,10})\.?(?: de)?[ .,-]*(?P<y>\d{4}|\d{2})\b"
    r"|(?P<m2>[a-z]{3,10})\.? *(?P<d2>\d{1,2})(?:st|nd|rd|th)?[ ,]+(?P<y2>\d{4})\b",
    re.IGNORECASE,
)


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
        (TAX_ID, _has_tax_id(read, found)),
        (BIRTH_DATE, _has_birth_date(read, found, record.birth_dates)),
        (ACCOUNT, _has_account(read, found, record.account_numbers)),
        (NAME, _has_name(read, record.names)),
        (ADDRESS, _has_street(read, record.streets)),
        (PHONE, _has_phone(found, record.phones)),
    )
    return [finding for finding, is_there in checks if is_there]


# Tax identifiers


def _has_tax_id(text: str, found: Iterable[Cluster]) -> bool:
    if any(_may_be_tax_id(text, cluster) for cluster in found):
        return True
    return any(
        not _YEAR.fullmatch("".join(re.findall(r"\d", hit[1]))) for hit in _ABOUT_TAX_ID.finditer(text)
    )


def _may_be_tax_id(text: str, cluster: Cluster) -> bool:
    if len(cluster.digits) < _NINE:
        return False
    if len(cluster.digits) == _NINE:
        return not _is_harmless(text, cluster)
    return any(map(_reads_as_tax_id, _runs_of_nine(cluster)))


def _is_harmless(text: str, cluster: Cluster) -> bool:
    """Nine digits that are a ZIP code with its four more, money, or a day beside another number."""
    sizes = tuple(map(len, cluster.groups))
    before = text[max(0, cluster.start - 12) : cluster.start]
    if sizes == (5, 4) and cluster.gaps == ("-",) and _ZIP_BEFORE.search(before):
        return True
    if _MONEY_BEFORE.search(before) and all(gap in (",", ".") for gap in cluster.gaps):
        return True
    one_by_one = set(sizes) == {1}
    return not (cluster.evenly_parted or one_by_one or {sizes, cluster.parts} & _SSN_PARTS)


def _runs_of_nine(cluster: Cluster) -> Iterator[Cluster]:
    """Neighbouring groups that have nine digits together."""
    for first in range(len(cluster.groups)):
        digits = 0
        for last in range(first, len(cluster.groups)):
            digits += len(cluster.groups[last])
            if digits == _NINE:
                yield Cluster(cluster.groups[first : last + 1], cluster.gaps[first:last], 0, 0)
            if digits >= _NINE:
                break


def _reads_as_tax_id(run: Cluster) -> bool:
    """Whether nine digits among others stand as such a number is written."""
    sizes = tuple(map(len, run.groups))
    return sizes == (_NINE,) or set(sizes) == {1} or (sizes == (3, 2, 4) and run.evenly_parted)


# Birth dates


def _has_birth_date(text: str, found: Iterable[Cluster], known: frozenset[date]) -> bool:
    if _ABOUT_BIRTH.search(text):
        return True
    if not known:
        return False
    written = {form for day in known for form in _forms(day)}
    parts = {(day.year, day.month, day.day) for day in known}
    if any(_is_day(cluster, written, parts) for cluster in found):
        return True
    return any(_wordy(hit) & parts for hit in _WORDY.finditer(text))


def _forms(day: date) -> set[str]:
    patterns = ("%m%d%Y", "%Y%m%d", "%d%m%Y", "%m%d%y")
    return {day.strftime(pattern) for pattern in patterns}


def _is_day(cluster: Cluster, written: set[str], parts: set[tuple[int, int, int]]) -> bool:
    if cluster.digits in written:
        return True
    return any(_triples(cluster.groups[at : at + 3]) & parts for at in range(len(cluster.groups) - 2))


def _triples(groups: tuple[str, ...]) -> set[tuple[int, int, int]]:
    """What three numbers can mean as a day: month first, day first, year first."""
    if any(len(group) > 4 for group in groups):
        return set()
    one, two, three = map(int, groups)
    found = {(year, a, b) for year in _years(groups[2]) for a, b in ((one, two), (two, one))}
    return found | {(year, two, three) for year in _years(groups[0])}


def _years(group: str) -> tuple[int, ...]:
    return (
        (int(group),)
        if len(group) == 4
        else (1900 + int(group), 2000 + int(group))
        if len(group) == 2
        else ()
    )


def _wordy(hit: re.Match[str]) -> set[tuple[int, int, int]]:
    month = _MONTH_NAMES.get((hit["m"] or hit["m2"]).casefold())
    if month is None:
        return set()
    return {(year, month, int(hit["d1"] or hit["d2"])) for year in _years(hit["y"] or hit["y2"])}


# Account numbers


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


# Names, addresses, phones


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
