"""Document types as forms offer them: those of all programs, then those of the customer's programs (R195)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gateway import lists, programchoices
from homefire.client import Call

TYPES = Call("documents", "list_document_reference", ["document_type"])
"""Every type there is or was, for the staff."""
LONGEST_CHOICE = 81
"""Characters: a program's code, a colon, a type's code."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One type: the value of the choice, and how it reads."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Group:
    """The types of one program, or of all of them (`""`)."""

    program: str
    choices: tuple[Choice, ...]


def groups(entries: Iterable[Mapping[str, Any]], programs: Collection[str] = ()) -> list[Group]:
    """The entries that may be chosen for a customer of these programs; groups without a type are left out."""
    return [
        Group(program, tuple(Choice(programchoices.value_of(each), each["label"]) for each in own))
        for program, own in programchoices.by_program(list(entries), programs)
    ]


def fields_of(choice: str) -> dict[str, str]:
    """What an upload says of its type."""
    program, code = programchoices.parse(choice)
    return {"document_type": code, "program": program}


def proving(entries: Iterable[Mapping[str, Any]], program: str, today: date) -> dict[str, frozenset[str]]:
    """Which verification items each type proves today in a program, whose own entries go before those of all.

    A type that is no longer chosen proves what it did when it was last in use.
    """
    known = [each for each in entries if each["program"] in ("", program)]
    begun = [each for each in known if (each["valid_from"] or "") <= today.isoformat()]
    ordered = sorted(begun, key=lambda each: (each["program"] != "", each["valid_from"] or ""))
    return {each["code"]: frozenset(each["data"].get("proves") or ()) for each in ordered}


def by_proof(
    documents: Sequence[Mapping[str, Any]], item: str, proves: Mapping[str, frozenset[str]]
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Documents whose types prove an item, and the others, each in their order."""
    first, others = [], []
    for each in documents:
        proven = proves.get(each["document_type"]["code"], frozenset())
        (first if item in proven else others).append(each)
    return first, others


def offered(entries: list[dict[str, Any]], today: date, programs: Collection[str] = ()) -> list[Group]:
    """The groups of those entries that may be chosen on a day."""
    return groups(lists.offered(entries, today), programs)
