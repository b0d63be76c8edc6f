"""What the lookup's form asks for: which fields it has, what may stand in an address, what the services are asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

LONGEST = 120
PROTECTED = ("date_of_birth", "ssn")
"""Fields that stand in no address (R249)."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form. `span` is how many of twelve columns it takes."""

    name: str
    label: Any
    span: int
    hint: Any = ""
    options: str = ""


FIELDS = (
    Field("number", _("Customer Number"), 2, options='inputmode="numeric"'),
    Field("name", _("Name"), 4),
    Field("date_of_birth", _("Date of Birth"), 2, _("MM/DD/YYYY")),
    Field("ssn", _("SSN/Tax ID"), 2, _("all nine digits, or the last four"), 'inputmode="numeric"'),
    Field("phone", _("Phone"), 2, _("in any form"), 'inputmode="tel"'),
    Field("street", _("Street"), 4),
    Field("unit", _("Unit"), 1),
    Field("city", _("City"), 3),
    Field("zip", _("ZIP Code"), 2, options='inputmode="numeric"'),
    Field("account", _("Utility Account"), 2),
    Field("email", _("Email"), 3, options='inputmode="email"'),
    Field("household", _("Household Member"), 3),
    Field("application_status", _("Application Status"), 3),
    Field("analyst", _("Assigned Analyst"), 3),
)
UNREAD = "unread"
"""The switch `only with unread messages` (R132)."""
REASONS = {
    "household": _("household"),
    "account": _("account"),
    "address": _("address"),
    "phone": _("phone"),
    "email": _("email"),
    "analyst": _("analyst"),
    "application_status": _("application"),
    "ssn_last_four": _("SSN/Tax ID"),
}
"""What a row says when it was not found by its name."""
NAMES = tuple(field.name for field in FIELDS)
_TAX_ID = r"(?<!\d)\d{3}[-. ]?\d{2}[-. ]?\d{4}(?!\d)|(?<!\d)\d{2}-\d{7}(?!\d)"
_DATE = r"(?<!\d)\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?!\d)"
_NAMED = r"\b(?:ssn|tin|ein|itin)\b"
_LOOKS_PROTECTED = re.compile(f"{_TAX_ID}|{_DATE}", re.ASCII)
_MAY_BE_PROTECTED = re.compile(rf"{_TAX_ID}|{_DATE}|{_NAMED}|^\W*\d{{4}}\W*$", re.ASCII | re.IGNORECASE)
_NUMBER = re.compile(r"#?\s*(\d{1,8})", re.ASCII)
_ONLY_A_NUMBER = re.compile(r"#\s*\d{1,8}|\d{6}|\d{8}|\d{1,3}", re.ASCII)
_LAST_FOUR = re.compile(r"\d{4}", re.ASCII)


def read(values: Mapping[str, str]) -> dict[str, str]:
    """What is filled in, trimmed; an endless text is cut."""
    found = {name: values.get(name, "").strip()[:LONGEST] for name in (*NAMES, "find")}
    found[UNREAD] = "1" if values.get(UNREAD) else ""
    return {name: value for name, value in found.items() if value}


def is_protected(wanted: Mapping[str, str]) -> bool:
    """Whether this search may stand in no address."""
    return any(name in wanted for name in PROTECTED) or bool(_MAY_BE_PROTECTED.search(wanted.get("find", "")))


def misplaced(wanted: Mapping[str, str]) -> list[str]:
    """Fields of an open kind in which an SSN or a date was typed."""
    open_ones = ("number", "name", "street", "unit", "city", "email", "household", "analyst")
    return [name for name in open_ones if _LOOKS_PROTECTED.search(wanted.get(name, ""))]


def direct_number(find: str) -> int | None:
    """The number that a text can only be: `#2108`, or so many digits as nothing else has."""
    match = _NUMBER.fullmatch(find) if _ONLY_A_NUMBER.fullmatch(find) else None
    return int(match[1]) if match else None


def is_a_number(text: str) -> bool:
    """Whether it can be a customer's number."""
    return _NUMBER.fullmatch(text) is not None


def arguments(wanted: Mapping[str, str]) -> dict[str, Any]:
    """The fields as the service takes them."""
    asked: dict[str, Any] = dict(wanted)
    if UNREAD in asked:
        asked[UNREAD] = True
    if "number" in asked:
        asked["number"] = int(asked["number"].lstrip("# "))
    if _LAST_FOUR.fullmatch(asked.get("ssn", "")):
        asked["ssn_last_four"] = asked.pop("ssn")
    return asked


def name_of(wanted: Mapping[str, str]) -> dict[str, str]:
    """The name that was searched for, as the fields of a new record: of what was typed, nothing else is carried."""
    text = wanted.get("name") or ("" if is_protected(wanted) else wanted.get("find", ""))
    if not text or any(character.isdigit() or character == "@" for character in text):
        return {}
    last, comma, first = (part.strip() for part in text.partition(","))
    if not comma:
        first, _, last = text.rpartition(" ")
    return dict(_filled({"first_name": first.strip(), "last_name": last}))


def _filled(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((name, value) for name, value in values.items() if value)
