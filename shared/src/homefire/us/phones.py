"""Phone and fax numbers of the North American Numbering Plan, kept as ten bare digits (R40, R41)."""

from __future__ import annotations

import re

from homefire.rules import RuleBroken

_PUNCTUATION = re.compile(r"[\s().\-+/\u2010-\u2015\u2212]")
"""Hyphens and dashes of every kind: what is copied out of a letter has them."""


def parse_phone(text: str) -> str:
    """Ten bare digits (R40), whatever punctuation was typed; the numbering plan's rule (R41). Empty for none."""
    if not text:
        return ""
    digits = _PUNCTUATION.sub("", text)
    if not digits.isascii() or not digits.isdigit():
        raise RuleBroken(
            "not_a_phone", "Enter ten digits, like 831-555-0101. Put an extension in its own field."
        )
    if "+" in text and (len(digits) != 11 or digits[0] != "1"):
        raise RuleBroken(
            "another_country",
            "Enter a number of the United States or Canada: +1 and ten digits, or ten digits.",
        )
    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    if len(digits) != 10:
        raise RuleBroken("not_ten_digits", "Enter the area code and the number: ten digits.")
    for name, code in (("area code", digits[:3]), ("exchange", digits[3:6])):
        if code[0] in "01":
            raise RuleBroken("not_assignable", f"The {name} {code} does not exist: it begins with 2 to 9.")
        if code[1:] == "11":
            raise RuleBroken("service_code", f"{code} is a service code and no {name}.")
    return digits


def is_fictional(digits: str) -> bool:
    """Whether a number is one of those kept for examples, 555-0100 to 555-0199: warned of, never blocked (R41)."""
    return digits[3:8] == "55501"


def parse_extension(text: str) -> str:
    """An extension of at most seven digits (R40)."""
    if text and not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise RuleBroken("not_an_extension", "Enter the extension as at most seven digits.")
    return text


def show_phone(digits: str | None) -> str:
    """The form in which people read a number (R40): (831) 555-0101. What has not ten digits stays as it is."""
    if not digits or len(digits) != 10:
        return digits or ""
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
