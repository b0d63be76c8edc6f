"""What programs ask of properties and of their work."""

from __future__ import annotations

from typing import Any

from homefire.operations import operation
from homefire.work import Work
from weatherization.schemas import program_rule as schemas
from weatherization.usecases import program_rules


class ProgramRuleOperations:
    """Operations on the dated rules of programs."""

    @operation("GET", "/weatherization/program-rules", scope="reference:read", returns=schemas.ProgramRules)
    def list_program_rules(self, work: Work) -> dict[str, Any]:
        """Every rule of every program, newest first."""
        return program_rules.list_program_rules(work)

    @operation(
        "POST",
        "/weatherization/program-rules",
        scope="reference:write",
        takes=schemas.NewProgramRule,
        returns=schemas.ProgramRules,
        status=201,
    )
    def set_program_rule(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Sets what a program asks from a day on. Earlier rules stay as they were."""
        return program_rules.set_program_rule(work, body)
