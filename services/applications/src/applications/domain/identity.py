"""Names, birth dates and Social Security numbers of household members."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from homefire.rules import RuleBroken

LONGEST_NAME = 50
OLDEST_YEARS = 120
_PUNCTUATION = " -'\N{RIGHT SINGLE QUOTATION MARK}.,"
_VOID_SSNS = {"078051120", "219099999", "457555462"}


def parse_name(text: str) -> str:
    """A person's name as typed: letters of any script, spaces, hyphens, apostrophes and full stops."""
    if not text:
        raise RuleBroken("required", "Enter a name.")
    if len(text) > LONGEST_NAME:
        raise RuleBroken("too_long", f"Shorten the name to at most {LONGEST_NAME} characters.")
    if not any(character.isalpha() for character in text):
        raise RuleBroken("not_a_name", "A name has at least one letter.")
    for character in text:
        if not (unicodedata.category(character)[0] in "LM" or character in _PUNCTUATION):
            raise RuleBroken("not_a_name", "Use letters, spaces, hyphens and apostrophes only.")
    return text


def parse_initial(text: str) -> str:
    """A middle initial: nothing, or one letter."""
    text = text.rstrip(".")
    if text and (len(text) != 1 or not text.isalpha()):
        raise RuleBroken("not_an_initial", "Enter one letter, or leave it empty.")
    return text


def check_birth_date(born: date, today: date) -> None:
    """Refuses a date in the future or more than 120 years ago. `today` is the agency's date."""
    if born > today:
        raise RuleBroken("in_the_future", "The date of birth is in the future. Correct it.")
    if today.year - born.year - ((today.month, today.day) < (born.month, born.day)) > OLDEST_YEARS:
        raise RuleBroken(
            "too_long_ago", f"The date of birth is more than {OLDEST_YEARS} years ago. Correct it."
        )


def parse_ssn(text: str) -> str:
    """The nine digits of a Social Security number, however punctuated; empty for none.

    Refuses what is never issued: areas 000, 666 and 900 to 999, group 00, serial 0000, and the void numbers.
    """
    if not text:
        return ""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"\d{9}", digits, re.ASCII):
        raise RuleBroken(
            "not_nine_digits", "Enter nine digits; hyphens are optional. Leave it out to keep what is there."
        )
    if digits[:3] in ("000", "666") or digits[0] == "9":
        raise RuleBroken(
            "ssn_area", "No Social Security number begins with 000, 666 or 900 to 999. Check it."
        )
    if digits[3:5] == "00":
        raise RuleBroken(
            "ssn_group", "The two digits in the middle of a Social Security number are never 00."
        )
    if digits[5:] == "0000":
        raise RuleBroken("ssn_serial", "The last four digits of a Social Security number are never 0000.")
    if digits in _VOID_SSNS:
        raise RuleBroken(
            "ssn_void", "This Social Security number is publicly known and void. Ask for the real one."
        )
    return digits


def mask(digits: str) -> str:
    """The only form in which a number leaves the service unasked (R69)."""
    return f"***-**-{digits[5:]}"
