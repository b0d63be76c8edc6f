"""Which open applications a draft table would answer otherwise, before it is published (R91). Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from applications import counting, errors
from applications.domain import application as titles
from applications.domain import eligibility, rule_table
from applications.domain.eligibility import Proposal
from applications.domain.limits import Rule, needed_kinds
from applications.domain.rule_table import Kind, State, Table
from applications.repository import income as repository
from applications.repository import rule_tables
from applications.ruling import rule_of
from homefire import paging
from homefire.schemas import in_field
from homefire.work import Work

MOST_CHECKED = 1000
"""Applications looked at for one page: an answer comes in time, however few of them flip."""
_BATCH = 200
_Setting = tuple[Rule, Mapping[Kind, Table]]


def try_rule_table(work: Work, table_id: int, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of the applications whose answer flips, in the order of their ids.

    Each is answered as of one day, today or the first day on which the draft would apply: with the published tables,
    and with the draft in their place. So what differs is the draft's own doing.
    """
    row = rule_tables.find(work.connection, table_id)
    if row is None:
        raise errors.RuleTableNotFound()
    if row["state"] == State.PUBLISHED:
        raise errors.TableIsPublished()
    draft = rule_tables.as_table(row)
    in_field("figures", lambda: rule_table.check_complete(draft.figures))
    today = work.today()
    day = today if row["applies_from"] <= today <= row["effective_to"] else row["applies_from"]
    trial = _Trial(work, draft, row["area"], day)
    cursor, limit = query.get("cursor"), query["limit"]
    after = paging.read_cursor(cursor, paging.number, paging.number)[0] if cursor else 0
    flips: list[dict[str, Any]] = []
    checked = 0
    while len(flips) < limit and checked < MOST_CHECKED:
        batch = repository.list_open(work.connection, after, _BATCH)
        for found in batch:
            after, checked = found["id"], checked + 1
            flips += trial.flip(found)
            if len(flips) == limit:
                break
        if len(batch) < _BATCH and (not batch or after == batch[-1]["id"]):
            return {"items": flips, "next": None, "checked": checked, "as_of": day}
    return {"items": flips, "next": paging.write_cursor(after, after), "checked": checked, "as_of": day}


class _Trial:
    """Answers with and without the draft; what holds for a whole program is read once."""

    def __init__(self, work: Work, draft: Table, area: str, day: date) -> None:
        self._work, self._draft, self._area, self._day = work, draft, area, day
        self._settings: dict[str, tuple[_Setting, _Setting]] = {}

    def flip(self, row: Mapping[str, Any]) -> list[dict[str, Any]]:
        """How the answer about one application changes; nothing where it stays."""
        household = counting.facts_of(row)
        (old_rule, old_tables), (new_rule, new_tables) = self._of_program(row["program_code"])
        old = eligibility.propose(household, old_rule, old_tables, self._day)
        new = eligibility.propose(household, new_rule, new_tables, self._day)
        return [_flip(row, old, new)] if old.outcome != new.outcome else []

    def _of_program(self, program: str) -> tuple[_Setting, _Setting]:
        if program not in self._settings:
            rule = rule_of(self._work.connection, program, self._day)
            tables = rule_tables.in_force(self._work.connection, needed_kinds(rule), self._day)
            concerned = needed_kinds(rule).get(self._draft.kind) == self._area
            tried = {**tables, self._draft.kind: self._draft} if concerned else tables
            self._settings[program] = (rule, tables), (rule, tried)
        return self._settings[program]


def _flip(row: Mapping[str, Any], old: Proposal, new: Proposal) -> dict[str, Any]:
    told = new.frozen()
    return {
        "application_id": row["id"],
        "customer_number": row["customer_number"],
        "program": titles.title(row["program_code"], row["program_year"]),
        "status": row["status"],
        "household_size": row["size"],
        "income": told["income"],
        "old_limit": str(old.limit) if old.limit is not None else None,
        "new_limit": told["limit"],
        "old_outcome": str(old.outcome),
        "new_outcome": str(new.outcome),
    }
