"""Queries about how the lists write a street type or a building type (R32)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from homefire import plumbing


def standard_of(list_name: str, typed: sa.ColumnElement[str]) -> sa.ColumnElement[Any]:
    """The code of the entry of which this is another way to write it; null for a code or an unknown word."""
    entry, word = plumbing.reference_entry.alias(), _word(typed)
    other, known = plumbing.reference_entry.alias(), sa.literal(1)
    same = (
        sa.select(known).where(other.c.list == list_name, _is_standard(other, word)).correlate_except(other)
    )
    found = (
        sa.select(entry.c.code)
        .where(entry.c.list == list_name, _is_variant(entry, word), ~sa.exists(same))
        .order_by(entry.c.position)
        .limit(1)
    )
    return sa.case((typed != "", found.scalar_subquery()))


def stands_alone(list_name: str, typed: sa.ColumnElement[str]) -> sa.ColumnElement[Any]:
    """Whether this building type takes no unit number; null for an unknown word."""
    entry, word = plumbing.reference_entry.alias(), _word(typed)
    found = (
        sa.select(entry.c.data["numbered"].astext == "false")
        .where(entry.c.list == list_name, sa.or_(_is_standard(entry, word), _is_variant(entry, word)))
        .order_by(entry.c.position)
        .limit(1)
    )
    return sa.case((typed != "", found.scalar_subquery()))


def _word(typed: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    return sa.func.upper(sa.func.btrim(typed, " ."))


def _is_standard(entry: Any, word: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    return sa.or_(entry.c.code == word, entry.c.data["abbreviation"].astext == word)


def _is_variant(entry: Any, word: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    spelled = entry.c.data["variants"].op("@>", is_comparison=True)(sa.func.to_jsonb(word))
    return sa.or_(entry.c.label == word, spelled)
