"""Finding customers by whatever is known of them (R128). Nothing is written, and nothing protected is noted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import sqlalchemy as sa

from customers import editing, errors, matching
from customers.domain import find, record, search_keys
from customers.domain.find import Asked
from customers.domain.names_search import searched_words
from customers.repository import search as repository
from customers.repository.search import ANYWHERE, NAME, Clause, Grade, NeighbourWords, Place
from homefire import paging
from homefire.us.names import name_key
from homefire.work import Work

_OF_A_NAME = (
    (NAME, Grade.EXACT),
    (NAME, Grade.BEGINS),
    (NAME, Grade.PART),
    (NAME, Grade.SIMILAR),
    (NAME, Grade.SOUND),
)
_OF_ANYTHING = (
    (NAME, Grade.EXACT),
    (NAME, Grade.BEGINS),
    (ANYWHERE, Grade.BEGINS),
    (NAME, Grade.PART),
    (NAME, Grade.SIMILAR),
    (ANYWHERE, Grade.SIMILAR),
    (ANYWHERE, Grade.SOUND),
)

_WORDED = ("street", "unit", "city", "account")
"""Fields of which only letters and digits count."""


@dataclass(slots=True)
class _Search:
    """What must hold, and the tiers in which it may. A tier is made when it is come to: few searches need them all."""

    near: NeighbourWords
    criteria: list[Clause] = field(default_factory=list)
    tiers: list[Callable[[], Clause]] = field(default_factory=list)
    nobody: bool = False


def search_customers(work: Work, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of whom an open search finds. A protected value in the one box is refused: it stood in an address."""
    asked = find.read(query.get("find") or "")
    if asked.date_of_birth or asked.ssn or asked.ssn_last_four or asked.maybe_ssn:
        raise errors.ProtectedInAddress()
    return _found(work, query, protected=False)


