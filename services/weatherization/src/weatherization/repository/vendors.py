"""Queries of vendors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from homefire import reference
from weatherization.domain.vendor import PHONES, Asked
from weatherization.models import Vendor

_vendor: Any = Vendor.__table__
_TODAY = sa.bindparam("today", type_=sa.Date)
_ACTIVE = sa.and_(
    _vendor.c.active_from <= _TODAY, sa.or_(_vendor.c.active_to.is_(None), _vendor.c.active_to >= _TODAY)
)
_KIND_LABEL = reference.label_of("vendor_kind", _vendor.c.kind).label("kind_label")
_VENDOR = sa.select(_vendor, _KIND_LABEL, _ACTIVE.label("active")).where(
    _vendor.c.number == sa.bindparam("number")
)
LEAST_SIMILARITY = 0.45
"""How much of a word's trigrams must be found in a row for the one to be a misspelling of the other, from 0 to 1."""
_LEAST_SOUNDED = 4
"""Letters that a word must have to be compared by its sound."""


def find_vendor(connection: sa.Connection, number: int, today: date) -> sa.RowMapping | None:
    """One vendor's row with the label of its kind and whether it is active."""
    return connection.execute(_VENDOR, {"number": number, "today": today}).mappings().first()


def find_vendor_for_change(session: Session, number: int) -> Vendor | None:
    """The vendor with its row locked, so that versions and the order of events agree."""
    return session.scalar(sa.select(Vendor).where(Vendor.number == number).with_for_update())


def page_of_vendors(
    connection: sa.Connection,
    asked: Asked,
    *,
    kind: str,
    active: bool | None,
    today: date,
    after: tuple[str, int] | None,
    limit: int,
) -> Sequence[sa.RowMapping]:
    """Vendors that fit, best first, then by name; `place` is what they are ordered by besides the number.

    An agency has some hundreds of vendors at most, so every row is looked at and no index is kept for it.
    """
    exact, near = _fitting(asked)
    place = sa.func.concat(sa.case((exact, "0"), else_="1"), _vendor.c.name_key).collate("C").label("place")
    query = sa.select(_vendor, _KIND_LABEL, _ACTIVE.label("active"), place).where(sa.or_(exact, near))
    if kind:
        query = query.where(_vendor.c.kind == kind)
    if active is not None:
        query = query.where(_ACTIVE if active else sa.not_(_ACTIVE))
    if after is not None:
        query = query.where(sa.tuple_(place, _vendor.c.number) > sa.tuple_(*map(sa.literal, after)))
    query = query.order_by(place, _vendor.c.number).limit(limit)
    return connection.execute(query, {"today": today}).mappings().all()


def _fitting(asked: Asked) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """Who fits exactly, and who is near: every word begins one of the row's, or is spelled or sounds like one."""
    if asked.nothing:
        return sa.true(), sa.false()
    exact: list[sa.ColumnElement[bool]] = []
    if asked.words:
        exact.append(sa.and_(*(_begins(word) for word in asked.words)))
    if asked.number is not None:
        exact.append(_vendor.c.number == asked.number)
    if asked.phone_ending:
        exact += [_vendor.c[name].endswith(asked.phone_ending) for name in PHONES]
    near = sa.and_(*(sa.or_(_begins(word), _resembles(word)) for word in asked.words))
    return sa.or_(*exact), near if asked.words else sa.false()


def _begins(word: str) -> sa.ColumnElement[bool]:
    found: sa.ColumnElement[bool] = _vendor.c.search_text.contains(f" {word}", autoescape=True)
    return found


def _resembles(word: str) -> sa.ColumnElement[bool]:
    if word.isdigit():
        return sa.false()
    alike = sa.func.strict_word_similarity(word, _vendor.c.search_text) >= LEAST_SIMILARITY
    if len(word) < _LEAST_SOUNDED or not (word.isascii() and word.isalpha()):
        return alike
    own = sa.func.unnest(sa.func.string_to_array(_vendor.c.search_text, " ")).column_valued("own")
    sounds = sa.exists(
        sa.select(own).where(sa.func.dmetaphone(own) == sa.func.dmetaphone(word)).correlate(_vendor)
    )
    return sa.or_(alike, sounds)
