"""Which notes a page shows, as its address says it: codes and switches, never a text (R212)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

MOST_CODES, LONGEST_CODE, LONGEST_CURSOR = 180, 10, 200
"""How much of an address is heeded."""


@dataclass(frozen=True, slots=True)
class NotesFilter:
    """What is asked of the log. Empty `codes` are all; `opened` shows the form that chooses them."""

    codes: tuple[str, ...] = ()
    imported: bool = False
    amended: bool = False
    cursor: str = ""
    opened: bool = False

    @property
    def narrows(self) -> bool:
        """Whether something other than the plain log is asked for."""
        return bool(self.codes or self.imported or self.amended)

    @property
    def options(self) -> dict[str, Any]:
        """As `audit.list_notes` takes it."""
        options: dict[str, Any] = {"action_codes": ",".join(self.codes)} if self.codes else {}
        options |= {"include_imported": True} if self.imported else {}
        options |= {"include_amended": True} if self.amended else {}
        return options | ({"cursor": self.cursor} if self.cursor else {})

    @property
    def address(self) -> dict[str, Any]:
        """As a page's address says it, from the newest note on."""
        address: dict[str, Any] = {"code": list(self.codes)} if self.codes else {}
        address |= {"imported": 1} if self.imported else {}
        return address | ({"amended": 1} if self.amended else {})

    def without(self, code: str) -> dict[str, Any]:
        """The address that asks for one code less."""
        return replace(self, codes=tuple(each for each in self.codes if each != code)).address


def read(arguments: MultiDict[str, str]) -> NotesFilter:
    """What an address asks for. A code has no comma, which separates codes where the log is asked."""
    return NotesFilter(
        codes=_codes(arguments.getlist("code")),
        imported="imported" in arguments,
        amended="amended" in arguments,
        cursor=arguments.get("cursor", "")[:LONGEST_CURSOR],
        opened="filter" in arguments,
    )


def _codes(given: Sequence[str]) -> tuple[str, ...]:
    codes = (code.replace(",", " ").strip()[:LONGEST_CODE].strip() for code in given)
    return tuple(dict.fromkeys(code for code in codes if code))[:MOST_CODES]
