"""Tax identifiers: Social Security numbers, ITINs and EINs (R18, R19)."""

from __future__ import annotations

import re
import unicodedata

from homefire.rules import RuleBroken

KINDS = ("SSN", "ITIN", "EIN")
NONE = "NONE"
"""What stands where somebody has no identifier (R19)."""
CHOICES = (*KINDS, NONE)
_BETWEEN_DIGITS = re.compile(r"[\s-]")
_NINE_DIGITS = re.compile(r"\d{9}", re.ASCII)
# Between the groups may stand what looks like a hyphen or a space, or what nobody sees.
_GAP = r"[\s\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff-]{0,3}"
_IN_TEXT = re.compile(rf"(?<!\d)(?!\d{{5}}-\d{{4}}(?!\d))\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{4}}(?!\d)")
_HIDDEN = "***-**-****"
_VOID_SSNS = {"078051120", "219099999", "457555462"}
_EIN_PREFIXES_NEVER_ISSUED = {
    "00", "07", "08", "09", "17", "18", "19", "28", "29", "49", "69", "70", "78", "79", "89",
}  # fmt: skip


def parse_tax_id(text: str) -> str:
    """The nine digits of an identifier of any kind, however punctuated (R18); `check_tax_id` knows its kind."""
    digits = _BETWEEN_DIGITS.sub("", text)
    if not _NINE_DIGITS.fullmatch(digits):
        raise RuleBroken(
            "not_nine_digits",
            "Enter nine digits; hyphens are optional. Leave it out to keep what is recorded.",
        )
    return digits


def parse_ssn(text: str) -> str:
    """The nine digits of a Social Security number that can have been issued (R18, R19); empty for none."""
    if not text:
        return ""
    digits = parse_tax_id(text)
    check_tax_id("SSN", digits)
    return digits


def check_tax_id(kind: str, digits: str) -> None:
    """Refuses a number that its authority never issues (R19). `kind` is one of `CHOICES`; none has no number."""
    if kind == NONE:
        raise RuleBroken("no_type", "Choose which identifier this is, or leave the number empty.")
    {"SSN": _check_ssn, "ITIN": _check_itin, "EIN": _check_ein}[kind](digits)


def _check_ssn(digits: str) -> None:
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    if area in ("000", "666") or area >= "900":
        raise RuleBroken(
            "ssn_area", "No Social Security number begins with 000, 666 or 900 to 999. Check it."
        )
    if group == "00":
        raise RuleBroken(
            "ssn_group", "The two digits in the middle of a Social Security number are never 00. Check it."
        )
    if serial == "0000":
        raise RuleBroken(
            "ssn_serial", "The last four digits of a Social Security number are never 0000. Check it."
        )
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


def refuse_in_text(text: str) -> str:
    """The text, which has no number in it that reads as an SSN; a ZIP code with its four digits more is none (R249).

    For words that go into events and notes, where they stay.
    """
    if _IN_TEXT.search(unicodedata.normalize("NFKC", text)):
        raise RuleBroken(
            "personal_number",
            "Leave numbers of nine digits, such as a Social Security number, out of these words: they are kept"
            " where many people read them.",
        )
    return text


def mask_in_text(text: str) -> str:
    """The text with each number that reads as an SSN hidden, for words that come from elsewhere (R249)."""
    plain = unicodedata.normalize("NFKC", text)
    return _IN_TEXT.sub(_HIDDEN, plain) if _IN_TEXT.search(plain) else text


def mask(kind: str, digits: str) -> str:
    """The only form in which an identifier leaves a service unasked (R69)."""
    return f"**-***{digits[5:]}" if kind == "EIN" else f"***-**-{digits[5:]}"
