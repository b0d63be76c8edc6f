"""The parts that every program has, one module per part."""

from __future__ import annotations

from applications.domain.parts.checklist import CHECKLIST, CHECKLIST_SETTINGS, CHECKLIST_STATUSES
from applications.domain.parts.verification import VERIFICATION
from applications.domain.program_part import Part

_OFFERED: tuple[Part, ...] = (
    VERIFICATION,
    CHECKLIST,
    CHECKLIST_STATUSES,
    CHECKLIST_SETTINGS,
)

PARTS: dict[str, Part] = {part.name: part for part in _OFFERED}
"""Each part by its name, in the order in which a page offers them."""
