"""Names, birth dates and tax identifiers."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from homefire.rules import RuleBroken

LONGEST_NAME = 50
OLDEST_YEARS = 120
_US_DATE = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
_VOID_SSNS = {"078051120", "219099999", "457555462"}
_EIN_PREFIXES_NEVER_ISSUED = {
    "00",
    "07",
    "08",
    "09",
    "17",
    "18",
    "19",
    "28",
    "29",
    "49",
    "69",
    "70",
    "78",
    "79",
    "89",
}


def parse_name(text: str) -> str:
    """A person's name as typed (R15, R17): letters of any script, spaces, hyphens, apostrophes and full stops."""
    if not text:
        raise RuleBroken("required", "Enter a name.")
    if len(text) > LONGEST_NAME:
        raise RuleBroken("too_long", f"Shorten the name to at most {LONGEST_NAME} characters.")
    if not any(character.isalpha() for character in text):
        raise RuleBroken("not_a_name", "A name has at least one letter.")
    for character in text:
        if not (unicodedata.category(character)[0] in "LM" or character in " -'’.,"):
            raise RuleBroken("not_a_name", "Use letters, spaces, hyphens and apostrophes only.")
    return text


def parse_initial(text: str) -> str:
    """A middle initial (R16): nothing, or one letter."""
    text = text.rstrip(".")
    if not text:
        return ""
    if len(text) != 1 or not text.isalpha():
        raise RuleBroken("not_an_initial", "Enter one letter, or leave it empty.")
    return text


def parse_birth_date(text: str) -> date:
    """A date of birth given as MM/DD/YYYY, padded or not, or as ISO 8601 (R22)."""
    match = _US_DATE.match(text)
    try:
        if match:
            month, day, year = (int(part) for part in match.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        raise RuleBroken("not_a_date", "Enter a date that exists, as MM/DD/YYYY.") from None


def check_birth_date(born: date, today: date) -> None:
    """Refuses a date in the future or more than 120 years ago (R22). `today` is the agency's date."""
    if born > today:
        raise RuleBroken("in_the_future", "The date of birth is in the future. Correct it.")
    if today.year - born.year - ((today.month, today.day) < (born.month, born.day)) > OLDEST_YEARS:
        raise RuleBroken(
            "too_long_ago", f"The date of birth is more than {OLDEST_YEARS} years ago. Correct it."
        )


def parse_digits(text: str) -> str:
    """The nine digits of a tax identifier, however it is punctuated (R18)."""
    if not re.fullmatch(r"[\d\s-]*", text, re.ASCII):
        raise RuleBroken("not_nine_digits", "Enter nine digits; hyphens are optional.")
    digits = re.sub(r"\D", "", text)
    if len(digits) != 9:
        raise RuleBroken("not_nine_digits", "Enter nine digits; hyphens are optional.")
    return digits


def check_identifier(kind: str, digits: str) -> None:
    """Refuses a number that the authority never issues (R19). `kind` is SSN, ITIN or EIN."""
    {"SSN": _check_ssn, "ITIN": _check_itin, "EIN": _check_ein}[kind](digits)


def _check_ssn(digits: str) -> None:
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    if area in ("000", "666") or area >= "900":
        raise RuleBroken(
            "ssn_area", "No Social Security number begins with 000, 666 or 900 to 999. Check it."
        )
    if group == "00":
        raise RuleBroken(
            "ssn_group", "The two digits in the middle of a Social Security number are never 00."
        )
    if serial == "0000":
        raise RuleBroken("ssn_serial", "The last four digits of a Social Security number are never 0000.")
    if digits in _VOID_SSNS:
        raise RuleBroken(
            "ssn_void", "This Social Security number is publicly known and void. Ask for the real one."
        )


def _check_itin(digits: str) -> None:
    group = int(digits[3:5])
    if digits[0] != "9" or not (
        50 <= group <= 65 or 70 <= group <= 88 or 90 <= group <= 92 or 94 <= group <= 99
    ):
        raise RuleBroken("itin", "An ITIN begins with 9 and has 50-65, 70-88, 90-92 or 94-99 in the middle.")


def _check_ein(digits: str) -> None:
    if digits[:2] in _EIN_PREFIXES_NEVER_ISSUED:
        raise RuleBroken("ein", "No employer identification number begins with these two digits. Check it.")


def mask(kind: str, digits: str) -> str:
    """The only form in which an identifier leaves the service unasked (R69)."""
    return f"**-***{digits[5:]}" if kind == "EIN" else f"***-**-{digits[5:]}"


def name_key(*parts: str | None) -> str:
    """The form in which names are compared: no case, no accents, single spaces (R27)."""
    text = unicodedata.normalize("NFKD", " ".join(part for part in parts if part))
    bare = "".join(character for character in text if not unicodedata.combining(character))
    return " ".join(re.sub(r"[^\w\s]", "", bare).casefold().split())
