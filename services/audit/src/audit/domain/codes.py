"""Action codes: the subject line of a note and the field it is filtered by (R212, R213).

The twenty that are shipped stand in `audit/reference.toml`, since they are dated data that an agency may add
to and retire from (R251). Here stand the two that the log itself writes, and what a code may look like.
"""

from __future__ import annotations

from typing import Final

from homefire.rules import RuleBroken

LIST: Final = "action_code"
LONGEST: Final = 10

DEFAULT: Final = "FLDUPDATE"
"""What a note carries when nothing says more: of the twenty, the one that claims least."""

IMPORTED: Final = "IMPORTED"
"""The one entry that an imported record gets. The system alone writes it, so no list offers it."""
IMPORTED_LABEL: Final = "Imported from another system"

EXPORTED: Final = "EXPORTED"
"""What a note carries that tells of a file with rows of the record (R86). The system alone writes it."""
EXPORTED_LABEL: Final = "Exported to a file"

SYSTEM: Final = {IMPORTED: IMPORTED_LABEL, EXPORTED: EXPORTED_LABEL}
"""Codes with their labels that nobody can choose for a note."""


def check_code(code: str) -> None:
    """Raises `RuleBroken` for what cannot be an action code: ten characters at most, in capitals (R212)."""
    if len(code) > LONGEST or code != code.upper():
        raise RuleBroken("not_an_action_code", f"Use capitals, at most {LONGEST} characters.")
    if code in SYSTEM:
        raise RuleBroken("code_of_the_log", f"The log itself writes {code}. Use another code.")
