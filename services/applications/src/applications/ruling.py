"""Which rule and which published tables count for an application (R91): its program's, of a day that the program names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from applications.domain.limits import Dates, Rule, Step, needed_kinds
from applications.domain.parts.eligibility import ELIGIBILITY
from applications.domain.rule_table import Kind, Table
from applications.repository import programs, rule_tables


@dataclass(frozen=True, slots=True)
class Ruling:
    """A rule and the tables that it reads, both as of `day`. `usual`: whether that is the day which the program names.

    `step` says so in the explanation.
    """

    rule: Rule
    tables: Mapping[Kind, Table]
    day: date
    usual: bool
    step: Step


def ruling(
    connection: sa.Connection, row: Mapping[str, Any], today: date, as_of: date | None = None
) -> Ruling:
    """What counts for the application whose row `repository.income.find_facts` has found.

    Without a day it is the one that the program names today, in the editions that apply today: a correction that was
    published since counts. Another day is answered as it was then.
    """
    names = rule_of(connection, row["program_code"], today)
    dates = Dates(row["program_year"], row["intake_date"], row["certification_date"])
    usual = names.day_for(dates, today)
    day = as_of or usual
    rule = rule_of(connection, row["program_code"], day)
    known = today if day == usual else day
    tables = rule_tables.in_force(connection, _areas_of(rule, row), day, known=known)
    return Ruling(rule, tables, day, day == usual, names.day_step(day, usual))


def rule_of(connection: sa.Connection, program: str, on: date) -> Rule:
    """How a program limits income on a day."""
    return Rule.of(programs.row_of(connection, program, ELIGIBILITY, on))


def _areas_of(rule: Rule, row: Mapping[str, Any]) -> dict[Kind, str]:
    """The areas of the tables that answer about one application; the median's is county and state of its place."""
    found = needed_kinds(rule)
    if row["place_county"] and row["place_state"]:
        found[Kind.AMI] = f"{row['place_county']}, {row['place_state']}".upper()
    return found
