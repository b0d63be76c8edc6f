"""Programs and the lists that their applications choose from."""

from __future__ import annotations

from typing import Any

from applications.schemas import application as schemas
from applications.schemas import program as program_schemas
from applications.usecases import program_parts, programs, reading
from homefire import reference
from homefire.operations import operation
from homefire.reference import ReferenceList
from homefire.work import Work

WRITE = "reference:write"


class ProgramOperations:
    """Operations on programs."""

    @operation("GET", "/programs", scope="reference:read", returns=schemas.ProgramList)
    def list_programs(self, work: Work) -> dict[str, Any]:
        """Every program with its years."""
        return reading.list_programs(work)

    @operation(
        "POST",
        "/programs",
        scope=WRITE,
        takes=program_schemas.NewProgram,
        returns=schemas.Program,
        status=201,
    )
    def add_program(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Adds a program. It takes applications once it has a year."""
        return programs.add_program(work, body)

    @operation(
        "PATCH",
        "/programs/{program}",
        scope=WRITE,
        takes=program_schemas.ProgramPatch,
        returns=schemas.Program,
        versioned=True,
    )
    def update_program(self, work: Work, program: str, body: dict[str, Any]) -> dict[str, Any]:
        """Changes a program's name, or what only one active application of a year may have."""
        return programs.update_program(work, program, body)

    @operation(
        "PUT",
        "/programs/{program}/years/{year}",
        scope=WRITE,
        takes=program_schemas.ProgramYearInput,
        returns=schemas.Program,
        versioned=True,
    )
    def set_program_year(self, work: Work, program: str, year: int, body: dict[str, Any]) -> dict[str, Any]:
        """Adds a year, or changes the intake dates that belong to it; its last day closes it."""
        return programs.set_program_year(work, program, year, body)

    @operation(
        "GET",
        "/programs/{program}/history",
        scope="reference:read",
        returns=program_schemas.ProgramHistory,
    )
    def get_program_history(self, work: Work, program: str) -> dict[str, Any]:
        """Every version of a program and its years, newest first."""
        return programs.get_program_history(work, program)

    @operation(
        "GET", "/programs/{program}/parts", scope="reference:read", returns=program_schemas.ProgramParts
    )
    def list_program_parts(self, work: Work, program: str) -> dict[str, Any]:
        """What is set in a program, part by part, as it holds today."""
        return program_parts.list_program_parts(work, program)

    @operation(
        "GET",
        "/programs/{program}/parts/{part}",
        scope="reference:read",
        returns=program_schemas.ProgramPart,
    )
    def get_program_part(self, work: Work, program: str, part: str) -> dict[str, Any]:
        """One part of a program with what holds today, what is planned and what held before."""
        return program_parts.get_program_part(work, program, part)

    @operation(
        "PUT",
        "/programs/{program}/parts/{part}",
        scope=WRITE,
        takes=program_schemas.ProgramPartInput,
        returns=program_schemas.ProgramPart,
        versioned=True,
    )
    def set_program_part(self, work: Work, program: str, part: str, body: dict[str, Any]) -> dict[str, Any]:
        """Sets all rows of a part from a day on, today or later; what held before that day stays on record."""
        return program_parts.set_program_part(work, program, part, body)

    @operation("GET", "/applications/reference/{name}", scope="reference:read", returns=ReferenceList)
    def list_application_reference(self, work: Work, name: str) -> dict[str, Any]:
        """One of this service's reference lists: gender, race, relation, education, utility_vendor, …"""
        return {"items": reference.entries(work.connection, name)}
