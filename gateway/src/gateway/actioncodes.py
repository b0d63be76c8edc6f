"""Action codes as pages offer them: to write a note under, and to filter notes by (R212, R213).

A note stands under a code of all programs or of one. Notes are filtered by code alone, which means one thing whatever
its program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gateway import lists, programchoices
from gateway.context import gateway, principal, trace
from gateway.programchoices import Entry, program_of
from homefire.client import Call


@dataclass(frozen=True, slots=True)
class Choice:
    """One code: what a form sends for it, what it is called, whether it can still be chosen for a note."""

    value: str
    code: str
    label: str
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The codes of one program, or of several with the same; no program means all. `system` are the log's own."""

    programs: tuple[str, ...]
    choices: tuple[Choice, ...]
    system: bool = False


def known() -> dict[str, Any]:
    """Every code with its dates, and the one that is chosen when none is; no items while the log is away."""
    return gateway().lists.answer(Call("audit", "list_action_codes"), principal(), trace())


def to_write(entries: Sequence[Entry], programs: Iterable[str], on: date) -> list[Group]:
    """What a note may be written under on a day: the codes of all programs, then those of each of these."""
    current = lists.offered([dict(entry) for entry in entries], on)
    return [
        Group((program,) if program else (), tuple(_choice(entry) for entry in own))
        for program, own in programchoices.by_program(current, programs)
    ]


def to_filter(answer: Mapping[str, Any], on: date) -> list[Group]:
    """Every code once, retired ones too: those of all programs, those of some, those of the log itself."""
    by_code: dict[str, list[Entry]] = {}
    for entry in answer["items"]:
        by_code.setdefault(entry["code"], []).append(entry)
    by_programs: dict[tuple[str, ...], list[Choice]] = {}
    for entries in by_code.values():
        programs = tuple(sorted({program_of(entry) for entry in entries}))
        shared = () if "" in programs else programs
        by_programs.setdefault(shared, []).append(_filtered(entries, on))
    groups = [Group(programs, tuple(by_programs[programs])) for programs in sorted(by_programs)]
    system = tuple(Choice(each["code"], each["code"], each["label"]) for each in answer.get("system", ()))
    return [*groups, Group((), system, system=True)] if system else groups


def parse(value: str) -> dict[str, str]:
    """What a form's value says, as an operation takes it: the code, and its program unless it is of all."""
    program, code = programchoices.parse(value)
    return {name: part for name, part in (("action_code", code), ("program", program)) if part}


def _choice(entry: Entry) -> Choice:
    return Choice(programchoices.value_of(entry), entry["code"], entry["label"])


def _filtered(entries: Sequence[Entry], on: date) -> Choice:
    """The code of these entries under the label that it has, or had last, or will have first."""
    ordered = sorted(entries, key=lambda entry: str(entry.get("valid_from") or ""))
    begun = [entry for entry in ordered if str(entry.get("valid_from") or "") <= on.isoformat()]
    shown = begun[-1] if begun else ordered[0]
    retired = all((entry.get("valid_to") or "9999-12-31") < on.isoformat() for entry in entries)
    return Choice(shown["code"], shown["code"], shown["label"], retired)