def find_customers(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """One page of whom a search finds that may ask for protected values (R128, R249)."""
    return _found(work, body, protected=True)


def _found(work: Work, query: Mapping[str, Any], *, protected: bool) -> dict[str, Any]:
    after = _read_cursor(query.get("cursor"))
    asked = find.read(query["find"]) if query.get("find") else Asked()
    search = _plan(work, query, asked, protected)
    if search.nobody:
        return {"items": [], "next": None}
    limit = query["limit"]
    rows = _gather(work, search, after, limit + 1)
    page, following = paging.cut(rows, limit, lambda row: (f"{row['tier']} {row['name_key']}", row["number"]))
    shown = repository.rows_of(work.connection, [row["number"] for row in page])
    wanted = matching.Wanted.of(work, query, asked, search.near.known, protected=protected)
    items = [matching.item(shown[row["number"]], wanted) for row in page if row["number"] in shown]
    return {"items": items, "next": following}


def _gather(
    work: Work, search: _Search, after: tuple[int, str, int] | None, limit: int
) -> list[dict[str, Any]]:
    """Rows tier by tier, until there are enough."""
    if not search.tiers:
        start = after[1:] if after else None
        found = repository.page(work.connection, search.criteria, None, (), start, limit)
        return [row | {"tier": 0} for row in found]
    rows: list[dict[str, Any]] = []
    earlier: list[Clause] = []
    for place, make in enumerate(search.tiers):
        tier = make()
        if after is None or place >= after[0]:
            start = after[1:] if after is not None and place == after[0] else None
            wanted = limit - len(rows)
            found = repository.page(work.connection, search.criteria, tier, earlier, start, wanted)
            rows += [row | {"tier": place} for row in found]
            if len(rows) == limit:
                break
        earlier.append(tier)
    return rows


def _plan(work: Work, query: Mapping[str, Any], asked: Asked, protected: bool) -> _Search:
    search = _Search(repository.NeighbourWords(work.connection), nobody=asked.nothing)
    _add_filters(work, search, {**query, **_narrowing(asked)}, protected)
    _add_alternatives(work, search, asked, protected)
    _add_words(work, search, query, asked)
    _add_unread(search, query)
    _heed_status(search, by_number=query.get("number") is not None, perhaps_number=asked.number is not None)
    return search


def _heed_status(search: _Search, *, by_number: bool, perhaps_number: bool) -> None:
    """A merged record is led to by its number alone (R252), a deleted one by nothing here (R11)."""
    active, led_to = repository.in_status(record.ACTIVE), repository.in_status(record.ACTIVE, record.MERGED)
    search.criteria.append(led_to if by_number or perhaps_number else active)
    if perhaps_number and not by_number:
        search.tiers[1:] = [partial(_both, tier, active) for tier in search.tiers[1:]]


def _both(tier: Callable[[], Clause], other: Clause) -> Clause:
    return tier() & other


def _narrowing(asked: Asked) -> dict[str, Any]:
    """What the one box has recognised beyond doubt, as the fields of the form."""
    parts = ("date_of_birth", "ssn", "ssn_last_four", "phone", "email")
    return {name: getattr(asked, name) for name in parts if getattr(asked, name)}


def _add_filters(work: Work, search: _Search, query: Mapping[str, Any], protected: bool) -> None:
    made: dict[str, Callable[[Any], Clause]] = {
        "number": repository.of_number,
        "phone": repository.of_phone,
        "email": lambda text: repository.of_text("email_key", text.casefold()),
        "street": lambda text: repository.of_street(searched_words(text)),
        "unit": lambda text: repository.of_unit(name_key(text)),
        "city": lambda text: repository.of_text("city_key", name_key(text), begins=True),
        "zip": lambda text: repository.of_text("zip", text, begins=True),
        "account": lambda text: repository.of_account(search_keys.account_key(text)),
        "application_status": lambda text: repository.of_status(text.upper()),
    }
    if protected:
        made |= {
            "ssn": lambda digits: repository.of_ssn(editing.ssn_indexes(work, digits)),
            "ssn_last_four": lambda digits: repository.of_last_four(editing.last_four_index(work, digits)),
            "date_of_birth": repository.of_birth,
        }
    for name, make in made.items():
        value = query.get(name)
        if value:
            if name in _WORDED and not name_key(value):
                # What has no letter or digit in it is part of nothing.
                search.nobody = True
                continue
            search.criteria.append(make(value))
    for word in searched_words(query.get("analyst") or ""):
        search.criteria.append(repository.of_text("analyst_text", f" {word}"))
    search.nobody |= bool(query.get("analyst")) and not searched_words(query["analyst"])


def _add_alternatives(work: Work, search: _Search, asked: Asked, protected: bool) -> None:
    """A row of digits: first whose number it is, then all else that it may be."""
    if asked.number is not None:
        search.tiers.append(partial(repository.of_number, asked.number))
    if asked.maybe_phone:
        search.tiers.append(partial(repository.of_phone, asked.maybe_phone))
    if protected and asked.maybe_ssn:
        search.tiers.append(partial(repository.of_ssn, editing.ssn_indexes(work, asked.maybe_ssn)))
    if asked.maybe_account:
        search.tiers.append(partial(repository.of_account, asked.maybe_account))
    if protected and asked.maybe_last_four:
        index = editing.last_four_index(work, asked.maybe_last_four)
        search.tiers.append(partial(repository.of_last_four, index))


def _add_words(work: Work, search: _Search, query: Mapping[str, Any], asked: Asked) -> None:
    """Tiers for the words of names and of the one box. What is typed without a letter or digit finds nobody."""
    names, members = (searched_words(query.get(part) or "") for part in ("name", "household"))
    search.nobody |= any(
        query.get(part) and not words for part, words in (("name", names), ("household", members))
    )
    if search.nobody or not (names or members or asked.words):
        return
    words = (names, members, asked.words)
    search.tiers += [
        partial(_tier, search, words, *tier) for tier in (_OF_ANYTHING if asked.words else _OF_A_NAME)
    ]


def _add_unread(search: _Search, query: Mapping[str, Any]) -> None:
    """Only who has unread messages (R132). Alone it is a tier: those few are gathered first, and ordered then."""
    if not query.get("unread"):
        return
    if search.tiers:
        search.criteria.append(repository.with_unread())
    else:
        search.tiers.append(repository.with_unread)


def _tier(
    search: _Search, words: tuple[list[str], list[str], list[str]], place: Place, grade: Grade
) -> Clause:
    names, members, anything = words
    clauses = [repository.fits(NAME, word, grade, search.near) for word in names]
    clauses += [repository.fits(place, word, grade, search.near) for word in anything]
    if members:
        clauses.append(repository.of_household(members, grade, search.near))
    return sa.and_(*clauses)


def _read_cursor(cursor: str | None) -> tuple[int, str, int] | None:
    """The tier, the name and the number after which a page begins."""
    if not cursor:
        return None
    (tier, key), number = paging.read_cursor(cursor, _tier_and_key, paging.number)
    return tier, key, number


def _tier_and_key(part: str) -> tuple[int, str]:
    tier, separator, key = paging.text(part).partition(" ")
    if not (separator and tier.isascii() and tier.isdigit() and len(tier) <= 2):
        raise ValueError("no place of ours")
    return int(tier), key
