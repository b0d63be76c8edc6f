"""How much two people look like one: a score from 0 to 100, made of facts that can be told (R21, R252).

Each fact adds points or takes some away, and the sum is kept between 0 and 100. The same tax identifier is the
same person, whatever else differs. A name, a birth date and one way to reach somebody make 100 together. A fact
that is missing on either side says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any

from homefire.us import addresses, names

SAME_TAX_ID = "same_tax_id"
LIKELY = 60
"""From this score on, entering another record needs somebody's word that it is somebody else."""
SHOWN = 30
"""Below this score two people have nothing in common worth showing."""
ADDRESS = (*addresses.FIRST_LINE, "zip")
"""The parts of an address that are compared."""
PHONES = ("home_phone", "message_phone", "mobile_phone", "other_phone")
"""Numbers by which one person is reached. Many people share one fax."""
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_WORDS = 6
_LONGEST_COMPARED = 30
_SOUNDS = {letter: str(code) for code, letters in enumerate(
    ("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), start=1) for letter in letters}  # fmt: skip

_FACTS: dict[str, tuple[int, str]] = {
    SAME_TAX_ID: (100, "Same SSN/Tax ID."),
    "other_tax_id": (-50, "Another SSN/Tax ID."),
    "same_name": (45, "Same name."),
    "name_alike": (35, "The name sounds alike, or is a letter or two away."),
    "other_name": (-20, "Another name."),
    "same_birth_date": (35, "Same date of birth."),
    "birth_date_near": (15, "The date of birth differs by one digit, or by an exchange."),
    "other_birth_date": (-20, "Another date of birth."),
    "same_phone": (20, "Same phone number."),
    "same_email": (20, "Same e-mail address."),
    "same_address": (20, "Same mailing address."),
}
"""What each fact is worth, and the sentence that tells it."""


@dataclass(frozen=True, slots=True)
class Person:
    """What two people are compared by, in the forms in which it is compared.

    Names and address are without case, accents and punctuation; `tax_id` is the identifier's type with a keyed
    hash of its digits, never the digits.
    """

    first: str = ""
    last: str = ""
    organization: str = ""
    tax_id: tuple[str, str] | None = None
    born: date | None = None
    phones: frozenset[str] = frozenset()
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact of a comparison: its code, its sentence, the points that it adds or takes away."""

    code: str
    detail: str
    points: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score from 0 to 100 and what it is made of."""

    score: int
    reasons: tuple[Reason, ...]

    @property
    def likely(self) -> bool:
        """Whether another record needs a deliberate confirmation."""
        return self.score >= LIKELY

    @property
    def same_tax_id(self) -> bool:
        """Whether both have one tax identifier, which no two active customers may have."""
        return any(reason.code == SAME_TAX_ID for reason in self.reasons)


def person_of(
    fields: Mapping[str, Any], place: Mapping[str, Any], tax_id: tuple[str, str] | None = None
) -> Person:
    """A person from a record's fields and the parts of the mailing address; what is missing stays unknown."""
    line, zip_code = names.name_key(addresses.one_line(place)), (place.get("zip") or "")[:5]
    return Person(
        first=names.name_key(fields.get("first_name")),
        last=_without_suffix(names.name_key(fields.get("last_name"))),
        organization=names.name_key(fields.get("organization_name")),
        tax_id=tax_id,
        born=fields.get("date_of_birth"),
        phones=frozenset(number for name in PHONES if (number := fields.get(name))),
        email=(fields.get("email") or "").casefold(),
        address=f"{zip_code} {line}" if zip_code and place.get("street") else "",
    )


def compare(one: Person, other: Person) -> Likeness:
    """How alike two people are, and why. The order of the two does not matter."""
    codes = (
        _identifier(one.tax_id, other.tax_id),
        _name(one, other),
        _birth(one.born, other.born),
        "same_phone" if one.phones & other.phones else "",
        "same_email" if one.email and one.email == other.email else "",
        "same_address" if one.address and one.address == other.address else "",
    )
    reasons = tuple(Reason(code, _FACTS[code][1], _FACTS[code][0]) for code in codes if code)
    if any(reason.code == SAME_TAX_ID for reason in reasons):
        return Likeness(100, reasons)
    return Likeness(max(0, min(100, sum(reason.points for reason in reasons))), reasons)


def _identifier(one: tuple[str, str] | None, other: tuple[str, str] | None) -> str:
    if one is None or other is None:
        return ""
    if one == other:
        return SAME_TAX_ID
    # A person may well have an SSN and an EIN: only two of one type contradict each other.
    return "other_tax_id" if one[0] == other[0] else ""


def _name(one: Person, other: Person) -> str:
    """The best that can be said of the person's name and of the organization's."""
    found = {_organization(one.organization, other.organization), _persons_name(one, other)}
    return next((code for code in ("same_name", "name_alike", "other_name") if code in found), "")


def _organization(one: str, other: str) -> str:
    if not one or not other:
        return ""
    if one == other:
        return "same_name"
    return "name_alike" if _alike(one, other) else "other_name"


def _persons_name(one: Person, other: Person) -> str:
    if not (one.first and one.last and other.first and other.last):
        return ""
    if (one.first, one.last) == (other.first, other.last):
        return "same_name"
    straight = _alike(one.first, other.first) and _alike(one.last, other.last)
    exchanged = _alike(one.first, other.last) and _alike(one.last, other.first)
    return "name_alike" if straight or exchanged else "other_name"


def _birth(one: date | None, other: date | None) -> str:
    if one is None or other is None:
        return ""
    if one == other:
        return "same_birth_date"
    return "birth_date_near" if _near(one, other) else "other_birth_date"


def _near(one: date, other: date) -> bool:
    """Whether a slip of the keyboard makes one date of the other: a digit, two neighbours, day and month."""
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    first, second = f"{one:%Y%m%d}".zfill(8), f"{other:%Y%m%d}".zfill(8)
    wrong = [place for place in range(8) if first[place] != second[place]]
    if len(wrong) == 1:
        return True
    return (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and (first[wrong[0]], first[wrong[1]]) == (second[wrong[1]], second[wrong[0]])
    )


def _without_suffix(last: str) -> str:
    """A last name less Jr., III and their like, unless nothing else is there (R17)."""
    words = last.split()
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    return " ".join(words)


def _alike(one: str, other: str) -> bool:
    """Whether each word of the shorter name has its like in the other: MARIA is like MARIA ELENA."""
    first, second = one.split()[:_WORDS], other.split()[:_WORDS]
    return _covers(first, second) or _covers(second, first)


def _covers(some: list[str], all_of: list[str]) -> bool:
    return all(any(_word_alike(*sorted((word, like))) for like in all_of) for word in some)


@lru_cache(maxsize=4096)
def _word_alike(one: str, other: str) -> bool:
    """Equal, a slip of the keyboard apart, or written otherwise for the same sound: MCFEE and MCPHEE."""
    if one == other:
        return True
    shorter, longer = sorted((len(one), len(other)))
    if longer > _LONGEST_COMPARED:
        return False
    slips = 0 if shorter < 4 else 1 if shorter < 8 else 2
    allowed = longer * 9 // 20 if _sound(one) and _sound(one) == _sound(other) else slips
    return longer - shorter <= allowed and _distance(one, other) <= allowed


def _sound(word: str) -> str:
    """A word's consonants by how they sound, as Soundex has them, the first one by its sound as well.

    Empty for a word of another alphabet.
    """
    if not (word.isascii() and word.isalpha()):
        return ""
    plain = word.replace("ph", "f").removeprefix("h")
    codes = [_SOUNDS.get(letter, "" if letter in "hw" else "0") for letter in plain]
    heard = [code for code in codes if code]
    heard = heard[:1] + [after for before, after in pairwise(heard) if after != before]
    return "".join(heard[:1] + [code for code in heard[1:] if code != "0"])[:4]


def _distance(one: str, other: str) -> int:
    """How many letters must be changed, added, left out or exchanged with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, like in enumerate(other, start=1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != like))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == like:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
