"""Adding and changing programs and their years (R90, R243). The edge commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from applications import errors, events, presenting
from applications.domain import application as application_rules
from applications.domain import program as rules
from applications.domain.status import ENDED_WITHOUT_BENEFIT
from applications.models import Application, Program, ProgramVersion, ProgramYear
from applications.repository import programs as repository
from homefire.changes import changes_between
from homefire.errors import FieldProblem, Invalid
from homefire.work import Work


def add_program(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """A new program, which has no year yet; its parts are as shipped."""
    if repository.is_program(work.connection, body["code"]):
        raise errors.ProgramExists()
    program = Program(
        code=body["code"], name=body["name"], unique_by=rules.order_unique_by(body["unique_by"]), version=1
    )
    work.session.add(program)
    work.session.flush()
    return _finish(work, program, "program_added", {}, _facts(program))


def update_program(work: Work, code: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Another name, or other things by which its applications are unique. What changes nothing tells nobody."""
    program = _held(work, code)
    before = _facts(program)
    program.name = body.get("name", program.name)
    unique_by = rules.order_unique_by(body.get("unique_by", program.unique_by))
    if unique_by != program.unique_by:
        program.unique_by = unique_by
        _key_anew(work, program)
    after = _facts(program)
    if after == before:
        return _shown(work, program)
    program.version += 1
    return _finish(work, program, "program_changed", before, after)


def set_program_year(work: Work, code: str, year: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Adds a year, or changes between which intake dates it takes applications: its last day closes it."""
    program = _held(work, code)
    if not 1900 <= year <= 9999:
        raise errors.NoSuchProgramYear()
    broken = rules.check_year(
        body["valid_from"], body["valid_to"], *repository.intake_dates(work.session, code, year)
    )
    if broken is not None:
        field, rule = broken
        raise Invalid(rule.detail, fields=[FieldProblem(field, rule.code, rule.detail)])
    found = work.session.get(ProgramYear, (code, year))
    before = _days(found) if found else {}
    if found is None:
        found = ProgramYear(program_code=code, year=year)
        work.session.add(found)
    found.valid_from, found.valid_to = body["valid_from"], body["valid_to"]
    after = _days(found)
    if after == before:
        return _shown(work, program)
    program.version += 1
    action = "year_changed" if before else "year_added"
    return _finish(work, program, action, before, after, year=year)


def get_program_history(work: Work, code: str) -> dict[str, Any]:
    """Every version of a program, newest first."""
    versions = repository.list_versions(work.connection, code)
    if not versions:
        raise errors.ProgramNotFound()
    return {"items": versions}


def _held(work: Work, code: str) -> Program:
    program = repository.hold_program(work.session, code)
    if program is None:
        raise errors.ProgramNotFound()
    work.check_version(program.version)
    return program


def _key_anew(work: Work, program: Program) -> None:
    """Gives the program's applications the keys by which they are now unique, unless two would exclude each other."""
    applications = repository.list_all(work.session, program.code)
    for application in applications:
        home = application.home_number or application.customer_number
        state = presenting.state_of(application) | {"customer_number": home}
        application.active_key = application_rules.active_key(program.unique_by, state)
    active = [each for each in applications if each.status not in ENDED_WITHOUT_BENEFIT]
    seen = Counter((each.program_year, each.active_key) for each in active)
    both = [each for each in active if seen[each.program_year, each.active_key] > 1]
    if both:
        raise _exclude_each_other(both)


def _exclude_each_other(both: list[Application]) -> Invalid:
    first = next(
        [one.id, other.id]
        for one in both
        for other in both
        if one.id < other.id and (one.program_year, one.active_key) == (other.program_year, other.active_key)
    )
    detail = (
        f"{len(both)} active applications would exclude one another, such as {first[0]} and {first[1]}. "
        "Withdraw or deny one of each pair first, or keep what the program has."
    )
    return Invalid(detail, fields=[FieldProblem("unique_by", "applications_exclude", detail)])


def _finish(
    work: Work,
    program: Program,
    action: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    year: int | None = None,
) -> dict[str, Any]:
    """Keeps the version, tells what changed, and answers with the program as it is now."""
    work.session.flush()
    shown, stamp = _shown(work, program), work.stamp()
    work.session.add(
        ProgramVersion(
            program_code=program.code,
            version=program.version,
            state=shown,
            entered_by=stamp.entered_by,
            entered_at=stamp.entered_at,
        )
    )
    work.session.flush()
    work.emit(
        events.program_changed,
        subject=f"program/{program.code}",
        aggregate=f"program/{program.code}",
        sequence=program.version,
        data={
            "program": program.code,
            "action": action,
            "changes": changes_between(before, after, rules.TRACKED),
            **({} if year is None else {"year": year}),
        },
    )
    return shown


def _shown(work: Work, program: Program) -> dict[str, Any]:
    years = repository.years_of(work.session, program.code)
    return {
        "code": program.code,
        **_facts(program),
        "years": [{"year": each.year, **_days(each)} for each in years],
        "version": program.version,
    }


def _facts(program: Program) -> dict[str, Any]:
    return {"name": program.name, "unique_by": list(program.unique_by)}


def _days(year: ProgramYear) -> dict[str, str]:
    return {"valid_from": year.valid_from.isoformat(), "valid_to": year.valid_to.isoformat()}
