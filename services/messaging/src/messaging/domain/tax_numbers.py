"""Whether a text has what may be a Social Security number or another tax identifier, however written (R215)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from homefire.us import addresses
from messaging.domain.disguise import Cluster, clusters, loose_clusters, without_lookalikes
from messaging.domain.number_words import spelled_out

_NINE = 9
_SSN = (3, 2, 4)
_SSN_PARTS = frozenset({_SSN, (3, 3, 3), (2, 7), (3, 6), (5, 4)})
_LETTER_PARTS = frozenset({_SSN, (2, 7), (3, 6), (5, 4)})
_FEWEST_REAL_DIGITS = 3
"""Of a number with letters in the place of digits: with fewer it is words."""
_ABOUT_TAX_ID = re.compile(
    r"\b(?:ssn|s\.s\.n|social(?: security)?(?: number| no| #)?|tax ?id\w*|itin|ein|seguro social)\b"
    r"(?! card| award| income| benefit| office| statement)[^\n\d]{0,30}(\d[\d .\-]{2,14}\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_PLACE_BEFORE = re.compile(r"(?P<city>[^\W\d_][^\d\n]*?),?\s+(?P<state>[A-Z]{2}),?\s*$")
_MONEY_BEFORE = re.compile(r"\$\s?$")
_MONEY = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d+\.\d\d")
_LONGEST_PLACE = 40


def has_tax_id(text: str) -> bool:
    """Whether a text that `disguise.plain` has read has one, in digits, in words, or with letters for digits."""
    readings = {text, spelled_out(text)}
    return any(map(_has_number, readings)) or _has_in_letters(text)


def _has_number(text: str) -> bool:
    if any(_may_be_tax_id(text, cluster) for cluster in clusters(text)):
        return True
    if any(_is_spoken(cluster) for cluster in loose_clusters(text)):
        return True
    return any(
        not _YEAR.fullmatch("".join(re.findall(r"\d", hit[1]))) for hit in _ABOUT_TAX_ID.finditer(text)
    )


def _has_in_letters(text: str) -> bool:
    read = without_lookalikes(text)
    if read == text:
        return False
    return any(
        _is_spoken(cluster)
        for cluster in loose_clusters(read)
        if sum(map(str.isdigit, text[cluster.start : cluster.end])) >= _FEWEST_REAL_DIGITS
    )


def _may_be_tax_id(text: str, cluster: Cluster) -> bool:
    if len(cluster.digits) < _NINE:
        return False
    if len(cluster.digits) == _NINE:
        return not _is_harmless(text, cluster)
    return any(map(_reads_as_tax_id, _runs_of_nine(cluster)))


def _is_spoken(cluster: Cluster) -> bool:
    """Whether digits that stand far apart are nine as such a number is told."""
    if len(cluster.digits) != _NINE:
        return any(map(_reads_as_tax_id, _runs_of_nine(cluster)))
    sizes = tuple(map(len, cluster.groups))
    if _reads_as_tax_id(cluster) or _SSN in (sizes, cluster.parts):
        return True
    letters = ["".join(filter(str.isalpha, gap)) for gap in cluster.gaps]
    return all(len(letter) == 1 for letter in letters) and sizes in _LETTER_PARTS


def _is_harmless(text: str, cluster: Cluster) -> bool:
    """Nine digits that are a ZIP code with its four more, money, or a day beside another number."""
    sizes = tuple(map(len, cluster.groups))
    if sizes == (5, 4) and cluster.gaps == ("-",) and _is_zip_of_place(text, cluster):
        return True
    if _MONEY_BEFORE.search(text[: cluster.start]) and _MONEY.fullmatch(text[cluster.start : cluster.end]):
        return True
    one_by_one = set(sizes) == {1}
    return not (cluster.evenly_parted or one_by_one or {sizes, cluster.parts} & _SSN_PARTS)


def _is_zip_of_place(text: str, cluster: Cluster) -> bool:
    """Whether a town and its state stand before the ZIP code, and the ZIP code is one of that town."""
    before = _PLACE_BEFORE.search(text[max(0, cluster.start - _LONGEST_PLACE) : cluster.start])
    place = addresses.look_up(cluster.groups[0]) if before else None
    if before is None or place is None or place.state != before["state"]:
        return False
    written = f" {before['city'].upper()}"
    return any(written.endswith(f" {city}") for city in (place.city, *place.other_cities))


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
    return sizes == (_NINE,) or set(sizes) == {1} or (sizes == _SSN and run.evenly_parted)
