"""Drafting and publishing tables of eligibility figures (R91, R247)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications import errors, events
from applications.domain import rule_table as rules
from applications.domain.rule_table import State
from applications.models import RuleTable
from applications.repository import rule_tables as repository
from homefire.schemas import in_field
from homefire.work import Work

_GIVEN = ("kind", "title", "source", "per", "effective_from", "effective_to")
_LISTED = (
    "id", "version", "kind", "area", "title", "source", "per", "effective_from", "effective_to", "applies_from",
    "state", "edition", "updated_by", "updated_at",
)  # fmt: skip


def list_rule_tables(work: Work) -> dict[str, Any]:
    """Every table without its figures, drafts first."""
    return {
        "items": [{name: row[name] for name in _LISTED} for row in repository.list_tables(work.connection)]
    }


def get_rule_table(work: Work, table_id: int) -> dict[str, Any]:
    """One table with its figures."""
    row = repository.find(work.connection, table_id)
    if row is None:
        raise errors.RuleTableNotFound()
    return _shown(row)


def draft_rule_table(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """A new draft, which decides about nobody yet."""
    stamp = work.stamp()
    table = RuleTable(
        id=repository.next_id(work.session),
        version=1,
        state=State.DRAFT,
        edition=0,
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
        updated_by=stamp.entered_by,
        updated_at=stamp.entered_at,
    )
    _apply(table, body)
    work.session.add(table)
    return _answer(work, table)


def change_rule_table(work: Work, table_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Another content for a draft."""
    table = _load_draft(work, table_id)
    _apply(table, body)
    _touch(work, table)
    return _answer(work, table)


def discard_rule_table(work: Work, table_id: int) -> dict[str, Any]:
    """Takes a draft away; answers with what it was."""
    table = _load_draft(work, table_id)
    answer = _answer(work, table)
    work.session.delete(table)
    return answer


def publish_rule_table(work: Work, table_id: int) -> dict[str, Any]:
    """Publishes a draft for good, as the next edition of the tables for the same days."""
    table = _load_draft(work, table_id)
    in_field("figures", lambda: rules.check_complete(repository.as_table(_row(table)).figures))
    repository.hold_back_others(work.session, table)
    others = repository.list_overlapping(work.session, table)
    days = (table.effective_from, table.effective_to)
    if any((other.effective_from, other.effective_to) != days for other in others):
        raise errors.TableOverlaps()
    table.state, table.edition = State.PUBLISHED, 1 + max((other.edition for other in others), default=0)
    if others:
        in_field("applies_from", lambda: rules.check_correction(table.applies_from, work.today()))
    _touch(work, table)
    work.session.flush()
    name = f"rule_table/{table.id}"
    work.emit(
        events.rule_table_published,
        subject=name,
        aggregate=name,
        sequence=table.version,
        data={
            "table_id": table.id,
            "kind": table.kind,
            "area": table.area,
            "title": table.title,
            "edition": table.edition,
            "effective_from": table.effective_from.isoformat(),
            "effective_to": table.effective_to.isoformat(),
            "applies_from": table.applies_from.isoformat(),
        },
    )
    return _answer(work, table)


def _load_draft(work: Work, table_id: int) -> RuleTable:
    table = repository.find_for_change(work.session, table_id)
    if table is None:
        raise errors.RuleTableNotFound()
    if table.state == State.PUBLISHED:
        raise errors.TableIsPublished()
    work.check_version(table.version)
    return table


def _apply(table: RuleTable, body: Mapping[str, Any]) -> None:
    first, last = body["effective_from"], body["effective_to"]
    applies = body["applies_from"] or first
    in_field("effective_to", lambda: rules.check_dates(first, last, first))
    in_field("applies_from", lambda: rules.check_dates(first, last, applies))
    rows = [(figure["size"], figure["amount"]) for figure in body["figures"]]
    figures = in_field("figures", lambda: rules.figures_of(body["kind"], rows, body["each_more"]))
    for name in _GIVEN:
        setattr(table, name, body[name])
    table.area, table.applies_from = body["area"].upper(), applies
    table.figures = {str(size): str(amount) for size, amount in sorted(figures.items())}


def _touch(work: Work, table: RuleTable) -> None:
    stamp = work.stamp()
    table.version += 1
    table.updated_by, table.updated_at = stamp.entered_by, stamp.entered_at


def _answer(work: Work, table: RuleTable) -> dict[str, Any]:
    work.session.flush()
    return _shown(_row(table))


def _row(table: RuleTable) -> dict[str, Any]:
    return {column.name: getattr(table, column.name) for column in RuleTable.__table__.columns}


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    figures = sorted((int(size), amount) for size, amount in row["figures"].items())
    return {name: row[name] for name in _LISTED} | {
        "figures": [{"size": size, "amount": amount} for size, amount in figures]
    }
