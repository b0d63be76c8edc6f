"""Which moves between statuses a program has, and which of them need a reason (R80, R243)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from applications.domain.program_part import CellProblem, Column, ColumnKind, Part, Row
from applications.domain.status import Moves, Status, machine_moves

_MACHINE = machine_moves()


def moves_of(rows: Iterable[Row]) -> Moves:
    """A program's moves from its rows. One that the machine does not have is none."""
    found = {(Status(row["old"]), Status(row["new"])): bool(row["reason"]) for row in rows}
    return {move: reason for move, reason in found.items() if move in _MACHINE}


def _stricter_than_the_machine(rows: Sequence[Row]) -> Iterable[CellProblem]:
    for number, row in enumerate(rows):
        old, new = Status(row["old"]), Status(row["new"])
        if (old, new) not in _MACHINE:
            detail = f"An application that is {old} cannot become {new} in any program. Remove this row."
            yield CellProblem("illegal_move", detail, number, "new")
        elif _MACHINE[old, new] and not row["reason"]:
            detail = "This move needs a reason in every program."
            yield CellProblem("reason_required", detail, number, "reason")


TRANSITIONS = Part(
    name="transitions",
    title="Statuses and transitions",
    explains=(
        "How an application may move from status to status. A move that is left out is refused; "
        "one that needs a reason asks for it."
    ),
    columns=(
        Column("old", "From status", ColumnKind.CHOICE, required=True, choices=tuple(Status)),
        Column("new", "To status", ColumnKind.CHOICE, required=True, choices=tuple(Status)),
        Column("reason", "Needs a reason", ColumnKind.FLAG),
    ),
    shipped=tuple(
        {"old": str(old), "new": str(new), "reason": reason} for (old, new), reason in _MACHINE.items()
    ),
    key=("old", "new"),
    rule=_stricter_than_the_machine,
)
