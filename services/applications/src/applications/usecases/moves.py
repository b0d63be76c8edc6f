"""Which move of the status machine an application may make, by the machine and by its program (R80)."""

from __future__ import annotations

from applications import errors
from applications.domain import status
from applications.domain.parts.transitions import TRANSITIONS, moves_of
from applications.domain.status import Moves, Status
from applications.models import Application
from applications.repository import programs
from homefire.rules import RuleBroken
from homefire.schemas import in_field
from homefire.work import Work


def check(work: Work, application: Application, new: Status, reason: str) -> None:
    """Refuses by name a move that the machine, or the program today, does not have; asks for a reason it needs."""
    old, moves = Status(application.status), of_program(work, application.program_code)
    try:
        status.check_move(old, new, moves)
    except RuleBroken as broken:
        raise errors.IllegalMove(broken.detail) from None
    in_field("reason", lambda: status.check_reason(old, new, reason, moves))


def of_program(work: Work, program: str) -> Moves:
    """The moves that a program has today."""
    return moves_of(programs.rows_of(work.connection, program, TRANSITIONS, work.today()))
