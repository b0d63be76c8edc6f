"""Queries that find customers: how a word matches, who matches, in which order.

A search by words has tiers, from the whole word to what sounds like it. A later tier is asked for only when the
earlier ones have not filled the page, and leaves out whom they have. Whoever matches within one tier is gathered
by an index first and ordered afterwards, since PostgreSQL would otherwise read the whole table in the order of
names wherever it hopes to meet 25 matches soon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, array

from customers.domain import names_search, record
from customers.models import ApplicationSearch, Customer, CustomerSearch, SearchWord
from customers.repository import unread

_customer: Any = Customer.__table__
_keys: Any = CustomerSearch.__table__
_application: Any = ApplicationSearch.__table__
_word: Any = SearchWord.__table__

LEAST_SIMILARITY = 0.45
"""How much of two words' trigrams must agree for one to be a misspelling of the other, from 0 to 1."""
MOST_SIMILAR, MOST_SOUNDS = 100, 200
"""Words that one word of a search may stand for. A name has a few dozen neighbours."""
_SHORT = 2
"""Words up to this length have no trigram of their own: among all words of a record they match as a whole."""

Clause = sa.ColumnElement[bool]


class Grade(IntEnum):
    """How well a word of a search fits a word of the record. Each grade lets in what the ones before it do."""

    EXACT = 0
    BEGINS = 1
    PART = 2
    SIMILAR = 3
    SOUND = 4


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Words of records that a word of a search may stand for, besides those that contain it."""

    similar: Sequence[str] = ()
    sounds: Sequence[str] = ()

    def within(self, grade: Grade) -> list[str]:
        """Those that a grade lets in."""
        if grade < Grade.SIMILAR:
            return []
        return [*self.similar, *(self.sounds if grade is Grade.SOUND else ())]


@dataclass(frozen=True, slots=True)
class Place:
    """Where words are looked for: a text with a space before each word, and the same as an array."""

    text: sa.ColumnElement[str]
    words: sa.ColumnElement[Any]


NAME = Place(_keys.c.name_text, _keys.c.name_words)
ANYWHERE = Place(_keys.c.all_text, _keys.c.all_words)
MEMBERS = Place(_application.c.member_text, _application.c.member_words)


class NeighbourWords:
    """For each word of a search, the words of records that are spelled or sound like it; asked for when needed."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self.known: dict[str, Neighbours] = {}
        """Those that were needed."""

    def of(self, word: str) -> Neighbours:
        """The neighbours of one word."""
        if word not in self.known:
            has_any = names_search.has_letters(word)
            self.known[word] = _neighbours(self._connection, word) if has_any else Neighbours()
        return self.known[word]


_SPELLED = (
    sa.select(_word.c.word)
    .where(_word.c.spellings.overlap(sa.bindparam("forms", type_=ARRAY(sa.Text))))
    .order_by(sa.func.similarity(_word.c.word, sa.bindparam("word")).desc(), _word.c.word)
    .limit(MOST_SIMILAR)
)
_ALIKE = (
    sa.select(_word.c.word)
    .where(
        _word.c.word.bool_op("%")(sa.bindparam("word")),
        sa.func.similarity(_word.c.word, sa.bindparam("word")) >= LEAST_SIMILARITY,
    )
    .order_by(sa.func.similarity(_word.c.word, sa.bindparam("word")).desc(), _word.c.word)
    .limit(MOST_SIMILAR)
)
_sounded: sa.BindParameter[str] = sa.bindparam("word", type_=sa.Text)
_codes = array([sa.func.dmetaphone(_sounded), sa.func.dmetaphone_alt(_sounded)])
_SOUNDING = (
    sa.select(_word.c.word)
    .where(
        sa.or_(_word.c.sound == sa.any_(_codes), _word.c.other_sound == sa.any_(_codes)),
        _word.c.sound != "",
        sa.func.abs(sa.func.length(_word.c.word) - sa.func.length(_sounded)) <= 3,
    )
    .order_by(sa.func.similarity(_word.c.word, _sounded).desc(), _word.c.word)
    .limit(MOST_SOUNDS)
)


def _neighbours(connection: sa.Connection, word: str) -> Neighbours:
    forms = names_search.misspellings(word)
    similar: dict[str, None] = {}
    if forms:
        for query, values in ((_SPELLED, {"word": word, "forms": forms}), (_ALIKE, {"word": word})):
            similar |= dict.fromkeys(connection.execute(query, values).scalars())
    sounds: list[str] = []
    if len(word) >= names_search.LEAST_SPELLED and word.isascii() and word.isalpha():
        sounds = [
            found for found in connection.execute(_SOUNDING, {"word": word}).scalars() if found not in similar
        ]
    return Neighbours(tuple(similar), tuple(sounds))


def fits(place: Place, word: str, grade: Grade, near: NeighbourWords | None = None) -> Clause:
    """Whether a word of a search fits there, as well as the grade asks or better."""
    if grade is Grade.EXACT or (place is not NAME and len(word) <= _SHORT):
        return place.words.contains(_texts([word]))
    part = place.text.contains(word if grade is Grade.PART else f" {word}", autoescape=True)
    others = near.of(word).within(grade) if near is not None and grade >= Grade.SIMILAR else []
    return sa.or_(part, place.words.overlap(_texts(others))) if others else part


def of_household(words: Sequence[str], grade: Grade, near: NeighbourWords) -> Clause:
    """Whether somebody of a household of the customer's has these words in the name."""
    return _has_application(*(fits(MEMBERS, word, grade, near) for word in words))


