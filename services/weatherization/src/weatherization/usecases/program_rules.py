"""What programs ask of properties and of their work: read, and set from a day on (R181, R184, R92)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from homefire import reference
from homefire.errors import FieldProblem, Invalid
from homefire.schemas import in_field
from homefire.work import Work
from weatherization import events
from weatherization.domain import program_rule as rules
from weatherization.domain.criteria import Criteria
from weatherization.models import ProgramRule
from weatherization.repository import rules as repository

_LISTED = {"dwelling_kinds": "dwelling_kind", "unassessed_types": "job_type"}


def list_program_rules(work: Work) -> dict[str, Any]:
    """Every rule, by program, newest first, with the mark of the one that holds today."""
    today = work.today()
    held: set[str] = set()
    items = []
    for row in repository.all_rules(work.connection):
        in_force = row["valid_from"] <= today and row["program"] not in held
        if in_force:
            held.add(row["program"])
        items.append({**row, "in_force": in_force})
    return {"items": items}


def set_program_rule(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """A newer rule of a program, or the first one of a new program. No rule is ever changed."""
    program, first = body["program"], body["valid_from"]
    newest = repository.newest_day(work.session, program)
    in_field("valid_from", lambda: rules.check_first_day(first, newest, work.today()))
    for name, listed in _LISTED.items():
        for code in body[name]:
            reference.check(work.session, listed, code, field=name, on=first)
    stamp = work.stamp()
    counties = [" ".join(county.upper().split()) for county in body["counties"]]
    rests_on = body["application_program"] or program
    row = ProgramRule(
        **{**body, "counties": counties, "application_program": rests_on},
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
    )
    work.session.add(row)
    work.session.flush()
    work.emit(
        events.program_rule_set,
        subject=f"program/{program}",
        aggregate=f"program_rule/{program}",
        sequence=first.toordinal(),
        data={"program": program, "valid_from": first.isoformat()},
    )
    return list_program_rules(work)


def require_rule(work: Work, program: str) -> sa.RowMapping:
    """The rule that a program has today. Raises `Invalid` for a program without one."""
    found = repository.rule_of(work.session, program, work.today())
    if found is None:
        detail = "No rule of this program holds today. Choose a program of the list."
        raise Invalid(detail, fields=[FieldProblem("program", "unknown_program", detail)])
    return found


def criteria_of(row: Mapping[str, Any] | sa.RowMapping) -> Criteria:
    """What a rule asks of a property."""
    return Criteria(
        row["dwelling_kinds"], row["counties"], row["occupied"], row["certified"], row["years_between"]
    )
