"""Whether a text has a date of birth: one that says so, or one of the record's own in any form (R215)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from messaging.domain.disguise import Cluster

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
_MONTH_NAMES = {name[:3]: month for name, month in _MONTHS.items()} | _MONTHS | {"sept": 9}
_MONTH = f"(?P<m>{'|'.join(sorted(_MONTH_NAMES, key=len, reverse=True))})(?![a-z])\\.?"
_DAY, _YEAR = r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th)?(?!\d)", r"['\u2018\u2019]?(?P<y>\d{4}|\d{2})(?!\d)"
_APART = r"[\s.,/_-]*"
_WORDY = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_DAY}(?: de| of)?{_APART}{_MONTH}(?: del?| of)?{_APART}{_YEAR}",
        rf"(?<![a-z]){_MONTH}{_APART}{_DAY}(?: del?| of)?{_APART}{_YEAR}",
        rf"(?<!\d){_YEAR}(?: de)?{_APART}{_MONTH}{_APART}{_DAY}",
    )
]
_LABEL = r"\b(?:dob|d\.o\.b|birth\w*|born|naci\w*)\b\D{0,25}"
_MONTH_WORD = rf"(?:{'|'.join(sorted(_MONTH_NAMES, key=len, reverse=True))})"
_ABOUT_BIRTH = [
    re.compile(_LABEL + form, re.IGNORECASE)
    for form in (
        r"\d{1,4}\s?[-/. ]\s?\d{1,2}\s?[-/. ]\s?\d{1,4}",
        rf"\d{{1,4}}(?:st|nd|rd|th)?(?: de| of)?{_APART}{_MONTH_WORD}(?![a-z])",
        rf"(?<![a-z]){_MONTH_WORD}(?![a-z]){_APART}\d",
    )
]


def has_birth_date(text: str, found: Iterable[Cluster], known: frozenset[date]) -> bool:
    """Whether a text says that a day is somebody's birth, or has one of the days that are `known`."""
    if any(form.search(text) for form in _ABOUT_BIRTH):
        return True
    if not known:
        return False
    written = {form for day in known for form in _forms(day)}
    parts = {(day.year, day.month, day.day) for day in known}
    if any(_is_day(cluster, written, parts) for cluster in found):
        return True
    return any(_wordy(hit) & parts for form in _WORDY for hit in form.finditer(text))


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
    if len(group) == 4:
        return (int(group),)
    return (1900 + int(group), 2000 + int(group)) if len(group) == 2 else ()


def _wordy(hit: re.Match[str]) -> set[tuple[int, int, int]]:
    month = _MONTH_NAMES[hit["m"].casefold()]
    return {(year, month, int(hit["d"])) for year in _years(hit["y"])}
