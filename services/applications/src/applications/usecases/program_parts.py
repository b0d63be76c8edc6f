"""What an agency sets in its programs, part by part, each setting from a day on (R243). The edge commits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from applications import errors, events
from applications.domain import part_rows
from applications.domain.parts import PARTS
from applications.domain.program_part import CellProblem, Part
from applications.models import ProgramPart
from applications.repository import programs as repository
from homefire.errors import FieldProblem
from homefire.rules import RuleBroken
from homefire.schemas import in_field
from homefire.work import Work


def list_program_parts(work: Work, program: str) -> dict[str, Any]:
    """Every part of a program as it holds today."""
    _require_program(work, program)
    found = repository.list_revisions(work.connection, program)
    items = [
        _listed(part, [row for row in found if row["part"] == name], work.today())
        for name, part in PARTS.items()
    ]
    return {"program": program, "items": items}


def get_program_part(work: Work, program: str, name: str) -> dict[str, Any]:
    """One part with every setting that it has had or will have."""
    part = _part(name)
    _require_program(work, program)
    return _in_full(work, program, part)


def set_program_part(work: Work, program: str, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Sets a part's rows from a day on. What held before that day, and what is planned later, stays as it is.

    A second setting of one day takes the place of the first. One that changes nothing writes and tells nothing.
    """
    part = _part(name)
    if repository.hold_program(work.session, program) is None:
        raise errors.ProgramNotFound()
    before = repository.list_revisions(work.connection, program, [name])
    newest = max((row["revision"] for row in before), default=0)
    work.check_version(newest)
    valid_from = body["valid_from"] or work.today()
    in_field("valid_from", lambda: _refuse_past(valid_from, work.today()))
    rows, problems = part_rows.check(part, body["rows"])
    if problems:
        raise errors.RowsRefused(fields=[_field(problem) for problem in problems])
    if rows != [part_rows.complete(part, row) for row in _rows_on(part, before, valid_from)]:
        _keep(work, program, part, valid_from, newest + 1, rows)
    return _in_full(work, program, part)


def _keep(
    work: Work, program: str, part: Part, valid_from: date, revision: int, rows: list[dict[str, Any]]
) -> None:
    stamp = work.stamp()
    work.session.add(
        ProgramPart(
            program_code=program,
            part=part.name,
            valid_from=valid_from,
            revision=revision,
            rows=rows,
            entered_by=stamp.entered_by,
            entered_at=stamp.entered_at,
        )
    )
    work.session.flush()
    work.emit(
        events.program_part_changed,
        subject=f"program/{program}",
        aggregate=f"program_part/{program}/{part.name}",
        sequence=revision,
        data={
            "program": program,
            "part": part.name,
            "valid_from": valid_from.isoformat(),
            "revision": revision,
            "rows": len(rows),
        },
    )


def _part(name: str) -> Part:
    part = PARTS.get(name)
    if part is None:
        raise errors.PartNotFound()
    return part


def _require_program(work: Work, program: str) -> None:
    if not repository.is_program(work.connection, program):
        raise errors.ProgramNotFound()


def _refuse_past(valid_from: date, today: date) -> None:
    if valid_from < today:
        raise RuleBroken(
            "in_the_past", "Choose today or a later day. What was decided before stays as it is."
        )


def _field(problem: CellProblem) -> FieldProblem:
    place = [] if problem.row is None else [str(problem.row)]
    return FieldProblem(
        ".".join(["rows", *place, *([problem.column] if problem.column else [])]),
        problem.code,
        problem.detail,
    )


def _rows_on(part: Part, revisions: Iterable[Mapping[str, Any]], on: date) -> list[Any]:
    """The rows that hold on a day; `revisions` come newest day and newest revision first."""
    held = next((row for row in revisions if row["valid_from"] <= on), None)
    return list(part.shipped) if held is None else list(held["rows"])


def _listed(part: Part, revisions: list[dict[str, Any]], today: date) -> dict[str, Any]:
    states = _states(revisions, today)
    since = next((row["valid_from"] for row, state in states if state == "holds"), None)
    planned = [row for row, state in states if state == "planned"]
    return {
        "name": part.name,
        "title": part.title,
        "explains": part.explains,
        "single": part.single,
        "columns": [asdict(column) | {"choices": list(column.choices)} for column in part.columns],
        "rows": [part_rows.complete(part, row) for row in _rows_on(part, revisions, today)],
        "since": since,
        "planned": [{name: row[name] for name in ("valid_from", "revision")} for row in reversed(planned)],
        "version": max((row["revision"] for row in revisions), default=0),
    }


def _in_full(work: Work, program: str, part: Part) -> dict[str, Any]:
    revisions, today = repository.list_revisions(work.connection, program, [part.name]), work.today()
    told = ("valid_from", "revision", "entered_by", "entered_at")
    return _listed(part, revisions, today) | {
        "program": program,
        "revisions": [
            {
                **{name: row[name] for name in told},
                "state": state,
                "rows": [part_rows.complete(part, each) for each in row["rows"]],
            }
            for row, state in _states(revisions, today)
        ],
        "shipped": [part_rows.complete(part, row) for row in part.shipped],
    }


def _states(revisions: list[dict[str, Any]], today: date) -> list[tuple[dict[str, Any], str]]:
    """Each revision with what it is today: `holds`, `planned`, `past`, or `replaced` on its own day."""
    found: list[tuple[dict[str, Any], str]] = []
    days: set[date] = set()
    held = False
    for row in revisions:
        if row["valid_from"] in days:
            state = "replaced"
        elif row["valid_from"] > today:
            state = "planned"
        else:
            state, held = ("past", True) if held else ("holds", True)
        days.add(row["valid_from"])
        found.append((row, state))
    return found
