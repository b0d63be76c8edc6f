"""The forms in which a record, and what applications tell of it, are kept for searching (R40, R128)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from customers.domain.names_search import words_of
from homefire.us.names import name_key

VERSION = 2
"""Grows when a key is made in another way: the service then makes the keys of every record again."""
LOCAL_DIGITS, LAST_DIGITS = 7, 4
"""A phone number is found whole, without its area code, and by its last four digits."""
_PHONES = ("home_phone", "message_phone", "mobile_phone", "other_phone", "fax")
_PLACE = ("number", "street", "street_type", "building_type", "unit", "city", "zip")
_NO_ACCOUNT_SIGN = re.compile(r"[\W_]")


def keys_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """The search keys of a customer's own fields, by the columns of the table that keeps them."""
    names = words_of(
        record["last_name"], record["first_name"], record["middle_initial"], record["organization_name"]
    )
    return {
        "keys_version": VERSION,
        "status": record["status"],
        "name_key": record["name_key"],
        "name_words": names,
        "name_text": text_of(names),
        "place_text": text_of(
            words_of(*(record[f"{of}_{part}"] for of in ("address", "residence") for part in _PLACE))
        ),
        "unit_key": name_key(record["address_unit"]),
        "city_key": name_key(record["address_city"]),
        "zip": record["address_zip"],
        "phones": phone_keys(record[name] for name in _PHONES),
        "email_key": record["email"].casefold(),
        "analyst_text": text_of(words_of(record["analyst_name"], record["qa_analyst_name"])),
    }


def text_of(words: Iterable[str]) -> str:
    """Words in one text, a space before each, so that the beginning of a word is found as such."""
    return "".join(f" {word}" for word in words)


def phone_keys(numbers: Iterable[str]) -> list[str]:
    """Bare digits by which numbers are found: all ten, the last seven, the last four."""
    found: dict[str, None] = {}
    for number in filter(None, numbers):
        found |= dict.fromkeys((number, number[-LOCAL_DIGITS:], number[-LAST_DIGITS:]))
    return list(found)


def account_key(text: str) -> str:
    """An account number without its punctuation and in one case: utilities print it in several forms."""
    return _NO_ACCOUNT_SIGN.sub("", text).casefold()
