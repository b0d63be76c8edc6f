"""Who follows a record and who checks it: whether that may be one person (R145)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from homefire.rules import RuleBroken

LIST, SAME_PERSON, REFUSED = "assignment_rule", "SAME_PERSON", "refused"
"""The reference list in which a program says so, its one code, and what its entries hold."""


def refusing(entries: Iterable[Mapping[str, Any]], programs: Iterable[str], on: date) -> list[str]:
    """Which of a customer's programs refuse one person as both analysts on a day; those that say nothing do not."""
    those = set(programs)
    return sorted(
        {
            entry["program"]
            for entry in entries
            if entry["code"] == SAME_PERSON
            and entry["data"].get(REFUSED) is True
            and entry["program"] in those
            and entry["valid_from"] <= on <= (entry["valid_to"] or date.max)
        }
    )


def check_two_people(refusing_programs: list[str]) -> None:
    """Refuses one person as both where a program does."""
    if refusing_programs:
        raise RuleBroken(
            "same_person",
            f"{', '.join(refusing_programs)} wants somebody else for Q/A than the assigned analyst."
            " Choose another person.",
        )


def warning(state: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What to draw attention to where one person is both: field, code, sentence."""
    if not state.get("analyst_id") or state["analyst_id"] != state.get("qa_analyst_id"):
        return []
    return [("qa_analyst", "same_person", "The same person is the assigned analyst and checks the work.")]
