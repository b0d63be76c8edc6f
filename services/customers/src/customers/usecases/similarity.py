"""Finding who may have a record already, before another one is entered (R21, R252)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from customers import editing, errors
from customers.domain import similarity
from customers.domain.similarity import Likeness
from customers.repository import similarity as repository
from homefire.us import names, tax_ids
from homefire.work import Work

MOST = 10
_SHOWN = (
    "number", "first_name", "middle_initial", "last_name", "organization_name", "date_of_birth", "city", "home_phone",
)  # fmt: skip


def find_similar_customers(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """Who is like the one described, the most alike first, with the score and what it is made of."""
    return {"items": [_present(row, likeness) for row, likeness in _alike(work, body)[:MOST]]}


def refuse_likely(work: Work, body: Mapping[str, Any]) -> list[int]:
    """The records that look alike and were declared to be somebody else's, where `body` says `different_from`.

    Raises `LikelyDuplicate` while a likely one is not among them. Without `different_from` nobody is looked for.
    """
    different_from = body.get("different_from")
    if different_from is None:
        return []
    likely = [row["number"] for row, likeness in _alike(work, body)[:MOST] if likeness.likely]
    if not set(likely) <= set(different_from):
        raise errors.LikelyDuplicate(likely)
    return likely


def _alike(work: Work, body: Mapping[str, Any]) -> list[tuple[sa.RowMapping, Likeness]]:
    tax_id = _tax_id(work, body)
    hashed = (tax_id[0], tax_id[1].hex()) if tax_id else None
    person = similarity.person_of(body, body.get("mailing_address") or {}, hashed)
    rows = repository.find_candidates(
        work.connection,
        name=names.name_key(body.get("last_name"), body.get("first_name"), body.get("organization_name")),
        born=person.born,
        phones=person.phones,
        email=person.email,
        tax_id=tax_id,
    )
    compared = [(row, similarity.compare(person, _person_of(row))) for row in rows]
    worth_showing = [found for found in compared if found[1].score >= similarity.SHOWN]
    return sorted(worth_showing, key=lambda found: (-found[1].score, found[0]["number"]))


def _tax_id(work: Work, body: Mapping[str, Any]) -> tuple[str, bytes] | None:
    digits, kind = body.get("ssn"), body.get("tax_id_type", "SSN")
    if not digits or kind not in tax_ids.KINDS:
        return None
    return kind, editing.blind_index(work).digest(kind, digits)


def _person_of(row: sa.RowMapping) -> similarity.Person:
    place = {name: row[f"address_{name}"] for name in similarity.ADDRESS}
    hashed = (row["tax_id_type"], row["ssn_index"].hex()) if row["ssn_index"] else None
    return similarity.person_of(dict(row), place, hashed)


def _present(row: sa.RowMapping, likeness: Likeness) -> dict[str, Any]:
    shown = {name: row["address_city" if name == "city" else name] for name in _SHOWN}
    return shown | {
        "score": likeness.score,
        "likely": likeness.likely,
        "reasons": [asdict(reason) for reason in likeness.reasons],
    }
