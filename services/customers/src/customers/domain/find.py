"""What somebody typed into the one box: a number, a phone, an SSN, a date, an address of e-mail, or words (R128).

What has one meaning only, such as a date, narrows the search. A row of digits alone may be several things, which
are all looked for: `2108` is a customer's number, the last four of an SSN, or the number of a house.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from customers.domain import search_keys
from customers.domain.names_search import searched_words
from homefire.rules import RuleBroken
from homefire.us import dates

LONGEST = 120
_EMAIL = re.compile(r"\S+@\S+")
_DATE = re.compile(
    r"(?<![\w/.-])(?:(\d{1,2})([-/.])(\d{1,2})\2(\d{4})|(\d{4})-(\d{1,2})-(\d{1,2}))(?![\w/])", re.ASCII
)
_TAX_ID = re.compile(r"(?<![\w-])(?:\d{3}([- ])\d{2}\1\d{4}|\d{2}-\d{7})(?![\w-])", re.ASCII)
_NAMED_TAX_ID = re.compile(r"\b(?:ssn|tin|ein|itin)\W{0,3}([\d -]{4,13})(?!\d)", re.ASCII | re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w+(-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ ./-])\d{3}[ .-]?\d{4}(?![\w-])|(?<![\w-])\d{3}[-.]\d{4}(?![\w-])",
    re.ASCII,
)
_NUMBER = re.compile(r"#?\s*(\d{1,12})", re.ASCII)
_DIGITS = re.compile(r"\d+", re.ASCII)
_WHOLE, _LAST = 9, 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What was recognised. `number` and the `maybe_` parts are alternatives, the others narrow the search."""

    words: list[str] = field(default_factory=list)
    number: int | None = None
    date_of_birth: date | None = None
    ssn: str = ""
    ssn_last_four: str = ""
    phone: str = ""
    email: str = ""
    maybe_ssn: str = ""
    maybe_last_four: str = ""
    maybe_phone: str = ""
    maybe_account: str = ""
    nothing: bool = False
    """Nothing was recognised: nobody is found."""

    @property
    def protected(self) -> bool:
        """Whether it holds what may stand in no address (R249)."""
        return bool(
            self.date_of_birth or self.ssn or self.ssn_last_four or self.maybe_ssn or self.maybe_last_four
        )


def read(text: str) -> Asked:
    """What a text asks for. Never fails: what is none of the known kinds is words."""
    text = text.strip()[:LONGEST]
    whole = _NUMBER.fullmatch(text)
    if whole:
        return _digits(whole[1], text.startswith("#"))
    found: dict[str, Any] = {}
    rest = text
    for name, pattern in (
        ("email", _EMAIL), ("ssn", _NAMED_TAX_ID), ("date_of_birth", _DATE), ("ssn", _TAX_ID), ("phone", _PHONE),
    ):  # fmt: skip
        rest = _take(found, name, pattern, rest)
    words = searched_words(rest)
    whole = _DIGITS.fullmatch(re.sub(r"[ -]", "", rest))
    account = search_keys.account_key(rest) if whole and not found else ""
    return Asked(words=words, maybe_account=account, nothing=not words and not found, **found)


def _digits(digits: str, numbered: bool) -> Asked:
    number = int(digits) or None
    if numbered:
        return Asked(number=number, nothing=number is None)
    ten = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    return Asked(
        words=[digits],
        number=number,
        maybe_ssn=digits if len(digits) == _WHOLE else "",
        maybe_last_four=digits if len(digits) == _LAST else "",
        maybe_phone=ten if len(ten) in (10, search_keys.LOCAL_DIGITS) else "",
        maybe_account=digits if len(digits) > _LAST else "",
    )


def _take(found: dict[str, Any], name: str, pattern: re.Pattern[str], text: str) -> str:
    """Takes the first of its kind out of the text; what has the form and not the sense stays where it is."""
    match = None if name in found else pattern.search(text)
    if match is None:
        return text
    taken = _sense(name, match)
    if not taken:
        return text
    found |= taken
    return f"{text[: match.start()]} {text[match.end() :]}"


def _sense(name: str, match: re.Match[str]) -> Mapping[str, str | date]:
    digits = "".join(_DIGITS.findall(match[0]))
    if name == "email":
        return {"email": match[0].casefold()}
    if name == "date_of_birth":
        month, _, day, year, *iso = match.groups()
        try:
            return {
                name: dates.parse_date(
                    "{}/{}/{}".format(*((month, day, year) if month else (*iso[1:], iso[0])))
                )
            }
        except RuleBroken:
            return {}
    if name == "ssn":
        return {_LAST: {"ssn_last_four": digits}, _WHOLE: {"ssn": digits}}.get(len(digits), {})
    return {"phone": digits[-10:]}