def of_account(begins: str) -> Clause:
    """Whether the customer has a utility account that begins so."""
    return _has_application(_application.c.account_key.startswith(begins, autoescape=True))


def of_status(status: str) -> Clause:
    """Whether an application of the customer's stands so."""
    return _has_application(_application.c.status == status)


def with_unread() -> Clause:
    """Whether the staff has not read some secure message of the customer's (R132)."""
    return unread.has_some(_keys.c.number)


def _has_application(*clauses: Clause) -> Clause:
    return _keys.c.number.in_(sa.select(_application.c.customer_number).where(*clauses))


def of_street(words: Sequence[str]) -> Clause:
    """Whether mailing and residence address, or one place of service, have these words. All words narrow it first."""
    anywhere = [fits(ANYWHERE, word, Grade.BEGINS) for word in words]
    own = [_keys.c.place_text.contains(f" {word}", autoescape=True) for word in words]
    service = [_application.c.place_text.contains(f" {word}", autoescape=True) for word in words]
    there = sa.exists().where(_application.c.customer_number == _keys.c.number, *service)
    return sa.and_(*anywhere, sa.or_(sa.and_(*own), there))


def of_text(column: str, text: str, *, begins: bool = False) -> Clause:
    """Whether a key begins with a text, or contains it."""
    found = _keys.c[column]
    match: Clause = (
        found.startswith(text, autoescape=True) if begins else found.contains(text, autoescape=True)
    )
    return match


def of_unit(key: str) -> Clause:
    """Whether the mailing address has this unit."""
    found: Clause = _keys.c.unit_key == key
    return found


def of_phone(digits: str) -> Clause:
    """Whether one of the numbers is this one, or ends with it."""
    found: Clause = _keys.c.phones.contains(_texts([digits]))
    return found


def of_number(number: int) -> Clause:
    """Whether this is the customer's number."""
    found: Clause = _keys.c.number == number
    return found


def of_ssn(indexes: Sequence[tuple[str, bytes]]) -> Clause:
    """Whether the tax identifier is one of these, of a record that is kept."""
    pair = sa.tuple_(_customer.c.tax_id_type, _customer.c.ssn_index)
    return _is_record(pair.in_(list(indexes)), _customer.c.status == record.ACTIVE)


def of_last_four(index: bytes) -> Clause:
    """Whether the tax identifier ends so."""
    return _is_record(_customer.c.ssn_last_four == index)


def of_birth(day: Any) -> Clause:
    """Whether the customer was born on that day."""
    return _is_record(_customer.c.date_of_birth == day)


def _is_record(*clauses: Clause) -> Clause:
    return _keys.c.number.in_(sa.select(_customer.c.number).where(*clauses))


def in_status(*statuses: str) -> Clause:
    """Whether the record stands so."""
    found: Clause = _keys.c.status.in_(statuses)
    return found


def page(
    connection: sa.Connection,
    criteria: Sequence[Clause],
    tier: Clause | None,
    earlier: Sequence[Clause],
    after: tuple[str, int] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Who matches in a tier and in no earlier one, ordered by name, then number, past a place."""
    columns = (_keys.c.name_key, _keys.c.number)
    query = sa.select(*columns).where(*criteria)
    if tier is not None:
        query = query.where(tier, *(sa.not_(clause) for clause in earlier))
        found = query.cte("found").prefix_with("MATERIALIZED", dialect="postgresql")
        columns = (found.c.name_key, found.c.number)
        query = sa.select(*columns)
    if after is not None:
        query = query.where(sa.tuple_(*columns) > sa.tuple_(*map(sa.literal, after)))
    query = query.order_by(*columns).limit(limit)
    return [dict(row) for row in connection.execute(query).mappings()]


def rows_of(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What is shown of customers, and what may be why they were found, by number."""
    if not numbers:
        return {}
    query = sa.select(
        *(_customer.c[name] for name in _SHOWN),
        _customer.c.address_city.label("city"),
        unread.count_of(_customer.c.number).label("unread_messages"),
        _keys.c.name_text,
        _keys.c.phones,
    ).join_from(_customer, _keys, _keys.c.number == _customer.c.number)
    rows = connection.execute(query.where(_customer.c.number.in_(numbers))).mappings()
    found = {row["number"]: dict(row) | {"applications": []} for row in rows}
    wanted = sa.select(*(_application.c[name] for name in _TOLD)).where(
        _application.c.customer_number.in_(numbers)
    )
    for row in connection.execute(wanted.order_by(_application.c.application_id.desc())).mappings():
        if row["customer_number"] in found:
            found[row["customer_number"]]["applications"].append(dict(row))
    return found


_SHOWN = (
    "number", "status", "merged_into", "first_name", "middle_initial", "last_name", "organization_name",
    "date_of_birth", "dormant", "email", "home_phone", "mobile_phone", "message_phone", "other_phone", "fax",
    "address_number", "address_street", "address_street_type", "address_building_type", "address_unit",
    "address_zip", "address_city", "residence_number", "residence_street", "residence_street_type",
    "residence_building_type", "residence_unit", "residence_zip", "residence_city",
    "analyst_name", "qa_analyst_name", "ssn_last_four",
)  # fmt: skip
_TOLD = (
    "customer_number", "application_id", "status", "account_number", "account_key", "service_address", "city", "zip",
    "place_text", "members",
)  # fmt: skip


def _texts(words: Sequence[str]) -> Any:
    return sa.cast(array(words), ARRAY(sa.Text))
